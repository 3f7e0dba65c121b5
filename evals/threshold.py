"""Abstention over its threshold: what would be held back rightly, and of what should be, how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.answers import Answered


@dataclass(frozen=True, slots=True)
class Point:
    """Abstaining below `threshold`: how many abstentions are right, and how many silent questions get one."""

    threshold: float
    precision: float
    recall: float


def curve(results: Sequence[Answered]) -> list[Point]:
    """Return a point for every score as the threshold, lowest first; none without questions of both kinds."""
    if len({each.item.answerable for each in results}) < 2:  # noqa: PLR2004 - both kinds
        return []
    thresholds = sorted({each.judged.answerable for each in results})
    points = (_point(results, threshold) for threshold in thresholds)
    return [point for point in points if point is not None]


def working_point(results: Sequence[Answered]) -> Point | None:
    """Return the point that is in use: the lowest score that was answered is the threshold as far as the set tells."""
    answered = [each.judged.answerable for each in results if each.judged.kind == "answer"]
    return _point(results, min(answered)) if answered else None


def _point(results: Sequence[Answered], threshold: float) -> Point | None:
    held_back = [each for each in results if each.judged.answerable < threshold]
    silent = sum(not each.item.answerable for each in results)
    if not held_back or not silent:
        return None
    right = sum(not each.item.answerable for each in held_back)
    return Point(threshold, right / len(held_back), right / silent)
