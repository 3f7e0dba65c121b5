"""An answer in a channel is the asker's alone until they share it."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from assistant.errors import AssistantError, NotFoundError
from bots.slack import blocks, heard
from bots.slack.errors import words

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from assistant.model import Reply
    from assistant.ports import Now
    from bots.slack.application import Assistant
    from bots.slack.blocks import Post
    from bots.slack.heard import Heard, Payload
    from bots.slack.turns import Turns

SHARE = "share"
_KEPT = timedelta(days=2)
_FINGERPRINT = "slack share"
_SHARED = ("answer", "no_answer")
_ALONE = "Only you can see this."

_log = logging.getLogger(__name__)


class Share:
    """Keeps answers that may be shared for two days, and posts each once."""

    def __init__(self, assistant: Assistant, turns: Turns, *, now: Now) -> None:
        self._assistant = assistant
        self._turns = turns
        self._now = now

    def register(self, app: AsyncApp) -> None:
        """Listen to the button."""
        app.action(SHARE)(self._on_share)

    def offer(self, reply: Reply, said: Heard) -> Post:
        """Return what the asker is shown: an answer from the policy with a button that shares it, else the reply."""
        post = blocks.render(reply, aside=_ALONE)
        if reply.kind not in _SHARED or reply.ask or reply.ticket:
            return post
        # Without the question, and without buttons that would speak for whoever presses them.
        shared = blocks.render(replace(reply, suggestions=(), ask=None), aside="")
        share_id, now = self._assistant.source_of(said.key), self._now()
        kept = json.dumps({"post": shared, "thread": said.thread})
        with self._assistant.unit_of_work() as work:
            work.keys.take(_key(share_id), fingerprint=_FINGERPRINT, now=now, expires_at=now + _KEPT)
            work.keys.answer(_key(share_id), kept)
            work.commit()
        label = {"type": "plain_text", "text": "Share in this thread", "emoji": False}
        button = {"type": "button", "action_id": SHARE, "text": label, "value": share_id}
        post["blocks"].append({"type": "actions", "elements": [button]})
        return post

    async def _on_share(
        self, body: Payload, ack: AsyncAck, client: AsyncWebClient, respond: AsyncRespond
    ) -> BoltResponse:
        if not self._turns.begin(self._share(body, client=client, respond=respond)):
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return await ack()

    async def _share(self, body: Payload, *, client: AsyncWebClient, respond: AsyncRespond) -> None:
        try:
            kept = await asyncio.to_thread(self._taken_out, heard.press(body).value)
            post: Post = kept["post"]
            by = {"type": "mrkdwn", "text": f"Shared by <@{body['user']['id']}>"}
            post["blocks"].append({"type": "context", "elements": [by]})
            await client.chat_postMessage(
                channel=body["container"]["channel_id"],
                thread_ts=kept["thread"],
                unfurl_links=False,
                unfurl_media=False,
                **post,
            )
        except (AssistantError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            _log.warning("%s when an answer was to be shared", type(error).__name__)
            await respond(**blocks.notice(words(error)), response_type="ephemeral", replace_original=False)

    def _taken_out(self, share_id: str) -> dict[str, Any]:
        now = self._now()
        with self._assistant.unit_of_work() as work:
            taken = work.keys.take(_key(share_id), fingerprint=_FINGERPRINT, now=now, expires_at=now + _KEPT)
            work.keys.answer(_key(share_id), "")
            if not taken:
                raise NotFoundError("It is shared already, or too old. Ask again to share the answer.")
            work.commit()
        kept: dict[str, Any] = json.loads(taken)
        return kept


def _key(share_id: str) -> str:
    return f"slack-share:{share_id}"
