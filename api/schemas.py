"""What goes over the wire. Unknown fields and other types than these are refused; a person's words are not changed."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from api.words import Line, Words
from assistant.model import (
    Action,
    Channel,
    IntentName,
    Kind,
    RequestType,
    Slot,
    TicketStatus,
    TicketType,
)
from assistant.requests.addresses import read_address
from assistant.requests.regime import Ground


class _Sent(BaseModel):
    """What a caller sends."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Told(BaseModel):
    """What a caller is told, read from the model's nouns."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class ChatMessage(_Sent):
    """One thing a person says."""

    message: Annotated[Words, Field(examples=["How long do you keep my CV?"])]
    conversation_id: Annotated[Line | None, Field(description="From the last reply; null begins a conversation.")] = (
        None
    )


class Citation(_Told):
    """A document's exact words: `quote == text[start:end]` of `GET /v1/documents/{document}`."""

    number: Annotated[int, Field(description="The n of [n] in the reply's text.")]
    document: Annotated[str, Field(examples=["privacy_policy"])]
    version: str
    section: str
    quote: str
    start: int
    end: int
    url: Annotated[str, Field(description="Opens the document at the quote.")]
    related: Annotated[bool, Field(description="It is about the matter but does not answer.")] = False


class Intent(_Told):
    """What this one message was taken for."""

    name: IntentName
    request_types: tuple[RequestType, ...]
    confidence: Annotated[float, Field(ge=0, le=1)]


class Ask(_Told):
    """What the form waits for."""

    slot: Slot
    hint: str


class TicketSummary(_Told):
    """A ticket in a few words."""

    reference: str
    types: tuple[TicketType, ...]
    status: TicketStatus
    received_at: datetime
    due_on: date


class TicketMail(_Told):
    """A mail to the requester."""

    kind: Literal["code", "acknowledgement"]
    at: Annotated[datetime, Field(description="When it was written.")]
    state: Annotated[
        Literal["pending", "sent", "set_aside"],
        Field(description="Whether it still has to leave, has left, or will not: it was refused or came too late."),
    ]


class Written(_Told):
    """What one side wrote to the other about a ticket; on the requester's page the same."""

    at: datetime
    author: Literal["requester", "controller"]
    action: Annotated[Action, Field(description="What was done with it; `opened` is the request itself.")]
    text: str
    reason: Annotated[str, Field(description="Why; empty where no reason was needed.")]
    ground: Annotated[str | None, Field(description="On what by law a request was refused.")] = None
    other: Annotated[str, Field(description="The reference of the ticket that this one was joined with, or empty.")]

    @field_validator("ground", mode="before")
    @classmethod
    def _in_words(cls, ground: object) -> object:
        return f"{ground.words} (by law: {ground.source})" if isinstance(ground, Ground) else ground


class Ticket(TicketSummary):
    """A ticket as the person who filed it may see it."""

    working: Annotated[
        tuple[str, ...],
        Field(description="How the due date was found, a sentence a step; empty where the law sets none."),
    ]
    messages: Annotated[
        tuple[TicketMail, ...], Field(description="The mails to the requester that are on record: a week once sent.")
    ]
    correspondence: Annotated[
        tuple[Written, ...], Field(description="What requester and controller wrote to each other, oldest first.")
    ]


class FiledTicket(Ticket):
    """A ticket that was just filed."""

    token: Annotated[str, Field(description="Opens the ticket's status. It is shown this once.")]


class Person(_Told):
    """Who asked, and in which words; empty once the ticket's end has come."""

    name: str
    email: str
    details: str
    words: tuple[str, ...]
    on_behalf_of: str | None


class RegisterTicket(TicketSummary):
    """A ticket as other systems may see it."""

    due_by_law: Annotated[bool, Field(description="Whether the law sets `due_on`.")]
    regime: Annotated[str, Field(examples=["eu"])]
    channel: Channel
    proved: Annotated[bool, Field(description="Whether the mailbox is proved to be the requester's.")]
    extended: bool
    closed_at: datetime | None
    merged_into: str | None
    person: Annotated[Person | None, Field(description="Only for the scope `tickets:persons`.")]


class Register(_Told):
    """A page of the register."""

    tickets: tuple[RegisterTicket, ...]
    next: Annotated[str | None, Field(description="What `after` takes for the next page; null on the last.")]


class ChatReply(_Told):
    """One turn of the assistant."""

    conversation_id: str
    kind: Kind
    text: Annotated[str, Field(description="What a person reads, with [1] where a citation belongs.")]
    citations: tuple[Citation, ...]
    intent: Intent
    ask: Ask | None
    ticket: TicketSummary | None
    suggestions: tuple[str, ...]


def _unique(types: tuple[TicketType, ...]) -> tuple[TicketType, ...]:
    if len(set(types)) < len(types):
        raise PydanticCustomError("unique", "Name each type once.")
    return types


def _mailable(address: str) -> str:
    try:
        return read_address(address.strip()).normalized
    except ValueError:
        raise PydanticCustomError("address", "This is not a complete e-mail address.") from None


MailAddress = Annotated[
    str, AfterValidator(_mailable), Field(json_schema_extra={"format": "email"}, examples=["zoe@example.com"])
]


class OnBehalfOf(_Sent):
    """The person whose data it is when somebody else files, and why they may."""

    name: Line
    authority: Annotated[Line, Field(examples=["power of attorney"])]
    email: Annotated[
        MailAddress | None, Field(description="Where this person is told of the request, once it is filed.")
    ] = None


class NewTicket(_Sent):
    """A request to be filed once the mailbox is proved."""

    types: Annotated[
        tuple[TicketType, ...],
        Field(min_length=1, json_schema_extra={"uniqueItems": True}, examples=[["erasure"]]),
        AfterValidator(_unique),
    ]
    name: Annotated[Line, Field(examples=["Zoë Brandt"])]
    email: MailAddress
    details: Annotated[Words, Field(examples=["Please delete my account and everything that belongs to it."])]
    on_behalf_of: OnBehalfOf | None = None


class Verification(_Sent):
    """The one-time code from the mail."""

    code: Annotated[Line, Field(examples=["123456"])]


class Section(_Told):
    """A heading and the stretch of text it heads, subsections included: `text[start:end]`."""

    heading: str
    level: int
    start: int
    end: int


class Document(_Told):
    """A document as people read it, without markup."""

    document: str
    version: str
    title: str
    text: str
    sections: tuple[Section, ...]


class FieldError(_Told):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(_Told):
    """A problem document (RFC 9457)."""

    type: Annotated[str, Field(examples=["urn:privacy-assistant:problem:invalid-input"])]
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    tries_left: int | None = None
    retry_after: Annotated[int | None, Field(description="Seconds, as in the Retry-After header.")] = None
    id: Annotated[str | None, Field(description="Names the request in the operator's log.")] = None

    @classmethod
    def named(cls, slug: str, *, title: str, status: int, detail: str) -> Self:
        """Return a problem whose type is our own name for it."""
        return cls(type=f"urn:privacy-assistant:problem:{slug}", title=title, status=status, detail=detail)
