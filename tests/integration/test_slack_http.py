"""Slack's requests, really signed, through the HTTP routes to a server that speaks Slack's Web API."""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from aiohttp import web
from fastapi import FastAPI
from slack_fakes import ScriptedApplication, echo, reply
from slack_peer import BOT, DM, PERSON, ROOM, SlackPeer, command, event, form, press, signed, slack_peer

from assistant.errors import IndexMissingError, RateLimitedError
from assistant.model import Channel
from bots.slack.http import router

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from assistant.adapters.database import Database
    from assistant.model import Message, Reply


@pytest.fixture
async def slack() -> AsyncIterator[SlackPeer]:
    async with slack_peer() as peer:
        yield peer


@pytest.fixture
def application(database: Database) -> ScriptedApplication:
    return ScriptedApplication(database)


def replica(application: ScriptedApplication, slack: SlackPeer) -> httpx.AsyncClient:
    app = FastAPI()
    routes = router(application, base_url=slack.base_url)
    assert routes is not None
    app.include_router(routes)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://assistant.test")


@pytest.fixture
async def bot(application: ScriptedApplication, slack: SlackPeer) -> AsyncIterator[httpx.AsyncClient]:
    async with replica(application, slack) as client:
        yield client


async def send(bot: httpx.AsyncClient, body: str, **headers: str) -> httpx.Response:
    return await bot.post("/slack/events", content=body, headers=signed(body) | headers)


async def send_event(bot: httpx.AsyncClient, body: dict[str, Any], **headers: str) -> None:
    response = await send(bot, json.dumps(body), **headers)
    assert response.status_code == 200


async def send_press(bot: httpx.AsyncClient, body: dict[str, Any]) -> None:
    response = await send(bot, form({"payload": json.dumps(body)}))
    assert response.status_code == 200


def failing(error: Exception) -> Callable[[Message], Reply]:
    def fail(_: Message) -> Reply:
        raise error

    return fail


