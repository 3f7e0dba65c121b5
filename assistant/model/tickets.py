"""What is filed: a request from its first draft to its close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum
from typing import Literal

WaitKind = Literal["identity", "clarification"]


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
    """Where a ticket stands."""

    AWAITING_VERIFICATION = "awaiting_verification"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    EXTENDED = "extended"
    COMPLETED = "completed"
    PARTLY_REFUSED = "partly_refused"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


OPEN = frozenset({TicketStatus.RECEIVED, TicketStatus.IN_PROGRESS, TicketStatus.WAITING, TicketStatus.EXTENDED})
"""Filed, and not closed yet."""

CLOSED = frozenset(TicketStatus) - OPEN - {TicketStatus.AWAITING_VERIFICATION}


class Channel(StrEnum):
    """Where a message came in."""

    WEB = "web"
    API = "api"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class OnBehalfOf:
    """The data subject when somebody else files, and the authority they state.

    `email` is where the data subject is told of it; "" where no address was given.
    """

    name: str
    authority: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Which member of staff passed on a request that reached them, and where it is written; "" where unknown."""

    by: str
    link: str = ""


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
    handed_in: HandedIn | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Days on which the controller waited for the person: for proof of who they are, or for a clarification.

    `until` is the day on which the answer came, None while it has not.
    """

    kind: WaitKind
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A filed or waiting request. `token_hash` is set once the mailbox is proved.

    `law` is where the due date comes from and `working` how it was found, a sentence a step, both under the regime
    of the day the ticket was made; empty where the law sets no date. `handler` is the name of the user who works on
    it, `hold` the reason why it must be kept beyond its end date, `reminded` the last reminder that went out.
    `address_key` is a keyed hash of the e-mail address: it tells whether two tickets have the same one. What
    identifies the person is gone from the draft since `stripped_at`.
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
    address_key: str = ""
    handler: str = ""
    waits: tuple[Wait, ...] = ()
    extended_at: datetime | None = None
    closed_at: datetime | None = None
    merged_into: str = ""
    hold: str = ""
    reminded: str = ""
    stripped_at: datetime | None = None

    @property
    def view(self) -> TicketView:
        """What the requester may see."""
        return TicketView(self.reference, self.draft.types, self.status, self.draft.requested_at, self.due_on)


@dataclass(frozen=True, slots=True)
class TicketView:
    """What the person who filed may see of a ticket."""

    reference: str
    types: tuple[TicketType, ...]
    status: TicketStatus
    received_at: datetime
    due_on: date


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets of the register are wanted; a field that is left out narrows nothing.

    `words` are the beginnings of words of the name, the e-mail address or the reference; all must be there.
    `due_before` leaves out what is due on that day or later, and what the law sets no date for.
    """

    statuses: frozenset[TicketStatus] = OPEN
    kind: TicketType | None = None
    handler: str | None = None
    due_before: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What of a ticket counts in figures, and stays when what identifies the person is gone.

    `due_on` is None where the law sets no date.
    """

    types: tuple[TicketType, ...]
    status: TicketStatus
    requested_at: datetime
    due_on: date | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code for a ticket's mailbox; only its hash is kept. `tries` counts the wrong ones."""

    reference: str
    code_hash: str
    sent_at: datetime
    expires_at: datetime
    tries: int = 0
    used: bool = False
