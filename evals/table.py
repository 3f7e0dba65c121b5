"""Figures side by side, a column a company, for the terminal and for the page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.figures import Figure

_ARROWS = {"higher": "", "lower": " ↓", None: " ·"}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure's cells, a column each, written out; `floor` is "" where none is recorded."""

    part: str
    name: str
    cells: tuple[str, ...]
    floor: str
    better: str | None


def rows(columns: Sequence[Sequence[Figure]], floors: dict[str, float]) -> list[Row]:
    """Return a row for each figure of any column, in the order in which they first come."""
    by_key = [{figure.key: figure for figure in column} for column in columns]
    first = {figure.key: figure for column in columns for figure in column}
    return [
        Row(
            part=figure.part,
            name=figure.name.replace("_", " "),
            cells=tuple(_written(found.get(key)) for found in by_key),
            floor=f"{floors[key]:g}" if key in floors else "",
            better=figure.better,
        )
        for key, figure in first.items()
    ]


def printed(found: Sequence[Row], *, names: Sequence[str], title: str) -> Table:
    """Return the table as a terminal shows it."""
    table = Table(
        title=title,
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        caption="↓ less is better   · for orientation",
    )
    table.add_column("figure", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("floor", justify="right", style="dim")
    for part, group in groupby(found, key=lambda row: row.part):
        table.add_row(part, style="bold")
        for row in group:
            table.add_row(f"  {row.name}{_ARROWS[row.better]}", *row.cells, row.floor)
    return table


def _written(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return ""
    return (
        f"{figure.value:.3f}"
        if figure.items
        else f"{figure.value:g}"
        if figure.value.is_integer()
        else f"{figure.value:.2f}"
    )
