from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from api.desk.plot import draw
from api.desk.queue import Standing, place_after, place_of, standing
from assistant.model import Channel, Draft, Ticket, TicketStatus, TicketType
from assistant.requests.figures import Figures

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
DRAFT = Draft((TicketType.ACCESS,), "Zoë", "zoe@example.org", "", (), AT, Channel.WEB)
TICKET = Ticket("PR-1", DRAFT, TicketStatus.RECEIVED, TODAY, "eu", AT, law="Art. 12(3) GDPR")


def due_in(days: int) -> Ticket:
    return replace(TICKET, due_on=TODAY + timedelta(days=days))


class TestStanding:
    @pytest.mark.parametrize(
        ("days", "found"),
        [
            (-1_000, Standing("overdue by 1,000 days", "late")),
            (-1, Standing("overdue by 1 day", "late")),
            (0, Standing("at risk: today", "soon")),
            (1, Standing("at risk: tomorrow", "soon")),
            (7, Standing("at risk: in 7 days", "soon")),
            (8, Standing("in 8 days")),
        ],
    )
    def test_says_in_words_what_its_colour_says(self, days: int, found: Standing) -> None:
        assert standing(due_in(days), today=TODAY) == found

    def test_is_never_late_for_what_the_law_sets_no_date_for(self) -> None:
        assert standing(replace(due_in(-5), law=""), today=TODAY) == Standing("no date by law")

    def test_says_when_a_ticket_was_closed_and_whether_that_was_late(self) -> None:
        closed = replace(TICKET, status=TicketStatus.COMPLETED, closed_at=datetime(2026, 11, 24, tzinfo=UTC))
        assert standing(closed, today=TODAY) == Standing("closed 24 Nov 2026, 2 days late")
        assert standing(replace(closed, due_on=date(2026, 11, 24)), today=TODAY) == Standing("closed 24 Nov 2026")
        assert standing(replace(closed, law=""), today=TODAY) == Standing("closed 24 Nov 2026")


class TestPlaces:
    def test_lead_back_to_where_a_page_begins(self) -> None:
        assert place_of(place_after(TICKET)) == (TODAY, "PR-1")

    @pytest.mark.parametrize("after", ["", "garbage", "2026-02-30/PR-1", "/", "PR-1", "99999-01-01/PR-1"])
    def test_begin_with_the_first_when_they_are_none(self, after: str) -> None:
        assert place_of(after) is None


class TestPlot:
    def test_draws_no_bar_without_a_number(self) -> None:
        plot = draw([(date(2026, 1, 1), Figures())])
        assert plot.bars == ()
        assert [number for number, _ in plot.ticks] == [0, 1]

    def test_stands_every_bar_on_the_ground_and_below_the_highest_tick(self) -> None:
        plot = draw([(date(2026, 1, 1), Figures(received=73, closed=20, overdue=3)), (date(2026, 2, 1), Figures(7, 9))])
        assert [number for number, _ in plot.ticks] == [0, 20, 40, 60, 80]
        assert [bar.series for bar in plot.bars] == ["received", "closed", "overdue", "received", "closed"]
        assert {round(bar.y + bar.height, 6) for bar in plot.bars} == {plot.height}
        assert plot.bars[0].height == pytest.approx(plot.height * 73 / 80)
        assert all(one.x + plot.bar <= other.x for one, other in zip(plot.bars, plot.bars[1:], strict=False))
        assert plot.bars[-1].x + plot.bar <= plot.width
