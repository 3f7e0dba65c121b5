"""`/desk/register.csv` and `.json`: the register for the officer's own records, with the queue's filters.

It tells who asked for what, and how and when it ended. What somebody wrote stays on the ticket's page.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.dependencies import Assistant, Present
from api.desk.filters import Asked
from api.desk.session import Handler
from assistant.bootstrap import Application
from assistant.model import Ticket, Wanted

router = APIRouter(include_in_schema=False)

COLUMNS = (
    "reference",
    "received",
    "types",
    "channel",
    "proved",
    "name",
    "email",
    "on_behalf_of",
    "regime",
    "law",
    "status",
    "handler",
    "due",
    "extended",
    "closed",
    "days",
    "merged_into",
)

_AT_ONCE = 200
_BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.get("/desk/register.csv")
def register_csv(filters: Asked, *, assistant: Assistant, signed_in: Handler, now: Present) -> StreamingResponse:
    """Send the tickets that are asked for as a table for a spreadsheet."""
    wanted = filters.wanted(me=signed_in.user.name, today=now.astimezone(assistant.organisation.clock.zone).date())
    return download(as_csv(COLUMNS, _rows(assistant, wanted)), name=f"register-{now.date()}.csv", kind="text/csv")


@router.get("/desk/register.json")
def register_json(filters: Asked, *, assistant: Assistant, signed_in: Handler, now: Present) -> StreamingResponse:
    """Send the tickets that are asked for as a list of objects."""
    wanted = filters.wanted(me=signed_in.user.name, today=now.astimezone(assistant.organisation.clock.zone).date())
    return download(as_json(_rows(assistant, wanted)), name=f"register-{now.date()}.json", kind="application/json")


def download(parts: Iterator[str], *, name: str, kind: str) -> StreamingResponse:
    """Return a file that is sent while it is made."""
    return StreamingResponse(parts, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def as_csv(columns: Iterable[str], rows: Iterator[dict[str, object]]) -> Iterator[str]:
    """Yield a table in parts, in UTF-8 with the mark that Excel knows it by; no cell is a formula."""
    page = io.StringIO(_BYTE_ORDER_MARK)
    page.seek(0, io.SEEK_END)
    writer = csv.writer(page)
    writer.writerow(columns)
    while chunk := list(islice(rows, _AT_ONCE)):
        writer.writerows([[_cell(value) for value in row.values()] for row in chunk])
        yield page.getvalue()
        page.seek(0)
        page.truncate()
    yield page.getvalue()


def as_json(rows: Iterator[dict[str, object]]) -> Iterator[str]:
    """Yield a list of objects in parts."""
    between = "["
    while chunk := list(islice(rows, _AT_ONCE)):
        yield between + ",\n".join(json.dumps(row, ensure_ascii=False) for row in chunk)
        between = ",\n"
    yield "]\n" if between != "[" else "[]\n"


def _rows(assistant: Application, wanted: Wanted) -> Iterator[dict[str, object]]:
    with assistant.unit_of_work(read_only=True) as unit:
        for ticket in unit.tickets.walk(wanted):
            yield dict(zip(COLUMNS, _values(ticket), strict=True))


def _values(ticket: Ticket) -> tuple[object, ...]:
    draft = ticket.draft
    return (
        ticket.reference,
        _time(draft.requested_at),
        draft.types,
        draft.channel,
        _time(ticket.verified_at),
        draft.name,
        draft.email,
        draft.on_behalf_of.name if draft.on_behalf_of else None,
        ticket.regime,
        ticket.law or None,
        ticket.status,
        ticket.handler or None,
        ticket.due_on.isoformat() if ticket.law else None,
        _time(ticket.extended_at),
        _time(ticket.closed_at),
        (ticket.closed_at.date() - draft.requested_at.date()).days if ticket.closed_at else None,
        ticket.merged_into or None,
    )


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = " ".join(value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
