"""Handing a request in: two clicks on a message, or a form that opens empty. It is filed before Slack is answered."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from assistant.errors import AssistantError
from assistant.model import Channel, Draft, HandedIn, TicketType, staff
from assistant.requests.slots import find_email
from bots.slack import form, heard
from bots.slack.blocks import MAX_TEXT, shorten
from bots.slack.errors import NOT_FILED, words
from bots.slack.profile import profile_of, user_of

if TYPE_CHECKING:
    from datetime import datetime

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from assistant.model import Ticket
    from assistant.ports import Now, UnitOfWork
    from bots.slack.application import Assistant
    from bots.slack.heard import Opening, Payload
    from bots.slack.profile import Profile
    from bots.slack.turns import Turns

MESSAGE_SHORTCUT = "hand_in_message"
GLOBAL_SHORTCUT = "hand_in_new"
_REMEMBERED = timedelta(days=2)
_CLASSIFY_SECONDS = 1.0
_FINGERPRINT = "slack form"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: by whom, from which opening, with what; `at` is when the request reached them."""

    typed: form.Typed
    key: str
    person: str
    source: str
    at: datetime
    link: str
    profile: Profile | None


class HandIn:
    """Opens the form and files what is sent with it, once for each form."""

    def __init__(self, assistant: Assistant, turns: Turns, *, now: Now) -> None:
        self._assistant = assistant
        self._turns = turns
        self._now = now

    def register(self, app: AsyncApp) -> None:
        """Listen to the two shortcuts and to forms that are sent."""
        app.shortcut({"type": "message_action", "callback_id": MESSAGE_SHORTCUT})(self._on_shortcut)
        app.shortcut({"type": "shortcut", "callback_id": GLOBAL_SHORTCUT})(self._on_shortcut)
        app.view(form.CALLBACK)(self._on_sent)

    def open(self, opening: Opening, client: AsyncWebClient) -> bool:
        """Begin to open the form; False while too much is under way."""
        return self._turns.begin(self._open(opening, client))

    async def _on_shortcut(self, body: Payload, ack: AsyncAck, client: AsyncWebClient) -> BoltResponse:
        opens = self.open(heard.shortcut(body), client)
        return await ack() if opens else BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)

    async def _open(self, opening: Opening, client: AsyncWebClient) -> None:
        try:
            if not await asyncio.to_thread(self._remember, opening):
                return
            view = form.view(await self._proposed(opening, client), metadata=opening.metadata)
            await client.views_open(trigger_id=opening.trigger, view=view)
        except (AssistantError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            # Who clicked sees that nothing opened; there is no place to tell them.
            _log.warning("%s when a form was to open", type(error).__name__)

    def _remember(self, opening: Opening) -> bool:
        """Keep the message for when the form is sent; False when it was opened already."""
        now = self._now()
        with self._assistant.unit_of_work() as work:
            taken = work.keys.take(opening.key, fingerprint=_FINGERPRINT, now=now, expires_at=now + _REMEMBERED)
            if taken is None:
                work.keys.answer(opening.key, json.dumps({"text": opening.text}))
            work.commit()
        return taken is None

    async def _proposed(self, opening: Opening, client: AsyncWebClient) -> form.Proposed:
        if not opening.text:
            return form.Proposed(today=None if opening.at else self._now().date())
        types, author, clicker = await asyncio.gather(
            self._types(opening.text), profile_of(client, opening.author), profile_of(client, opening.user)
        )
        email = find_email(opening.text) or ""
        # Who passes it on is not who asks, whatever stands under their words.
        if clicker and email.casefold() == clicker.email.casefold():
            email = ""
        others = author.name if author and opening.author != opening.user else ""
        return form.Proposed(types=types, name=others, email=email, details=opening.text)

    async def _types(self, text: str) -> tuple[TicketType, ...]:
        classify = self._assistant.understanding.classifier.classify
        try:
            async with asyncio.timeout(_CLASSIFY_SECONDS):
                intent = await asyncio.to_thread(classify, text)
        except TimeoutError:
            return ()
        return tuple(TicketType(right) for right in intent.request_types)

    async def _on_sent(self, body: Payload, ack: AsyncAck, client: AsyncWebClient) -> BoltResponse:
        try:
            sent = await self._read(body, client)
            ticket = await asyncio.to_thread(self._file, sent)
        except form.FormError as error:
            return await ack(response_action="errors", errors=error.errors)
        except Exception as error:  # noqa: BLE001 - a person waits for words, and keeps what they typed
            _log.warning("%s when a form was sent", type(error).__name__)
            told = words(error) if isinstance(error, AssistantError) else NOT_FILED
            return await ack(response_action="errors", errors={"details": told})
        view = form.receipt(ticket, controller=self._assistant.filing.controller)
        return await ack(response_action="update", view=view)

    async def _read(self, body: Payload, client: AsyncWebClient) -> Sent:
        now, metadata, person = self._now(), heard.metadata(body), body["user"]["id"]
        typed = form.read(body["view"]["state"]["values"], today=now.date())
        profile = await profile_of(client, person)
        if typed.own and not (profile and profile.sure):
            raise form.FormError({"own": "Slack does not vouch for your address now. Type it and leave this out."})
        at = metadata.at or form.received_at(typed.received_on, now=now)
        source = self._assistant.source_of(metadata.address)
        return Sent(typed, metadata.key, person, source, at=at, link=metadata.link, profile=profile)

    def _file(self, sent: Sent) -> Ticket:
        """File what was sent, or return what the same form was filed as before."""
        now = self._now()
        with self._assistant.unit_of_work() as work:
            taken = work.keys.take(sent.key, fingerprint=_FINGERPRINT, now=now, expires_at=now + _REMEMBERED)
            kept = json.loads(taken) if taken else {}
            if "filed" in kept and (before := work.tickets.get(kept["filed"])):
                return before
            ticket = self._assistant.filing.hand_in(
                work,
                _draft(sent, text=kept.get("text", "")),
                actor=_actor(work, sent),
                proved=sent.typed.own,
                now=now,
                source=sent.source,
            )
            work.keys.answer(sent.key, json.dumps({"filed": ticket.reference}))
            work.commit()
        self._assistant.worker.wake()
        return ticket


def _draft(sent: Sent, *, text: str) -> Draft:
    typed, profile = sent.typed, sent.profile
    own = profile if typed.own else None
    by = f"{profile.name} ({profile.email})" if profile else f"Slack user {sent.person}"
    return Draft(
        types=typed.types,
        name=own.name if own else typed.name,
        email=own.email if own else typed.email,
        details="" if typed.details == shorten(text, MAX_TEXT) else typed.details,
        words=(text,) if text else (),
        requested_at=sent.at,
        channel=Channel.SLACK,
        on_behalf_of=typed.on_behalf_of,
        handed_in=HandedIn(by, sent.link),
    )


def _actor(work: UnitOfWork, sent: Sent) -> str:
    user = user_of(work, sent.profile)
    return staff(user.name if user else f"slack:{sent.person}")
