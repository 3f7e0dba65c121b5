"""`/v1/tickets`: file a request without a conversation, prove the mailbox, look at how it stands."""

from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.dependencies import ACCEPTS_JSON, LIMITED, Assistant, Present, Source
from api.problems import problems
from api.schemas import FiledTicket, NewTicket, Ticket, TicketMail, TicketSummary, Verification, Written
from assistant import model
from assistant.errors import CodeExpiredError, InputError, NotFoundError, RateLimitedError
from assistant.ports import UnitOfWork
from assistant.requests.correspondence import correspondence

router = APIRouter(prefix="/v1/tickets", tags=["tickets"])

_KEY_LIFETIME = timedelta(hours=24)
# Those that go to the requester; their keys in the outbox begin with it.
_MAILS: tuple[Literal["code", "acknowledgement"], ...] = ("code", "acknowledgement")

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        description="The same key within 24 hours gets the same answer, not a second ticket.",
    ),
]
Token = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, scheme_name="ticket", description="The token that verification returned.")),
]


@router.post(
    "",
    status_code=201,
    response_model=TicketSummary,
    dependencies=ACCEPTS_JSON,
    responses={
        201: {"headers": {"Location": {"description": "The ticket's address.", "schema": {"type": "string"}}}},
        **problems(409, 413, 415, 422, 429),
    },
)
def open_ticket(
    asked: NewTicket, *, assistant: Assistant, caller: Source, now: Present, idempotency_key: IdempotencyKey = None
) -> Response:
    """Open a ticket. A one-time code goes to the e-mail address; nobody else hears of it before that is proved."""
    # Hashed, so that any key fits the column; the fingerprint is of what was understood, not of how it was spelt.
    key = f"tickets:{_hash(idempotency_key)}" if idempotency_key else ""
    fingerprint = _hash(asked.model_dump_json())
    with assistant.unit_of_work() as unit:
        body = unit.keys.take(key, fingerprint=fingerprint, now=now, expires_at=now + _KEY_LIFETIME) if key else None
        if body is None:
            ticket = assistant.filing.open(unit, _draft(asked, now=now), now=now, source=caller)
            body = TicketSummary.model_validate(ticket.view).model_dump_json()
            if key:
                unit.keys.answer(key, body)
            unit.commit()
    assistant.worker.wake()
    reference = TicketSummary.model_validate_json(body).reference
    return Response(body, 201, media_type="application/json", headers={"Location": f"/v1/tickets/{reference}"})


@router.post(
    "/{reference}/verification",
    dependencies=ACCEPTS_JSON,
    responses=problems(413, 415, 422, 429),
)
def verify_ticket(reference: str, typed: Verification, *, assistant: Assistant, now: Present) -> FiledTicket:
    """Prove the mailbox with the mailed code: the data protection officer and the requester are mailed.

    A reference that does not exist answers like one whose ten minutes are over, so that strangers learn nothing.
    """
    with assistant.unit_of_work() as unit:
        try:
            filed = assistant.filing.verify(unit, reference, typed.code, now=now)
        except NotFoundError:
            raise CodeExpiredError from None
        except InputError:
            unit.commit()  # a wrong try has to count
            raise
        told = _told(filed.ticket, unit)
        unit.commit()
    assistant.worker.wake()
    return FiledTicket(token=filed.token, **told.model_dump())


@router.post(
    "/{reference}/codes",
    status_code=202,
    response_class=Response,
    dependencies=LIMITED,
    responses={202: {"description": "A new code is on its way if a ticket waits for one."}, **problems(429, 503)},
)
def renew_code(reference: str, *, assistant: Assistant, caller: Source, now: Present) -> Response:
    """Mail a new code, which replaces the one before: ten an hour at most.

    The answer is the same whether the reference exists, waits for a code, or has had its ten, so that strangers
    learn nothing.
    """
    with suppress(NotFoundError, RateLimitedError), assistant.unit_of_work() as unit:
        assistant.filing.resend(unit, reference, now=now, source=caller)
        unit.commit()
    assistant.worker.wake()
    return Response(status_code=202)


@router.get("/{reference}", responses=problems(404, 503))
def read_ticket(reference: str, *, assistant: Assistant, token: Token) -> Ticket:
    """Return how a ticket stands. Without its token: the same 404 for every reference, whether it exists or not."""
    with assistant.unit_of_work(read_only=True) as unit:
        return _told(assistant.filing.status(unit, reference, token.credentials if token else ""), unit)


def _told(ticket: model.Ticket, unit: UnitOfWork) -> Ticket:
    mails = [
        TicketMail(kind=kind, at=row.created_at, state=row.state)
        for row in unit.outbox.about(ticket.reference)
        for kind in _MAILS
        if row.parcel.key.startswith(f"{kind}:")
    ]
    summary = TicketSummary.model_validate(ticket.view).model_dump()
    written = correspondence(ticket, unit.history.of(ticket.reference))
    letters = tuple(Written.model_validate(each) for each in written)
    return Ticket(**summary, working=ticket.working, messages=tuple(mails), correspondence=letters)


def _draft(asked: NewTicket, *, now: datetime) -> model.Draft:
    another = asked.on_behalf_of
    return model.Draft(
        types=asked.types,
        name=asked.name,
        email=asked.email,
        details=asked.details,
        words=(),
        requested_at=now,
        channel=model.Channel.API,
        on_behalf_of=model.OnBehalfOf(another.name, another.authority, another.email or "") if another else None,
    )


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