class TestSignature:
    async def test_is_checked_before_anything_is_read(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
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

        responses = [
            await bot.post(
                "/slack/events", content=body, headers=[(k.encode(), v.encode("latin-1")) for k, v in headers.items()]
            )
            for headers in refused
        ]

        assert [response.status_code for response in responses] == [401] * len(refused)
        assert {response.headers["content-type"] for response in responses} == {"application/problem+json"}
        assert (slack.calls, application.conversation.heard) == ([], [])

    @pytest.mark.parametrize("body", [b"{", b"\xff", b"payload=[]", b""])
    async def test_missing_on_garbage_is_401(self, bot: httpx.AsyncClient, body: bytes) -> None:
        assert (await bot.post("/slack/events", content=body)).status_code == 401

    @pytest.mark.parametrize("body", ["{", "payload=[]", "payload={", "{}", "a=b", ""])
    async def test_on_garbage_is_never_our_error(self, bot: httpx.AsyncClient, body: str) -> None:
        assert (await send(bot, body)).status_code in (404, 422)

    async def test_lets_slack_prove_the_address(self, bot: httpx.AsyncClient) -> None:
        response = await send(bot, json.dumps({"type": "url_verification", "challenge": "3eZb"}))

        assert response.json() == {"challenge": "3eZb"}

    async def test_replayed_within_its_five_minutes_changes_nothing(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        body = json.dumps(event("delete my data"))
        headers = signed(body)

        for _ in range(3):
            assert (await bot.post("/slack/events", content=body, headers=headers)).status_code == 200
        await send_event(bot, event("last"))
        await slack.wait_for_said(2)

        assert [message.text for message in application.conversation.heard] == ["delete my data", "last"]


class TestDirectMessage:
    async def test_gets_a_cited_answer(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        body = event("how long for <mailto:jo@example.org|jo@example.org>?")

        await send_event(bot, body)
        (post,) = await slack.wait_for_said(1)

        (message,) = application.conversation.heard
        assert message.text == "how long for jo@example.org?"
        assert message.channel is Channel.SLACK
        assert message.received_at.timestamp() == pytest.approx(float(body["event"]["ts"]))
        assert post["channel"] == DM
        assert "thread_ts" not in post
        assert post["text"] == "You said: how long for jo@example.org? [1]"
        assert [block["type"] for block in post["blocks"]] == ["section", "context"]
        assert post["unfurl_links"] is False

    async def test_delivered_four_times_to_two_replicas_is_answered_once(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication, database: Database
    ) -> None:
        other_application = ScriptedApplication(database, application.conversation)
        async with replica(other_application, slack) as other:
            events = [event(f"question {number}") for number in range(5)]
            for retry in range(4):
                for body in events:
                    reason = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
                    await send_event((bot, other)[retry % 2], body, **reason)
            await slack.wait_for_said(5)
            for replica_client in (bot, other):
                await send_event(replica_client, event("last"))
            posts = await slack.wait_for_said(7)

        assert sorted(message.text for message in application.conversation.heard) == [
            "last",
            "last",
            *(f"question {number}" for number in range(5)),
        ]
        assert len(posts) == 7

    async def test_is_acknowledged_while_the_answer_is_not_ready(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        ready = threading.Event()

        def slow(message: Message) -> Reply:
            assert ready.wait(20)
            return echo(message)

        application.conversation.answer = slow
        start = time.perf_counter()
        await send_event(bot, event("how long?"))
        acknowledged = time.perf_counter() - start

        assert acknowledged < 1
        assert slack.said() == []
        ready.set()
        assert len(await slack.wait_for_said(1)) == 1

    async def test_answers_stand_in_the_order_in_which_one_person_wrote(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        def slow_first(message: Message) -> Reply:
            time.sleep(0.3 if message.text == "first" else 0)
            return echo(message)

        application.conversation.answer = slow_first
        await send_event(bot, event("first"))
        await send_event(bot, event("second"))
        posts = await slack.wait_for_said(2)

        assert [post["text"] for post in posts] == ["You said: first [1]", "You said: second [1]"]

    async def test_without_words_gets_a_word_of_help(self, bot: httpx.AsyncClient, slack: SlackPeer) -> None:
        await send_event(bot, event(""))
        (post,) = await slack.wait_for_said(1)

        assert post["text"].startswith("Ask me about the privacy policy")

    async def test_of_bots_and_edits_and_deletions_are_left_alone(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        await send_event(bot, event("I am a bot", bot_id="B09OTHER"))
        await send_event(bot, event("myself", user=BOT))
        await send_event(bot, event("corrected", subtype="message_changed"))
        await send_event(bot, event("gone", subtype="message_deleted"))
        await send_event(bot, event("a person"))
        await slack.wait_for_said(1)

        assert [message.text for message in application.conversation.heard] == ["a person"]

    async def test_cannot_make_the_bot_call_the_channel_or_link_elsewhere(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        application.conversation.answer = lambda _: reply("Name: <!channel> <https://evil.example|our policy> <@U1>")

        await send_event(bot, event("&lt;!channel&gt;"))
        (post,) = await slack.wait_for_said(1)

        assert application.conversation.heard[0].text == "<!channel>"
        shown = post["blocks"][0]["text"]["text"]
        assert shown == post["text"] == ("Name: &lt;!channel&gt; &lt;https://evil.example|our policy&gt; &lt;@U1&gt;")


class TestMention:
    async def test_is_answered_in_its_thread(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        body = event(f"<@{BOT}> how long?", kind="app_mention")

        await send_event(bot, body)
        (post,) = await slack.wait_for_said(1)

        assert (post["channel"], post["thread_ts"]) == (ROOM, body["event"]["ts"])
        assert application.conversation.heard[0].text == "how long?"


class TestCommand:
    async def test_is_answered_to_the_asker_alone(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        # bolt would take a command that holds the word "payload" for an empty one.
        asked = command("is my payload kept?", response_url=slack.response_url)

        response = await send(bot, form(asked))
        (post,) = await slack.wait_for_said(1)

        assert (response.status_code, response.text) == (200, "")
        assert post["response_type"] == "ephemeral"
        assert application.conversation.heard[0].text == "is my payload kept?"

    async def test_delivered_twice_is_answered_once(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        asked = form(command("how long?", response_url=slack.response_url))

        await send(bot, asked)
        await send(bot, asked)
        await send(bot, form(command("last", response_url=slack.response_url)))
        await slack.wait_for_said(2)

        assert [message.text for message in application.conversation.heard] == ["how long?", "last"]


class TestSuggestion:
    async def test_says_its_words_in_the_same_conversation(
        self, bot: httpx.AsyncClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        await send(bot, form(command("delete my data", response_url=slack.response_url)))
        await slack.wait_for_said(1)
        await send_press(bot, press("Yes, file it", response_url=slack.response_url, ephemeral=True))
        posts = await slack.wait_for_said(2)

        first, second = application.conversation.heard
        assert second.text == "Yes, file it"
        assert second.conversation_id == first.conversation_id
        assert posts[1]["response_type"] == "ephemeral"
        assert posts[1]["replace_original"] is False

    async def test_pressed_in_a_thread_is_answered_there(self, bot: httpx.AsyncClient, slack: SlackPeer) -> None:
        await send_press(bot, press("Yes, file it", thread="1699.1"))
        (post,) = await slack.wait_for_said(1)

        assert (post["channel"], post["thread_ts"]) == (ROOM, "1699.1")


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
        async with replica(application, slack) as bot:
            await send_event(bot, event("hello"))
            (post,) = await slack.wait_for_said(1)

        assert told in post["text"]

    async def test_is_logged_without_who_and_what(
        self,
        bot: httpx.AsyncClient,
        slack: SlackPeer,
        application: ScriptedApplication,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        application.conversation.answer = failing(ValueError("jo@example.org"))

        with caplog.at_level(logging.DEBUG):
            await send_event(bot, event("I am jo@example.org"))
            await bot.post("/slack/events", content=json.dumps(event("I am jo@example.org")), headers=signed("other"))
            await slack.wait_for_said(1)

        assert "ValueError in a turn of" in caplog.text
        assert "jo@example.org" not in caplog.text
        assert PERSON not in caplog.text

    async def test_of_slack_asking_to_slow_down_delays_the_answer(
        self, bot: httpx.AsyncClient, slack: SlackPeer
    ) -> None:
        slack.refusals.append(
            web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        )
        start = time.perf_counter()

        await send_event(bot, event("how long?"))
        await slack.wait_for_said(1)

        assert time.perf_counter() - start >= 1

    async def test_of_slack_refusing_an_answer_is_logged_and_the_next_is_given(
        self, bot: httpx.AsyncClient, slack: SlackPeer, caplog: pytest.LogCaptureFixture
    ) -> None:
        slack.refusals.append(web.json_response({"ok": False, "error": "channel_not_found"}))
        await send_event(bot, event("first"))
        await send_event(bot, event("second"))
        posts = await slack.wait_for_said(1)
        slack.refusals.append(web.Response(status=404, text="expired_url"))
        await send(bot, form(command("third", response_url=slack.response_url)))
        await send(bot, form(command("fourth", response_url=slack.response_url)))
        posts = await slack.wait_for_said(2)

        assert [post["text"] for post in posts] == ["You said: second [1]", "You said: fourth [1]"]
        assert "SlackApiError" in caplog.text
        assert "ClientError" in caplog.text


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
        routes = router(application, base_url=slack.base_url)
        assert routes is not None
        app = FastAPI()
        app.include_router(routes)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://assistant.test") as bot,
        ):
            await send_event(bot, event("how long?"))

        assert len(slack.said()) == 1
