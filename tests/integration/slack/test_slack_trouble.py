"""What goes wrong is said in words, and logged without the person's."""

from __future__ import annotations

import json
import logging
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from aiohttp import web
from slack_client import signing_client
from slack_fakes import echo
from slack_peer import PERSON, SlackPeer, command, event, signed

from assistant.errors import IndexMissingError, RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_client import SigningClient
    from slack_fakes import ScriptedApplication

    from assistant.model import Message, Reply


def failing(error: Exception) -> Callable[[Message], Reply]:
    def fail(_: Message) -> Reply:
        raise error

    return fail


class TestTrouble:
    @pytest.mark.parametrize(
        ("error", "told"),
        [
            (RateLimitedError(retry_after=42), "try again in 42 seconds"),
            (IndexMissingError(), "not been given the policy yet"),
            (ValueError("jo@example.org"), "was not dealt with"),
        ],
    )
    async def test_is_said_in_words(
        self, slack: SlackPeer, application: ScriptedApplication, error: Exception, told: str
    ) -> None:
        application.conversation.answer = failing(error)
        async with signing_client(application, slack) as bot:
            await bot.event(event("hello"))
            (post,) = await slack.wait_for_said(1)

        assert told in post["text"]

    async def test_of_somebody_who_writes_without_end_is_said_and_others_are_answered(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        for number in range(31):
            await bot.event(event(f"question {number}"))
        await slack.wait_for_said(31)
        await bot.event(event("hello", user="U09ELSE"))
        posts = await slack.wait_for_said(32)

        assert len(application.conversation.heard) == 31
        assert "a lot in a short time" in posts[30]["text"]
        assert posts[31]["text"].startswith("You said: hello")

    async def test_of_more_than_can_be_answered_is_left_to_slack_to_deliver_again(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        ready = threading.Event()

        def slow(message: Message) -> Reply:
            assert ready.wait(20)
            return echo(message)

        application.conversation.answer = slow
        for number in range(200):
            await bot.event(event("how long?", user=f"U{number}"))
        late = event("how long?", user="U0LATE")
        refused = [
            await bot.send(json.dumps(late)),
            await bot.send(urlencode(command("how long?", response_url=slack.response_url))),
        ]
        assert [response.status_code for response in refused] == [503, 503]
        ready.set()
        await slack.wait_for_said(200)
        await bot.event(late)
        assert len(await slack.wait_for_said(201)) == 201

    async def test_is_logged_without_who_and_what(
        self,
        bot: SigningClient,
        slack: SlackPeer,
        application: ScriptedApplication,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        application.conversation.answer = failing(ValueError("jo@example.org"))

        with caplog.at_level(logging.DEBUG):
            await bot.event(event("I am jo@example.org"))
            await bot.post(json.dumps(event("I am jo@example.org")), signed("other"))
            await slack.wait_for_said(1)

        assert "ValueError in a turn of" in caplog.text
        assert "jo@example.org" not in caplog.text
        assert PERSON not in caplog.text

    async def test_of_slack_asking_to_slow_down_delays_the_answer(self, bot: SigningClient, slack: SlackPeer) -> None:
        slack.refusals.append(
            web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        )
        start = time.perf_counter()

        await bot.event(event("how long?"))
        await slack.wait_for_said(1)

        assert time.perf_counter() - start >= 1

    async def test_of_slack_asking_to_slow_down_delays_an_answer_to_a_command(
        self, bot: SigningClient, slack: SlackPeer
    ) -> None:
        slack.refusals.append(web.Response(status=429, headers={"Retry-After": "1"}))
        start = time.perf_counter()

        await bot.command(command("how long?", response_url=slack.response_url))
        await slack.wait_for_said(1)

        assert time.perf_counter() - start >= 1

    async def test_of_slack_refusing_an_answer_is_logged_and_the_next_is_given(
        self, bot: SigningClient, slack: SlackPeer, caplog: pytest.LogCaptureFixture
    ) -> None:
        slack.refusals.append(web.json_response({"ok": False, "error": "channel_not_found"}))
        await bot.event(event("first"))
        await bot.event(event("second"))
        posts = await slack.wait_for_said(1)
        slack.refusals.append(web.Response(status=404, text="expired_url"))
        await bot.command(command("third", response_url=slack.response_url))
        await bot.command(command("fourth", response_url=slack.response_url))
        posts = await slack.wait_for_said(2)

        assert [post["text"] for post in posts] == ["You said: second [1]", "You said: fourth [1]"]
        assert "SlackApiError" in caplog.text
        assert "ClientError" in caplog.text
