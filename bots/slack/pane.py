"""The Assistant pane: what it offers to begin with, that it is at work, and what a thread is called."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.middleware.assistant.async_assistant import AsyncAssistant
from slack_sdk.errors import SlackApiError

from bots.slack.blocks import shorten

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncSetSuggestedPrompts
    from slack_bolt.response import BoltResponse
    from slack_sdk.web.async_client import AsyncWebClient

    from bots.slack.heard import Heard
    from bots.slack.turns import Turns

PROMPTS = (
    "How long do you keep my data?",
    "Who do you share my data with?",
    "I want a copy of my data",
    "Where does my request stand?",
)
_STATUS = "is looking into it…"
_TITLE = 80
_AWAY = (SlackApiError, aiohttp.ClientError, TimeoutError)


class Pane:
    """Furnishes the pane. What fails here is left out: the answer does not depend on it."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def assistant(self) -> AsyncAssistant:
        """Return the middleware that hears when a thread begins; its messages come as direct messages do."""
        assistant = AsyncAssistant(app_name="privacy-assistant")
        assistant.thread_started(self._on_started)
        # Else bolt would read and write each thread's history, to keep which channel the person looks at.
        assistant.thread_context_changed(self._on_context)
        return assistant

    async def working(self, said: Heard, client: AsyncWebClient, *, first: bool) -> None:
        """Show in a thread of the pane that an answer is on its way; a new thread is called by its first words."""
        if not said.thread or not said.channel.startswith("D"):
            return
        with suppress(*_AWAY):
            await client.assistant_threads_setStatus(channel_id=said.channel, thread_ts=said.thread, status=_STATUS)
            if first:
                title = shorten(said.text, _TITLE)
                await client.assistant_threads_setTitle(channel_id=said.channel, thread_ts=said.thread, title=title)

    async def _on_started(self, ack: AsyncAck, set_suggested_prompts: AsyncSetSuggestedPrompts) -> BoltResponse:
        self._turns.begin(_offer(set_suggested_prompts))
        return await ack()

    async def _on_context(self, ack: AsyncAck) -> BoltResponse:
        return await ack()


async def _offer(set_suggested_prompts: AsyncSetSuggestedPrompts) -> None:
    with suppress(*_AWAY):
        await set_suggested_prompts(prompts=list(PROMPTS), title="For example")
