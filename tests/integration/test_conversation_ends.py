"""A message that comes twice is taken once, and a conversation that is cleared is gone: with both databases."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from talking import Clock, Person, scripted

from assistant.adapters.database import Database
from assistant.adapters.database.tables import metadata
from assistant.errors import ConflictError
from assistant.model import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.model import Reply


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(database_address: str, clock: Clock) -> Iterator[Database]:
    with contextlib.closing(Database(database_address, now=clock)) as database:
        yield database


@pytest.fixture
def person(database: Database, clock: Clock) -> Person:
    return Person(scripted(database, clock), database, clock)


def everything(database: Database) -> str:
    """Return all that the database holds, in words."""
    with database._engine.connect() as connection:  # noqa: SLF001 - no door shows the raw rows
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def say(person: Person, text: str, *, key: str) -> Reply:
    message = Message(text, person.clock(), person.conversation_id, key=key)
    return person.conversation.reply(message)


class TestRepeat:
    def test_of_the_code_shows_the_receipt_again_and_files_once(self, person: Person) -> None:
        person.say("please delete my data", "Zoë Brandt", "zoe@example.org", "nothing", "yes")
        first, again = (say(person, person.code, key="k") for _ in range(2))
        assert first.kind == "filed"
        assert again == first
        assert len(person.to_officer) == 1

    def test_under_another_key_is_another_message(self, person: Person) -> None:
        person.say("please delete my data")
        assert say(person, "Zoë Brandt", key="a").text != say(person, "Zoë Brandt", key="b").text

    def test_in_another_conversation_is_another_message(self, person: Person) -> None:
        person.say("please delete my data")
        say(person, "Zoë Brandt", key="k")
        person.conversation_id = None
        assert person.say("hello").conversation_id == "conversation-2"
        assert say(person, "Zoë Brandt", key="k").conversation_id == "conversation-2"

    def test_of_a_key_for_other_words_is_refused(self, person: Person) -> None:
        person.say("please delete my data")
        say(person, "Zoë Brandt", key="k")
        with pytest.raises(ConflictError):
            say(person, "Zoe Brandt", key="k")

    def test_after_ten_minutes_is_a_new_message(self, person: Person, clock: Clock) -> None:
        person.say("please delete my data")
        first = say(person, "Zoë Brandt", key="k")
        clock.move(minutes=11)
        assert say(person, "Zoë Brandt", key="k") != first


class TestForget:
    def test_leaves_nothing_of_what_was_said(self, person: Person, database: Database) -> None:
        person.say("please delete my data")
        say(person, "Zoë Brandt", key="k")
        assert "Brandt" in everything(database)
        person.conversation.forget(str(person.conversation_id))
        assert "Brandt" not in everything(database)

    def test_takes_a_request_along_that_waits_for_its_code(self, person: Person, database: Database) -> None:
        person.say("please delete my data", "Zoë Brandt", "zoe@example.org", "nothing", "yes")
        code = person.code
        person.conversation.forget(str(person.conversation_id))
        with database.unit_of_work(read_only=True) as work:
            assert work.tickets.counts() == {}
        assert person.say(code).kind != "filed"

    def test_leaves_what_was_filed_to_the_officer(self, person: Person) -> None:
        person.say("please delete my data", "Zoë Brandt", "zoe@example.org", "nothing", "yes")
        filed = person.say(person.code)
        person.conversation.forget(str(person.conversation_id))
        assert filed.ticket
        assert person.ticket(filed.ticket.reference)

    def test_leaves_other_conversations_alone(self, person: Person) -> None:
        person.say("please delete my data")
        person.conversation.forget("conversation-2")
        person.conversation.forget("conversation-%")
        reply = person.say("Zoë Brandt")
        assert reply.ask
        assert reply.ask.slot == "email"

    def test_is_not_for_a_thread_of_slack(self, person: Person) -> None:
        with person.database.unit_of_work() as work:
            now = person.clock()
            work.conversations.save("slack:T1", "{}", now=now, expires_at=now + timedelta(days=1))
            work.commit()
        person.conversation.forget("slack:T1")
        with person.database.unit_of_work() as work:
            assert work.conversations.load("slack:T1") == "{}"
