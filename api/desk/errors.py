"""What went wrong, as a page: at the desk and the requester's pages a person would be reading a problem document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from api.desk.page import render
from api.desk.session import HOME

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse
    from starlette.types import Scope

    from api.schemas import Problem

_WAYS_BACK = {HOME: "Go to the queue", "/requests": "Go to your requests"}
_HEADINGS = {
    403: "You may not do that",
    404: "Not found",
    405: "Not found",
    409: "That could not be done",
    413: "That is too large",
    422: "That cannot be used as it is",
    429: "That was too often",
    503: "Not ready yet",
}


def error_page(problem: Problem, scope: Scope) -> HTMLResponse | None:
    """Return a problem as a page; None where its caller is no person at the desk or at the requester's pages."""
    path: str = scope["path"]
    home = next((home for home in _WAYS_BACK if path == home or path.startswith(f"{home}/")), None)
    if home is None or "text/html" not in Headers(scope=scope).get("accept", ""):
        return None
    return render(
        "error.html",
        scope["app"].state.application,
        None,
        status=problem.status,
        heading=_HEADINGS.get(problem.status, "Something went wrong"),
        problem=problem,
        home=home,
        way_back=_WAYS_BACK[home],
    )
