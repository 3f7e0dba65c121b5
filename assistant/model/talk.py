"""What is said: a message, what it is taken for, and the reply."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum
from typing import Literal

from assistant.model.documents import Citation  # noqa: TC001 - pydantic reads the annotations at run time
from assistant.model.tickets import Channel, RequestType, TicketView

Kind = Literal[
    "answer", "no_answer", "ask", "confirm", "filed", "cancelled", "status", "clarify", "smalltalk", "handoff"
]
Slot = Literal["name", "email", "details", "code", "confirm"]


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


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person said.

    `conversation_id` is None at the start. `source` names where it came from for rate limits only:
    a keyed hash, never an address. `received_at` is an aware UTC time. `key` is the sender's name for it: a message
    that comes again under its key is not taken twice.
    """

    text: str
    received_at: datetime
    conversation_id: str | None = None
    channel: Channel = Channel.WEB
    source: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What one message was taken for, with the confidence in [0, 1] and the scores behind it."""

    name: IntentName
    request_types: tuple[RequestType, ...]
    confidence: float
    scores: dict[str, float] = field(default_factory=dict)
    type_scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the form waits for."""

    slot: Slot
    hint: str


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
