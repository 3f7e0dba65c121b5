"""Socket Mode: Slack's events come through a connection that we open, so no address of ours is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError

from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    import asyncio

    from slack_bolt.async_app import AsyncApp

    from bots.slack.listeners import Listeners


async def serve(app: AsyncApp, listeners: Listeners, *, app_token: str, stop: asyncio.Event) -> None:
    """Answer until `stop` is set, then finish the turns under way.

    Raises ConfigurationError when Slack takes one of the tokens for wrong or cannot be reached at the start; a
    connection that is lost later is opened again.
    """
    handler = AsyncSocketModeHandler(app, app_token)
    try:
        await _introduce(app, handler)
        await handler.client.connect()  # type: ignore[no-untyped-call]
        await stop.wait()
    finally:
        await handler.client.close()  # type: ignore[no-untyped-call]
        await listeners.finish()


async def _introduce(app: AsyncApp, handler: AsyncSocketModeHandler) -> None:
    # Asked first by ourselves: connecting would try a wrong token for ever.
    try:
        await app.client.auth_test()
        handler.client.wss_uri = await handler.client.issue_new_wss_url()
    except SlackApiError as error:
        raise ConfigurationError(
            f"Slack refuses SLACK_BOT_TOKEN or SLACK_APP_TOKEN: {error.response['error']}."
        ) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConfigurationError(f"Slack cannot be reached: {type(error).__name__}.") from None
