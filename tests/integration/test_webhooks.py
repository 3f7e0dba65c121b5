"""Other systems are told what happens to tickets: signed, in order, again until they answer, and without a name."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from office import DRAFT, Office
from standardwebhooks.webhooks import Webhook as Verifier

from assistant.__main__ import main
from assistant.adapters.database import Database
from assistant.adapters.smtp import FolderMailer, Sender
from assistant.adapters.webhook import HttpCaller
from assistant.model import Call, Mail, Webhook
from assistant.requests.outbox import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Listener:
    """Another system: takes calls, and answers as it is told."""

    status: int = 204
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/privacy"


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            listener.heard.append((dict(self.headers), body))
            self.send_response(listener.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:  # noqa: ANN401 - http.server's signature
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        listener.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield listener
        server.shutdown()
        thread.join()


@pytest.fixture
def office(database: Database) -> Office:
    """An office of today: a signature holds for minutes only."""
    return Office(database, now=datetime.now(UTC))


def listen(database: Database, listener: Listener, *, id_: str = "abc") -> None:
    with database.unit_of_work() as work:
        work.subscriptions.add_webhook(Webhook(id_, listener.url, SECRET, datetime.now(UTC)))
        work.commit()


def deliver(office: Office, folder: Path) -> None:
    mailer = FolderMailer(folder, sender=Sender("Integra", "dpo@integra.co.in"))
    caller = HttpCaller(now=lambda: office.now)
    delivery = Delivery(
        office.database.unit_of_work, mailer, now=lambda: office.now, chance=lambda _low, high: high, caller=caller
    )
    delivery.drain()


def calls(database: Database) -> list[tuple[str, str]]:
    with database.unit_of_work(read_only=True) as work:
        return [(row.parcel.key, row.state) for row in work.outbox.rows() if isinstance(row.parcel, Call)]


class TestAWebhook:
    def test_is_told_signed_what_happened(self, office: Office, listener: Listener, tmp_path: Path) -> None:
        listen(office.database, listener)
        ticket = office.taken()
        deliver(office, tmp_path)
        told = [Verifier(SECRET).verify(body, headers) for headers, body in listener.heard]
        assert [event["type"] for event in told] == ["ticket.received", "ticket.taken"]
        assert told[1]["data"] == {"reference": ticket.reference, "status": "in_progress", "entry": 3}

    def test_hears_no_word_that_identifies_anybody(self, office: Office, listener: Listener, tmp_path: Path) -> None:
        listen(office.database, listener)
        office.does(office.desk.acknowledge, office.taken(), text="Dear Zoë, zoe@example.org")
        deliver(office, tmp_path)
        assert len(listener.heard) == 3
        for _, body in listener.heard:
            assert not {"zoe", "Zoë", "4711", "anna"} & set(json.dumps(json.loads(body), ensure_ascii=False).split('"'))
            assert "example.org" not in body

    def test_hears_nothing_of_notes_or_of_what_waits_for_its_code(self, office: Office, listener: Listener) -> None:
        listen(office.database, listener)
        ticket = office.filed()
        office.does(office.desk.note, ticket, text="They were rude")
        assert calls(office.database) == [("webhook:abc.2", "pending")]

    def test_hears_nothing_of_what_was_taken_back_before_its_code(self, office: Office, listener: Listener) -> None:
        listen(office.database, listener)
        with office.database.unit_of_work() as work:
            opened = office.filing.open(work, DRAFT, now=office.now, source="")
            office.filing.withdraw(work, opened.reference, now=office.now)
            work.commit()
        assert calls(office.database) == []

    def test_is_called_after_the_mails_however_long_it_has_been_due(self, office: Office, listener: Listener) -> None:
        office.filed()
        listen(office.database, listener)
        office.taken()
        office.sleeps(days=1)
        office.unproved()
        with office.database.unit_of_work() as work:
            rows = [work.outbox.claim(now=office.now, lease_seconds=60) for _ in range(len(work.outbox.rows()))]
        kinds = [type(row.parcel) for row in rows if row]
        assert set(kinds) == {Mail, Call}
        assert Mail not in kinds[kinds.index(Call) :]

    @pytest.mark.parametrize("status", [500, 404, 302, 429])
    def test_is_called_again_as_the_same_event(
        self, office: Office, listener: Listener, tmp_path: Path, status: int
    ) -> None:
        listen(office.database, listener)
        office.filed()
        listener.status = status
        deliver(office, tmp_path)
        assert calls(office.database) == [("webhook:abc.2", "pending")]
        listener.status = 204
        office.sleeps(minutes=5)
        deliver(office, tmp_path)
        assert calls(office.database) == [("webhook:abc.2", "sent")]
        assert [headers["webhook-id"] for headers, _ in listener.heard] == ["abc.2", "abc.2"]

    def test_that_is_gone_is_not_called_again(self, office: Office, listener: Listener, tmp_path: Path) -> None:
        listen(office.database, listener)
        office.filed()
        listener.status = 410
        deliver(office, tmp_path)
        assert calls(office.database) == [("webhook:abc.2", "set_aside")]

    def test_that_was_removed_meanwhile_is_not_called(self, office: Office, listener: Listener, tmp_path: Path) -> None:
        listen(office.database, listener)
        office.filed()
        with office.database.unit_of_work() as work:
            work.subscriptions.end_webhook("abc")
            work.commit()
        deliver(office, tmp_path)
        assert (calls(office.database), listener.heard) == ([("webhook:abc.2", "set_aside")], [])

    def test_holds_no_mail_up_when_it_is_away(self, office: Office, listener: Listener, tmp_path: Path) -> None:
        listen(office.database, listener)
        listener.port = 9  # discard: nobody answers there
        with office.database.unit_of_work() as work:
            work.subscriptions.end_webhook("abc")
            work.subscriptions.add_webhook(Webhook("abc", listener.url, SECRET, datetime.now(UTC)))
            work.commit()
        office.filed()
        deliver(office, tmp_path)
        assert calls(office.database) == [("webhook:abc.2", "pending")]
        assert len(list(tmp_path.glob("*.eml"))) == 3


class TestTheCommands:
    def run(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
        monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path))
        monkeypatch.delenv("ASSISTANT_DATABASE_URL", raising=False)
        return main(arguments)

    def test_add_and_remove_a_webhook(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(tmp_path, monkeypatch, "webhook", "add", "https://example.org/hook") == 0
        id_, secret = capsys.readouterr().out.split()[0], "whsec_"
        assert self.run(tmp_path, monkeypatch, "webhook", "list") == 0
        listed = capsys.readouterr().out
        assert listed.startswith(id_)
        assert secret not in listed
        assert self.run(tmp_path, monkeypatch, "webhook", "remove", id_) == 0
        assert self.run(tmp_path, monkeypatch, "webhook", "remove", id_) == 2

    @pytest.mark.parametrize("url", ["http://example.org/", "ftp://example.org", "example.org", "https://"])
    def test_refuse_an_address_that_others_could_read_along_with(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
    ) -> None:
        assert self.run(tmp_path, monkeypatch, "webhook", "add", url) == 2
        assert "https://" in capsys.readouterr().err

    def test_add_and_remove_a_token(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        add = ("token", "add", "reports", "--scope", "tickets:read", "--days", "30")
        assert self.run(tmp_path, monkeypatch, *add) == 0
        token = capsys.readouterr().out.split()[-1]
        assert self.run(tmp_path, monkeypatch, *add) == 2, "the name is taken"
        assert self.run(tmp_path, monkeypatch, "token", "list") == 0
        listed = capsys.readouterr().out
        ends = datetime.now(UTC) + timedelta(days=30)
        assert listed == f"reports  until {ends:%Y-%m-%d}  tickets:read\n"
        with Database(f"sqlite:///{tmp_path}/assistant.sqlite3").unit_of_work(read_only=True) as work:
            assert token not in str(work.subscriptions.tokens())
        assert self.run(tmp_path, monkeypatch, "token", "remove", "reports") == 0
        assert self.run(tmp_path, monkeypatch, "token", "add", "x", "--scope", "tickets:read", "--days", "9999") == 2
