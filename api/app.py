"""Puts the HTTP door together. Nothing is opened here: the application comes ready-made."""

from __future__ import annotations

import secrets
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware

from api import about, changes, chat, documents, embed, errors, feedback, operations, pages, register, tickets
from api.boundary import Boundary
from api.desk import deeds as desk_deeds
from api.desk import figures as desk_figures
from api.desk import files as desk_files
from api.desk import openid as desk_openid
from api.desk import page as desk_page
from api.desk import queue as desk_queue
from api.desk import register as desk_register
from api.desk import sign_in as desk_sign_in
from api.desk import ticket as desk_ticket
from api.desk.session import SignedOutError
from api.limits import TokenBuckets
from api.metrics import Metrics
from api.problems import document_problems
from api.requester import routes as requester
from api.requester.session import NotOpenError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from fastapi import APIRouter

    from assistant.bootstrap import Application

_BURST = 300
_PER_SECOND = 20
_ROUTERS = (
    about.router,
    chat.router,
    feedback.router,
    tickets.router,
    register.router,
    documents.router,
    operations.router,
    embed.router,
    pages.router,
    changes.router,
    desk_page.router,
    desk_sign_in.router,
    desk_queue.router,
    desk_register.router,
    desk_figures.router,
    desk_openid.router,
    desk_ticket.router,
    desk_files.router,
    desk_deeds.router,  # after the others of a ticket: its addresses end with any deed
    *requester.ROUTERS,
)


def create_app(
    application: Application, *, routers: Sequence[APIRouter] = (), clock: Callable[[], float] = time.monotonic
) -> FastAPI:
    """Return the ASGI app. `routers` are further doors to hang into it; `clock` drives the limits.

    Its lifespan starts mail and upkeep and closes the application at the end: after a signal, nothing that
    stands behind the server's run is reached any more.
    """
    app = FastAPI(
        title="Privacy assistant",
        version="1",
        summary="Answers on a privacy policy in its exact words, and rights requests filed by conversation.",
        lifespan=_lifespan,
        docs_url=None,  # its page would load scripts from another site
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.application = application
    app.state.metrics = Metrics(application.unit_of_work)
    app.state.buckets = TokenBuckets(burst=_BURST, per_second=_PER_SECOND, clock=clock)
    app.add_middleware(Boundary, metrics=app.state.metrics, new_id=lambda: secrets.token_hex(8))
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[application.settings.public_url.rstrip("/"), *application.settings.allowed_origins],
        allow_methods=["DELETE", "GET", "POST"],
        allow_headers=["Authorization", "Idempotency-Key"],
        expose_headers=["Location", "Retry-After", "X-Request-Id"],
    )
    for router in (*_ROUTERS, *routers):
        app.include_router(router)
    errors.register(app)
    app.add_exception_handler(SignedOutError, desk_sign_in.ask)
    app.add_exception_handler(NotOpenError, requester.ask_for_code)
    document_problems(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    application = app.state.application
    application.start()
    try:
        yield
    finally:
        await run_in_threadpool(application.close)
