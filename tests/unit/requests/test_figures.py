from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from assistant.model import Line, TicketStatus, TicketType
from assistant.requests.figures import Figures, months_until, statistics

TODAY = date(2026, 3, 15)
JANUARY, FEBRUARY, MARCH = MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
LINE = Line(
    types=(TicketType.ERASURE,),
    status=TicketStatus.COMPLETED,
    requested_at=datetime(2026, 1, 10, 9, 0, tzinfo=UTC),
    due_on=date(2026, 2, 10),
    closed_at=datetime(2026, 2, 1, 18, 0, tzinfo=UTC),
)
OPEN = replace(LINE, status=TicketStatus.IN_PROGRESS, closed_at=None)


def figures(*lines: Line, month: date, kind: TicketType | None = None) -> Figures:
    return statistics(lines, months=MONTHS, today=TODAY).of(month, kind)


class TestMonths:
    def test_end_with_the_one_we_are_in(self) -> None:
        assert months_until(TODAY, count=3) == MONTHS

    def test_cross_years_and_short_months(self) -> None:
        assert months_until(date(2026, 1, 31), count=3) == (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1))


class TestStatistics:
    def test_count_arrival_and_close_in_their_own_months(self) -> None:
        assert figures(LINE, month=JANUARY) == Figures(received=1)
        assert figures(LINE, month=FEBRUARY) == Figures(closed=1, median_days=22)
        assert figures(LINE, month=MARCH) == Figures()

    def test_take_the_median_of_an_even_number_between_the_two_in_the_middle(self) -> None:
        lines = [replace(LINE, closed_at=LINE.requested_at + timedelta(days=days)) for days in (1, 2, 5, 20)]
        assert statistics(lines, months=MONTHS, today=TODAY).of(JANUARY).median_days == 3.5

    def test_go_by_the_days_of_utc(self) -> None:
        late = datetime(2026, 2, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
        assert figures(replace(OPEN, requested_at=late), month=JANUARY).received == 1

    def test_call_overdue_what_was_closed_after_its_day_or_is_still_open(self) -> None:
        in_time = replace(LINE, closed_at=datetime(2026, 2, 10, 23, 59, tzinfo=UTC))
        late = replace(LINE, closed_at=datetime(2026, 2, 11, 0, 0, tzinfo=UTC))
        assert [figures(line, month=FEBRUARY).overdue for line in (in_time, late, OPEN)] == [0, 1, 1]
        assert figures(replace(OPEN, due_on=TODAY), month=MARCH).overdue == 0

    def test_call_nothing_overdue_that_the_law_sets_no_date_for(self) -> None:
        assert figures(replace(OPEN, due_on=None), month=FEBRUARY).overdue == 0

    def test_count_a_request_of_two_types_under_both_and_once_in_all(self) -> None:
        line = replace(LINE, types=(TicketType.ERASURE, TicketType.ACCESS))
        for kind in (None, *line.types):
            assert figures(line, month=JANUARY, kind=kind).received == 1
        assert figures(line, month=JANUARY, kind=TicketType.OBJECTION) == Figures()

    def test_leave_out_what_goes_on_as_another(self) -> None:
        assert figures(replace(LINE, status=TicketStatus.MERGED), month=JANUARY) == Figures()

    def test_take_the_median_of_all_months_from_their_days_and_not_from_their_medians(self) -> None:
        days = (1, 2, 3, 100)
        lines = [replace(LINE, closed_at=LINE.requested_at + timedelta(days=day)) for day in days]
        counted = statistics(lines, months=(*MONTHS, date(2026, 4, 1)), today=TODAY)
        assert counted.of(date(2026, 4, 1)).median_days == 100
        assert counted.total() == Figures(received=4, closed=4, median_days=2.5, overdue=1)

    def test_leave_what_lies_before_the_months_out_of_the_total(self) -> None:
        before = replace(LINE, requested_at=datetime(2025, 12, 31, 9, 0, tzinfo=UTC))
        assert statistics([before], months=MONTHS, today=TODAY).total() == Figures(closed=1, median_days=32)
