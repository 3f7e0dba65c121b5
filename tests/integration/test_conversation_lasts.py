"""The conversation in real databases, and once with everything real: what lasts, what is void, what is filed."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from talking import Clock, Person, scripted

from assistant.adapters.database import Database
from assistant.bootstrap import build, ingester, open_database
from assistant.model import Channel
from assistant.policy import documents
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.model import Reply

CORPUS = Path(__file__).parents[2] / "corpus"


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


@pytest.fixture
def at_code(person: Person) -> Person:
    reply = person.say("please delete my data", "Zoë Brandt", "zoe@example.org", "nothing", "yes")
    assert slot(reply) == "code"
    return person


def slot(reply: Reply) -> str | None:
    return reply.ask.slot if reply.ask else None


class TestKept:
    def test_lasts_as_long_as_the_organisation_says_where_something_was_begun(
        self, database: Database, clock: Clock
    ) -> None:
        person = Person(scripted(database, clock, kept=timedelta(days=3)), database, clock)
        assert slot(person.say("please delete my data")) == "name"
        clock.move(days=3, seconds=-1)
        assert slot(person.say("Zoë Brandt")) == "email"
        clock.move(days=3)
        assert slot(person.say("zoe@example.org")) is None

    def test_lasts_a_day_where_nothing_was(self, database: Database, clock: Clock) -> None:
        person = Person(scripted(database, clock, kept=timedelta(days=30)), database, clock)
        person.say("how long do you keep it?")
        first = person.conversation_id
        clock.move(days=1, seconds=-1)
        person.say("how long do you keep it?")
        assert person.conversation_id == first
        clock.move(days=1)
        person.say("how long do you keep it?")
        assert person.conversation_id != first


class TestCode:
    def test_may_be_tried_again(self, at_code: Person) -> None:
        wrong = f"{(int(at_code.code) + 1) % 10**6:06}"
        assert "You can try 2 more times." in at_code.say(wrong).text
        assert "You can try 1 more time." in at_code.say(wrong).text
        assert "new code" in at_code.say(wrong).text
        assert at_code.say(at_code.code).kind == "ask"
        assert at_code.to_officer == []
        at_code.say("new code")
        assert at_code.say(at_code.code).kind == "filed"

    def test_expires(self, at_code: Person, clock: Clock) -> None:
        clock.move(minutes=11)
        assert "cannot be used any more" in at_code.say(at_code.code).text
        at_code.say("send me a new one")
        assert at_code.say(at_code.code).kind == "filed"

    @pytest.mark.parametrize("text", ["123456", "new code"])
    def test_goes_back_to_the_summary_when_the_ticket_was_purged(
        self, at_code: Person, database: Database, text: str
    ) -> None:
        with database.unit_of_work() as work:
            reference = work.outbox.rows()[0].parcel.key.split(":")[1]
            work.tickets.remove(reference)
            work.commit()
        reply = at_code.say(text)
        assert (reply.kind, slot(reply)) == ("confirm", "confirm")
        at_code.say("yes")
        assert at_code.say(at_code.code).kind == "filed"

    def test_is_void_once_the_address_is_corrected(self, at_code: Person) -> None:
        old = at_code.code
        reply = at_code.say("wrong address, use zoe@example.net please")
        assert slot(reply) == "confirm"
        at_code.say("yes")
        assert at_code.mails[-1].to == "zoe@example.net"
        assert at_code.code != old
        assert at_code.say(at_code.code).kind == "filed"

    @pytest.mark.parametrize(("text", "kind"), [("cancel", "cancelled"), ("start over", "ask")])
    def test_is_void_once_the_form_is_left(self, at_code: Person, text: str, kind: str) -> None:
        reference = at_code.mails[0].key.split(":")[1]
        assert at_code.ticket(reference)
        assert at_code.say(text).kind == kind
        assert at_code.ticket(reference) is None
        assert at_code.say(at_code.code).kind != "filed"

    def test_is_not_mailed_without_end(self, at_code: Person) -> None:
        for _ in range(9):
            at_code.say("new code")
        assert "try again in 60 minutes" in at_code.say("new code").text
        at_code.say("cancel", "please delete my data", "Zoë Brandt", "zoe@example.org", "nothing")
        reply = at_code.say("yes")
        assert (reply.kind, slot(reply)) == ("confirm", "confirm")
        assert "try again in 60 minutes" in reply.text


class TestState:
    def test_is_kept_for_a_new_process(self, person: Person, database: Database, clock: Clock) -> None:
        person.say("please delete my data", "Zoë Brandt")
        person.conversation = scripted(database, clock)
        assert slot(person.say("zoe@example.org")) == "details"

    def test_begins_afresh_where_it_cannot_be_read(self, person: Person, database: Database, clock: Clock) -> None:
        person.say("please delete my data")
        assert person.conversation_id
        with database.unit_of_work() as work:
            work.conversations.save(
                person.conversation_id,
                '{"form": {"slots": []}}',
                now=clock.now,
                expires_at=datetime(2026, 3, 1, tzinfo=UTC),
            )
            work.commit()
        before = person.conversation_id
        assert person.say("Zoë Brandt").kind == "no_answer"
        assert person.conversation_id == before

    @pytest.mark.parametrize("unknown", ["nothing", "' OR 1=1 --"])
    def test_has_a_new_id_where_the_one_given_is_unknown(self, person: Person, unknown: str) -> None:
        person.conversation_id = unknown
        person.say("hello")
        assert person.conversation_id != unknown

    def test_has_a_new_id_when_it_has_expired(self, person: Person, clock: Clock) -> None:
        person.say("please delete my data")
        before = person.conversation_id
        clock.move(days=31)
        assert slot(person.say("hello")) is None
        assert person.conversation_id != before

    @pytest.mark.parametrize(
        ("texts", "days"),
        [
            (("hello",), 1),
            (("how long for jobs?",), 1),
            (("can I have my data deleted?",), 30),
            (("delete my neighbour's data",), 30),
            (("please delete my data",), 30),
            (("please delete my data", "cancel"), 1),
            (("A stranger saw my invoice, it was in a mail that you sent to him", "skip", "no", "yes", "hello"), 30),
        ],
    )
    def test_is_kept_for_a_month_only_where_there_is_something_to_come_back_to(
        self, person: Person, clock: Clock, texts: tuple[str, ...], days: int
    ) -> None:
        person.say(*texts)
        before = person.conversation_id
        clock.move(days=days, minutes=-1)
        assert person.say("hello").conversation_id == before
        clock.move(days=days + 1)
        assert person.say("hello").conversation_id != before

    def test_keeps_the_id_that_a_channel_derives(self, person: Person) -> None:
        person.conversation_id, person.channel = "slack:T1:D1", Channel.SLACK
        person.say("please delete my data", "Zoë Brandt")
        assert person.conversation_id == "slack:T1:D1"
        assert slot(person.replies[-1]) == "email"

    @pytest.mark.parametrize("channel", [Channel.WEB, Channel.API])
    def test_is_not_given_away_to_another_channel(self, person: Person, channel: Channel) -> None:
        person.conversation_id, person.channel = "slack:T1:D1", Channel.SLACK
        person.say("please delete my data", "Zoë Brandt", "zoe@example.org")
        stranger = replace(person, channel=channel, replies=[])
        reply = stranger.say("nothing")
        assert (slot(reply), reply.conversation_id) == (None, "conversation-1")
        assert slot(person.say("nothing")) == "confirm"


class TestClock:
    def test_is_the_databases_too(self, tmp_path: Path, clock: Clock) -> None:
        with contextlib.closing(open_database(Settings(ASSISTANT_DATA_DIR=tmp_path), now=clock)) as database:
            person = Person(scripted(database, clock), database, clock)
            assert slot(person.say("please delete my data", "Zoë Brandt")) == "email"


class TestTwoAtOnce:
    @pytest.mark.parametrize("channel", [Channel.WEB, Channel.SLACK])
    def test_lose_nothing(self, person: Person, channel: Channel) -> None:
        person.channel = channel
        person.conversation_id = "slack:T1:D1" if channel is Channel.SLACK else None
        person.say("please delete my data")
        others = [replace(person, replies=[]) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda other, text: other.say(text), others, ["my name is Zoë Brandt", "zoe@example.org"]))
        assert slot(person.say("nothing")) == "confirm"


class TestEverythingReal:
    def test_files_across_a_restart_with_a_question_in_between(self, database_address: str, tmp_path: Path) -> None:
        values: dict[str, Any] = {
            "ASSISTANT_DATA_DIR": tmp_path,
            "ASSISTANT_CORPUS_DIR": CORPUS,
            "ASSISTANT_DATABASE_URL": database_address,
        }
        settings = Settings(**values)
        with ingester(settings) as index:
            plan = index.plan(documents.read([CORPUS]), keep_others=False)
            index.apply(plan, progress=lambda _done, _total: None)
        clock = Clock(datetime.now(UTC))
        with contextlib.closing(build(settings, now=clock)) as application:
            person = Person(application.conversation, application.database, clock)
            assert slot(person.say("Please delete all the personal data you hold about me.")) == "name"
            reply = person.say("Zoë Brandt", "How long do you keep my data?")
            assert slot(reply) == "email"
            assert reply.citations
        with contextlib.closing(build(settings, now=clock)) as application:
            person = replace(person, conversation=application.conversation, database=application.database)
            person.say("no wait, my name is Zoë Brand", "zoe@example.org", "nothing")
            assert "Name: Zoë Brand\n" in person.replies[-1].text
            assert slot(person.say("yes, that's all correct")) == "code"
            assert person.to_officer == []
            assert person.say(person.code).kind == "filed"
            assert len(person.to_officer) == 1
