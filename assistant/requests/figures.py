"""Figures by month: how many requests came in, how many were closed and how soon, and how many were not in time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC
from statistics import median
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from assistant.model import TicketStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from assistant.model import Line, TicketType


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of requests in some time.

    `median_days` lie between arrival and close of those that were `closed`, None where none was. `overdue` were due in
    that time and still open after their last day, also if they are closed by now.
    """

    received: int = 0
    closed: int = 0
    median_days: float | None = None
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of some months, each the first of its days, the earliest first."""

    months: tuple[date, ...]
    tallies: Mapping[tuple[date, TicketType | None], Tally]

    def of(self, month: date, kind: TicketType | None = None) -> Figures:
        """Return a month's figures, of one type or of all."""
        return _figures([self.tallies[month, kind]] if (month, kind) in self.tallies else [])

    def total(self, kind: TicketType | None = None) -> Figures:
        """Return the figures of all months together, of one type or of all."""
        return _figures([self.tallies[month, kind] for month in self.months if (month, kind) in self.tallies])


@dataclass(slots=True)
class Tally:
    """What was counted of one type in one month; `days` has how long each took that was closed."""

    received: int = 0
    days: list[int] = field(default_factory=list)
    overdue: int = 0


def months_until(today: date, *, count: int) -> tuple[date, ...]:
    """Return the first days of `count` months, today's the last."""
    first = today.replace(day=1)
    return tuple(first - relativedelta(months=back) for back in reversed(range(count)))


def statistics(lines: Iterable[Line], *, months: tuple[date, ...], today: date) -> Statistics:
    """Count lines by month and type; a request of two types counts under both, one that was merged not at all.

    What was merged goes on as another, and is counted there. Days are those of UTC.
    """
    tallies: defaultdict[tuple[date, TicketType | None], Tally] = defaultdict(Tally)
    for line in lines:
        if line.status is TicketStatus.MERGED:
            continue
        received = line.requested_at.astimezone(UTC).date()
        closed = line.closed_at.astimezone(UTC).date() if line.closed_at else None
        for kind in (None, *line.types):
            tallies[received.replace(day=1), kind].received += 1
            if closed:
                tallies[closed.replace(day=1), kind].days.append((closed - received).days)
            if line.due_on and line.due_on < (closed or today):
                tallies[line.due_on.replace(day=1), kind].overdue += 1
    return Statistics(months, dict(tallies))


def _figures(tallies: Iterable[Tally]) -> Figures:
    tallies = list(tallies)
    days = [number for tally in tallies for number in tally.days]
    return Figures(
        received=sum(tally.received for tally in tallies),
        closed=len(days),
        median_days=median(days) if days else None,
        overdue=sum(tally.overdue for tally in tallies),
    )
