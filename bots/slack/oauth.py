"""Installing into several workspaces: to Slack and back, with what Slack then gives kept sealed."""

from __future__ import annotations

import json
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, MultiFernet
from fastapi import Request, Response  # noqa: TC002 - FastAPI reads the annotations at run time
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse

from assistant.errors import ConfigurationError
from bots.slack.installations import STATE_MINUTES, Installations, States

if TYPE_CHECKING:
    import logging
    from collections.abc import Sequence

    from fastapi import APIRouter
    from slack_bolt.oauth.async_callback_options import AsyncFailureArgs, AsyncSuccessArgs

    from assistant.ports import Now, UnitsOfWork
    from assistant.settings import Settings

INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"


def flow(settings: Settings, unit_of_work: UnitsOfWork, *, now: Now, logger: logging.Logger) -> AsyncOAuthFlow:
    """Return bolt's OAuth flow over our database; ConfigurationError when a setting is missing or wrong."""
    secret, key = settings.slack_client_secret, settings.slack_token_key
    if not settings.slack_client_id or secret is None or key is None or not settings.slack_workspaces:
        names = "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_TOKEN_KEY and SLACK_WORKSPACES"
        raise ConfigurationError(f"For several Slack workspaces set {names}.")
    if settings.slack_bot_token:
        raise ConfigurationError("Set SLACK_BOT_TOKEN for one workspace or SLACK_CLIENT_ID for several, not both.")
    if settings.slack_channel:
        raise ConfigurationError("SLACK_CHANNEL is for one workspace, with SLACK_BOT_TOKEN.")
    store = Installations(unit_of_work, _seal(key.get_secret_value()), workspaces=settings.slack_workspaces)
    options = AsyncOAuthSettings(
        client_id=settings.slack_client_id,
        client_secret=secret.get_secret_value(),
        scopes=scopes(),
        user_scopes=[],
        redirect_uri=f"{settings.public_url}{BACK}",
        install_path=INSTALL,
        install_page_rendering_enabled=False,
        redirect_uri_path=BACK,
        callback_options=AsyncCallbackOptions(success=_installed, failure=_refused),
        installation_store=store,
        installation_store_bot_only=True,
        state_store=States(unit_of_work, now=now),
        state_expiration_seconds=STATE_MINUTES * 60,
        logger=logger,
    )
    # With its cache, Slack is asked once a token who the bot is, and not at every event.
    options.authorize = AsyncInstallationStoreAuthorize(
        logger=logger, installation_store=store, bot_only=True, cache_enabled=True
    )
    return AsyncOAuthFlow(settings=options, logger=logger)


def scopes() -> list[str]:
    """Return what the bot may do: what the manifest asks for."""
    manifest = json.loads((files("bots.slack") / "manifest.json").read_text(encoding="utf-8"))
    return list(manifest["oauth_config"]["scopes"]["bot"])


def add_routes(routes: APIRouter, oauth: AsyncOAuthFlow) -> None:
    """Add the way to Slack and the way back."""

    @routes.get(INSTALL, include_in_schema=False)
    async def install(request: Request) -> Response:
        return to_starlette_response(await oauth.handle_installation(to_async_bolt_request(request, b"")))

    @routes.get(BACK, include_in_schema=False)
    async def back(request: Request) -> Response:
        return to_starlette_response(await oauth.handle_callback(to_async_bolt_request(request, b"")))


async def _installed(_: AsyncSuccessArgs) -> BoltResponse:
    words = "Installed. In Slack, find the assistant under Apps and write to it."
    return _page(HTTPStatus.OK, words)


async def _refused(failure: AsyncFailureArgs) -> BoltResponse:
    # Not the reason: it comes from the address, and anybody can write an address.
    if failure.error:
        words = "This workspace is not among those that may install the assistant. Its operator can add it."
        return _page(HTTPStatus.FORBIDDEN, words)
    words = f"Nothing was installed. Begin again at {INSTALL}, in the same browser and within {STATE_MINUTES} minutes."
    return _page(HTTPStatus.BAD_REQUEST, words)


def _page(status: HTTPStatus, words: str) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return BoltResponse(status=status, body=words, headers=headers)


def _seal(keys: str) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
    except ValueError:
        raise ConfigurationError(
            "SLACK_TOKEN_KEY is not made of Fernet keys: 32 random bytes each, in URL-safe base64."
        ) from None
