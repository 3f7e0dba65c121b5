"""The users of the desk, in a database of each kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from desk import a_user
from unit.fakes.passwords import Passwords

from assistant.errors import ConflictError, InputError, NotFoundError
from assistant.model import Role, User
from assistant.people.sessions import DeskSessions
from assistant.people.staff import NewUser, Staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.adapters.database import Database
    from assistant.ports import UnitOfWork

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"
NEW = NewUser("ines.duarte", "Inês Duarte", "Ines@Example.org", Role.ADMIN, PASSWORD)


@pytest.fixture
def staff() -> Staff:
    return Staff(Passwords())


@pytest.fixture
def ines(database: Database) -> User:
    user = a_user(name="ines")
    with database.unit_of_work() as work:
        work.users.put(user)
        work.commit()
    return user


def stored(database: Database, name: str) -> User | None:
    with database.unit_of_work(read_only=True) as work:
        return work.users.get(name)


class TestStaff:
    def test_makes_a_user(self, database: Database, staff: Staff) -> None:
        with database.unit_of_work() as work:
            staff.add(work, NEW, now=NOW)
            work.commit()
        user = stored(database, "ines.duarte")
        assert user == User("ines.duarte", "Inês Duarte", "ines@example.org", Role.ADMIN, f"new:{PASSWORD}", NOW)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"name": "Ines"}, "name"),
            ({"name": "ines duarte"}, "name"),
            ({"name": "-ines"}, "name"),
            ({"name": ""}, "name"),
            ({"name": "i" * 64}, "name"),
            ({"full_name": " "}, "full_name"),
            ({"full_name": "Inês\nDuarte"}, "full_name"),
            ({"full_name": "I" * 121}, "full_name"),
            ({"email": "ines"}, "email"),
            ({"email": "ines@example.org\r\nBcc: all@example.org"}, "email"),
            ({"password": "eleven char"}, "password"),
        ],
    )
    def test_refuses_what_cannot_be_used_and_says_what(
        self, database: Database, staff: Staff, changed: dict[str, str], field: str
    ) -> None:
        with database.unit_of_work() as work, pytest.raises(InputError) as caught:
            staff.add(work, replace(NEW, **changed), now=NOW)  # type: ignore[arg-type]  # texts only
        assert caught.value.field == field

    @pytest.mark.parametrize("changed", [{"email": "other@example.org"}, {"name": "other"}])
    def test_makes_no_second_user_of_a_name_or_an_address(
        self, database: Database, staff: Staff, changed: dict[str, str]
    ) -> None:
        with database.unit_of_work() as work:
            staff.add(work, NEW, now=NOW)
            with pytest.raises(ConflictError):
                staff.add(work, replace(NEW, **changed), now=NOW)  # type: ignore[arg-type]  # texts only

    @pytest.mark.parametrize(
        "change",
        [
            lambda staff, work: staff.set_password(work, "ines", "another password"),
            lambda staff, work: staff.disable(work, "ines", now=NOW),
        ],
    )
    def test_ends_the_sessions_of_who_is_disabled_or_has_another_password(
        self, database: Database, staff: Staff, ines: User, change: Callable[[Staff, UnitOfWork], None]
    ) -> None:
        sessions = DeskSessions(b"key", lambda: "token")
        with database.unit_of_work() as work:
            token = sessions.begin(work, ines, now=NOW)
            change(staff, work)
            staff.enable(work, ines.name)
            work.commit()
        with database.unit_of_work(read_only=True) as work:
            assert sessions.find(work, token, now=NOW) is None

    def test_gives_another_role(self, database: Database, staff: Staff, ines: User) -> None:
        with database.unit_of_work() as work:
            staff.set_role(work, ines.name, Role.READER)
            work.commit()
        assert stored(database, ines.name) == replace(ines, role=Role.READER)

    def test_knows_who_there_is(self, database: Database, staff: Staff) -> None:
        with database.unit_of_work() as work:
            deeds: list[Callable[[], None]] = [
                lambda: staff.set_password(work, "nobody", PASSWORD),
                lambda: staff.set_role(work, "nobody", Role.ADMIN),
                lambda: staff.disable(work, "nobody", now=NOW),
                lambda: staff.enable(work, "nobody"),
            ]
            for deed in deeds:
                with pytest.raises(NotFoundError):
                    deed()
