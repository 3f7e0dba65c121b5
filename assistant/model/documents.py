"""What is read and quoted: documents, their passages, citations and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - whoever stores nouns reads their annotations
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "cell"]
SpanKind = Literal["strong", "em", "code", "link"]


@dataclass(frozen=True, slots=True)
class Span:
    """Inline emphasis or a link over `document.text[start:end]`."""

    kind: SpanKind
    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table cell: `document.text[start:end]`.

    `level` is 1-6 for a heading and the nesting depth (from 1) for an item. An item of a numbered list has its
    `number` (0: a bullet); an item of several paragraphs is several blocks, `part` counting from 0. `row` and
    `column` (from 0, row 0 the header; a table without one begins at row 1) place a cell in table number
    `table` (from 0) of the document.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    number: int = 0
    part: int = 0
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as people read it. `text` has no markup; every block is a slice of it.

    `version` is the first 12 hexadecimal digits of the SHA-256 over name, text and blocks.
    """

    name: str
    title: str
    version: str
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a document that is still kept, and the aware UTC time since which it holds.

    `since` is None for one that was put in force before such times were kept.
    """

    version: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Passage:
    """The least that can be quoted: a sentence, a list item's sentence or a table row.

    `spans` are the (start, end) offsets of its words in the document's text, in order (a table row has one
    a cell); `section` is the heading path; `lead_in` is what makes the words readable alone: the sentence
    before a list, an item's first sentence, or the table's headers. `block` is the number of the block it
    stands in and `table_row` tells a row from a sentence.
    """

    id: str
    document: str
    version: str
    spans: tuple[tuple[int, int], ...]
    text: str
    section: tuple[str, ...] = ()
    lead_in: str = ""
    block: int = 0
    table_row: bool = False

    @property
    def start(self) -> int:
        """Offset of the first character in the document's text."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Offset after the last character in the document's text."""
        return self.spans[-1][1]

    @property
    def context(self) -> str:
        """What is embedded: heading, lead-in and words, so that the passage is found by what it means."""
        heading = self.section[-1] if self.section else ""
        return ". ".join(part.rstrip(" .:") for part in (heading, self.lead_in, self.text) if part)


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the whole index: what was ingested together is in force together.

    `id` is a hash over encoder, documents and passages; `encoder` names the weights that made the vectors;
    `documents` are sorted by name and `passages` stand in that order, each document's in reading order.
    """

    id: str
    encoder: str
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage and how well it answers; higher is better."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """The document's exact words: `quote == document.text[start:end]`."""

    number: int
    document: str
    version: str
    section: str
    quote: str
    start: int
    end: int
    url: str
    related: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the policy says to a question, or that it does not say.

    `kind` is "answer" or "no_answer"; every [n] in `text` is a citation's number.
    `answerable` is the calibrated score in [0, 1] that the policy tells; `ranked` are the passages behind it.
    """

    kind: Literal["answer", "no_answer"]
    text: str
    citations: tuple[Citation, ...]
    answerable: float
    ranked: tuple[ScoredPassage, ...] = ()
