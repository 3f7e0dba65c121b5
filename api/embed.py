"""The chat widget's script and texts as they are served, and the lines that put it on a page."""

from functools import cache

from fastapi import APIRouter, Request, Response

from api.assets import Asset
from api.widget.bundle import FOLDER, bundle
from assistant.errors import NotFoundError

router = APIRouter(include_in_schema=False)


@cache
def script() -> Asset:
    """Return the widget's script."""
    return Asset(bundle(), "text/javascript")


@cache
def address() -> str:
    """Return the path under which this very script can be had: another script has another."""
    return f"/widget/{script().name}.js"


def tags(server: str) -> str:
    """Return the two lines of HTML that put the widget of a server (such as https://privacy.example.com) on a page."""
    source = f'src="{server.rstrip("/")}{address()}" integrity="{script().integrity}" crossorigin="anonymous"'
    return f"<script {source} defer></script>\n<privacy-chat></privacy-chat>\n"


@cache
def _texts() -> dict[str, Asset]:
    files = (FOLDER / "texts").glob("*.json")
    return {file.name: Asset(file.read_text(encoding="utf-8"), "application/json") for file in files}


@router.get("/widget.js")
def latest(request: Request) -> Response:
    """Send the script, for pages that take every new one as it comes."""
    return script().response(request)


@router.get("/widget/{file}")
def versioned(file: str, request: Request) -> Response:
    """Send the script under its own name, or the texts of a language."""
    if address().endswith(f"/{file}"):
        return script().response(request, lasting=True)
    if file not in _texts():
        raise NotFoundError
    return _texts()[file].response(request)
