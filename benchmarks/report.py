"""The benchmarks' table and page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from rich.box import SIMPLE_HEAD
from rich.table import Table

from evals.drawing import drawing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from benchmarks.turn import Turns


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing, written out; `target` is "" where there is none."""

    what: str
    value: str
    target: str = ""


def printed(rows: Sequence[Row], *, title: str) -> Table:
    """Return the table as a terminal shows it."""
    table = Table("measure", box=SIMPLE_HEAD, title=title, title_justify="left")
    table.add_column("value", justify="right")
    table.add_column("target", justify="right", style="dim")
    for row in rows:
        table.add_row(row.what, row.value, row.target)
    return table


def write(path: Path, *, title: str, made_at: datetime, rows: Sequence[Row], turns: Turns) -> None:
    """Write the page; it needs nothing else."""
    page = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("report.html.jinja")
    plot = Markup(_plot(turns))  # noqa: S704 - drawn here from numbers
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page.render(title=title, made_at=made_at, rows=rows, plot=plot), encoding="utf-8")


def _plot(turns: Turns) -> str:
    """Draw which share of the questions took at most how long."""
    with drawing(height=4) as plot:
        for label, times in (("whole turn", turns.turn.wall), ("bare encoder", turns.encoder.wall)):
            shares = np.arange(1, len(times) + 1) / len(times)
            plot.axes.step(np.sort(times), shares, where="post", label=label, linewidth=2)
        slowest = float(np.percentile(turns.turn.wall, 99))
        plot.axes.set(xlabel="milliseconds", ylabel="share of the questions", xlim=(0, slowest), ylim=(0, 1.02))
        plot.axes.legend(loc="lower right")
    return plot.svg
