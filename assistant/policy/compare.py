"""What one version of a document says that another did not: passage by passage, and within a passage word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.model import Block, Document

Fate = Literal["same", "removed", "added"]

# Of two passages that share fewer of their words, one was removed and the other added.
_ALIKE = 0.5
_BETWEEN_CELLS = " | "


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stayed."""

    fate: Fate
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A paragraph, heading, list item or table row that is not what it was; `section` is the heading over it.

    It was `added` or `removed` as a whole, or `changed` in some of its pieces.
    """

    kind: Literal["changed", "added", "removed"]
    section: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is compared as one: `words` without their spaces; a table's row is one, with marks between its cells."""

    section: str
    words: tuple[str, ...]


@lru_cache(maxsize=16)
def compare(old: Document, new: Document) -> tuple[Difference, ...]:
    """Return what makes `new` of `old`, in reading order; nothing when both say the same.

    A passage that moved is removed at one place and added at the other. How words are set, as in bold, is left aside.
    """
    before, after = _units(old), _units(new)
    found: list[Difference] = []
    matcher = SequenceMatcher(None, [unit.words for unit in before], [unit.words for unit in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            found += _differences(before[i1:i2], after[j1:j2])
    return tuple(found)


def _units(document: Document) -> list[_Unit]:
    def row(block: Block) -> tuple[int, ...]:
        return (block.table, block.row) if block.kind == "cell" else (block.start, block.end, -1)

    units: list[_Unit] = []
    section = document.title
    for _, blocks in groupby(document.blocks, key=row):
        texts = [(block, document.text[block.start : block.end]) for block in blocks]
        if texts[0][0].kind == "heading":
            section = texts[0][1]
        units.append(_Unit(section, tuple(_BETWEEN_CELLS.join(text for _, text in texts).split())))
    return units


def _differences(old: Sequence[_Unit], new: Sequence[_Unit]) -> Iterator[Difference]:
    """Pair what is alike, in order; what finds no partner was removed or added."""
    theirs = [frozenset(unit.words) for unit in new]
    at = 0
    for unit in old:
        mine = frozenset(unit.words)
        partner = next((number for number in range(at, len(new)) if _alike(mine, theirs[number])), None)
        if partner is None:
            yield _whole("removed", unit)
            continue
        yield from (_whole("added", each) for each in new[at:partner])
        yield Difference("changed", new[partner].section, tuple(_pieces(unit.words, new[partner].words)))
        at = partner + 1
    yield from (_whole("added", each) for each in new[at:])


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return 2 * len(one & other) >= _ALIKE * (len(one) + len(other))


def _whole(fate: Literal["added", "removed"], unit: _Unit) -> Difference:
    return Difference(fate, unit.section, (Piece(fate, " ".join(unit.words)),))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", " ".join(old[i1:i2]))
            continue
        if i1 < i2:
            yield Piece("removed", " ".join(old[i1:i2]))
        if j1 < j2:
            yield Piece("added", " ".join(new[j1:j2]))
