"""`GET /v1/tickets`: the register of requests, for other systems that have a token."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.dependencies import LIMITED, Assistant, Present
from api.problems import problems
from api.schemas import Person, Register, RegisterTicket
from assistant.errors import InputError
from assistant.model import OPEN, Ticket, TicketStatus, TicketType, Wanted
from assistant.requests.access import PERSONS, scopes_of

router = APIRouter(prefix="/v1/tickets", tags=["tickets"])

Token = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(
        HTTPBearer(auto_error=False, scheme_name="register", description="Made with `python -m assistant token add`.")
    ),
]
Cursor = Annotated[str, Query(description="`next` of the page before.", examples=["2026-12-22/PR-7KQ2-M9XD-4T"])]


@router.get("", dependencies=LIMITED, responses=problems(401, 403, 422, 429, 503))
def list_tickets(  # noqa: PLR0913 - each is a parameter of the address
    *,
    assistant: Assistant,
    now: Present,
    token: Token,
    status: Annotated[tuple[TicketStatus, ...], Query(description="Of these states; left out: all open ones.")] = (),
    type: Annotated[TicketType | None, Query(description="About this, among others.")] = None,  # noqa: A002 - its name
    due_before: Annotated[date | None, Query(description="Due by law before this day.")] = None,
    after: Cursor = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Register:
    """Return tickets, what is due first first, a page at a time.

    The scope `tickets:read` tells states and dates; `tickets:persons` also who asked and in which words.
    """
    wanted = Wanted(frozenset(status) or OPEN, kind=type, due_before=due_before)
    with assistant.unit_of_work(read_only=True) as unit:
        scopes = scopes_of(unit, token.credentials if token else "", now=now)
        found = unit.tickets.page(wanted, after=_read(after), count=limit + 1)
    page, more = found[:limit], len(found) > limit
    tickets = tuple(_told(ticket, with_person=PERSONS in scopes) for ticket in page)
    return Register(tickets=tickets, next=f"{page[-1].due_on}/{page[-1].reference}" if more else None)


def _told(ticket: Ticket, *, with_person: bool) -> RegisterTicket:
    draft = ticket.draft
    another = draft.on_behalf_of
    return RegisterTicket(
        reference=ticket.reference,
        types=draft.types,
        status=ticket.status,
        received_at=draft.requested_at,
        due_on=ticket.due_on,
        due_by_law=bool(ticket.law),
        regime=ticket.regime,
        channel=draft.channel,
        proved=ticket.verified_at is not None,
        extended=ticket.extended_at is not None,
        closed_at=ticket.closed_at,
        merged_into=ticket.merged_into or None,
        person=Person(
            name=draft.name,
            email=draft.email,
            details=draft.details,
            words=draft.words,
            on_behalf_of=another.name if another else None,
        )
        if with_person
        else None,
    )


def _read(cursor: str) -> tuple[date, str] | None:
    if not cursor:
        return None
    day, _, reference = cursor.partition("/")
    try:
        return datetime.strptime(day, "%Y-%m-%d").date(), reference  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise InputError("This is no `next` of a page before.", field="after") from None
