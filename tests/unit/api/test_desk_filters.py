from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.desk.filters import Filters, read
from assistant.model import CLOSED, OPEN, TicketStatus, TicketType, Wanted
from assistant.words import MAX_NAME

TODAY = date(2026, 11, 22)


def wanted(**asked: str) -> Wanted:
    return read(**asked).wanted(me="anna", today=TODAY)


class TestRead:
    def test_shows_what_is_open_when_nothing_is_asked_for(self) -> None:
        assert read() == Filters()
        assert wanted() == Wanted()

    @pytest.mark.parametrize("name", ["status", "type", "handler", "due"])
    @pytest.mark.parametrize("value", ["nonsense", "' OR 1=1 --", "OPEN", "🙂"])
    def test_is_narrowed_by_nothing_that_it_does_not_know(self, name: str, value: str) -> None:
        assert read(**{name: value}) == Filters()

    def test_shortens_what_is_searched_for_and_its_gaps(self) -> None:
        assert read(q="  anna \t brandt  ").q == "anna brandt"
        assert len(read(q="a" * 5_000).q) == MAX_NAME


class TestWanted:
    @pytest.mark.parametrize(
        ("status", "statuses"),
        [
            ("open", OPEN),
            ("closed", CLOSED),
            ("all", frozenset(TicketStatus)),
            ("waiting", frozenset({TicketStatus.WAITING})),
            ("awaiting_verification", frozenset({TicketStatus.AWAITING_VERIFICATION})),
        ],
    )
    def test_knows_every_state_and_group(self, status: str, statuses: frozenset[TicketStatus]) -> None:
        assert wanted(status=status).statuses == statuses

    def test_knows_whose_tickets_are_meant(self) -> None:
        assert [wanted(handler=handler).handler for handler in ("", "me", "nobody")] == [None, "anna", ""]

    def test_knows_what_is_overdue_and_what_is_at_risk(self) -> None:
        assert wanted(due="overdue").due_before == TODAY
        assert wanted(due="soon").due_before == TODAY + timedelta(days=8)

    def test_calls_only_open_tickets_overdue(self) -> None:
        assert wanted(status="all", due="overdue").statuses == OPEN
        assert wanted(status="closed", due="overdue").statuses == frozenset()

    def test_passes_type_and_words_on(self) -> None:
        assert wanted(type="erasure", q="anna") == Wanted(kind=TicketType.ERASURE, words="anna")


class TestAddress:
    def test_says_only_what_differs(self) -> None:
        assert Filters().address("/desk") == "/desk"
        asked = Filters(status="closed", q="zoë & co")
        assert asked.address("/desk", after="2026-01-02/PR-1") == (
            "/desk?status=closed&q=zo%C3%AB+%26+co&after=2026-01-02%2FPR-1"
        )

    def test_can_change_some_of_it(self) -> None:
        assert Filters(q="anna").address("/desk", status="all") == "/desk?status=all&q=anna"


class TestOrder:
    @pytest.mark.parametrize(("status", "latest"), [("open", False), ("received", False), ("refused", True)])
    def test_begins_with_what_is_due_first_unless_it_is_closed(self, status: str, latest: bool) -> None:  # noqa: FBT001 - a parameter
        assert read(status=status).latest is latest

    def test_begins_with_what_is_due_first_among_the_overdue(self) -> None:
        assert not read(status="all", due="overdue").latest


@given(st.builds(read, *[st.text()] * 5))
def test_whatever_is_asked_for_means_something(filters: Filters) -> None:
    filters.wanted(me="anna", today=TODAY)
    filters.address("/desk")
