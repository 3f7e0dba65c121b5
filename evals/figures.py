"""Figures, and the arithmetic they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value.

    `value` is None where the set has no item to measure it on. `items` is how many items a share or a mean is
    over, 0 for a plain count. `better` tells which way is better, None where neither is.
    """

    part: str
    name: str
    value: float | None
    items: int = 0
    better: str | None = "higher"

    @property
    def key(self) -> str:
        """The figure's name among all."""
        return f"{self.part}.{self.name}"


class Part:
    """Makes the figures of one part of the report."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.figures: list[Figure] = []

    def share(self, name: str, values: Iterable[float], *, better: str | None = "higher") -> None:
        """Add the mean of some values, or of truths counted as 1 and 0."""
        found = list(values)
        value = sum(found) / len(found) if found else None
        self.figures.append(Figure(self._name, name, value, len(found), better))

    def score(self, name: str, value: float | None, *, items: int, better: str | None = "higher") -> None:
        """Add a score between 0 and 1 that was worked out over `items`."""
        self.figures.append(Figure(self._name, name, value, items, better))

    def count(self, name: str, value: float, *, better: str | None = "lower") -> None:
        """Add a plain number."""
        self.figures.append(Figure(self._name, name, float(value), 0, better))


def macro_f1(pairs: Sequence[tuple[AbstractSet[str], AbstractSet[str]]]) -> float | None:
    """Return the mean F1 over the labels that are wanted somewhere, from pairs (wanted, got)."""
    labels = sorted({label for wanted, _ in pairs for label in wanted})
    return sum(_f1(pairs, label) for label in labels) / len(labels) if labels else None


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return how often a positive scores above a negative, a tie counting half; None when one side is empty."""
    if not positive or not negative:
        return None
    wins = sum((high > low) + (high == low) / 2 for high in positive for low in negative)
    return wins / (len(positive) * len(negative))


def _f1(pairs: Sequence[tuple[AbstractSet[str], AbstractSet[str]]], label: str) -> float:
    right = sum(label in wanted and label in got for wanted, got in pairs)
    named = sum((label in wanted) + (label in got) for wanted, got in pairs)
    return 2 * right / named if named else 0.0
