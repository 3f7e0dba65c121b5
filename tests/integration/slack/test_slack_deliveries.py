"""Many things, each delivered four times to two replicas at once, are each answered and filed once.

`SLACK_EVENTS=1000 pytest -s tests/integration/slack/test_slack_deliveries.py` measures with a thousand.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
from slack_client import signing_client
from slack_fakes import ScriptedApplication, echo
from slack_peer import SlackPeer, event, shortcut, submission

from assistant.model import Wanted

if TYPE_CHECKING:
    from slack_client import SigningClient

    from assistant.adapters.database import Database
    from assistant.model import Message, Reply

COUNT = int(os.environ.get("SLACK_EVENTS", "60"))
FORMS = COUNT // 5
DELIVERIES = 4
AT_ONCE = 20


async def four_times(body: str, replicas: list[SigningClient], took: list[float]) -> None:
    """Deliver as Slack does: again what was not received or not taken."""
    for retry in range(DELIVERIES):
        taken = False
        while not taken:
            start = time.perf_counter()
            reason = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
            response = await replicas[retry % 2].send(body, **reason)
            taken = response.status_code == 200
            took.append(time.perf_counter() - start)
            if not taken:
                assert response.status_code == 503
                await asyncio.sleep(0.1)


async def all_of(bodies: list[str], replicas: list[SigningClient]) -> list[float]:
    took: list[float] = []
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(body: str) -> None:
        async with slots:
            await four_times(body, replicas, took)

    await asyncio.gather(*map(one, bodies))
    return took


def told(name: str, took: list[float]) -> None:
    percentiles = ", ".join(f"p{percent} {1000 * np.percentile(took, percent):.0f} ms" for percent in (50, 99))
    print(f"{len(took)} {name} acknowledged: {percentiles}")  # noqa: T201 - read with -s


class TestDeliveries:
    async def test_of_events_are_answered_once_and_acknowledged_at_once(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, database: Database
    ) -> None:
        def slow(message: Message) -> Reply:
            time.sleep(0.02)
            return echo(message)

        application.conversation.answer = slow
        texts = [f"question {number}" for number in range(COUNT)]
        bodies = [json.dumps(event(text, user=f"U{number}")) for number, text in enumerate(texts)]
        async with signing_client(ScriptedApplication(database, application.conversation), slack) as other:
            took = await all_of(bodies, [bot, other])
            async with asyncio.timeout(120), slack.arrived:
                await slack.arrived.wait_for(lambda: len(slack.said()) >= COUNT)
        # The other replica's turns are over now, and what it would have said twice is said.

        assert sorted(message.text for message in application.conversation.heard) == sorted(texts)
        assert len(slack.said()) == COUNT
        told("events", took)
        assert np.percentile(took, 99) < 1

    async def test_of_forms_are_filed_once(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, database: Database
    ) -> None:
        bodies = []
        for number in range(FORMS):
            await bot.press(shortcut(f"delete my data, {number}"))
            view: dict[str, Any] = (await slack.wait_for("views.open", number + 1))[-1]["view"]
            sent = submission(view, name=f"Jo {number}")
            sent["user"]["id"] = f"U{number}"
            bodies.append(urlencode({"payload": json.dumps(sent)}))
        async with signing_client(ScriptedApplication(database), slack) as other:
            took = await all_of(bodies, [bot, other])

        with application.unit_of_work(read_only=True) as work:
            names = sorted(ticket.draft.name for ticket in work.tickets.walk(Wanted()))
        assert names == sorted(f"Jo {number}" for number in range(FORMS))
        assert len(application.office.mails()) == FORMS
        told("forms", took)
