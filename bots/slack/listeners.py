"""Event -> Message -> Reply -> post. Slack is answered at once; the person, when the reply is ready."""

from __future__ import annotations

import asyncio
import logging
import re
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from assistant.errors import AssistantError
from assistant.model import Channel, Message
from assistant.ports import utc_now
from bots.slack import blocks, heard
from bots.slack.app import patient
from bots.slack.errors import words
from bots.slack.hand_in import HandIn
from bots.slack.pane import Pane
from bots.slack.queue import Queue, reference_in
from bots.slack.share import Share
from bots.slack.turns import Turns

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from assistant.ports import Now
    from bots.slack.application import Assistant
    from bots.slack.blocks import Post
    from bots.slack.heard import Heard, Payload

# Slack repeats for up to a day what it could not deliver.
_REMEMBERED = timedelta(days=2)
_MOST_A_MINUTE = 30
_ANSWERS_AT_ONCE = 32
_FORM = "request"
_HELP = (
    "Ask me about the privacy policy, or tell me what you want done with your data. "
    "For example: How long do you keep my data?"
)
_ASIDE = (
    "Only you can see this, but everybody here can read what you answer. To keep it to yourself, begin again in a "
    "direct message to me or with /privacy."
)

_log = logging.getLogger(__name__)


class Listeners:
    """Answers what people say in Slack, each thing once however often it is delivered, on whichever replica."""

    def __init__(self, assistant: Assistant, *, now: Now = utc_now) -> None:
        self._assistant = assistant
        self._now = now
        self._turns = Turns()
        self._hand_in = HandIn(assistant, self._turns, now=now)
        self._queue = Queue(assistant, self._turns, now=now)
        self._share = Share(assistant, self._turns, now=now)
        self._pane = Pane(self._turns)
        # Apart from the threads that file: an answer may take long, and a form is not to wait for it.
        self._answering = ThreadPoolExecutor(_ANSWERS_AT_ONCE, thread_name_prefix="slack-answer")
        self._order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def register(self, app: AsyncApp) -> None:
        """Listen to all that people say, press, open and send."""
        app.event("message")(self._on_message)
        app.event("app_mention")(self._on_mention)
        app.command("/privacy")(self._on_command)
        app.action(re.compile(r"say:\d+"))(self._on_button)
        self._hand_in.register(app)
        self._queue.register(app)
        self._share.register(app)
        app.use(self._pane.assistant())

    async def finish(self) -> None:
        """Wait for the turns under way, for at most ten seconds."""
        await self._turns.finish()
        self._answering.shutdown(wait=False, cancel_futures=True)

    async def _on_message(self, body: Payload, ack: AsyncAck, client: AsyncWebClient) -> BoltResponse:
        return await self._begin(heard.direct_message(body), ack, client=client)

    async def _on_mention(
        self, body: Payload, ack: AsyncAck, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse:
        return await self._begin(heard.mention(body, bot_user=context.bot_user_id or ""), ack, client=client)

    async def _on_command(
        self, body: Payload, ack: AsyncAck, client: AsyncWebClient, respond: AsyncRespond
    ) -> BoltResponse:
        text = body.get("text", "")
        if text.strip().casefold() == _FORM:
            return await ack() if self._hand_in.open(heard.form_wanted(body), client) else _later()
        if reference := reference_in(text):
            begun = self._queue.status(body, reference, client=client, respond=respond)
            return await ack() if begun else _later()
        return await self._begin(heard.command(body), ack, client=client, respond=respond)

    async def _on_button(
        self, body: Payload, ack: AsyncAck, client: AsyncWebClient, respond: AsyncRespond
    ) -> BoltResponse:
        return await self._begin(heard.button(body), ack, client=client, respond=respond)

    async def _begin(
        self, said: Heard | None, ack: AsyncAck, *, client: AsyncWebClient, respond: AsyncRespond | None = None
    ) -> BoltResponse:
        if said and not self._turns.begin(self._in_order(said, client=client, respond=respond)):
            return _later()
        return await ack()

    async def _in_order(self, said: Heard, *, client: AsyncWebClient, respond: AsyncRespond | None) -> None:
        # A lock lets in who came first: answers stand in the order in which a person wrote.
        lock = self._order.setdefault(said.place, asyncio.Lock())
        async with lock:
            await self._turn(said, client=client, respond=respond)

    async def _turn(self, said: Heard, *, client: AsyncWebClient, respond: AsyncRespond | None) -> None:
        try:
            if (first := await asyncio.to_thread(self._claim, said)) is None:
                return
            await self._pane.working(said, client, first=first)
            post = await asyncio.get_running_loop().run_in_executor(self._answering, self._answer, said)
        except Exception as error:  # noqa: BLE001 - a person waits for words, whatever went wrong
            self._note(error, said)
            post = blocks.notice(words(error))
        try:
            await _send(post, said, client=client, respond=respond)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            self._note(error, said)

    def _claim(self, said: Heard) -> bool | None:
        """Return None when these words were dealt with before, else whether they are the first in their place."""
        now = self._now()
        place = f"slack-first:{self._assistant.source_of(said.place)}"
        with self._assistant.unit_of_work() as work:
            taken, earlier = (
                work.keys.take(key, fingerprint="slack", now=now, expires_at=now + _REMEMBERED)
                for key in (said.key, place)
            )
            work.commit()
        return earlier is None if taken is None else None

    def _answer(self, said: Heard) -> Post:
        now, source = self._now(), self._assistant.source_of(said.address)
        with self._assistant.unit_of_work(durable=False) as work:
            work.limits.hit(f"slack:{source}", now=now, window_seconds=60, limit=_MOST_A_MINUTE)
            work.commit()
        if not said.text:
            return blocks.notice(_HELP)
        message = Message(
            text=said.text,
            received_at=said.at or now,
            conversation_id=self._conversation_of(said),
            channel=Channel.SLACK,
            source=source,
        )
        reply = self._assistant.conversation.reply(message)
        if not said.public:
            return blocks.render(reply)
        # A form asks for a name and an address, and its summary and receipt repeat them.
        personal = reply.ask or reply.ticket
        return blocks.render(reply, aside=_ASIDE) if personal else self._share.offer(reply, said)

    def _conversation_of(self, said: Heard) -> str:
        # Every member of a workspace can see its ids; the key keeps them from working out another's conversation.
        return f"{Channel.SLACK}:{self._assistant.source_of(said.place)}"

    def _note(self, error: Exception, said: Heard) -> None:
        # Neither an error's words nor its values: they may hold what the person wrote.
        where = "" if isinstance(error, AssistantError) else "".join(traceback.format_tb(error.__traceback__))
        _log.warning("%s in a turn of %s\n%s", type(error).__name__, self._assistant.source_of(said.address), where)


def _later() -> BoltResponse:
    # Not acknowledged: Slack delivers an event again, and tells who typed a command that it failed.
    return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)


async def _send(post: Post, said: Heard, *, client: AsyncWebClient, respond: AsyncRespond | None) -> None:
    thread = said.thread or None
    if said.private and respond:
        webhook = AsyncWebhookClient(respond.response_url or "", retry_handlers=[patient()])
        aside = {"response_type": "ephemeral", "replace_original": False, "thread_ts": thread}
        response = await webhook.send_dict({**post, **aside})
        if response.status_code != HTTPStatus.OK:
            raise aiohttp.ClientError("Slack did not take the answer.")
    elif said.private or said.public:
        await client.chat_postEphemeral(channel=said.channel, user=said.user, thread_ts=thread, **post)
    else:
        await client.chat_postMessage(
            channel=said.channel, thread_ts=thread, unfurl_links=False, unfurl_media=False, **post
        )
