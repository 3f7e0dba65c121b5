"""What people see: the demo page, the policy at its marked words, and the widget's script."""

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.dependencies import Assistant
from api.typeset import typeset, usable
from api.widget.bundle import bundle
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
_HEADERS = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "no-cache"}
_CHAPTER = 2
_TEMPLATES = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
_FILES = {"page.css": "text/css", "demo.js": "text/javascript", "favicon.svg": "image/svg+xml"}


class Asset:
    """A file made once and served often, to any site."""

    def __init__(self, content: str, media_type: str) -> None:
        self._plain = content.encode()
        self._packed = gzip.compress(self._plain, mtime=0)
        self._media_type = media_type
        self._tag = f'"{hashlib.sha256(self._plain).hexdigest()[:20]}"'

    def response(self, request: Request) -> Response:
        """Answer with the file, packed for those who can unpack it, or with 304 when it is unchanged."""
        headers = {
            # A page of another site loads the script, and needs this to check its integrity hash.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "public, max-age=300",
            "ETag": self._tag,
            "Vary": "Accept-Encoding",
        }
        if self._tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self._plain, media_type=self._media_type, headers=headers)
        return Response(self._packed, media_type=self._media_type, headers={**headers, "Content-Encoding": "gzip"})


@cache
def _assets() -> dict[str, Asset]:
    files = {name: Asset((PAGES / name).read_text(encoding="utf-8"), kind) for name, kind in _FILES.items()}
    return {**files, "widget.js": Asset(bundle(), "text/javascript")}


@router.get("/")
def demo(assistant: Assistant) -> HTMLResponse:
    """Show a page of the company with the widget in it."""
    return _page("demo.html", assistant, examples=EXAMPLES)


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
    return _page(
        "policy.html",
        assistant,
        document=shown,
        name=document.replace("_", " ").capitalize(),
        parts=parts,
        contents=[part for part in parts if part.kind == "heading" and part.level == _CHAPTER],
        note=note,
        earlier=shown is not current,
        current=f"/policy/{quote(document)}",
        effective=assistant.organisation.effective_date if in_force else None,
    )


@router.get("/widget.js")
@router.get("/page.css")
@router.get("/demo.js")
@router.get("/favicon.svg")
def asset(request: Request) -> Response:
    """Send a file that pages load."""
    return _assets()[request.url.path.removeprefix("/")].response(request)


def _page(template: str, assistant: Assistant, **values: object) -> HTMLResponse:
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
        return current, "The version that was linked is not kept any more. This is the one in force."
    return earlier, "This is an earlier version. A newer one is in force."
