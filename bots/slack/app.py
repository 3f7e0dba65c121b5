"""The bolt app that both ways in share, Socket Mode and HTTP."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from assistant.ports import utc_now
from bots.slack.channel import ChannelPosts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

    from bots.slack.application import Assistant
    from bots.slack.listeners import Listeners

SLACK = "https://slack.com/api/"
_RATE_LIMIT_TRIES = 3


def create(
    listeners: Listeners, *, token: str | None = None, oauth: AsyncOAuthFlow | None = None, base_url: str = SLACK
) -> AsyncApp:
    """Return an app with the listeners registered, speaking to Slack's Web API at `base_url`.

    It has the `token` of one workspace, or finds each workspace's with `oauth`, and forgets those that uninstall it. It
    takes payloads that were already proved to come from Slack: hand it requests in Socket Mode's form.
    """
    app = AsyncApp(
        token=token,
        oauth_flow=oauth,
        logger=quiet_logger(),
        name="privacy-assistant",
        request_verification_enabled=False,
        # The listeners only begin a turn; so each has begun, and is waited for at the end, before Slack is answered.
        process_before_response=True,
    )
    app.client.base_url = base_url
    app.client.retry_handlers.append(patient())
    listeners.register(app)
    if oauth:
        app.enable_token_revocation_listeners()
    return app


@asynccontextmanager
async def posting(app: AsyncApp, assistant: Assistant) -> AsyncIterator[None]:
    """Post new requests in the team's channel, where one is set, until the end of the block."""
    channel = assistant.settings.slack_channel
    if not channel:
        yield
        return
    posts = asyncio.create_task(ChannelPosts(assistant, app.client, channel=channel, now=utc_now).run())
    try:
        yield
    finally:
        posts.cancel()
        with suppress(asyncio.CancelledError):
            await posts


def patient() -> AsyncRateLimitErrorRetryHandler:
    """Return what tries again after as long as Slack's Retry-After says."""
    return AsyncRateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_TRIES)


def quiet_logger() -> logging.Logger:
    """Return bolt's logger, silenced at INFO and below, where it writes whole requests, people's words included."""
    logger = logging.getLogger("bots.slack.bolt")
    logger.setLevel(logging.WARNING)
    return logger
