"""The recorded floors: a value a figure that later runs must reach, and that may only rise.

For a figure of which less is better, the floor is a ceiling that may only sink.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evals.figures import Figure

FORGIVEN = 2
PATH = Path(__file__).parent / "floors.toml"
_ABOUT = """\
# Written by `python -m evals --raise-floors`; held by `python -m evals --check`. See docs/quality.md.
"""


@dataclass(frozen=True, slots=True)
class Miss:
    """A figure that does not reach its floor; `value` is None when it could not be measured any more."""

    key: str
    value: float | None
    floor: float


def read(path: Path = PATH) -> dict[str, float]:
    """Return the floors by the figures' keys; none before the first were recorded."""
    if not path.exists():
        return {}
    parts = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{part}.{name}": float(value) for part, floors in parts.items() for name, value in floors.items()}


def misses(figures: Iterable[Figure], floors: dict[str, float]) -> list[Miss]:
    """Return the figures under their floors.

    A share or a score may miss its floor by two items: the encoder's eight-bit sums come out a little different on
    other processors, which tips answers that stood on the edge. A count may not.
    """
    found = {figure.key: figure for figure in figures}
    missed = []
    for key, floor in floors.items():
        figure = found.get(key)
        if figure is None or figure.value is None:
            missed.append(Miss(key, None, floor))
            continue
        short = figure.value - floor if figure.better == "lower" else floor - figure.value
        if short > (FORGIVEN / figure.items if figure.items else 0) + 1e-9:  # floats do not add up exactly
            missed.append(Miss(key, figure.value, floor))
    return missed


def raised(figures: Iterable[Figure], floors: dict[str, float]) -> dict[str, float]:
    """Return the floors with every one moved to where the figure is better now, and new figures added."""
    higher = dict(floors)
    for figure in figures:
        if figure.value is None or figure.better is None:
            continue
        choose = min if figure.better == "lower" else max
        value = round(figure.value, 4)
        higher[figure.key] = choose(value, floors.get(figure.key, value))
    return higher


def write(floors: dict[str, float], path: Path = PATH) -> None:
    """Write the floors, a table a part."""
    lines = [_ABOUT.rstrip()]
    part = ""
    for key, value in floors.items():
        table, name = key.split(".")
        if table != part:
            lines += ["", f"[{table}]"]
            part = table
        lines.append(f"{name} = {value:g}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
