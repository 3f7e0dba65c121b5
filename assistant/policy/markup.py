"""One walk over an HTML tree that collects a document's text, its blocks and the spans inside them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4.element import CData, NavigableString, Tag

from assistant.model import Block, Span

if TYPE_CHECKING:
    from assistant.model import SpanKind

_SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "head", "nav", "svg", "iframe", "object"}
    | {"button", "select", "textarea", "dialog"}
)
# The page's own are its frame; those of a part of the document are words of the document.
_FRAME = frozenset({"header", "footer"})
_PARTS = ("main", "article", "section")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol", "menu"}
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"}
    | {"label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"}
)
_MARKS: dict[str, SpanKind] = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "code": "code", "a": "link"}
_WORDS = {NavigableString, CData}  # and not their subclasses: comments, scripts, declarations
_SAFE_LINK = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_PARAGRAPH = Block("paragraph", 0, 0)


class Walk:
    """Grows the text block by block. A block's whitespace is collapsed, its words are never changed."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._inline = _Inline()
        self._shape = _PARAGRAPH
        self._depth = 0
        self._tables = 0

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """Return the text and its blocks, in reading order."""
        self._flush()
        return "".join(self._text), tuple(self._blocks)

    def paragraph(self, words: str) -> None:
        """Add a paragraph without marks; nothing when it has no words."""
        self._inline.add(words)
        self._flush()

    def element(self, tag: Tag) -> None:
        """Add everything inside an element."""
        for child in tag.children:
            if isinstance(child, Tag):
                self._child(child)
            elif type(child) in _WORDS:
                self._inline.add(str(child))

    def _child(self, tag: Tag) -> None:
        if tag.name in _SKIPPED or _hidden(tag) or _is_frame(tag):
            return
        if tag.name in {"br", "img", "wbr"}:
            self._inline.add("" if tag.name == "wbr" else " ")
        elif tag.name in _INLINE:
            self._marked(tag)
        elif self._shape.kind == "cell":
            self._inline.add(" ")
            self.element(tag)
            self._inline.add(" ")
        elif tag.name in _LISTS:
            self._list(tag)
        elif tag.name == "table" and tag.find("table") is None:
            self._table(tag)
        elif tag.name in _HEADINGS:
            self._shaped(tag, Block("heading", 0, 0, level=_HEADINGS[tag.name]))
        else:
            self._flush()
            self.element(tag)
            self._flush()

    def _marked(self, tag: Tag) -> None:
        start, blocks = self._inline.length, len(self._blocks)
        self.element(tag)
        if len(self._blocks) > blocks:
            start = 0
        kind = _MARKS.get(tag.name)
        href = str(tag.get("href", "")).strip() if kind == "link" else ""
        if kind and (kind != "link" or _SAFE_LINK.match(href)):
            self._inline.mark(kind, start, href=href)

    def _shaped(self, tag: Tag, shape: Block) -> None:
        self._flush()
        outer, self._shape = self._shape, shape
        self.element(tag)
        self._flush()
        self._shape = outer

    def _list(self, tag: Tag) -> None:
        self._flush()
        self._depth += 1
        number = _integer(tag.get("start"), default=1) if tag.name == "ol" else 0
        for child in tag.children:
            if isinstance(child, Tag) and child.name == "li" and not _hidden(child):
                self._shaped(child, Block("item", 0, 0, level=self._depth, number=number))
                number += tag.name == "ol"
            elif isinstance(child, Tag):
                self._child(child)
        self._flush()
        self._depth -= 1

    def _table(self, tag: Tag) -> None:
        self._flush()
        caption = tag.find("caption")
        if isinstance(caption, Tag):
            self._shaped(caption, _PARAGRAPH)
        rows = [row for row in tag.find_all("tr") if not _hidden(row)]
        taken: set[tuple[int, int]] = set()
        first = 0 if rows and _is_header(rows[0]) else 1
        for row, cells in enumerate((row.find_all(["th", "td"]) for row in rows), start=first):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                self._shaped(cell, Block("cell", 0, 0, table=self._tables, row=row, column=column))
                wide, high = (_integer(cell.get(name), default=1) for name in ("colspan", "rowspan"))
                taken |= {(row + down, column + right) for down in range(high) for right in range(wide)}
        self._tables += 1

    def _flush(self) -> None:
        words, spans = self._inline.take()
        if not words:
            return
        if self._blocks:
            gap = _gap(self._blocks[-1], self._shape)
            self._text.append(gap)
            self._length += len(gap)
        start = self._length
        self._text.append(words)
        self._length += len(words)
        placed = tuple(replace(span, start=span.start + start, end=span.end + start) for span in spans)
        self._blocks.append(replace(self._shape, start=start, end=self._length, spans=placed))
        if self._shape.kind == "item":
            self._shape = replace(self._shape, part=self._shape.part + 1)


class _Inline:
    """The block being read: its words with whitespace collapsed, and spans relative to its start."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self.length = 0

    def add(self, words: str) -> None:
        words = re.sub(r"\s+", " ", words)
        if words.startswith(" ") and (not self._parts or self._parts[-1].endswith(" ")):
            words = words[1:]
        if words:
            self._parts.append(words)
            self.length += len(words)

    def mark(self, kind: SpanKind, start: int, *, href: str) -> None:
        self._spans.append(Span(kind, start, self.length, href))

    def take(self) -> tuple[str, list[Span]]:
        """Return words and spans, outer spans first, and begin the next block."""
        words = "".join(self._parts).rstrip()
        spans = sorted((_trimmed(span, words) for span in self._spans), key=lambda span: (span.start, -span.end))
        self._parts, self._spans, self.length = [], [], 0
        return words, [span for span in spans if span.start < span.end]


def _trimmed(span: Span, words: str) -> Span:
    covered = words[span.start : span.end]
    start = span.start + len(covered) - len(covered.lstrip())
    return replace(span, start=start, end=start + len(covered.strip()))


def _gap(before: Block, after: Block) -> str:
    if before.kind == after.kind == "cell" and before.table == after.table:
        return " | " if before.row == after.row else "\n"
    return "\n" if before.kind == after.kind == "item" else "\n\n"


def _hidden(tag: Tag) -> bool:
    style = str(tag.get("style", "")).replace(" ", "").lower()
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or "display:none" in style


def _is_frame(tag: Tag) -> bool:
    return tag.name in _FRAME and tag.find_parent(_PARTS) is None


def _is_header(row: Tag) -> bool:
    cells = row.find_all(["th", "td"])
    return bool(cells) and (row.find_parent("thead") is not None or all(cell.name == "th" for cell in cells))


def _integer(value: object, *, default: int) -> int:
    """Read a number of HTML, kept small enough that no document can make us count for long."""
    digits = re.fullmatch(r"\d{1,3}", str(value).strip(), re.ASCII)
    return int(digits[0]) if digits else default
