"""A post in the team's channel for each new request, kept in step with what happens to it."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError

from assistant.errors import AssistantError
from bots.slack import cards

if TYPE_CHECKING:
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from assistant.model import Ticket
    from assistant.ports import Now, UnitOfWork
    from bots.slack.application import Assistant
    from bots.slack.blocks import Post

EVERY_SECONDS = 30.0
_SHOWN_FOR = timedelta(days=7)
_LEASE = timedelta(minutes=2)
_FINGERPRINT = "slack post"

_log = logging.getLogger(__name__)


class ChannelPosts:
    """Posts what was filed within seven days, and changes a post when its request was taken or closed.

    Several may run over one database. One that is killed right after a post may post it a second time.
    """

    def __init__(self, assistant: Assistant, client: AsyncWebClient, *, channel: str, now: Now) -> None:
        self._assistant = assistant
        self._client = client
        self._channel = channel
        self._now = now

    async def run(self, *, every_seconds: float = EVERY_SECONDS) -> None:
        """Post until cancelled."""
        while True:
            await self.post_new()
            await asyncio.sleep(every_seconds)

    async def post_new(self) -> None:
        """Post what is new and change what has changed."""
        try:
            for ticket, handler, posted in await asyncio.to_thread(self._unshown):
                await self._show(ticket, handler=handler, posted=posted)
        except (AssistantError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            # Tried again in half a minute.
            _log.warning("%s when requests were to be posted", type(error).__name__)

    async def _show(self, ticket: Ticket, *, handler: str, posted: dict[str, str]) -> None:
        if not await asyncio.to_thread(self._lease, ticket):
            return
        post: Post = cards.post(ticket, handler=handler, desk=f"{self._assistant.settings.public_url}/desk")
        if posted:
            await self._client.chat_update(channel=posted["channel"], ts=posted["ts"], **post)
        else:
            sent = await self._client.chat_postMessage(
                channel=self._channel, unfurl_links=False, unfurl_media=False, **post
            )
            posted = {"channel": sent["channel"], "ts": sent["ts"]}
        await asyncio.to_thread(self._note, ticket, posted)

    def _unshown(self) -> list[tuple[Ticket, str, dict[str, str]]]:
        """Return the requests whose post is missing or behind, each with its handler's name and where the post is."""
        now = self._now()
        with self._assistant.unit_of_work(read_only=True) as work:
            references = work.deadlines.filed(now - _SHOWN_FOR, now + timedelta(seconds=1))
            names = {user.name: user.full_name for user in work.users.all()}
            tickets = [ticket for reference in references if (ticket := work.tickets.get(reference))]
        # Left without a commit: this only looks.
        with self._assistant.unit_of_work() as work:
            posts = [self._post_of(work, ticket, now=now) for ticket in tickets]
        return [
            (ticket, names.get(ticket.handler, ticket.handler), posted)
            for ticket, posted in zip(tickets, posts, strict=True)
            if posted.get("shown") != _state(ticket)
        ]

    def _post_of(self, work: UnitOfWork, ticket: Ticket, *, now: datetime) -> dict[str, str]:
        taken = work.keys.take(_key(ticket), fingerprint=_FINGERPRINT, now=now, expires_at=now + _SHOWN_FOR)
        posted: dict[str, str] = json.loads(taken) if taken else {}
        return posted

    def _lease(self, ticket: Ticket) -> bool:
        """Take what is to be shown for oneself; False when another replica has."""
        now, key = self._now(), f"{_key(ticket)}:{_state(ticket)}"
        with self._assistant.unit_of_work() as work:
            free = work.keys.take(key, fingerprint=_FINGERPRINT, now=now, expires_at=now + _LEASE) is None
            work.commit()
        return free

    def _note(self, ticket: Ticket, posted: dict[str, str]) -> None:
        now = self._now()
        with self._assistant.unit_of_work() as work:
            self._post_of(work, ticket, now=now)
            work.keys.answer(_key(ticket), json.dumps({**posted, "shown": _state(ticket)}))
            work.commit()


def _key(ticket: Ticket) -> str:
    return f"slack-post:{ticket.reference}"


def _state(ticket: Ticket) -> str:
    return f"{ticket.status}:{ticket.handler}:{ticket.due_on}"
