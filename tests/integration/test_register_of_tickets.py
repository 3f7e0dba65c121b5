"""What the desk asks of the register: pages, counts and words, with each database."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import psycopg
import pytest

from assistant.adapters.database import Database, migrate
from assistant.model import CLOSED, OPEN, Channel, Draft, Line, Ticket, TicketStatus, TicketType, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgres import Cluster

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ALL = frozenset(TicketStatus)
DRAFT = Draft(
    types=(TicketType.ERASURE,),
    name="Zoë Müller",
    email="zoe@example.org",
    details="",
    words=("delete it",),
    requested_at=NOW,
    channel=Channel.WEB,
)
TICKET = Ticket("PR-1", DRAFT, TicketStatus.RECEIVED, TODAY, "eu", NOW, law="Art. 12(3) GDPR")


def fill(database: Database, *tickets: Ticket) -> None:
    with database.unit_of_work() as unit:
        for ticket in tickets:
            unit.tickets.add(ticket)
        unit.commit()


def named(reference: str, name: str, email: str = "") -> Ticket:
    return replace(TICKET, reference=reference, draft=replace(DRAFT, name=name, email=email))


def found(database: Database, wanted: Wanted) -> list[str]:
    with database.unit_of_work(read_only=True) as unit:
        return [ticket.reference for ticket in unit.tickets.page(wanted, count=100)]


def by_words(database: Database, words: str) -> list[str]:
    return found(database, Wanted(words=words))


class TestPages:
    @pytest.mark.parametrize("latest", [False, True])
    @pytest.mark.parametrize("size", [1, 2, 3, 7])
    def test_lead_through_all_tickets_once_though_many_are_due_on_one_day(
        self, database: Database, size: int, *, latest: bool
    ) -> None:
        days = [TODAY + timedelta(days=number // 4) for number in range(11)]
        tickets = [replace(TICKET, reference=f"PR-{number:02}", due_on=day) for number, day in enumerate(days)]
        fill(database, *reversed(tickets))
        seen: list[Ticket] = []
        with database.unit_of_work(read_only=True) as unit:
            place: tuple[date, str] | None = None
            while page := unit.tickets.page(Wanted(), after=place, count=size, latest=latest):
                assert len(page) <= size
                seen += page
                place = page[-1].due_on, page[-1].reference
        assert seen == (tickets[::-1] if latest else tickets)

    def test_go_on_where_a_ticket_was_that_is_there_no_more(self, database: Database) -> None:
        fill(database, TICKET, replace(TICKET, reference="PR-3"))
        with database.unit_of_work(read_only=True) as unit:
            assert [row.reference for row in unit.tickets.page(Wanted(), after=(TODAY, "PR-2"), count=5)] == ["PR-3"]


class TestFilters:
    def test_are_the_same_to_pages_and_counts_and_counted_up_to_a_bound(self, database: Database) -> None:
        kinds = ((TicketType.ERASURE, TicketType.ACCESS), (TicketType.ACCESS,))
        handlers = ("", "anna")
        days = (TODAY - timedelta(days=1), TODAY)
        laws = ("", "Art. 12(3) GDPR")
        tickets = [
            replace(
                TICKET,
                reference=f"PR-{number:03}",
                status=status,
                draft=replace(DRAFT, types=types),
                handler=handler,
                due_on=due_on,
                law=law,
            )
            for number, (status, types, handler, due_on, law) in enumerate(
                product(TicketStatus, kinds, handlers, days, laws)
            )
        ]
        fill(database, *tickets)
        groups = [ALL, OPEN, CLOSED, frozenset({TicketStatus.REFUSED}), ALL - OPEN, frozenset[TicketStatus]()]
        asked = product(groups, [None, *kinds[0]], [None, *handlers, "ben"], [None, TODAY], ["", "zo"])
        with database.unit_of_work(read_only=True) as unit:
            for statuses, kind, handler, due_before, words in asked:
                wanted = Wanted(statuses, kind, handler, due_before, words)
                expected = [
                    ticket
                    for ticket in tickets
                    if ticket.status in statuses
                    and (kind is None or kind in ticket.draft.types)
                    and handler in {None, ticket.handler}
                    and (due_before is None or (ticket.due_on < due_before and ticket.law))
                ]
                assert unit.tickets.count(wanted, most=1_000) == len(expected)
                assert unit.tickets.count(wanted, most=3) == min(3, len(expected))
                page = unit.tickets.page(wanted, count=1_000)
                assert page == sorted(expected, key=lambda ticket: (ticket.due_on, ticket.reference))
            assert unit.tickets.counts() == dict.fromkeys(TicketStatus, 16)


class TestWords:
    def test_are_found_by_their_beginnings_in_name_address_and_reference(self, database: Database) -> None:
        fill(database, named("PR-7KQ2-M9XD-4T", "Anna de Vries", "a.devries@mail.example.org"), named("PR-2", "Bo"))
        for words in ("anna", "ANN vri", "de", "a.dev", "mail.ex", "A.DEVRIES@MAIL.EXAMPLE.ORG", "PR-7KQ2", "7kq2"):
            assert by_words(database, words) == ["PR-7KQ2-M9XD-4T"], words
        for words in ("m9xd", "4T", "pr-7kq2-m9xd-4t", " pr-  anna "):
            assert by_words(database, words) == ["PR-7KQ2-M9XD-4T"], words
        for words in ("nna", "anna bo", "ries", "org", "anna x"):
            assert by_words(database, words) == [], words

    def test_are_found_without_their_accents_and_however_those_are_typed(self, database: Database) -> None:
        fill(database, named("PR-1", "Zoe\u0308 Müller-Straße"))
        for words in ("zoë", "zoe", "MÜLLER", "muller", "Mu\u0308ller", "müller-strasse"):
            assert by_words(database, words) == ["PR-1"], words

    @pytest.mark.parametrize("words", ["%", "_", "a%", "zo_", "\\", "'", '"', "*", "zoë'; --", "\U0010ffff"])
    def test_mean_only_themselves(self, database: Database, words: str) -> None:
        fill(database, TICKET)
        assert by_words(database, words) == []

    @pytest.mark.parametrize("name", ["100% Anna", "_anna", "O'Hara \\ Sons", "明 田中", "🙂"])
    def test_are_found_whatever_they_are_made_of(self, database: Database, name: str) -> None:
        fill(database, named("PR-1", name), named("PR-2", "Xaver"))
        assert by_words(database, name) == ["PR-1"]

    def test_may_be_longer_than_any_that_is_kept(self, database: Database) -> None:
        fill(database, named("PR-1", "a" * 300))
        assert by_words(database, "a" * 300) == ["PR-1"]

    def test_follow_the_ticket(self, database: Database) -> None:
        fill(database, TICKET)
        with database.unit_of_work() as unit:
            unit.tickets.update(replace(TICKET, draft=replace(DRAFT, name="", email="")))
            assert unit.tickets.count(Wanted(words="zoe"), most=9) == 0
            assert unit.tickets.count(Wanted(words="PR-1"), most=9) == 1

    def test_of_one_word_that_all_have_fill_a_page_like_others(self, database: Database) -> None:
        common = [named(f"PR-{number}", "Anna", f"anna{number}@example.org") for number in range(10, 13)]
        fill(database, *common, named("PR-2", "Ben"))
        # So many other words begin so that the register no longer looks all of them up for one page.
        words = " ".join(f"anna{number}" for number in range(10_000))
        fill(database, replace(named("PR-9", words), status=TicketStatus.REFUSED))
        assert by_words(database, "anna") == ["PR-10", "PR-11", "PR-12"]

    def test_are_found_where_the_database_sorts_as_a_language_does(self, postgres: Cluster) -> None:
        with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
            connection.execute(
                "CREATE DATABASE in_swedish TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'sv' ENCODING 'UTF8'"
            )
        address = postgres.address("in_swedish")
        migrate(address)
        with contextlib.closing(Database(address)) as database:
            fill(database, TICKET, named("PR-2", "Åsa Öberg", "asa-x@example.org"))
            assert by_words(database, "Å") == ["PR-2"]
            assert by_words(database, "asa-") == ["PR-2"]
            assert by_words(database, "z") == ["PR-1"]


@pytest.fixture
def lines(database: Database) -> Iterator[list[Line]]:
    """What counts since the first of the month."""
    old = datetime(2026, 10, 1, tzinfo=UTC)
    draft = replace(DRAFT, requested_at=old, types=(TicketType.ACCESS, TicketType.ERASURE))
    gone = replace(TICKET, status=TicketStatus.COMPLETED, draft=draft, due_on=old.date(), closed_at=old)
    fill(
        database,
        TICKET,
        replace(gone, reference="PR-2"),
        replace(gone, reference="PR-3", closed_at=NOW),
        replace(gone, reference="PR-4", due_on=TODAY, law=""),
        replace(TICKET, reference="PR-5", status=TicketStatus.AWAITING_VERIFICATION),
    )
    with database.unit_of_work(read_only=True) as unit:
        yield sorted(unit.tickets.lines(since=datetime(2026, 11, 1, tzinfo=UTC)), key=lambda line: line.requested_at)


class TestLines:
    def test_have_what_came_in_was_closed_or_was_due_since_then(self, lines: list[Line]) -> None:
        old = datetime(2026, 10, 1, tzinfo=UTC)
        both = (TicketType.ACCESS, TicketType.ERASURE)
        assert len(lines) == 3
        assert Line(both, TicketStatus.COMPLETED, old, old.date(), NOW) in lines
        assert Line(both, TicketStatus.COMPLETED, old, None, old) in lines
        assert lines[2] == Line((TicketType.ERASURE,), TicketStatus.RECEIVED, NOW, TODAY, None)
