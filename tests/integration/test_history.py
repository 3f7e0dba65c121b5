"""The audit log: nobody changes it unseen, and it still holds when the words have gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from office import Office
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assistant.adapters.database.engine import open_engine
from assistant.requests.history import broken_at

if TYPE_CHECKING:
    from assistant.adapters.database import Database


@pytest.fixture
def office(database: Database) -> Office:
    """An office whose log has four entries of one ticket."""
    office = Office(database)
    office.does(office.desk.note, office.taken(), text="They were rude on the phone")
    return office


def broken(database: Database) -> int | None:
    with database.unit_of_work(read_only=True) as work:
        return broken_at(work.history.walk(), head=work.history.head())


def tamper(address: str, *statements: str) -> None:
    """Change the database as somebody would who may do everything: the triggers are off."""
    engine = open_engine(address)
    with engine.begin() as connection:
        for trigger in ("history_no_update", "history_no_delete"):
            table = " ON history" if engine.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {trigger}{table}"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


class TestBrokenAt:
    def test_finds_nothing_where_nothing_was_changed(self, office: Office) -> None:
        assert broken(office.database) is None

    def test_finds_an_empty_log_whole(self, database: Database) -> None:
        assert broken(database) is None

    @pytest.mark.parametrize(
        ("statement", "number"),
        [
            ("UPDATE history SET actor = 'staff:ben' WHERE number = 3", 3),
            ('UPDATE history SET body = \'{"text": "They were kind"}\' WHERE number = 4', 4),
            ("UPDATE history SET digest = 'd', salt = '' WHERE number = 2", 2),
            ("UPDATE history SET reference = 'PR-1' WHERE number = 1", 1),
            ("DELETE FROM history WHERE number = 2", 2),
            ("DELETE FROM history WHERE number = 4", 4),
            ("UPDATE history SET status = 'completed' WHERE number = 3", 3),
        ],
    )
    def test_finds_what_was_changed(self, office: Office, database_address: str, statement: str, number: int) -> None:
        tamper(database_address, statement)
        assert broken(office.database) == number

    def test_holds_when_the_words_have_gone(self, office: Office) -> None:
        with office.database.unit_of_work() as work:
            work.history.forget("PR-0000-0000-01")
            work.commit()
        assert all(not entry.deed.body and not entry.salt for entry in office.history("PR-0000-0000-01"))
        assert broken(office.database) is None


class TestTheDatabase:
    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM history WHERE number = 4",
            "UPDATE history SET actor = 'staff:ben' WHERE number = 3",
            'UPDATE history SET body = \'{"text": "They were kind"}\' WHERE number = 4',
            "UPDATE history SET body = '{}', salt = '', actor = 'staff:ben' WHERE number = 3",
        ],
    )
    def test_refuses_changes_by_itself(self, office: Office, database_address: str, statement: str) -> None:
        engine = open_engine(database_address)
        with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()
        assert broken(office.database) is None


class TestTwoAtOnce:
    def test_entries_take_turns(self, database: Database) -> None:
        office = Office(database)
        tickets = [office.filed() for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda ticket: [office.does(office.desk.note, ticket, text="x") for _ in range(10)], tickets))
        assert broken(database) is None
        with database.unit_of_work(read_only=True) as work:
            assert work.history.head()[0] == 4 * 2 + 40
