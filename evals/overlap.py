"""How far quotes cover the words that answer: by letters, so that line breaks, marks and case do not count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NO_LETTER = re.compile("[^0-9a-z\u00c0-\uffff]|[\u2019\u201c\u201d]")


class Overlap(NamedTuple):
    """How well quotes and gold agree; the first field makes overlaps comparable."""

    f1: float
    precision: float
    recall: float


NOTHING = Overlap(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The places that quotes cover, and what of them the documents do not say: quotes, and letters in these."""

    places: frozenset[int]
    false_quotes: int = 0
    false_letters: int = 0


class Ground:
    """The letters of a corpus's documents, in which quotes and gold are looked up."""

    def __init__(self, texts: Iterable[str]) -> None:
        # The line break is no letter, so nothing is found across the end of a document.
        self._letters = "\n".join(map(_letters, texts))

    def places(self, words: str) -> list[range]:
        """Return every stretch of letters where `words` stand, overlapping ones included."""
        sought = _letters(words)
        found, at = [], self._letters.find(sought) if sought else -1
        while at >= 0:
            found.append(range(at, at + len(sought)))
            at = self._letters.find(sought, at + 1)
        return found

    def cover(self, quotes: Iterable[str]) -> Coverage:
        """Return what the quotes cover; words that stand in several places cover the first."""
        covered: set[int] = set()
        false_quotes = false_letters = 0
        for quote in quotes:
            if found := self.places(quote):
                covered.update(found[0])
            else:
                false_quotes += 1
                false_letters += len(_letters(quote))
        return Coverage(frozenset(covered), false_quotes, false_letters)

    def overlap(self, coverage: Coverage, pieces: Sequence[str]) -> Overlap:
        """Compare with one alternative of the gold, each piece taken where the quotes meet it best."""
        gold: set[int] = set()
        for piece in pieces:
            gold.update(max(self.places(piece), key=lambda place: len(coverage.places.intersection(place))))
        hit = len(coverage.places & gold)
        if not hit:
            return NOTHING
        precision = hit / (len(coverage.places) + coverage.false_letters)
        recall = hit / len(gold)
        return Overlap(2 * precision * recall / (precision + recall), precision, recall)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text.lower())
