"""A document is cut into passages: sentences and table rows, each with what makes it readable alone."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

from assistant.model import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.model import Block, Document

_Span = tuple[int, int]

# A sentence that begins so is only half understood without the one before it.
_LEANS = re.compile(
    r"""
    (?:(?:note|and|but|or|so|in\ (?:this|that|these|those|such|any|either|both)\ (?:case|event)s?)[ ,]+)?
    (?:this|these|that|those|it|its|they|them|their|he|she|his|her|such|the\ (?:same|latter|former|above)|both|neither
      |none|either|some|all|each|most|others?|otherwise|however|therefore|if\ (?:so|not)|in\ (?:this|that|these|those)
      |for\ (?:this|that|these|those|example|instance)|after\ (?:this|that)|then|similarly|likewise|except
      |(?:we|you)\ (?:\w+\ )?also|we\ do\ so|you\ (?:can|may)\ do)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def cut(document: Document) -> tuple[Passage, ...]:
    """Cut a document into passages, in reading order.

    Every span of a passage is an exact slice of `document.text`. A passage's id depends on the document's name,
    its section, lead-in, words and how many equal ones stand before it, never on its offsets: what did not change
    keeps its id when the text around it does.
    """
    seen: Counter[str] = Counter()
    passages = []
    for passage in _Cutter(document).passages():
        key = "\x1f".join((passage.document, *passage.section, passage.lead_in, passage.text))
        occurrence = f"{key}\x1f{seen[key]}"
        seen[key] += 1
        passages.append(replace(passage, id=hashlib.sha256(occurrence.encode()).hexdigest()[:16]))
    return tuple(passages)


@dataclass(frozen=True)
class _Item:
    """A list item above the present place: how deep it is, and its first and its last sentence."""

    level: int
    first: str
    last: str


class _Cutter:
    """Walks the blocks and remembers the headings, the paragraph and the items that the next passage hangs on."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        titles = [block for block in document.blocks if block.kind == "heading" and block.level == 1]
        self._has_title = len(titles) == 1
        self._headings: list[tuple[int, str]] = []
        self._before_list = ""
        self._items: list[_Item] = []

    def passages(self) -> Iterator[Passage]:
        numbered = enumerate(self._document.blocks)
        for table, group in groupby(numbered, key=lambda pair: pair[1].table if pair[1].kind == "cell" else None):
            blocks = list(group)
            if table is not None:
                self._before_list, self._items = "", []
                yield from self._rows(blocks)
                continue
            for number, block in blocks:
                if block.kind == "heading":
                    self._enter(block)
                else:
                    yield from self._sentences(number, block)

    def _enter(self, heading: Block) -> None:
        kept = [(level, words) for level, words in self._headings if level < heading.level]
        self._headings = [*kept, (heading.level, self._text[heading.start : heading.end])]
        self._before_list, self._items = "", []

    @property
    def _section(self) -> tuple[str, ...]:
        below = tuple(words for level, words in self._headings if level > 1 or not self._has_title)
        return below or tuple(words for _, words in self._headings)

    def _sentences(self, number: int, block: Block) -> Iterator[Passage]:
        spans = _sentence_spans(self._text, block)
        sentences = [self._text[start:end] for start, end in spans]
        if not sentences:
            return
        if block.kind == "item":
            lead_in = self._lead_in(block)
            first = lead_in if block.part else sentences[0]
            self._items = [*(item for item in self._items if item.level < block.level)]
            self._items.append(_Item(block.level, first, sentences[-1]))
        else:
            lead_in = first = ""
            self._before_list, self._items = sentences[-1], []
        for span, sentence, before in zip(spans, sentences, ["", *sentences], strict=False):
            leant_on = first or (before if _LEANS.match(sentence) else "")
            yield self._passage(number, (span,), text=sentence, lead_in=leant_on if before else lead_in)

    def _lead_in(self, item: Block) -> str:
        """Return the first sentence of the item that this block goes on with, or what stands above its list."""
        if item.part:
            return next((above.first for above in self._items if above.level == item.level), "")
        return next((above.last for above in reversed(self._items) if above.level < item.level), self._before_list)

    def _rows(self, cells: list[tuple[int, Block]]) -> Iterator[Passage]:
        header = " | ".join(self._text[cell.start : cell.end] for _, cell in cells if cell.row == 0)
        for row, group in groupby(cells, key=lambda pair: pair[1].row):
            if row == 0:
                continue
            numbers, blocks = zip(*group, strict=True)
            spans = tuple((block.start, block.end) for block in blocks)
            text = " | ".join(self._text[start:end] for start, end in spans)
            yield self._passage(numbers[0], spans, text=text, lead_in=header, table_row=True)

    def _passage(
        self, block: int, spans: tuple[_Span, ...], *, text: str, lead_in: str, table_row: bool = False
    ) -> Passage:
        return Passage(
            id="",
            document=self._document.name,
            version=self._document.version,
            spans=spans,
            text=text,
            section=self._section,
            lead_in=lead_in,
            block=block,
            table_row=table_row,
        )


def _sentence_spans(text: str, block: Block) -> list[_Span]:
    words = text[block.start : block.end]
    spans = []
    for sentence in get_sentence_boundaries("en", words):
        raw = words[sentence["start_index"] : sentence["end_index"]]
        start = block.start + sentence["start_index"] + len(raw) - len(raw.lstrip())
        if any(character.isalnum() for character in raw):
            spans.append((start, start + len(raw.strip())))
    return spans
