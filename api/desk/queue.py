"""`/desk`: the tickets, what is due first first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse  # noqa: TC002 - FastAPI reads the annotations at run time

from api.dependencies import Assistant, Present  # noqa: TC001 - FastAPI reads the annotations at run time
from api.desk.filters import DUE, GROUPS, HANDLERS, SOON, Asked, Filters
from api.desk.page import render, short
from api.desk.session import Reader  # noqa: TC001 - FastAPI reads the annotations at run time
from assistant.model import Role, TicketStatus, TicketType
from assistant.words import MAX_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.model import Ticket

router = APIRouter(include_in_schema=False)

PAGE = 50
MOST = 10_000
"""No more is counted of what narrower filters find: whoever reads that it is more will not go through it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stands to its due day: in words, and as a mark."""

    words: str
    mark: Literal["late", "soon", ""] = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A way to what matters most: how many, of what, and where they are."""

    number: int
    words: str
    address: str
    mark: Literal["late", "soon", ""] = ""


@router.get("/desk")
def queue(filters: Asked, *, assistant: Assistant, signed_in: Reader, now: Present, after: str = "") -> HTMLResponse:
    """Show the tickets that are asked for, a page at a time; what an address does not know narrows nothing."""
    today, me = now.astimezone(assistant.organisation.clock.zone).date(), signed_in.user.name
    wanted = filters.wanted(me=me, today=today)
    place = place_of(after)
    with assistant.unit_of_work(read_only=True) as unit:
        found = unit.tickets.page(wanted, after=place, count=PAGE + 1, latest=filters.latest)
        counts = unit.tickets.counts()
        if place is None and len(found) <= PAGE:
            number = len(found)
        elif filters.by_status_alone:
            number = _sum(counts, filters.statuses)
        else:
            number = unit.tickets.count(wanted, most=MOST + 1)
        urgent = {
            asked: unit.tickets.count(asked.wanted(me=me, today=today), most=MOST)
            for asked in (Filters(due="overdue"), Filters(due="soon"), Filters(handler="nobody"))
        }
        names = {user.name: user.full_name for user in unit.users.all()}
    page = found[:PAGE]
    return render(
        "queue.html",
        assistant,
        signed_in,
        filters=filters,
        tiles=_tiles(counts, urgent),
        number=number,
        more_than=0 if filters.by_status_alone or number <= MOST else MOST,
        rows=[(ticket, standing(ticket, today=today)) for ticket in page],
        names=names,
        groups=GROUPS,
        statuses=_statuses(counts),
        kinds=TicketType,
        handlers=HANDLERS,
        due=DUE,
        longest=MAX_NAME,
        paged=place is not None,
        next=filters.address("/desk", after=place_after(page[-1])) if len(found) > PAGE else "",
        empty=not counts,
        may_export=signed_in.user.role.covers(Role.HANDLER),
    )


def standing(ticket: Ticket, *, today: date) -> Standing:
    """Say how a ticket stands to its due day."""
    if ticket.closed_at:
        closed = ticket.closed_at.date()
        late = (closed - ticket.due_on).days if ticket.law else 0
        return Standing(f"closed {short(closed)}" + (f", {_days(late)} late" if late > 0 else ""))
    if not ticket.law:
        return Standing("no date by law")
    left = (ticket.due_on - today).days
    if left < 0:
        return Standing(f"overdue by {_days(-left)}", "late")
    words = {0: "today", 1: "tomorrow"}.get(left, f"in {_days(left)}")
    return Standing(f"at risk: {words}", "soon") if left <= SOON.days else Standing(words)


def place_after(ticket: Ticket) -> str:
    """Return how an address says that a page begins after this ticket."""
    return f"{ticket.due_on}/{ticket.reference}"


def place_of(after: str) -> tuple[date, str] | None:
    """Return where a page begins, None for the first one and for what is no such place."""
    day, _, reference = after.partition("/")
    try:
        return datetime.strptime(day, "%Y-%m-%d").date(), reference  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _tiles(counts: Mapping[TicketStatus, int], urgent: Mapping[Filters, int]) -> list[Tile]:
    overdue, soon, nobodys = urgent
    return [
        Tile(_sum(counts, GROUPS["open"]), "open", "/desk"),
        Tile(urgent[overdue], "overdue", overdue.address("/desk"), "late"),
        Tile(urgent[soon] - urgent[overdue], "due within 7 days", soon.address("/desk"), "soon"),
        Tile(urgent[nobodys], "without a handler", nobodys.address("/desk")),
    ]


def _statuses(counts: Mapping[TicketStatus, int]) -> dict[str, int]:
    """Return how many tickets each choice of states has, in the order in which a ticket goes through them."""
    return {group: _sum(counts, of) for group, of in GROUPS.items()} | {
        str(status): counts.get(status, 0) for status in TicketStatus
    }


def _sum(counts: Mapping[TicketStatus, int], statuses: frozenset[TicketStatus]) -> int:
    return sum(counts.get(status, 0) for status in statuses)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"
