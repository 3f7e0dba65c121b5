"""What people see: the demo page, and the policy at its marked words."""

from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import embed
from api.assets import Asset
from api.dependencies import Assistant
from api.typeset import sections, typeset, usable
from assistant.errors import NotFoundError
from assistant.model import Document
from assistant.words import is_plain

router = APIRouter(include_in_schema=False)

PAGES = Path(__file__).parent / "widget" / "pages"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
EXAMPLES = (
    "How long do you keep my data?",
    "Do you use cookies?",
    "Who do you share my data with?",
    "Please delete my data",
)
NOT_KEPT = "The version that was linked is not kept any more."

_HEADERS = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "no-cache"}
_CHAPTER = 2
_TEMPLATES = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
_TEMPLATES.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"
_FILES = {
    "page.css": "text/css",
    "demo.js": "text/javascript",
    "policy.js": "text/javascript",
    "favicon.svg": "image/svg+xml",
}


@cache
def _assets() -> dict[str, Asset]:
    return {name: Asset((PAGES / name).read_text(encoding="utf-8"), kind) for name, kind in _FILES.items()}


@router.get("/")
def demo(assistant: Assistant) -> HTMLResponse:
    """Show a page of the company with the widget in it."""
    return render("demo.html", assistant, examples=EXAMPLES, script=embed.address(), integrity=embed.script().integrity)


@router.get("/policy/{document}")
def policy(
    document: str,
    *,
    assistant: Assistant,
    version: str = "",
    start: Annotated[tuple[str, ...], Query()] = (),
    end: Annotated[tuple[str, ...], Query()] = (),
) -> HTMLResponse:
    """Show a document with text[start:end] marked; both may be repeated. What cannot be marked is left unmarked."""
    if not is_plain(document + version):
        raise NotFoundError
    current = assistant.documents.document(document)
    shown, note = _edition(assistant, current, version)
    # The numbers count the characters of the version they were made for, and mean nothing in another.
    ranges = zip(start, end, strict=False) if version in {"", shown.version} else ()
    parts = typeset(shown, marked=usable(ranges, length=len(shown.text)))
    in_force = shown is current and document == assistant.organisation.document
    return render(
        "policy.html",
        assistant,
        document=shown,
        name=name_of(document),
        sections=sections(parts),
        contents=[part for part in parts if part.kind == "heading" and part.level == _CHAPTER],
        note=note,
        earlier=shown is not current,
        current=f"/policy/{quote(document)}",
        effective=assistant.organisation.effective_date if in_force else None,
    )


@router.get("/page.css")
@router.get("/demo.js")
@router.get("/policy.js")
@router.get("/favicon.svg")
def asset(request: Request) -> Response:
    """Send a file that pages load."""
    return _assets()[request.url.path.removeprefix("/")].response(request)


def name_of(document: str) -> str:
    """Return a document's name as people write it."""
    return document.replace("_", " ").capitalize()


def render(template: str, assistant: Assistant, **values: object) -> HTMLResponse:
    """Return a page for everybody; `values` fill its template."""
    whose = assistant.organisation
    html = _TEMPLATES.get_template(template).render(
        controller=whose.controller,
        contact=assistant.contact,
        language=whose.languages[0],
        policy=f"/policy/{quote(whose.document)}",
        **values,
    )
    return HTMLResponse(html, headers=_HEADERS)


def _edition(assistant: Assistant, current: Document, version: str) -> tuple[Document, str]:
    """Return the document to show, and what to say when it is not simply the one in force."""
    if version in {"", current.version}:
        return current, ""
    try:
        earlier = assistant.documents.document(current.name, version)
    except NotFoundError:
        return current, f"{NOT_KEPT} This is the one in force."
    return earlier, "This is an earlier version. A newer one is in force."
