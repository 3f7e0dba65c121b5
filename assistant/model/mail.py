"""What leaves: mails, calls of other systems, and how their delivery stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - pydantic reads the annotations at run time
from typing import Literal


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a mail, such as a calendar entry."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will leave. `key` makes it unique in the outbox; `message_id` is minted when it is written.

    `about` is the reference of its ticket. `thread` is the Message-ID that all mails of one ticket to one side refer
    to, so that mail programs hold them together. From `expires_at` on it says what does not hold any more.
    """

    key: str
    message_id: str
    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    about: str = ""
    thread: str = ""
    attachments: tuple[Attachment, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A signed call of another system's address: what happened to a ticket, without a word that identifies anybody.

    `key` makes it unique in the outbox; `event_id` is the same however often it is tried. `webhook` is the id of the
    subscription, whose secret signs `body`, a JSON object.
    """

    key: str
    webhook: str
    event_id: str
    body: str
    about: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A mail or a call in the outbox and how its delivery stands."""

    id: int
    parcel: Mail | Call
    state: Literal["pending", "sent", "set_aside"]
    attempts: int
    next_attempt_at: datetime
    created_at: datetime
    last_error: str = ""
