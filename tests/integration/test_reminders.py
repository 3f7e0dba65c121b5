"""What the officer is told as time goes by: each milestone of a due day once, and one mail a day."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import DRAFT, FILED_AT, Office

from assistant.adapters.database import Database
from assistant.model import Action, Mail, TicketStatus, TicketType
from assistant.requests.reminders import Reminders, stands_still
from assistant.requests.retention import strip
from assistant.requests.standstill import Standstill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DUE = date(2026, 3, 3)  # a month after FILED_AT, a Tuesday


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def reminders(office: Office) -> Reminders:
    return Reminders(office.database.unit_of_work, office.filing.letters, lambda: office.now)


def wake_on(office: Office, day: date, *, at: time = time(9, tzinfo=UTC)) -> None:
    office.now = datetime.combine(day, at)


def told(office: Office) -> list[str]:
    """The keys of the reminders that were promised, without what all have in common."""
    keys = [mail.key for mail in office.mails()]
    return [key.removeprefix("reminder:") for key in keys if key.startswith("reminder:")]


def digests(office: Office) -> list[Mail]:
    return [mail for mail in office.mails() if mail.key.startswith("digest:")]


def remind_daily(office: Office, *, until: date) -> None:
    while office.now.date() < until:
        office.sleeps(days=1)
        reminders(office).remind()


class TestRemind:
    def test_tells_of_each_milestone_on_its_day(self, office: Office) -> None:
        ticket = office.taken()
        assert ticket.due_on == DUE
        for day, stages in ((13, []), (14, [14]), (20, [14]), (21, [14, 7]), (26, [14, 7, 2])):
            wake_on(office, date(2026, 2, 3) + timedelta(days=day))
            reminders(office).remind()
            assert told(office) == [f"{ticket.reference}:2026-03-03:{stage}" for stage in stages]
        wake_on(office, DUE)
        assert reminders(office).remind() == 0
        wake_on(office, DUE + timedelta(days=1))
        assert reminders(office).remind() == 1
        assert told(office)[-1] == f"{ticket.reference}:2026-03-03:-1"
        assert office.ticket(ticket.reference).reminded == "2026-03-03:-1"

    def test_writes_to_the_officer_and_names_the_day(self, office: Office) -> None:
        ticket = office.taken()
        wake_on(office, DUE - timedelta(days=6))
        reminders(office).remind()
        mail = office.mails()[-1]
        assert (mail.to, mail.about) == ("dpo@integra.co.in", ticket.reference)
        assert "due in 6 days" in mail.text
        assert ticket.draft.name not in mail.text

    def test_tells_only_of_the_most_urgent_of_those_that_were_missed(self, office: Office) -> None:
        ticket = office.taken()
        wake_on(office, DUE + timedelta(days=30))
        assert (reminders(office).remind(), reminders(office).remind()) == (1, 0)
        assert told(office) == [f"{ticket.reference}:2026-03-03:-1"]

    def test_begins_anew_for_a_due_day_that_was_moved(self, office: Office) -> None:
        ticket = office.taken()
        wake_on(office, DUE - timedelta(days=1))
        reminders(office).remind()
        extended = office.does(office.desk.extend, ticket, reason="There is much of it.")
        assert extended.due_on == date(2026, 5, 5)
        remind_daily(office, until=date(2026, 5, 6))
        stages = [f"2026-03-03:{2}", *(f"2026-05-05:{stage}" for stage in (14, 7, 2, -1))]
        assert told(office) == [f"{ticket.reference}:{stage}" for stage in stages]

    def test_says_nothing_of_what_is_closed_or_has_no_day_by_law(self, office: Office) -> None:
        office.unproved()
        done = office.taken()
        office.does(office.desk.close, done, outcome=Action.COMPLETED, text="Done.")
        remind_daily(office, until=DUE + timedelta(days=5))
        assert told(office) == []

    def test_waits_while_the_clock_stands_still(self, database: Database) -> None:
        office = Office(database, regime="uk")
        access = replace(DRAFT, types=(TicketType.ACCESS,))
        asked = office.does(
            office.desk.ask, office.taken(access), kind="clarification", text="Which of it?", reason="There is much."
        )
        assert stands_still(asked)
        remind_daily(office, until=DUE + timedelta(days=5))
        assert told(office) == []
        answered = office.does(office.desk.hear, asked, text="All of it.")
        assert not stands_still(answered)
        assert answered.due_on > DUE + timedelta(days=20)
        remind_daily(office, until=answered.due_on + timedelta(days=1))
        due = answered.due_on.isoformat()
        assert told(office) == [f"{asked.reference}:{due}:{stage}" for stage in (14, 7, 2, -1)]

    @pytest.mark.parametrize("kind", ["clarification", "identity"])
    def test_goes_on_where_the_question_came_when_the_period_was_over(self, database: Database, kind: str) -> None:
        office = Office(database, regime="uk")
        late = office.taken(replace(DRAFT, types=(TicketType.ACCESS,)))
        wake_on(office, DUE + timedelta(days=1))
        asked = office.does(office.desk.ask, late, kind=kind, text="Which of it?", reason="There is much.")
        assert (asked.due_on, stands_still(asked)) == (DUE, False)
        assert reminders(office).remind() == 1

    def test_moves_the_due_day_of_what_stands_still_with_each_day(self, database: Database) -> None:
        office = Office(database, regime="uk")
        access = replace(DRAFT, types=(TicketType.ACCESS,))
        asked = office.does(office.desk.ask, office.taken(access), kind="clarification", text="Which?", reason="Much.")
        running = office.filed()
        standstill = Standstill(database.unit_of_work, office.desk, lambda: office.now)
        assert standstill.run() == 0
        office.sleeps(days=60)
        assert (standstill.run(), standstill.run()) == (1, 0)
        assert office.ticket(asked.reference).due_on == date(2026, 5, 5)
        assert office.ticket(running.reference).due_on == DUE

    def test_goes_on_while_the_person_is_waited_for_and_the_clock_runs(self, office: Office) -> None:
        asked = office.does(
            office.desk.ask, office.taken(), kind="clarification", text="Which of it?", reason="There is much."
        )
        assert asked.status is TicketStatus.WAITING
        assert not stands_still(asked)
        wake_on(office, DUE)
        assert reminders(office).remind() == 1

    def test_tells_once_when_many_look_at_once(self, office: Office) -> None:
        tickets = [office.taken() for _ in range(5)]
        wake_on(office, DUE)
        with ThreadPoolExecutor(4) as pool:
            counts = list(pool.map(lambda _: reminders(office).remind(), range(4)))
        assert sum(counts) == 5
        assert sorted(told(office)) == sorted(f"{ticket.reference}:2026-03-03:2" for ticket in tickets)

    def test_calls_who_sends_only_when_there_is_something_to_send(self, office: Office) -> None:
        calls: list[int] = []
        told_of = Reminders(
            office.database.unit_of_work, office.filing.letters, lambda: office.now, promised=lambda: calls.append(1)
        )
        office.taken()
        told_of.remind()
        assert calls == []
        wake_on(office, DUE)
        told_of.remind()
        assert calls == [1]


HOURS = st.integers(0, 60 * 24)


@contextmanager
def fresh(template: Path) -> Iterator[Office]:
    """An office with a database of its own, for one example."""
    with TemporaryDirectory() as folder:
        path = shutil.copyfile(template, f"{folder}/assistant.sqlite3")
        with closing(Database(f"sqlite:///{path}")) as database:
            yield Office(database)


class TestAnyOrder:
    @settings(max_examples=40)
    @given(looks=st.lists(HOURS, max_size=25), extended=st.none() | HOURS, data=st.data())
    def test_tells_of_each_milestone_of_each_due_day_at_most_once_and_of_none_too_late(
        self, sqlite_template: Path, looks: list[int], extended: int | None, data: st.DataObject
    ) -> None:
        with fresh(sqlite_template) as office:
            ticket, expected, last = office.taken(), [], ("", 99)
            replicas = [reminders(office) for _ in range(2)]
            for hour in sorted(looks):
                office.now = FILED_AT + timedelta(hours=hour)
                today = office.now.date()
                if extended is not None and hour >= extended and not ticket.extended_at and today <= ticket.due_on:
                    ticket = office.does(office.desk.extend, ticket, reason="There is much of it.")
                data.draw(st.sampled_from(replicas)).remind()
                # Reckoned anew: the nearest milestone that has come, unless one as near was told of for this day.
                left = (ticket.due_on - today).days
                reached = [stage for stage in (14, 7, 2, -1) if left <= stage]
                due = ticket.due_on.isoformat()
                if reached and (due != last[0] or reached[-1] < last[1]):
                    last = (due, reached[-1])
                    expected.append(f"{ticket.reference}:{due}:{reached[-1]}")
            assert told(office) == expected
            assert len(set(expected)) == len(expected)

    @settings(max_examples=10)
    @given(minutes=st.lists(st.integers(0, 24 * 60 - 1), min_size=60, max_size=60))
    def test_tells_of_each_exactly_once_when_looked_at_some_time_every_day(
        self, sqlite_template: Path, minutes: list[int]
    ) -> None:
        with fresh(sqlite_template) as office:
            ticket = office.taken()
            for day, minute in enumerate(minutes):
                office.now = datetime(2026, 2, 3, tzinfo=UTC) + timedelta(days=day, minutes=minute)
                reminders(office).remind()
            assert told(office) == [f"{ticket.reference}:2026-03-03:{stage}" for stage in (14, 7, 2, -1)]


class TestDigest:
    def test_comes_at_six_and_once_a_day_however_many_look(self, office: Office) -> None:
        office.taken()
        wake_on(office, date(2026, 2, 4), at=time(5, 59, tzinfo=UTC))
        assert not reminders(office).digest()
        wake_on(office, date(2026, 2, 4), at=time(6, tzinfo=UTC))
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(lambda _: reminders(office).digest(), range(4))) == 1
        office.sleeps(hours=10)
        assert not reminders(office).digest()
        (mail,) = digests(office)
        assert (mail.to, mail.key, mail.about) == ("dpo@integra.co.in", "digest:2026-02-04", "")

    def test_is_not_sent_when_there_is_nothing_to_tell(self, office: Office) -> None:
        wake_on(office, date(2026, 2, 4))
        assert not reminders(office).digest()
        office.unproved()  # of which tomorrow's tells
        assert not reminders(office).digest()
        assert digests(office) == []
        wake_on(office, date(2026, 2, 5))
        assert reminders(office).digest()

    def test_tells_what_is_new_due_overdue_and_waiting(self, office: Office) -> None:
        overdue = office.taken()
        office.sleeps(days=22)
        waiting = office.does(office.desk.ask, office.taken(), kind="identity", text="Who?", reason="Doubt.")
        office.sleeps(days=3)
        soon = office.taken(replace(DRAFT, words=("and this",)))
        wake_on(office, soon.due_on - timedelta(days=8))
        new = office.filed()
        wake_on(office, soon.due_on - timedelta(days=7))
        assert reminders(office).digest()
        text = digests(office)[-1].text
        assert parts(text) == {
            "OVERDUE": [overdue.reference],
            "DUE WITHIN 7 DAYS": [waiting.reference, soon.reference],
            "NEW": [new.reference],
            "WAITING FOR THE PERSON": [waiting.reference],
            "WAITING FOR THE PERSON FOR MORE THAN 14 DAYS": [waiting.reference],
        }
        assert "Zoë" not in text
        assert "zoe@" not in text

    def test_calls_nothing_overdue_whose_clock_stands_still(self, database: Database) -> None:
        office = Office(database, regime="uk")
        asked = office.does(office.desk.ask, office.taken(), kind="identity", text="Who?", reason="Doubt.")
        wake_on(office, asked.due_on + timedelta(days=3))
        assert reminders(office).digest()
        assert set(parts(digests(office)[0].text)) == {
            "WAITING FOR THE PERSON",
            "WAITING FOR THE PERSON FOR MORE THAN 14 DAYS",
        }

    def test_says_how_many_ended(self, office: Office) -> None:
        done = office.does(office.desk.close, office.taken(), outcome=Action.COMPLETED, text="Done.")
        wake_on(office, date(2030, 1, 1), at=time(0, 10, tzinfo=UTC))
        with office.database.unit_of_work() as work:
            strip(work, done, at=office.now, salt="salt")
            work.commit()
        wake_on(office, date(2030, 1, 1))
        assert reminders(office).digest()
        assert "ENDED: 1\n" in digests(office)[0].text
        assert "Ended: 1</h2>" in digests(office)[0].html
        wake_on(office, date(2030, 1, 2))
        assert not reminders(office).digest()

    def test_has_the_head_of_the_log(self, office: Office) -> None:
        newest = office.history(office.taken().reference)[-1]
        wake_on(office, date(2026, 2, 4))
        reminders(office).digest()
        text = digests(office)[0].text
        assert str(newest.number) in text
        assert newest.hash in text


def parts(text: str) -> dict[str, list[str]]:
    """The references of a digest under each of its headings."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        name, _, number = line.rpartition(": ")
        if name.isupper() and number.isdigit():
            heading = name
        elif line.startswith("- PR-"):
            found.setdefault(heading, []).append(line.removeprefix("- ")[: len("PR-0000-0000-00")])
    return found
