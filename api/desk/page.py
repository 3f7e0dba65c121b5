"""What the desk's pages share: how they are made, the words for days and times, and their style sheet."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.assets import Asset
from assistant.requests.clock import in_words
from assistant.requests.lifecycle import STATUS_WORDS
from assistant.requests.ticket import TITLES

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.desk.session import SignedIn
    from assistant.bootstrap import Application

router = APIRouter(include_in_schema=False)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""No script at all. What says nothing of caching is not kept by anybody: the boundary sees to that."""
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Without a referrer, a browser would not say either that a form of ours is ours.
    "Referrer-Policy": "same-origin",
}

_PAGES = Path(__file__).parent / "pages"


def environment(folder: Path) -> Environment:
    """Return what makes pages of the templates in a folder, with our words for days, times, states and types.

    A template that is not there is one of the desk's.
    """
    made = Environment(
        loader=FileSystemLoader([folder, _PAGES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "in_words": in_words,
        "short": short,
        "moment": moment,
        "number": "{:,}".format,
        "status_words": STATUS_WORDS.__getitem__,
        "title_of": TITLES.__getitem__,
    }
    return made


def render(
    template: str, assistant: Application, signed_in: SignedIn | None, *, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page of the desk; without somebody who has signed in it has no navigation."""
    whose = assistant.organisation
    html = (
        _templates()
        .get_template(template)
        .render(
            controller=whose.controller,
            contact=assistant.contact,
            language=whose.languages[0],
            policy=f"/policy/{quote(whose.document)}",
            signed_in=signed_in,
            **values,
        )
    )
    return HTMLResponse(html, status, headers=HEADERS)


def short(day: date) -> str:
    """Return a day as in "2 Mar 2026"."""
    return f"{day.day} {day:%b %Y}"


def moment(at: datetime) -> str:
    """Return a time as in "2 March 2026, 14:05 UTC"."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


@router.get("/desk.css")
def style(request: Request) -> Response:
    """Send the style sheet that the desk's and the requester's pages add to page.css."""
    return _style().response(request)


@cache
def _style() -> Asset:
    return Asset((_PAGES / "desk.css").read_text(encoding="utf-8"), "text/css")


@cache
def _templates() -> Environment:
    return environment(_PAGES)
