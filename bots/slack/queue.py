"""The privacy team's queue in Slack: what is due, taking a request, where one stands. Roles are those of the desk."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from assistant.errors import AssistantError, ForbiddenError, NotFoundError
from assistant.model import CLOSED, OPEN, Role, Wanted, staff
from assistant.requests.desk import Order
from assistant.requests.ticket import read_reference
from bots.slack import blocks, cards, heard
from bots.slack.errors import words
from bots.slack.profile import profile_of, user_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from assistant.model import Ticket
    from assistant.ports import Now, UnitOfWork
    from bots.slack.application import Assistant
    from bots.slack.blocks import Block, Post
    from bots.slack.heard import Payload
    from bots.slack.profile import Profile
    from bots.slack.turns import Turns

_DUE = 10
_OWN = 50
_REMEMBERED = timedelta(days=2)
_HANDLERS_ONLY = "Only who handles requests at the desk, with the address they have in Slack, may take one."
_NOTHING = "There is nothing under this reference, or it is not yours to see."

_log = logging.getLogger(__name__)


class Queue:
    """Shows requests to who may see them, and lets handlers take them."""

    def __init__(self, assistant: Assistant, turns: Turns, *, now: Now) -> None:
        self._assistant = assistant
        self._turns = turns
        self._now = now

    def register(self, app: AsyncApp) -> None:
        """Listen to the home tab and to the buttons of requests."""
        app.event("app_home_opened")(self._on_home)
        app.action(cards.TAKE)(self._on_take)
        app.action(cards.OPEN)(self._on_open)

    def status(self, body: Payload, reference: str, *, client: AsyncWebClient, respond: AsyncRespond) -> bool:
        """Begin to tell where a request stands; False while too much is under way."""
        return self._turns.begin(self._tell(body, reference, client=client, respond=respond))

    async def _on_home(self, body: Payload, ack: AsyncAck, client: AsyncWebClient) -> BoltResponse:
        if body["event"].get("tab") == "home" and not self._turns.begin(self._show_home(body["event"]["user"], client)):
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return await ack()

    async def _on_take(
        self, body: Payload, ack: AsyncAck, client: AsyncWebClient, respond: AsyncRespond
    ) -> BoltResponse:
        if not self._turns.begin(self._take(body, client=client, respond=respond)):
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return await ack()

    async def _on_open(self, ack: AsyncAck) -> BoltResponse:
        return await ack()

    async def _show_home(self, user: str, client: AsyncWebClient) -> None:
        try:
            view = await asyncio.to_thread(self._home, await profile_of(client, user))
            await client.views_publish(user_id=user, view=view)
        except (AssistantError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            _log.warning("%s when a home tab was to be shown", type(error).__name__)

    async def _take(self, body: Payload, *, client: AsyncWebClient, respond: AsyncRespond) -> None:
        try:
            profile = await profile_of(client, body["user"]["id"])
            shown = await asyncio.to_thread(self._taken, heard.press(body), profile)
            if shown:
                place = body["container"]
                await client.chat_update(channel=place["channel_id"], ts=place["message_ts"], **shown)
        except (AssistantError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            _log.warning("%s when a request was to be taken", type(error).__name__)
            await respond(**blocks.notice(words(error)), response_type="ephemeral", replace_original=False)

    async def _tell(self, body: Payload, reference: str, *, client: AsyncWebClient, respond: AsyncRespond) -> None:
        try:
            profile = await profile_of(client, body["user_id"])
            told = await asyncio.to_thread(self._line, reference, profile)
        except AssistantError as error:
            told = words(error)
        await respond(**blocks.notice(told), response_type="ephemeral")

    def _home(self, profile: Profile | None) -> Block:
        with self._assistant.unit_of_work(read_only=True) as work:
            due = work.tickets.page(Wanted(), count=_DUE) if _handles(work, profile) else None
            return cards.home(due, _own(work, profile), desk=self._desk)

    def _line(self, reference: str, profile: Profile | None) -> str:
        with self._assistant.unit_of_work(read_only=True) as work:
            ticket = work.tickets.get(reference)
            if ticket is None or not (_handles(work, profile) or _is_own(ticket, profile)):
                raise NotFoundError(_NOTHING)
            return cards.line(ticket)

    def _taken(self, press: heard.Press, profile: Profile | None) -> Post | None:
        now = self._now()
        with self._assistant.unit_of_work() as work:
            if work.keys.take(press.key, fingerprint="slack", now=now, expires_at=now + _REMEMBERED) is not None:
                return None
            user = user_of(work, profile)
            if user is None or not user.role.covers(Role.HANDLER):
                raise ForbiddenError(_HANDLERS_ONLY)
            order = Order(press.value, staff(user.name), now)
            ticket = self._assistant.desk.take(work, order, handler=user.name)
            work.commit()
        self._assistant.worker.wake()
        return cards.post(ticket, handler=user.full_name, desk=self._desk)

    @property
    def _desk(self) -> str:
        return f"{self._assistant.settings.public_url}/desk"


def reference_in(text: str) -> str:
    """Return the reference that "status …" asks about, "" where it does not."""
    word, _, rest = text.strip().partition(" ")
    return read_reference(rest) if word.casefold() == "status" else ""


def _handles(work: UnitOfWork, profile: Profile | None) -> bool:
    user = user_of(work, profile)
    return user is not None and user.role.covers(Role.HANDLER)


def _own(work: UnitOfWork, profile: Profile | None) -> list[Ticket]:
    if profile is None or not profile.sure:
        return []
    found = work.tickets.page(Wanted(statuses=OPEN | CLOSED, words=profile.email), count=_OWN)
    return [ticket for ticket in found if _is_own(ticket, profile)]


def _is_own(ticket: Ticket, profile: Profile | None) -> bool:
    # Both addresses are proved: this one to Slack, the ticket's by a code or by Slack.
    proved = profile is not None and profile.sure and ticket.verified_at is not None
    return bool(proved and profile and ticket.draft.email.casefold() == profile.email.casefold())
