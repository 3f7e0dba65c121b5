"""Socket Mode against a local WebSocket peer."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from slack_peer import APP_TOKEN, BOT_TOKEN, SlackPeer, command, event, press

from assistant.errors import ConfigurationError
from bots.slack.app import create
from bots.slack.listeners import Listeners
from bots.slack.socket_mode import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_fakes import ScriptedApplication


@asynccontextmanager
async def serving(application: ScriptedApplication, slack: SlackPeer) -> AsyncIterator[None]:
    stop, listeners = asyncio.Event(), Listeners(application)
    app = create(listeners, token=BOT_TOKEN, base_url=slack.base_url)
    task = asyncio.create_task(serve(app, listeners, app_token=APP_TOKEN, stop=stop))
    await asyncio.wait_for(slack.connected.wait(), 20)
    try:
        yield
    finally:
        stop.set()
        await task


class TestServe:
    async def test_answers_messages_commands_and_presses(
        self, application: ScriptedApplication, slack: SlackPeer
    ) -> None:
        async with serving(application, slack):
            await slack.deliver("events_api", event("by message"), envelope_id="1")
            asked = command("by command", response_url=slack.response_url)
            await slack.deliver("slash_commands", asked, envelope_id="2")
            await slack.deliver("interactive", press("by button"), envelope_id="3")
            await slack.wait_for_said(3)

        assert sorted(message.text for message in application.conversation.heard) == [
            "by button",
            "by command",
            "by message",
        ]

    async def test_answers_once_what_is_delivered_again(
        self, application: ScriptedApplication, slack: SlackPeer
    ) -> None:
        body = event("how long?")
        async with serving(application, slack):
            for envelope_id in ("1", "2", "3", "4"):
                await slack.deliver("events_api", body, envelope_id=envelope_id)
            await slack.deliver("events_api", event("last"), envelope_id="5")

        assert [message.text for message in application.conversation.heard] == ["how long?", "last"]
        assert len(slack.said()) == 2

    @pytest.mark.parametrize(
        ("bot_token", "app_token"), [("xoxb-wrong", APP_TOKEN), (BOT_TOKEN, "xapp-wrong")], ids=["bot", "app"]
    )
    async def test_says_that_a_token_is_wrong(
        self, application: ScriptedApplication, slack: SlackPeer, bot_token: str, app_token: str
    ) -> None:
        listeners = Listeners(application)
        app = create(listeners, token=bot_token, base_url=slack.base_url)

        with pytest.raises(ConfigurationError, match="Slack refuses SLACK_BOT_TOKEN or SLACK_APP_TOKEN: invalid_auth"):
            await serve(app, listeners, app_token=app_token, stop=asyncio.Event())

    async def test_says_that_slack_cannot_be_reached(self, application: ScriptedApplication) -> None:
        listeners = Listeners(application)
        app = create(listeners, token=BOT_TOKEN, base_url="http://127.0.0.1:9/api/")

        with pytest.raises(ConfigurationError, match="Slack cannot be reached"):
            await serve(app, listeners, app_token=APP_TOKEN, stop=asyncio.Event())


class TestCommandLine:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN; docs/slack.md says where to find them.\n"),
            (
                {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_CLIENT_ID": "1.2"},
                "Socket Mode serves one workspace. For several use HTTP, else unset SLACK_CLIENT_ID.\n",
            ),
        ],
    )
    def test_says_in_a_sentence_which_settings_do_not_do(self, given: dict[str, str], said: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")} | given

        done = subprocess.run(
            [sys.executable, "-m", "bots.slack"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

        assert done.returncode == 2
        assert done.stderr == said
        assert done.stdout == ""
