"""`/desk/figures`: what became of requests, month by month, as a table, a plot and files."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, StreamingResponse

from api.dependencies import Assistant, Present
from api.desk.page import render
from api.desk.plot import draw
from api.desk.register import as_csv, as_json, download
from api.desk.session import Reader
from assistant.bootstrap import Application
from assistant.model import TicketType
from assistant.requests.figures import Statistics, months_until, statistics

router = APIRouter(include_in_schema=False)

MONTHS = 24
COLUMNS = ("month", "type", "received", "closed", "median_days", "overdue")


@router.get("/desk/figures")
def figures(*, assistant: Assistant, signed_in: Reader, now: Present, type: str = "") -> HTMLResponse:  # noqa: A002 - the address's name
    """Show the figures of one type, or of all together; a type that is not known is none."""
    counted = _counted(assistant, today=now.astimezone(assistant.organisation.clock.zone).date())
    kind = TicketType(type) if type in set(TicketType) else None
    rows = [(month, counted.of(month, kind)) for month in counted.months]
    return render(
        "figures.html",
        assistant,
        signed_in,
        kind=kind,
        kinds=TicketType,
        months=rows,
        total=counted.total(kind),
        by_type=[(each, counted.total(each)) for each in TicketType],
        plot=draw(rows),
    )


@router.get("/desk/figures.csv")
def figures_csv(*, assistant: Assistant, _signed_in: Reader, now: Present) -> StreamingResponse:
    """Send the figures of every month and type as a table for a spreadsheet."""
    rows = _rows(_counted(assistant, today=now.astimezone(assistant.organisation.clock.zone).date()))
    return download(as_csv(COLUMNS, rows), name=f"figures-{now.date()}.csv", kind="text/csv")


@router.get("/desk/figures.json")
def figures_json(*, assistant: Assistant, _signed_in: Reader, now: Present) -> StreamingResponse:
    """Send the figures of every month and type as a list of objects."""
    rows = _rows(_counted(assistant, today=now.astimezone(assistant.organisation.clock.zone).date()))
    return download(as_json(rows), name=f"figures-{now.date()}.json", kind="application/json")


def _counted(assistant: Application, *, today: date) -> Statistics:
    months = months_until(today, count=MONTHS)
    with assistant.unit_of_work(read_only=True) as unit:
        lines = unit.tickets.lines(since=datetime.combine(months[0], time(), UTC))
        return statistics(lines, months=months, today=today)


def _rows(counted: Statistics) -> Iterator[dict[str, object]]:
    """Yield a row a month and type, "all" for all types together; a median that is not there is left empty."""
    for month in counted.months:
        for kind in (None, *TicketType):
            found = asdict(counted.of(month, kind))
            yield {"month": f"{month:%Y-%m}", "type": kind or "all", **found}
