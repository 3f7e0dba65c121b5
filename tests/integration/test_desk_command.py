"""`python -m assistant desk …` as a person types it."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.__main__ import main
from assistant.adapters.passwords import Argon2Passwords
from assistant.model import Role, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.adapters.database import Database

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
INES = ("--full-name", "Inês Duarte", "--email", "ines@example.org")


@pytest.fixture
def run(
    database_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs `desk` with arguments and a standard input; returns the exit status, what it prints and its error."""
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", database_address)

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            status = main(["desk", *arguments])
        except SystemExit as error:
            status = int(error.code or 0)
        return (status, *capsys.readouterr())

    return run


def stored(database: Database, name: str) -> User | None:
    with database.unit_of_work(read_only=True) as work:
        return work.users.get(name)


class TestDesk:
    def test_leads_a_user_from_the_first_day_to_the_last(self, run: Run, database: Database) -> None:
        status, said, _ = run("add-user", "ines", *INES, "--role", "handler", "--password-stdin", stdin=f"{PASSWORD}\n")
        assert (status, said) == (0, "ines may sign in at http://127.0.0.1:8000/desk as handler.\n")
        user = stored(database, "ines")
        assert user
        assert Argon2Passwords().fit(PASSWORD, user.password_hash)
        assert run("users")[1] == "ines  handler  ines@example.org  Inês Duarte\n"
        assert run("set-role", "ines", "--role", "admin")[0] == 0
        assert run("set-password", "ines", "--password-stdin", stdin="another password\n")[0] == 0
        user = stored(database, "ines")
        assert user
        assert user.role is Role.ADMIN
        assert Argon2Passwords().fit("another password", user.password_hash)
        assert run("disable", "ines")[:2] == (0, "ines is let in no more.\n")
        assert run("users")[1] == "ines  admin  ines@example.org  Inês Duarte  disabled\n"
        assert run("enable", "ines")[:2] == (0, "ines is let in again.\n")
        user = stored(database, "ines")
        assert user
        assert user.disabled_at is None

    def test_makes_a_user_without_a_password(self, run: Run, database: Database) -> None:
        assert run("add-user", "ines", *INES, "--role", "reader", "--no-password")[0] == 0
        user = stored(database, "ines")
        assert user
        assert user.password_hash == ""
        assert run("users")[1].endswith("OpenID only\n")

    @pytest.mark.parametrize(
        ("arguments", "stdin", "error"),
        [
            (("add-user", "Ines", *INES, "--role", "reader", "--no-password"), "", "A name is made of small letters"),
            (("add-user", "ines", *INES, "--role", "reader", "--password-stdin"), "short\n", "at least 12 characters."),
            (("add-user", "ines", *INES, "--role", "reader", "--password-stdin"), "", "at least 12 characters."),
            (("add-user", "ines", *INES, "--role", "reader"), "", "Send it with --password-stdin."),
            (("add-user", "ines", *INES, "--role", "boss", "--no-password"), "", "'reader', 'handler', 'admin'"),
            (
                ("add-user", "bo", *INES, "--role", "reader", "--no-password"),
                "",
                "Another user has this e-mail address.",
            ),
            (("add-user", "zoe", *INES, "--role", "reader", "--no-password"), "", "There is a user zoe already."),
            (("set-role", "nobody", "--role", "admin"), "", "There is no user nobody."),
            (("disable", "nobody"), "", "There is no user nobody."),
            (("enable", "nobody"), "", "There is no user nobody."),
            (("set-password", "nobody", "--password-stdin"), f"{PASSWORD}\n", "There is no user nobody."),
        ],
    )
    def test_says_in_a_sentence_what_cannot_be_done(
        self, run: Run, database: Database, arguments: tuple[str, ...], stdin: str, error: str
    ) -> None:
        run("add-user", "zoe", "--full-name", "Zoë", "--email", "INES@example.org", "--role", "reader", "--no-password")
        status, said, complaint = run(*arguments, stdin=stdin)
        assert (status, said) == (2, "")
        assert error in complaint
        assert complaint.endswith("\n")
        with database.unit_of_work(read_only=True) as work:
            assert [user.name for user in work.users.all()] == ["zoe"]


class TestAskingForThePassword:
    def ask(self, folder: Path, *typed: str) -> tuple[int, str]:
        """Run `desk add-user` in a terminal of its own and answer its questions."""
        terminal, inner = pty.openpty()
        command = [sys.executable, "-m", "assistant", "desk", "add-user", "ines", *INES, "--role", "admin"]
        environment = {**os.environ, "ASSISTANT_DATA_DIR": str(folder)}
        shown, answers = b"", [answer.encode() + b"\n" for answer in typed]
        with subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env=environment, stdin=inner, stdout=inner, stderr=inner, start_new_session=True
        ) as process:
            os.close(inner)
            with contextlib.suppress(OSError):  # what Linux says at a terminal's end
                while piece := os.read(terminal, 1000):
                    shown += piece
                    if answers and piece.endswith(b": "):
                        os.write(terminal, answers.pop(0))
        os.close(terminal)
        return process.returncode, shown.decode()

    def test_asks_twice_and_shows_nothing(self, tmp_path: Path) -> None:
        status, shown = self.ask(tmp_path, PASSWORD, PASSWORD)
        assert status == 0, shown
        assert "Password (12 characters or more): " in shown
        assert "The same again: " in shown
        assert PASSWORD not in shown

    def test_refuses_two_that_differ(self, tmp_path: Path) -> None:
        status, shown = self.ask(tmp_path, PASSWORD, "correct horse batter")
        assert status == 2
        assert "The two are not the same. Nothing was done." in shown
