"""The bolt app that both ways in share, Socket Mode and HTTP."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

if TYPE_CHECKING:
    from bots.slack.listeners import Listeners

SLACK = "https://slack.com/api/"
_RATE_LIMIT_TRIES = 3


def create(listeners: Listeners, *, token: str, base_url: str = SLACK) -> AsyncApp:
    """Return an app with the listeners registered, speaking to Slack's Web API at `base_url`.

    It takes payloads that were already proved to come from Slack: hand it requests in Socket Mode's form.
    """
    logger = logging.getLogger("bots.slack.bolt")
    # At INFO and below bolt writes whole requests into the log, people's words included.
    logger.setLevel(logging.WARNING)
    app = AsyncApp(
        token=token,
        logger=logger,
        name="privacy-assistant",
        request_verification_enabled=False,
        # The listeners only begin a turn; so each has begun, and is waited for at the end, before Slack is answered.
        process_before_response=True,
    )
    app.client.base_url = base_url
    # It waits as long as Slack's Retry-After says.
    app.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_TRIES))
    listeners.register(app)
    return app
