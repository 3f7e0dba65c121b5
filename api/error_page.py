"""What went wrong, as a page: at the desk and the requester's pages a person would be reading a problem document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from api.desk.page import render as render_desk
from api.desk.session import HOME
from api.requester.page import render as render_requester
from api.requester.session import PATH

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.responses import HTMLResponse
    from starlette.types import Scope

    from api.schemas import Problem

_PLACES: dict[str, tuple[Callable[..., HTMLResponse], str]] = {
    HOME: (partial(render_desk, signed_in=None), "Go to the queue"),
    PATH: (render_requester, "Look up a request"),
}
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
    place = next((place for place in _PLACES if f"{scope['path']}/".startswith(f"{place}/")), None)
    if place is None or "text/html" not in Headers(scope=scope).get("accept", ""):
        return None
    render, way_on = _PLACES[place]
    return render(
        "error.html",
        scope["app"].state.application,
        status=problem.status,
        heading=_HEADINGS.get(problem.status, "Something went wrong"),
        problem=problem,
        place=place,
        way_on=way_on,
    )
