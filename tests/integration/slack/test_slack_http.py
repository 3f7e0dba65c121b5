"""The way in over HTTP: signatures, and a server's beginning and end."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from slack_client import signing_client
from slack_fakes import ScriptedApplication, echo
from slack_peer import SlackPeer, event, signed

from bots.slack.http import router

if TYPE_CHECKING:
    from slack_client import SigningClient

    from assistant.model import Message, Reply


class TestSignature:
    async def test_is_checked_before_anything_is_read(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        body = json.dumps(event("delete my data"))
        good = signed(body)
        refused = [
            signed(body, secret="another"),
            signed(body, at=time.time() - 301),
            signed(body, at=time.time() + 301),
            signed(body + " "),
            good | {"X-Slack-Signature": "v0="},
            good | {"X-Slack-Signature": "v0=ÿ"},
            good | {"X-Slack-Request-Timestamp": "now"},
            good | {"X-Slack-Request-Timestamp": "9" * 5000},
            {"Content-Type": "application/json"},
        ]

        responses = [await bot.post(body, headers) for headers in refused]

        assert [response.status_code for response in responses] == [401] * len(refused)
        assert {response.headers["content-type"] for response in responses} == {"application/problem+json"}
        assert (slack.calls, application.conversation.heard) == ([], [])

    @pytest.mark.parametrize("body", [b"{", b"\xff", b"payload=[]", b""])
    async def test_missing_on_garbage_is_401(self, bot: SigningClient, body: bytes) -> None:
        assert (await bot.post(body, {})).status_code == 401

    @pytest.mark.parametrize("body", ["{", "payload=[]", "payload={", "{}", "a=b", ""])
    async def test_on_garbage_is_never_our_error(self, bot: SigningClient, body: str) -> None:
        assert (await bot.send(body)).status_code in (404, 422)

    async def test_lets_slack_prove_the_address(self, bot: SigningClient) -> None:
        response = await bot.send(json.dumps({"type": "url_verification", "challenge": "3eZb"}))

        assert response.json() == {"challenge": "3eZb"}

    async def test_replayed_within_its_five_minutes_changes_nothing(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        body = json.dumps(event("delete my data"))
        headers = signed(body)

        for _ in range(3):
            assert (await bot.post(body, headers)).status_code == 200
        await bot.event(event("last"))
        await slack.wait_for_said(2)

        assert [message.text for message in application.conversation.heard] == ["delete my data", "last"]


class TestRouter:
    @pytest.mark.parametrize("missing", ["slack_bot_token", "slack_signing_secret"])
    def test_is_none_where_slack_is_not_set_up(self, application: ScriptedApplication, missing: str) -> None:
        incomplete = replace(application, settings=application.settings.model_copy(update={missing: None}))

        assert router(incomplete) is None

    async def test_finishes_the_turns_under_way_before_the_server_stops(
        self, application: ScriptedApplication, slack: SlackPeer
    ) -> None:
        def slow(message: Message) -> Reply:
            time.sleep(0.3)
            return echo(message)

        application.conversation.answer = slow
        async with signing_client(application, slack) as bot:
            await bot.event(event("how long?"))

        assert len(slack.said()) == 1
