"""What the desk does to a ticket, in real databases: state, clock, history and mail move together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from office import ANNA, DRAFT, Office

from assistant.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from assistant.model import PERSON, Action, OnBehalfOf, TicketStatus, TicketType
from assistant.requests.desk import Order

if TYPE_CHECKING:
    from assistant.adapters.database import Database


PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


class TestTake:
    def test_puts_a_received_ticket_in_progress(self, office: Office) -> None:
        ticket = office.taken()
        assert (ticket.status, ticket.handler) == (TicketStatus.IN_PROGRESS, "anna")

    def test_passes_a_ticket_on_without_changing_its_state(self, office: Office) -> None:
        waiting = office.does(office.desk.ask, office.taken(), kind="clarification", text="Which?", reason="Two shops")
        passed_on = office.does(office.desk.take, waiting, handler="ben")
        assert (passed_on.status, passed_on.handler) == (TicketStatus.WAITING, "ben")

    def test_says_why_a_closed_ticket_cannot_be_taken(self, office: Office) -> None:
        closed = office.does(office.desk.close, office.taken(), outcome=Action.COMPLETED, text="Done")
        with pytest.raises(NotAllowedError, match="is completed cannot be taken: only an open one can"):
            office.does(office.desk.take, closed, handler="anna")


class TestAsk:
    def test_waits_until_the_person_has_answered(self, office: Office) -> None:
        waiting = office.does(office.desk.ask, office.taken(), kind="clarification", text="Which?", reason="Two shops")
        assert waiting.status is TicketStatus.WAITING
        answered = office.does(office.desk.hear, waiting, actor=PERSON, text="The one in York")
        assert answered.status is TicketStatus.IN_PROGRESS
        assert [mail.to for mail in office.mails()[-2:]] == ["zoe@example.org", "dpo@integra.co.in"]

    def test_leaves_the_clock_running_under_eu_law(self, office: Office) -> None:
        ticket = office.taken()
        waiting = office.does(office.desk.ask, ticket, kind="clarification", text="Which?", reason="Two shops")
        office.sleeps(days=10)
        assert office.does(office.desk.hear, waiting, actor=PERSON, text="York").due_on == ticket.due_on

    def test_leaves_the_days_of_a_clarification_out_under_uk_law(self, database: Database) -> None:
        office = Office(database, regime="uk")
        access = replace(DRAFT, types=(TicketType.ACCESS,))
        waiting = office.does(office.desk.ask, office.taken(access), kind="clarification", text="Which?", reason="Many")
        office.sleeps(days=10)
        resumed = office.does(office.desk.resume, waiting, reason="They rang")
        assert (office.ticket(waiting.reference).due_on, resumed.status) == (
            date(2026, 3, 13),
            TicketStatus.IN_PROGRESS,
        )

    def test_counts_from_the_proof_under_uk_law(self, database: Database) -> None:
        office = Office(database, regime="uk")
        waiting = office.does(office.desk.ask, office.taken(), kind="identity", text="Your number?", reason="Two Zoës")
        office.sleeps(days=10)
        assert office.does(office.desk.hear, waiting, actor=PERSON, text="4711").due_on == date(2026, 3, 13)

    def test_needs_an_address(self, office: Office) -> None:
        ticket = office.unproved(replace(DRAFT, email=""))
        with pytest.raises(NotAllowedError, match="no address"):
            office.does(office.desk.ask, ticket, kind="clarification", text="Which?", reason="Unclear")

    @pytest.mark.parametrize(("text", "reason", "field"), [("", "why", "text"), ("what", " ", "reason")])
    def test_needs_words_and_a_reason(self, office: Office, text: str, reason: str, field: str) -> None:
        with pytest.raises(InputError) as caught:
            office.does(office.desk.ask, office.taken(), kind="identity", text=text, reason=reason)
        assert caught.value.field == field


class TestExtend:
    def test_adds_two_months_once(self, office: Office) -> None:
        extended = office.does(office.desk.extend, office.taken(), reason="Many systems")
        assert (extended.status, extended.due_on) == (TicketStatus.EXTENDED, date(2026, 5, 5))
        with pytest.raises(NotAllowedError, match="once"):
            office.does(office.desk.extend, extended, reason="Still many")

    def test_is_too_late_when_the_period_is_over(self, office: Office) -> None:
        ticket = office.taken()
        office.sleeps(days=40)
        with pytest.raises(NotAllowedError, match="period is over"):
            office.does(office.desk.extend, ticket, reason="Many systems")

    def test_is_in_time_while_the_clock_stands_still(self, database: Database) -> None:
        office = Office(database, regime="uk")
        access = replace(DRAFT, types=(TicketType.ACCESS,))
        waiting = office.does(office.desk.ask, office.taken(access), kind="clarification", text="Which?", reason="Many")
        office.sleeps(days=60)
        assert office.does(office.desk.extend, waiting, reason="Many systems").due_on == date(2026, 7, 2)

    def test_stays_extended_after_an_answer(self, office: Office) -> None:
        extended = office.does(office.desk.extend, office.taken(), reason="Many systems")
        waiting = office.does(office.desk.ask, extended, kind="clarification", text="Which?", reason="Two shops")
        assert office.does(office.desk.hear, waiting, actor=PERSON, text="York").status is TicketStatus.EXTENDED

    def test_is_not_known_to_every_law(self, database: Database) -> None:
        office = Office(database, regime="india")
        with pytest.raises(NotAllowedError, match="knows no extension"):
            office.does(office.desk.extend, office.taken(), reason="Many systems")

    def test_is_nothing_for_what_has_no_lawful_date(self, office: Office) -> None:
        with pytest.raises(NotAllowedError, match="knows no extension"):
            office.does(office.desk.extend, office.unproved(), reason="Many systems")


class TestClose:
    def test_tells_the_person_and_keeps_the_day(self, office: Office) -> None:
        office.sleeps(days=3)
        closed = office.does(office.desk.close, office.taken(), outcome=Action.COMPLETED, text="All is deleted.")
        assert (closed.status, closed.closed_at) == (TicketStatus.COMPLETED, office.now)
        assert office.mails()[-1].to == "zoe@example.org"

    @pytest.mark.parametrize("outcome", [Action.REFUSED, Action.PARTLY_REFUSED])
    def test_refuses_only_on_a_ground_that_the_law_knows_for_it(self, office: Office, outcome: Action) -> None:
        with pytest.raises(InputError) as caught:
            office.does(office.desk.close, office.taken(), outcome=outcome, text="No", ground="we would rather not")
        assert caught.value.field == "ground"

    def test_refuses_the_whole_only_on_a_ground_for_each_right_in_it(self, office: Office) -> None:
        ticket = office.taken(replace(DRAFT, types=(TicketType.ACCESS, TicketType.ERASURE)))
        with pytest.raises(InputError, match="Choose the ground"):
            office.does(office.desk.close, ticket, outcome=Action.REFUSED, text="No", ground="claims")
        partly = office.does(office.desk.close, ticket, outcome=Action.PARTLY_REFUSED, text="No", ground="claims")
        assert partly.status is TicketStatus.PARTLY_REFUSED

    def test_needs_somebody_who_took_it_also_when_it_waits(self, office: Office) -> None:
        waiting = office.does(office.desk.ask, office.filed(), kind="clarification", text="Which?", reason="Two shops")
        with pytest.raises(NotAllowedError, match="Take it first"):
            office.does(office.desk.close, waiting, outcome=Action.COMPLETED, text="Done")

    def test_is_in_time_where_the_clock_stood_still_until_then(self, database: Database) -> None:
        office = Office(database, regime="uk")
        access = replace(DRAFT, types=(TicketType.ACCESS,))
        waiting = office.does(office.desk.ask, office.taken(access), kind="clarification", text="Which?", reason="Many")
        office.sleeps(days=60)
        assert office.does(office.desk.withdraw, waiting, reason="They rang").due_on == date(2026, 5, 5)

    def test_needs_somebody_who_works_on_it(self, office: Office) -> None:
        with pytest.raises(NotAllowedError, match="take it first"):
            office.does(office.desk.close, office.filed(), outcome=Action.COMPLETED, text="Done")

    def test_mails_nobody_where_there_is_no_address(self, office: Office) -> None:
        ticket = office.does(office.desk.take, office.unproved(replace(DRAFT, email="")), handler="anna")
        before = len(office.mails())
        office.does(office.desk.close, ticket, outcome=Action.COMPLETED, text="Looked into.")
        assert len(office.mails()) == before


class TestWithdraw:
    def test_is_the_persons_right_and_needs_no_reason(self, office: Office) -> None:
        assert office.does(office.desk.withdraw, office.filed(), actor=PERSON).status is TicketStatus.WITHDRAWN

    def test_is_told_to_the_person_and_to_the_officer_whom_they_passed_by(self, office: Office) -> None:
        theirs, ours = office.filed(), office.filed()
        before = len(office.mails())
        office.does(office.desk.withdraw, theirs, actor=PERSON)
        office.does(office.desk.withdraw, ours, reason="They rang us.")
        told = [(mail.to, mail.about) for mail in office.mails()[before:]]
        officer = office.filing.dpo_email
        assert told == [(DRAFT.email, theirs.reference), (officer, theirs.reference), (DRAFT.email, ours.reference)]

    def test_asks_the_desk_how_it_knows(self, office: Office) -> None:
        with pytest.raises(InputError):
            office.does(office.desk.withdraw, office.filed(), reason="")


class TestMerge:
    def test_keeps_the_earlier_clock_and_all_words(self, office: Office) -> None:
        first = office.filed()
        office.sleeps(days=5)
        both = (TicketType.ACCESS, TicketType.ERASURE)
        second = office.filed(replace(DRAFT, types=both, words=("and a copy",), details=""))
        kept = office.does(office.desk.merge, first, into=second.reference)
        assert (kept.draft.types, kept.draft.words) == (both, ("delete my data", "and a copy"))
        assert (kept.due_on, kept.draft.requested_at) == (first.due_on, first.draft.requested_at)
        gone = office.ticket(first.reference)
        assert (gone.status, gone.merged_into) == (TicketStatus.MERGED, second.reference)

    def test_makes_nothing_due_later(self, office: Office) -> None:
        late = office.filed()
        office.sleeps(days=35)
        extended = office.does(office.desk.extend, office.filed(), reason="Many systems")
        with pytest.raises(NotAllowedError, match=f"Merge {extended.reference} into this one"):
            office.does(office.desk.merge, late, into=extended.reference)
        assert office.does(office.desk.merge, extended, into=late.reference).due_on == late.due_on

    def test_extends_nothing_that_the_law_does_not_extend(self, database: Database) -> None:
        office = Office(database, regime="california")
        both = office.filed(replace(DRAFT, types=(TicketType.ERASURE, TicketType.MARKETING_OPT_OUT)))
        extended = office.does(office.desk.extend, office.filed(), reason="Many systems")
        with pytest.raises(NotAllowedError, match="Merge"):
            office.does(office.desk.merge, both, into=extended.reference)

    @pytest.mark.parametrize(
        "other",
        [
            replace(DRAFT, email="somebody.else@example.org"),
            replace(DRAFT, types=(TicketType.ACCESS,)),
            replace(DRAFT, on_behalf_of=OnBehalfOf("Max", "parent")),
        ],
    )
    def test_refuses_what_is_no_duplicate(self, office: Office, other: object) -> None:
        first, second = office.filed(), office.filed(other)  # type: ignore[arg-type]  # the parameters' common type
        with pytest.raises(NotAllowedError, match="same proved address"):
            office.does(office.desk.merge, first, into=second.reference)

    def test_refuses_an_address_that_was_not_proved(self, office: Office) -> None:
        with pytest.raises(NotAllowedError):
            office.does(office.desk.merge, office.unproved(), into=office.unproved().reference)

    def test_refuses_itself(self, office: Office) -> None:
        ticket = office.filed()
        with pytest.raises(InputError):
            office.does(office.desk.merge, ticket, into=ticket.reference)


class TestHold:
    def test_is_released_once(self, office: Office) -> None:
        held = office.does(office.desk.hold, office.filed(), reason="A lawsuit")
        assert held.hold == "A lawsuit"
        released = office.does(office.desk.release, held, reason="Settled")
        assert released.hold == ""
        with pytest.raises(NotAllowedError, match="not held"):
            office.does(office.desk.release, released, reason="Again")


class TestEveryDeed:
    def test_is_recorded_with_who_when_what_and_why(self, office: Office) -> None:
        ticket = office.taken()
        office.sleeps(days=1)
        office.does(office.desk.extend, ticket, reason="Many systems")
        opened, verified, taken, extended = (entry.deed for entry in office.history(ticket.reference))
        assert [opened.action, verified.action, taken.action] == [Action.OPENED, Action.VERIFIED, Action.TAKEN]
        assert (extended.actor, extended.at, extended.body) == (ANNA, office.now, {"reason": "Many systems"})

    def test_is_refused_to_who_has_not_seen_the_newest(self, office: Office) -> None:
        ticket = office.filed()
        seen = office.history(ticket.reference)[-1].number
        office.does(office.desk.take, ticket, seen=seen, handler="anna")
        with pytest.raises(ConflictError, match="meanwhile"):
            office.does(office.desk.take, ticket, seen=seen, handler="ben")

    def test_wants_a_ticket_that_exists(self, office: Office) -> None:
        with office.database.unit_of_work() as work, pytest.raises(NotFoundError):
            office.desk.take(work, Order("PR-9999-9999-99", ANNA, office.now), handler="anna")

    def test_leaves_no_trace_when_it_is_not_committed(self, office: Office) -> None:
        ticket = office.taken()
        with office.database.unit_of_work() as work:
            office.desk.extend(work, Order(ticket.reference, ANNA, office.now), reason="Only a preview")
            assert work.outbox.about(ticket.reference)[-1].parcel.key.startswith("extension:")
        assert office.ticket(ticket.reference) == ticket
        assert len(office.history(ticket.reference)) == 3


class TestADay:
    def test_begins_where_the_controller_is(self, database: Database) -> None:
        office = Office(database, regime="california", now=datetime(2026, 2, 1, 1, 30, tzinfo=UTC), zone=PACIFIC)
        ticket = office.filed(replace(DRAFT, types=(TicketType.ACCESS,)))
        # In California it is still 31 January, which is day 1 of 45.
        assert ticket.due_on == date(2026, 3, 16)
        assert office.does(office.desk.take, ticket, handler="anna").due_on == date(2026, 3, 16)
