"""What waiting for the person does to the due date, and what it never does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import TicketType, Wait, WaitKind
from assistant.requests.clock import Due, due
from assistant.requests.days import off
from assistant.requests.regime import load_regime

CALENDARS = {"eu": "GB-ENG", "uk": "GB-ENG", "california": "US-CA", "india": "IN-PY"}
ACCESS = (TicketType.ACCESS,)
ANSWER: WaitKind = "clarification"
PROOF: WaitKind = "identity"
RECEIVED = date(2026, 5, 13)
DAYS = st.integers(0, 200).map(lambda days: RECEIVED + timedelta(days))


@st.composite
def waits(draw: st.DrawFn, *, kinds: tuple[WaitKind, ...] = (ANSWER, PROOF)) -> Wait:
    since = draw(DAYS)
    lasted = draw(st.none() | st.integers(0, 60))
    until = None if lasted is None else since + timedelta(lasted)
    return Wait(draw(st.sampled_from(kinds)), since, until)


# Of one kind: months differ in length, so that a start moved by proof may cost a day of those waited for an answer.
ALIKE = st.sampled_from([ANSWER, PROOF]).flatmap(lambda kind: st.lists(waits(kinds=(kind,)), min_size=1, max_size=4))


def may(day: int) -> date:
    return date(2026, 5, day)


def reckoned(
    *found: Wait, regime: str = "uk", today: date | None = None, types: tuple[TicketType, ...] = ACCESS
) -> Due:
    calendar = CALENDARS[regime]
    return due(RECEIVED, load_regime(regime), calendar=calendar, types=types, waits=found, today=today)


class TestWaitingForAnAnswer:
    def test_leaves_the_days_out_in_the_united_kingdom(self) -> None:
        # One month ends on Saturday 13 June: the days are added first, then the weekend is passed over.
        found = reckoned(Wait(ANSWER, may(15), may(18)))
        assert (found.due_on, found.extended_on) == (date(2026, 6, 16), date(2026, 8, 17))
        assert found.steps[2] == (
            "Waiting for an answer (15 May 2026 to 18 May 2026) moves the end by 3 days, to 16 June 2026 "
            "(UK GDPR Art. 12A)."
        )

    def test_passes_over_the_weekend_after_the_days_are_added(self) -> None:
        assert reckoned(Wait(ANSWER, may(15), may(22))).due_on == date(2026, 6, 22)

    def test_counts_what_overlaps_once(self) -> None:
        both = (Wait(ANSWER, may(15), may(18)), Wait(ANSWER, may(17), may(20)))
        assert reckoned(*both).due_on == reckoned(Wait(ANSWER, may(15), may(20))).due_on == date(2026, 6, 18)

    def test_counts_an_open_wait_up_to_today(self) -> None:
        wait = Wait(ANSWER, may(15))
        assert reckoned(wait).due_on == date(2026, 6, 15)
        assert reckoned(wait, today=may(20)).due_on == date(2026, 6, 18)
        assert "(since 15 May 2026) moves the end by 5 days" in reckoned(wait, today=may(20)).steps[2]
        assert "(since 15 May 2026) has not moved the end" in reckoned(wait).steps[2]

    def test_gives_no_time_back_when_asked_too_late(self) -> None:
        late = Wait(ANSWER, date(2026, 6, 16), date(2026, 6, 30))
        assert reckoned(late).due_on == reckoned().due_on == date(2026, 6, 15)

    def test_may_begin_on_the_working_day_that_the_weekend_led_to(self) -> None:
        assert reckoned(Wait(ANSWER, date(2026, 6, 15), date(2026, 6, 18))).due_on == date(2026, 6, 18)

    @pytest.mark.parametrize("types", [(TicketType.ERASURE,), (TicketType.ACCESS, TicketType.ERASURE)])
    def test_pauses_only_what_is_about_access_alone(self, types: tuple[TicketType, ...]) -> None:
        found = reckoned(Wait(ANSWER, may(15), may(18)), types=types)
        assert found.due_on == date(2026, 6, 15)
        assert "does not stop the clock" in found.steps[2]


class TestWaitingForProof:
    def test_starts_the_period_anew_in_the_united_kingdom(self) -> None:
        found = reckoned(Wait(PROOF, may(14), may(31)))
        assert (found.due_on, found.extended_on) == (date(2026, 6, 30), date(2026, 9, 1))
        assert found.steps[1:3] == (
            "Proof of identity came on 31 May 2026: the period counts from that day (UK GDPR Art. 12(6), 12A).",
            "One month later is Tuesday 30 June 2026, as June has no day 31 (UK GDPR Art. 12(3), 12A).",
        )

    def test_counts_from_today_while_it_is_awaited(self) -> None:
        found = reckoned(Wait(PROOF, may(14)), today=may(20))
        assert found.due_on == date(2026, 6, 22)
        assert "is awaited: the period counts from its day, 20 May 2026 at the earliest" in found.steps[1]

    def test_counts_from_the_latest_of_several(self) -> None:
        assert reckoned(Wait(PROOF, may(20), may(27)), Wait(PROOF, may(14), may(15))).due_on == date(2026, 6, 29)

    def test_begins_no_new_period_when_it_was_asked_for_too_late(self) -> None:
        found = reckoned(Wait(PROOF, date(2026, 6, 16), date(2026, 6, 20)))
        assert found.due_on == reckoned().due_on == date(2026, 6, 15)
        assert found.steps[1] == (
            "Proof of identity was asked for too late to move the start (16 June 2026 to 20 June 2026; "
            "UK GDPR Art. 12(6), 12A)."
        )

    def test_begins_a_new_period_when_it_was_asked_for_on_the_last_day(self) -> None:
        assert reckoned(Wait(PROOF, date(2026, 6, 15), date(2026, 6, 20))).due_on == date(2026, 7, 20)

    def test_leaves_out_only_the_days_of_an_answer_that_come_after_it(self) -> None:
        found = reckoned(Wait(PROOF, may(14), may(20)), Wait(ANSWER, may(18), may(22)))
        assert found.due_on == date(2026, 6, 22)
        assert "moves the end by 2 days" in found.steps[3]


class TestWaitingElsewhere:
    @pytest.mark.parametrize("regime", ["eu", "california", "india"])
    @given(found=st.lists(waits(), min_size=1, max_size=4), today=DAYS)
    def test_changes_no_day_and_says_why(self, regime: str, found: list[Wait], today: date) -> None:
        waited, plain = reckoned(*found, regime=regime, today=today), reckoned(regime=regime)
        assert (waited.due_on, waited.extended_on) == (plain.due_on, plain.extended_on)
        rules = {"identity": load_regime(regime).identity, "clarification": load_regime(regime).clarification}
        for kind in {wait.kind for wait in found}:
            assert any(step.endswith(f"does not stop the clock ({rules[kind].source}).") for step in waited.steps)


class TestAnyWait:
    @given(found=st.lists(waits(), max_size=4), today=DAYS, regime=st.sampled_from(sorted(CALENDARS)))
    def test_never_shortens(self, found: list[Wait], today: date, regime: str) -> None:
        waited, plain = reckoned(*found, regime=regime, today=today), reckoned(regime=regime)
        assert plain.due_on <= waited.due_on
        assert plain.extended_on is None or (waited.extended_on or date.min) >= plain.extended_on

    @given(found=st.lists(waits(), max_size=4), today=DAYS)
    def test_never_ends_on_a_day_off(self, found: list[Wait], today: date) -> None:
        waited = reckoned(*found, today=today)
        assert not off(waited.due_on, "GB-ENG")
        assert waited.extended_on
        assert not off(waited.extended_on, "GB-ENG")

    @given(found=st.lists(waits(), max_size=4), today=DAYS)
    def test_names_the_due_day_in_the_working(self, found: list[Wait], today: date) -> None:
        waited = reckoned(*found, today=today)
        assert any(f"{waited.due_on.day} {waited.due_on:%B %Y}" in step for step in waited.steps)

    @given(found=ALIKE, today=DAYS)
    def test_never_takes_time_away_by_one_more(self, found: list[Wait], today: date) -> None:
        assert reckoned(*found[1:], today=today).due_on <= reckoned(*found, today=today).due_on

    @given(wait=waits(kinds=(ANSWER,)), today=DAYS)
    def test_leaves_no_answer_overdue_that_was_asked_for_in_time(self, wait: Wait, today: date) -> None:
        if wait.since <= reckoned().due_on:
            assert reckoned(wait, today=today).due_on >= (wait.until or today)

    @given(found=ALIKE, today=DAYS, sooner=DAYS)
    def test_never_goes_back_while_one_is_open(self, found: list[Wait], today: date, sooner: date) -> None:
        sooner, today = sorted([sooner, today])
        assert reckoned(*found, today=sooner).due_on <= reckoned(*found, today=today).due_on
