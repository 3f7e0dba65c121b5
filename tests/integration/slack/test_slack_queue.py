"""The privacy team's queue in Slack: the home tab, the channel, taking a request, where one stands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from desk import a_user
from office import DRAFT
from slack_client import signing_client
from slack_fakes import ScriptedApplication
from slack_peer import BOT_TOKEN, PERSON, ROOM, SlackPeer, command, event, person, press
from slack_sdk.web.async_client import AsyncWebClient

from assistant.model import Role, staff
from assistant.ports import utc_now
from assistant.requests.desk import Order
from bots.slack import cards
from bots.slack.channel import ChannelPosts

if TYPE_CHECKING:
    from slack_client import SigningClient

    from assistant.adapters.database import Database
    from assistant.model import Ticket

KIM = person("Kim", "kim@corp.example")


@pytest.fixture
def slack(slack: SlackPeer) -> SlackPeer:
    slack.people[PERSON] = KIM
    return slack


def works_at_the_desk(application: ScriptedApplication, role: Role = Role.HANDLER, **changed: Any) -> None:  # noqa: ANN401 - any field
    with application.unit_of_work() as work:
        work.users.put(a_user(role, name="kim", full_name="Kim <!channel>", email="kim@corp.example", **changed))
        work.commit()


def filed(application: ScriptedApplication, *, email: str = "zoe@example.org", proved: bool = True) -> Ticket:
    draft = replace(DRAFT, email=email, requested_at=datetime.now(UTC))
    with application.unit_of_work() as work:
        ticket = application.filing.hand_in(
            work, draft, actor=staff("kim"), proved=proved, now=datetime.now(UTC), source=email
        )
        work.commit()
    return ticket


def home_opened() -> dict[str, Any]:
    return event("") | {"event": {"type": "app_home_opened", "user": PERSON, "channel": "D01DM", "tab": "home"}}


async def shown_home(bot: SigningClient, slack: SlackPeer) -> str:
    await bot.event(home_opened())
    published = await slack.wait_for("views.publish", len(slack.called("views.publish")) + 1)
    return json.dumps(published[-1])


def take(ticket: Ticket, slack: SlackPeer) -> dict[str, Any]:
    body = press(ticket.reference, response_url=slack.response_url)
    body["actions"][0]["action_id"] = cards.TAKE
    return body


class TestHome:
    async def test_shows_handlers_the_ten_that_are_due_first(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        works_at_the_desk(application)
        references = [filed(application, email=f"{number}@example.org").reference for number in range(11)]

        shown = await shown_home(bot, slack)

        assert sum(f"/desk/tickets/{reference}" in shown for reference in references) == 10
        assert "Zo" not in shown

    @pytest.mark.parametrize("role", [None, Role.READER])
    async def test_shows_everybody_else_their_own(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, role: Role | None
    ) -> None:
        if role:
            works_at_the_desk(application, role)
        mine, others = filed(application, email="KIM@corp.example"), filed(application)
        unproved = filed(application, email="kim@corp.example", proved=False)

        shown = await shown_home(bot, slack)

        assert [ticket.reference in shown for ticket in (mine, others, unproved)] == [True, False, False]

    @pytest.mark.parametrize(
        "who", [None, person("Kim", "kim@corp.example", is_email_confirmed=False), person("Kim", "")]
    )
    async def test_shows_nothing_to_who_cannot_be_told(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, who: dict[str, Any] | None
    ) -> None:
        works_at_the_desk(application)
        ticket = filed(application, email="kim@corp.example")
        slack.people = {PERSON: who} if who else {}

        assert ticket.reference not in await shown_home(bot, slack)


class TestTake:
    async def test_makes_who_pressed_the_handler_and_changes_the_post(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        works_at_the_desk(application)
        ticket = filed(application)
        pressed = take(ticket, slack)

        await bot.press(pressed)
        (update,) = await slack.wait_for("chat.update")
        await bot.press(pressed)
        await shown_home(bot, slack)

        assert application.office.ticket(ticket.reference).handler == "kim"
        assert [entry.deed.actor for entry in application.office.history(ticket.reference)][1:] == ["staff:kim"]
        assert "Taken by Kim &lt;!channel&gt;" in json.dumps(update["blocks"])
        assert cards.TAKE not in json.dumps(update["blocks"])
        assert len(slack.called("chat.update")) == 1

    @pytest.mark.parametrize("changed", [{"role": Role.READER}, {"disabled_at": datetime(2026, 1, 1, tzinfo=UTC)}])
    async def test_is_refused_to_who_is_no_handler(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, changed: dict[str, Any]
    ) -> None:
        works_at_the_desk(application, **changed)
        ticket = filed(application)

        await bot.press(take(ticket, slack))
        (told,) = await slack.wait_for("response")

        assert application.office.ticket(ticket.reference).handler == ""
        assert told["response_type"] == "ephemeral"
        assert "may take one" in told["text"]


class TestStatus:
    @pytest.mark.parametrize(
        ("role", "email", "told"),
        [
            (Role.HANDLER, "zoe@example.org", True),
            (None, "kim@corp.example", True),
            (None, "zoe@example.org", False),
        ],
    )
    async def test_is_told_to_handlers_and_to_whose_it_is(  # noqa: PLR0913 - fixtures and cases
        self,
        bot: SigningClient,
        slack: SlackPeer,
        application: ScriptedApplication,
        *,
        role: Role | None,
        email: str,
        told: bool,
    ) -> None:
        if role:
            works_at_the_desk(application, role)
        ticket = filed(application, email=email)

        await bot.command(command(f"Status {ticket.reference.lower()}", response_url=slack.response_url))
        (answer,) = await slack.wait_for("response")

        assert answer["response_type"] == "ephemeral"
        assert (f"{ticket.reference}: erasure, received" in answer["text"]) is told

    async def test_without_a_reference_is_a_question(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        await bot.command(command("status of my request?", response_url=slack.response_url))
        await slack.wait_for_said(1)

        assert [message.text for message in application.conversation.heard] == ["status of my request?"]


class TestChannelPosts:
    async def test_post_each_request_once_and_follow_what_happens_to_it(
        self, slack: SlackPeer, application: ScriptedApplication, database: Database
    ) -> None:
        works_at_the_desk(application)
        client = AsyncWebClient(BOT_TOKEN, base_url=slack.base_url)
        replicas = [
            ChannelPosts(one, client, channel=ROOM, now=utc_now) for one in (application, ScriptedApplication(database))
        ]
        ticket = filed(application)
        for _ in range(2):
            for replica in replicas:
                await replica.post_new()
        with application.unit_of_work() as work:
            application.desk.take(work, Order(ticket.reference, staff("kim"), datetime.now(UTC)), handler="kim")
            work.commit()
        for replica in replicas:
            await replica.post_new()

        (post,), (update,) = slack.called("chat.postMessage"), slack.called("chat.update")
        assert post["channel"] == ROOM
        assert ticket.reference in post["text"]
        assert cards.TAKE in json.dumps(post["blocks"])
        assert "Zo" not in json.dumps(post)
        assert (update["channel"], update["ts"]) == (ROOM, "1700000001.000001")
        assert "Taken by Kim" in update["text"]

    async def test_come_by_themselves_while_the_server_runs(
        self, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        application.settings = application.settings.model_copy(update={"slack_channel": ROOM})
        filed(application)
        async with signing_client(application, slack):
            await slack.wait_for_said(1)
