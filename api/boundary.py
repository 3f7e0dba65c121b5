"""What every request passes on its way in and out: an id, the body's limit, headers, figures and a line in the log."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from starlette.datastructures import MutableHeaders

from api.errors import answer, problem_of, respond
from api.limits import bounded
from assistant.errors import NotFoundError
from assistant.words import is_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.metrics import Metrics

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""On every response that does not say otherwise itself, as pages do."""

FAILED_WITH = "failed_with"
"""The request's state under this name is the status of what went wrong after a 200 had left, as in a stream."""

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

_log = logging.getLogger("api.access")


class Boundary:
    """Pure ASGI, so that streams pass through as they are written. `new_id` names requests."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, new_id: Callable[[], str]) -> None:
        self._app = app
        self._metrics = metrics
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through and answer for it when the app does not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = scope.setdefault("state", {})["request_id"] = self._new_id()
        status = 0

        async def send_dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message["headers"])
                headers["X-Request-Id"] = request_id
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        # No address of ours has a character that a database refuses, so none gets as far as one.
        app = self._app if _is_plain_address(scope) else respond(problem_of(NotFoundError()), scope)
        try:
            await app(scope, bounded(receive, scope), send_dressed)
        except Exception as error:  # noqa: BLE001 - nothing may leave here as a traceback
            problem = answer(error, request_id=request_id)
            if not status:
                await respond(problem, scope)(scope, receive, send_dressed)
            status = problem.status
        status = scope["state"].get(FAILED_WITH, status)
        self._note(scope, status=status, seconds=time.perf_counter() - began, request_id=request_id)

    def _note(self, scope: Scope, *, status: int, seconds: float, request_id: str) -> None:
        """Count and log by the route's template: an address could hold a reference, a query anything."""
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = getattr(scope.get("route"), "path", "unknown")
        self._metrics.request(method=method, route=route, status=status, seconds=seconds)
        _log.info("%s %s %d %.1f ms %s", method, route, status, seconds * 1000, request_id)


def _is_plain_address(scope: Scope) -> bool:
    query = unquote_to_bytes(scope["query_string"]).decode(errors="replace")
    return is_plain(scope["path"]) and is_plain(query)
