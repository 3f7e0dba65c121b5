"""What the requester's pages share: how they are made, and the words over what was written."""

from functools import cache
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from api.assets import Asset
from api.desk.page import HEADERS, environment
from assistant.bootstrap import Application
from assistant.model import Action
from assistant.requests.correspondence import Written
from assistant.requests.ticket import WISHES
from assistant.wording import STANDING

router = APIRouter(include_in_schema=False)

_PAGES = Path(__file__).parent / "pages"
_YOU = {
    Action.OPENED: "You asked",
    Action.HEARD: "You wrote",
    Action.WITHDRAWN: "You took your request back",
}
_WE = {
    Action.ACKNOWLEDGED: "We wrote",
    Action.ASKED: "We asked you a question",
    Action.PROOF_ASKED: "We asked you to show that it is you",
    Action.EXTENDED: "We need more time",
    Action.COMPLETED: "We answered",
    Action.PARTLY_REFUSED: "We answered, and refused a part",
    Action.REFUSED: "We refused your request",
    Action.WITHDRAWN: "We closed your request, as you took it back",
    Action.MERGED: "We joined this request with another of yours",
    Action.ABSORBED: "We joined another request of yours with this one",
}


def render(template: str, assistant: Application, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page for a requester; `values` fill its template."""
    whose = assistant.organisation
    html = (
        _templates()
        .get_template(template)
        .render(
            controller=whose.controller,
            contact=assistant.contact,
            language=whose.languages[0],
            policy=f"/policy/{quote(whose.document)}",
            **values,
        )
    )
    return HTMLResponse(html, status, headers=HEADERS)


@router.get("/requests.css")
def style(request: Request) -> Response:
    """Send the style sheet that the requester's pages add to the desk's."""
    return _style().response(request)


def _heading(written: Written) -> str:
    return (_YOU if written.author == "requester" else _WE)[written.action]


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


@cache
def _style() -> Asset:
    return Asset((_PAGES / "requests.css").read_text(encoding="utf-8"), "text/css")


@cache
def _templates() -> Environment:
    made = environment(_PAGES)
    made.filters |= {"heading": _heading, "wish": WISHES.__getitem__, "standing": STANDING.__getitem__, "begun": _begun}
    return made
