"""Everything ends: against real databases, with the time passed in."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from office import DRAFT, FILED_AT, Office
from sqlalchemy import select

from assistant.adapters.database import Database
from assistant.adapters.database.engine import open_engine
from assistant.adapters.database.tables import metadata
from assistant.errors import NotAllowedError
from assistant.model import (
    PERSON,
    Action,
    AnswerFile,
    ApiToken,
    Code,
    Draft,
    Mail,
    OnBehalfOf,
    Session,
    Ticket,
    TicketStatus,
    TicketType,
    Webhook,
)
from assistant.organisation import Retention
from assistant.requests.history import broken_at
from assistant.requests.retention import Purge, ends, strip
from assistant.turns.state import State, dump, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgres import Cluster

ROOT = Path(__file__).parents[2]
KEPT = Retention(tickets_days=365)
NONE = dict.fromkeys(
    ("conversations", "codes", "sessions", "api_tokens", "files", "limits", "keys", "unverified", "sent", "set_aside"),
    0,
)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
WHO = OnBehalfOf("Quentin Grandson", "parent of Quentin", "quentin.grandson@example.net")
PERSONAL = replace(
    DRAFT,
    name="Xanthippe Zwolle",
    email="xanthippe.zwolle@example.org",
    details="Customer 90210-7",
    words=("I, Xanthippe, live at 7 Gasthuisplein", "find it under Zwolle " + "and so on " * 800),
    on_behalf_of=WHO,
)
TRACES = ("xanthippe", "zwolle", "90210-7", "gasthuisplein", "quentin", "grandson")


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def purge(office: Office, *, kept: Retention = KEPT) -> Purge:
    salts = iter(range(10_000))
    return Purge(
        office.database.unit_of_work,
        kept,
        lambda: office.now,
        salt=lambda: f"salt {next(salts)}",
        wipe=office.database.wipe,
    )


def closed(office: Office, draft: Draft = DRAFT) -> Ticket:
    return office.does(office.desk.close, office.taken(draft), outcome=Action.COMPLETED, text="Done.")


def log_holds(office: Office) -> bool:
    with office.database.unit_of_work(read_only=True) as work:
        return broken_at(work.history.walk(), head=work.history.head()) is None


class TestEnds:
    NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
    MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)

    def test_are_what_the_organisation_says(self) -> None:
        found = ends(Retention(tickets_days=900, unverified_days=3, sent_mail_days=4), now=self.NOW)
        assert found.now == self.NOW
        assert found.closed["eu"] == found.closed["california"] == self.MIDNIGHT - timedelta(days=900)
        assert found.unverified == self.NOW - timedelta(days=3)
        assert found.sent == self.NOW - timedelta(days=4)
        assert found.set_aside == self.NOW - timedelta(days=120)

    def test_are_later_where_the_law_asks_for_more_months(self) -> None:
        found = ends(KEPT, now=self.NOW)
        assert found.closed["eu"] == self.MIDNIGHT - YEAR
        assert found.closed["california"] == datetime(2024, 11, 22, tzinfo=UTC)


class TestPurge:
    def test_deletes_what_is_past_its_end_date_and_nothing_else(self, office: Office) -> None:
        now = office.now
        hour = now + timedelta(hours=1)
        filed = office.taken()
        with office.database.unit_of_work() as work:
            opened = office.filing.open(work, DRAFT, now=now, source="somewhere")
            work.conversations.save("c", "{}", now=now, expires_at=hour)
            work.conversations.save("kept", "{}", now=now, expires_at=now + YEAR)
            work.keys.take("k", fingerprint="f", now=now, expires_at=hour)
            work.sessions.put(Session("hash", "desk", "anna", now, now, hour))
            work.subscriptions.put_token(ApiToken("hash", "register", (), now, hour))
            work.files.add(AnswerFile("f", filed.reference, "a.zip", "application/zip", 1, now, hour), b"1")
            for key in ("sent", "set aside", "pending"):
                work.outbox.add(Mail(key, f"<{key}@x>", to="a@x", subject="S", text="T", html="H"), now=now)
            ids = {row.parcel.key: row.id for row in work.outbox.rows()}
            work.outbox.mark_sent(ids["sent"], now=now)
            work.outbox.set_aside(ids["set aside"], now=now, error="refused")
            work.commit()
        assert purge(office).run() == NONE
        office.sleeps(days=200)
        expected = {**dict.fromkeys(NONE, 1), "codes": 2, "limits": 4}
        assert purge(office).preview() == {**expected, "tickets": 0}
        assert purge(office).run() == expected
        assert purge(office).run() == NONE
        with office.database.unit_of_work() as work:
            assert work.tickets.get(filed.reference) == filed
            assert work.tickets.get(opened.reference) is None
            assert work.outbox.about(opened.reference) == []
            assert work.outbox.count("pending") == 4  # the new one, and of the filed ticket a code and two mails

    def test_takes_many_a_few_at_a_time(self, office: Office) -> None:
        with office.database.unit_of_work() as work:
            for number in range(450):
                work.conversations.save(f"c{number}", "{}", now=office.now, expires_at=office.now)
            work.commit()
        assert purge(office).run()["conversations"] == 450

    def test_gives_a_mailbox_a_week_to_be_proved(self, office: Office) -> None:
        with office.database.unit_of_work() as work:
            office.filing.open(work, DRAFT, now=office.now, source="")
            work.commit()
        office.sleeps(days=7, seconds=-1)
        assert purge(office).run()["unverified"] == 0
        office.sleeps(seconds=1)
        assert purge(office).run()["unverified"] == 1
        assert log_holds(office)

    @pytest.mark.parametrize("deed", ["take", "ask", "extend"])
    def test_never_ends_a_ticket_that_is_open(self, office: Office, deed: str) -> None:
        ticket = office.taken()
        if deed == "ask":
            office.does(office.desk.ask, ticket, kind="clarification", text="What?", reason="Unclear.")
        if deed == "extend":
            office.does(office.desk.extend, ticket, reason="Much.")
        before = office.ticket(ticket.reference)
        office.sleeps(days=10 * 365)
        assert purge(office).run()["tickets"] == 0
        assert office.ticket(ticket.reference) == before

    def test_ends_a_ticket_so_long_after_it_was_closed(self, office: Office) -> None:
        ticket = closed(office)
        office.now = FILED_AT.replace(hour=0) + YEAR + DAY - SECOND
        assert purge(office).run()["tickets"] == 0
        office.now += SECOND
        assert purge(office).preview()["tickets"] == 1
        assert purge(office).run()["tickets"] == 1
        assert purge(office).run()["tickets"] == 0
        assert office.ticket(ticket.reference).stripped_at == office.now

    def test_keeps_a_ticket_of_california_for_its_24_months(self, database: Database) -> None:
        office = Office(database, regime="california")
        closed(office)
        office.now = datetime(2028, 2, 4, tzinfo=UTC) - SECOND
        assert purge(office).run()["tickets"] == 0
        office.now += SECOND
        assert purge(office).run()["tickets"] == 1

    def test_keeps_what_is_held_until_it_is_released(self, office: Office) -> None:
        ticket = office.does(office.desk.hold, closed(office), reason="A claim is pending.")
        office.sleeps(days=3000)
        before = office.ticket(ticket.reference), office.history(ticket.reference)
        assert purge(office).preview()["tickets"] == 0
        assert purge(office).run()["tickets"] == 0
        assert (office.ticket(ticket.reference), office.history(ticket.reference)) == before
        office.does(office.desk.release, ticket, reason="It is settled.")
        assert purge(office).run()["tickets"] == 1

    def test_ends_many_and_leaves_the_newer(self, office: Office) -> None:
        for _ in range(3):
            closed(office)
        office.sleeps(days=30)
        new = closed(office)
        office.now = FILED_AT + YEAR + DAY
        assert purge(office).run()["tickets"] == 3
        assert office.ticket(new.reference) == new

    def test_ends_each_once_when_many_purge_at_once(self, office: Office) -> None:
        tickets = [closed(office) for _ in range(5)]
        office.sleeps(days=366)
        with ThreadPoolExecutor(3) as pool:
            gone = list(pool.map(lambda _: purge(office).run()["tickets"], range(3)))
        assert sum(gone) == 5
        for ticket in tickets:
            actions = [entry.deed.action for entry in office.history(ticket.reference)]
            assert actions.count(Action.STRIPPED) == 1
        assert log_holds(office)

    def test_waits_for_nobody_who_holds_a_record(self, postgres: Cluster) -> None:
        with closing(Database(postgres.new_database(template="template"))) as database:
            office, now = Office(database), FILED_AT
            with database.unit_of_work() as work:
                work.keys.take("k", fingerprint="", now=now, expires_at=now)
                work.commit()
            with database.unit_of_work() as work:
                assert work.keys.take("k", fingerprint="", now=now, expires_at=now) is None
                assert purge(office).run()["keys"] == 0
            assert purge(office).run()["keys"] == 1

    def test_logs_numbers_only(self, office: Office, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("INFO")
        reference = closed(office, PERSONAL).reference
        office.sleeps(days=366)
        purge(office).run()
        (message,) = caplog.messages
        assert re.fullmatch(r"Purged: (\d+ [a-z_]+, )*1 tickets", message)
        assert reference not in caplog.text


class TestStrip:
    def test_leaves_the_line_that_is_counted(self, office: Office) -> None:
        before = closed(office, PERSONAL)
        office.sleeps(days=366)
        purge(office).run()
        draft = Draft(
            types=(TicketType.ERASURE,),
            name="",
            email="",
            details="",
            words=(),
            requested_at=before.draft.requested_at,
            channel=before.draft.channel,
        )
        assert office.ticket(before.reference) == replace(
            before, draft=draft, token_hash="", address_key="", handler="", stripped_at=office.now
        )

    def test_is_recorded_and_leaves_the_log_whole(self, office: Office) -> None:
        ticket = closed(office, PERSONAL)
        entries = office.history(ticket.reference)
        office.sleeps(days=366)
        purge(office).run()
        *kept, last = office.history(ticket.reference)
        assert [entry.hash for entry in kept] == [entry.hash for entry in entries]
        assert [dict(entry.deed.body) for entry in kept] == [{}] * len(kept)
        deed = last.deed
        assert (deed.actor, deed.action, deed.status, deed.at) == (
            "system",
            Action.STRIPPED,
            TicketStatus.COMPLETED,
            office.now,
        )
        assert dict(deed.body) == {}
        assert log_holds(office)

    def test_tells_other_systems_no_more_than_the_reference(self, office: Office) -> None:
        with office.database.unit_of_work() as work:
            work.subscriptions.add_webhook(Webhook("w", "https://other.example/hook", "secret", office.now))
            work.commit()
        ticket = closed(office, PERSONAL)
        office.sleeps(days=366)
        purge(office).run()
        with office.database.unit_of_work() as work:
            (row,) = work.outbox.about(ticket.reference)
        assert '"type": "ticket.stripped"' in str(row.parcel)

    def test_is_refused_while_a_ticket_is_open(self, office: Office) -> None:
        ticket = office.taken()
        with office.database.unit_of_work() as work, pytest.raises(NotAllowedError):
            strip(work, ticket, at=office.now, salt="salt")

    def test_leaves_nothing_to_be_done_to_the_ticket(self, office: Office) -> None:
        ticket = closed(office)
        office.sleeps(days=366)
        purge(office).run()
        with pytest.raises(NotAllowedError, match="only counted"):
            office.does(office.desk.note, ticket, text="It was Xanthippe.")

    def test_takes_the_reference_out_of_conversations_and_leaves_them_be(self, office: Office) -> None:
        gone = closed(office).reference
        office.sleeps(days=366)
        stays = closed(office).reference
        state = State(question=f"what about {gone.lower()}?", filed=(gone, stays, gone), greeted=True)
        far = datetime.now(UTC) + YEAR
        with office.database.unit_of_work() as work:
            work.conversations.save("slack:T1:U1", dump(state), now=office.now, expires_at=far)
            work.conversations.save("other", '{"greeted": true}', now=office.now, expires_at=far)
            work.commit()
        assert purge(office).run()["tickets"] == 1
        with office.database.unit_of_work() as work:
            assert load(work.conversations.load("slack:T1:U1")) == State(
                question="what about ?", filed=(stays,), greeted=True
            )
            assert work.conversations.load("other") == '{"greeted": true}'

    def test_leaves_no_trace_of_anybody_in_the_database(self, office: Office, database_address: str) -> None:
        strangers = [office.taken(replace(DRAFT, name=f"Other {number}", email=f"o{number}@x.org")) for number in "abc"]
        tickets = [lived_through(office) for _ in range(30)]
        assert found_in(database_address) == set(TRACES)
        office.sleeps(days=366)
        assert purge(office).run()["tickets"] == len(tickets)
        assert found_in(database_address) == set()
        assert log_holds(office)
        for stranger in strangers:
            assert office.ticket(stranger.reference) == stranger
        with office.database.unit_of_work(read_only=True) as work:
            assert work.outbox.rows() == [
                row for row in work.outbox.rows() if row.parcel.about.endswith(("01", "02", "03"))
            ]


def lived_through(office: Office) -> Ticket:
    """A closed ticket with everything that can hang on one."""
    office.sleeps(hours=1)  # an address gets so many codes an hour
    ticket = office.filed(PERSONAL)
    order = office.does
    order(office.desk.take, ticket, handler="anna")
    order(office.desk.note, ticket, text="Xanthippe is known to sales.")
    order(office.desk.ask, ticket, kind="clarification", text="Which Zwolle?", reason="There are two.")
    order(office.desk.hear, ticket, actor=PERSON, text="The one at Gasthuisplein.")
    with office.database.unit_of_work() as work:
        now, far = office.now, office.now + 10 * YEAR
        file = AnswerFile(f"file {ticket.reference}", ticket.reference, "zwolle.csv", "text/csv", 9, now, far)
        work.files.add(file, b"Xanthippe" * 5000)
        work.codes.put(Code(ticket.reference, "hash", now, far))
        work.sessions.put(Session(f"session {ticket.reference}", "requester", ticket.reference, now, now, far))
        row = work.outbox.about(ticket.reference)[-1]
        work.outbox.set_aside(row.id, now=far, error="550 xanthippe.zwolle@example.org is unknown here")
        work.commit()
    return order(office.desk.close, ticket, outcome=Action.COMPLETED, text="Dear Xanthippe, it is done.")


def found_in(address: str) -> set[str]:
    """The traces that are anywhere in the database: in SQLite's files as bytes, in PostgreSQL's rows as text."""
    text = "".join(_bytes_of(address) if address.startswith("sqlite") else _rows_of(address)).casefold()
    return {trace for trace in TRACES if trace in text}


def _bytes_of(address: str) -> Iterator[str]:
    path = Path(address.removeprefix("sqlite:///"))
    for file in path.parent.glob(f"{path.name}*"):
        yield file.read_bytes().decode("latin-1")


def _rows_of(address: str) -> Iterator[str]:
    engine = open_engine(address)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield str(row)
    engine.dispose()


class TestCommand:
    def test_says_what_would_go_and_then_what_went(self, tmp_path: Path, sqlite_template: Path) -> None:
        path = tmp_path / "assistant.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        with closing(Database(f"sqlite:///{path}")) as database:
            office = Office(database, now=datetime(2020, 2, 3, 9, tzinfo=UTC))
            reference = closed(office, PERSONAL).reference
            would = run(path, "--dry-run").splitlines()
            assert would[0] == "Would go:"
            assert "        1  closed requests, stripped of what identifies" in would
            assert office.ticket(reference).draft == PERSONAL_THEN
            gone = run(path).splitlines()
            assert gone[0] == "Gone:"
            assert gone[1:] == would[1:]
            assert office.ticket(reference).draft.name == ""
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM terms WHERE term LIKE 'x%'").fetchone() == (0,)


PERSONAL_THEN = replace(PERSONAL, requested_at=datetime(2020, 2, 3, 9, tzinfo=UTC))


def run(path: Path, *options: str) -> str:
    others = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "assistant", "purge", *options],
        cwd=ROOT,
        env={**others, "ASSISTANT_DATA_DIR": str(path.parent), "ASSISTANT_DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
