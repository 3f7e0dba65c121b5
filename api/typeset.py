"""A document's blocks as a page's parts: headings, paragraphs, nested lists and tables, cited words marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.model import Block, Document, Span

    Ranges = Sequence[tuple[int, int]]

_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_ELEMENTS = {"strong": "strong", "em": "em", "code": "code"}


@dataclass
class Part:
    """One part of the page.

    A heading has `level` and `anchor`. A list is of `kind` "list" and its `parts` are items; an item's `parts` are
    what follows its first words. A table's `rows` hold the cells in order; `header` is its first row or empty.
    """

    kind: Literal["heading", "paragraph", "list", "item", "table"]
    words: Markup = field(default_factory=Markup)
    level: int = 0
    anchor: str = ""
    number: int = 0
    parts: list[Part] = field(default_factory=list)
    header: dict[int, Markup] = field(default_factory=dict)
    rows: dict[int, dict[int, Markup]] = field(default_factory=dict)

    @property
    def columns(self) -> range:
        """The table's columns, those without words included."""
        return range(1 + max(column for row in (self.header, *self.rows.values()) for column in row))


def usable(ranges: Iterable[tuple[str, str]], *, length: int) -> list[tuple[int, int]]:
    """Return the (start, end) pairs that lie within a text of `length`, sorted and merged; the others are dropped."""
    numbers = [(int(a), int(b)) for a, b in ranges if re.fullmatch(r"[0-9]{1,9} [0-9]{1,9}", f"{a} {b}")]
    merged: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end in numbers if start < end <= length):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@dataclass(frozen=True)
class Section:
    """A heading, None before the first one, and what stands under it up to the next."""

    heading: Part | None
    parts: list[Part] = field(default_factory=list)


def sections(parts: Iterable[Part]) -> list[Section]:
    """Return the parts by their headings, of whatever level."""
    found = [Section(None)]
    for part in parts:
        if part.kind == "heading":
            found.append(Section(part))
        else:
            found[-1].parts.append(part)
    return found if found[0].parts else found[1:]


def typeset(document: Document, *, marked: Ranges) -> list[Part]:
    """Return the document's parts in reading order; the words within `marked` (sorted, apart) stand in `<mark>`.

    The first mark has the id `cited`, so that the page opens there without a script.
    """
    page = _Page(document.text, marked)
    for block in document.blocks:
        page.add(block)
    return page.parts


class _Page:
    def __init__(self, text: str, marked: Ranges) -> None:
        self.parts: list[Part] = []
        self._text = text
        self._marked = marked
        self._mark_id = Markup(' id="cited"')
        self._anchors: set[str] = {"cited"}
        self._table = -1

    def add(self, block: Block) -> None:
        words = self._inline(block.start, block.end, list(block.spans))
        if block.kind == "heading":
            anchor = self._anchor(self._text[block.start : block.end])
            self.parts.append(Part("heading", words, level=block.level, anchor=anchor))
        elif block.kind == "item":
            self._item(block, words)
        elif block.kind == "cell":
            self._cell(block, words)
        else:
            self.parts.append(Part("paragraph", words))

    def _item(self, block: Block, words: Markup) -> None:
        parts = self.parts
        for _ in range(block.level - 1):
            if not (parts and parts[-1].kind == "list"):
                break  # the document skips a level: the item stands as deep as there are lists
            parts = parts[-1].parts[-1].parts
        last = parts[-1] if parts and parts[-1].kind == "list" else None
        if block.part and last:
            last.parts[-1].parts.append(Part("paragraph", words))
        elif last and bool(last.number) == bool(block.number):
            last.parts.append(Part("item", words, number=block.number))
        else:
            parts.append(Part("list", number=block.number, parts=[Part("item", words, number=block.number)]))

    def _cell(self, block: Block, words: Markup) -> None:
        if block.table != self._table:
            self._table = block.table
            self.parts.append(Part("table"))
        table = self.parts[-1]
        row = table.rows.setdefault(block.row, {}) if block.row else table.header
        row[block.column] = words

    def _inline(self, start: int, end: int, spans: list[Span]) -> Markup:
        """Set text[start:end] with its spans, which nest and come outer first."""
        words, at = Markup(), start
        while spans:
            outer = spans.pop(0)
            inner = []
            while spans and spans[0].start < outer.end:
                inner.append(spans.pop(0))
            words += self._mark(at, outer.start) + self._wrap(outer, self._inline(outer.start, outer.end, inner))
            at = outer.end
        return words + self._mark(at, end)

    def _wrap(self, span: Span, words: Markup) -> Markup:
        if span.kind != "link":
            tag = _ELEMENTS[span.kind]
            return Markup("<{0}>{1}</{0}>").format(Markup(tag), words)  # noqa: S704 - one of our own three names
        if not _LINK.match(span.href):
            return words
        return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(span.href, words)

    def _mark(self, start: int, end: int) -> Markup:
        """Set plain words, those of them that are cited in `<mark>`."""
        words, at = Markup(), start
        for range_start, range_end in self._marked:
            first, last = max(range_start, start), min(range_end, end)
            if first < last:
                words += escape(self._text[at:first])
                words += Markup("<mark{}>{}</mark>").format(self._mark_id, self._text[first:last])
                self._mark_id = Markup()
                at = last
        return words + escape(self._text[at:end])

    def _anchor(self, heading: str) -> str:
        slug = re.sub(r"[^\w]+", "-", heading.lower()).strip("-")[:60].strip("-") or "section"
        anchor, count = slug, 1
        while anchor in self._anchors:
            count += 1
            anchor = f"{slug}-{count}"
        self._anchors.add(anchor)
        return anchor
