"""Where the bars of the figures' plot stand: plain numbers for the template, which draws them as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from assistant.requests.figures import Figures

SERIES = ("received", "closed", "overdue")

_HEIGHT = 220
_MONTH = 36
_BAR = 9
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One number as a bar: its left edge, its top and its height, counted from the plot's upper left corner."""

    series: str
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars, each `bar` wide, over months, in a drawing `width` by `height`.

    `ticks` are numbers with the height they stand at, `labels` months with their middle.
    """

    width: int
    height: int
    bar: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]
    labels: tuple[tuple[date, float], ...]


def draw(rows: Sequence[tuple[date, Figures]]) -> Plot:
    """Place three bars a month: what was received, closed and overdue."""
    most = max((max(found.received, found.closed, found.overdue) for _, found in rows), default=0)
    step = _step(most)
    top = max(step, -(-most // step) * step)
    scale = _HEIGHT / top
    bars = (
        Bar(series, place * _MONTH + number * (_BAR + 1) + 4, _HEIGHT - value * scale, value * scale)
        for place, (_, found) in enumerate(rows)
        for number, series in enumerate(SERIES)
        if (value := getattr(found, series))
    )
    return Plot(
        width=len(rows) * _MONTH,
        height=_HEIGHT,
        bar=_BAR,
        bars=tuple(bars),
        ticks=tuple((number, _HEIGHT - number * scale) for number in range(0, top + 1, step)),
        labels=tuple((month, (place + 0.5) * _MONTH) for place, (month, _) in enumerate(rows)),
    )


def _step(most: int) -> int:
    """Return the least of 1, 2, 5, 10, 20 … that leads to `most` in five steps."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * 5 >= most:
                return step * power
        power *= 10
