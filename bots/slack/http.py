"""HTTP mode: one address for Slack's events, commands and buttons."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from assistant.ports import utc_now
from bots.slack.app import SLACK, create, posting, quiet_logger
from bots.slack.listeners import Listeners
from bots.slack.oauth import add_routes, flow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

    from bots.slack.application import Assistant


def router(application: Assistant, *, base_url: str = SLACK) -> APIRouter | None:
    """Return the routes of the Slack bot, or None where Slack is not set up.

    They need SLACK_SIGNING_SECRET, and SLACK_BOT_TOKEN for one workspace or SLACK_CLIENT_ID for several.
    ConfigurationError when what several need is not complete. `base_url` is Slack's Web API. When the server stops, the
    turns under way are finished first.
    """
    settings = application.settings
    token, secret = settings.slack_bot_token, settings.slack_signing_secret
    if secret is None or (token is None and settings.slack_client_id is None):
        return None
    listeners = Listeners(application)
    oauth = None
    if settings.slack_client_id:
        oauth = flow(settings, application.unit_of_work, now=utc_now, logger=quiet_logger())
    app = create(listeners, token=token.get_secret_value() if token else None, oauth=oauth, base_url=base_url)
    verifier = SignatureVerifier(secret.get_secret_value())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with posting(app, application):
            yield
        await listeners.finish()

    routes = APIRouter(lifespan=lifespan)
    if oauth:
        add_routes(routes, oauth)

    @routes.post("/slack/events", include_in_schema=False)
    async def events(request: Request) -> Response:
        body = await request.body()
        if not _signed(verifier, request, body):
            return _problem(HTTPStatus.UNAUTHORIZED, "The request is not signed by Slack, or not within five minutes.")
        try:
            payload = _payload(body.decode())
        except ValueError:
            return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not one of Slack's forms.")
        return to_starlette_response(await app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode")))

    return routes


def _signed(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    try:
        return verifier.is_valid_request(body, dict(request.headers))
    except (ValueError, TypeError):
        # A timestamp that is no number, a signature or a body that is no text.
        return False


def _payload(body: str) -> dict[str, Any]:
    """Return what bolt is to be given; ValueError when it is not in one of Slack's forms.

    Not left to bolt: it takes a command for nothing when its words contain "payload".
    """
    if not body.startswith("{"):
        form = dict(parse_qsl(body, keep_blank_values=True))
        if "payload" not in form:
            return dict(form)
        body = form["payload"]
    payload = json.loads(body)
    if not isinstance(payload, dict):
        raise ValueError("not an object")  # noqa: TRY004 - it is the value of what was sent
    return payload


def _problem(status: HTTPStatus, detail: str) -> Response:
    return JSONResponse(
        {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail},
        status_code=status,
        media_type="application/problem+json",
    )
