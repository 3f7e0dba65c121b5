"""The nouns of the house, all frozen: what comes in, what goes out, what is cited and what is filed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum
from typing import Literal


class IntentName(StrEnum):
    """What a message is taken for."""

    QUESTION = "question"
    REQUEST = "request"
    STATUS = "status"
    HUMAN = "human"
    COMPLAINT = "complaint"
    INCIDENT = "incident"
    SMALLTALK = "smalltalk"
    OUT_OF_SCOPE = "out_of_scope"


class RequestType(StrEnum):
    """The rights a person can exercise (GDPR Arts. 15-18, 20, 21 and 7(3))."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    MARKETING_OPT_OUT = "marketing_opt_out"


class TicketType(StrEnum):
    """What a ticket can be about: a right, or one of three matters without a right of its own."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    MARKETING_OPT_OUT = "marketing_opt_out"
    COMPLAINT = "complaint"
    INCIDENT = "incident"
    ENQUIRY = "enquiry"


class TicketStatus(StrEnum):
    """Where a ticket stands. The request desk adds the later states."""

    AWAITING_VERIFICATION = "awaiting_verification"
    RECEIVED = "received"


class Channel(StrEnum):
    """Where a message came in."""

    WEB = "web"
    API = "api"
    SLACK = "slack"


Kind = Literal[
    "answer", "no_answer", "ask", "confirm", "filed", "cancelled", "status", "clarify", "smalltalk", "handoff"
]
Slot = Literal["name", "email", "details", "code", "confirm"]
BlockKind = Literal["heading", "paragraph", "item", "cell"]
SpanKind = Literal["strong", "em", "code", "link"]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person said.

    `conversation_id` is None at the start. `source` names where it came from for rate limits only:
    a keyed hash, never an address. `received_at` is an aware UTC time.
    """

    text: str
    received_at: datetime
    conversation_id: str | None = None
    channel: Channel = Channel.WEB
    source: str = ""


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
class Intent:
    """What one message was taken for, with the confidence in [0, 1] and the scores behind it."""

    name: IntentName
    request_types: tuple[RequestType, ...]
    confidence: float
    scores: dict[str, float] = field(default_factory=dict)
    type_scores: dict[str, float] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Ask:
    """What the form waits for."""

    slot: Slot
    hint: str


@dataclass(frozen=True, slots=True)
class TicketView:
    """What the person who filed may see of a ticket."""

    reference: str
    types: tuple[TicketType, ...]
    status: TicketStatus
    received_at: datetime
    due_on: date


@dataclass(frozen=True, slots=True)
class Reply:
    """One turn of the assistant, the same for every channel."""

    conversation_id: str
    kind: Kind
    text: str
    intent: Intent
    citations: tuple[Citation, ...] = ()
    ask: Ask | None = None
    ticket: TicketView | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnBehalfOf:
    """The data subject when somebody else files, and the authority they state."""

    name: str
    authority: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that is complete enough to be confirmed.

    `words` are the person's own messages, verbatim and in order; `requested_at` is the aware UTC time of the
    first message that made the request: the law's clock counts from it.
    """

    types: tuple[TicketType, ...]
    name: str
    email: str
    details: str
    words: tuple[str, ...]
    requested_at: datetime
    channel: Channel
    on_behalf_of: OnBehalfOf | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A filed or waiting request. `token_hash` is set once the mailbox is proved.

    `law` is where the due date comes from and `working` how it was found, a sentence a step, both under the regime
    of the day the ticket was made; empty where the law sets no date.
    """

    reference: str
    draft: Draft
    status: TicketStatus
    due_on: date
    regime: str
    created_at: datetime
    verified_at: datetime | None = None
    token_hash: str = ""
    law: str = ""
    working: tuple[str, ...] = ()

    @property
    def view(self) -> TicketView:
        """What the requester may see."""
        return TicketView(self.reference, self.draft.types, self.status, self.draft.requested_at, self.due_on)


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code for a ticket's mailbox; only its hash is kept. `tries` counts the wrong ones."""

    reference: str
    code_hash: str
    sent_at: datetime
    expires_at: datetime
    tries: int = 0
    used: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will leave. `key` makes it unique in the outbox; `message_id` is minted when it is written.

    `about` is the reference of its ticket. From `expires_at` on it says what does not hold any more.
    """

    key: str
    message_id: str
    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    about: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A mail in the outbox and how its delivery stands."""

    id: int
    mail: Mail
    state: Literal["pending", "sent", "set_aside"]
    attempts: int
    next_attempt_at: datetime
    created_at: datetime
    last_error: str = ""
