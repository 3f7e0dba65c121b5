"""Direct messages, mentions, commands and buttons, each answered where and as often as it should be."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from slack_client import signing_client
from slack_fakes import ScriptedApplication, echo, reply
from slack_limits import buttons
from slack_peer import BOT, DM, PERSON, ROOM, TEAM, SlackPeer, command, event, press

from assistant.model import Ask, Channel, TicketStatus, TicketType, TicketView
from bots.slack.pane import PROMPTS
from bots.slack.share import SHARE

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_client import SigningClient

    from assistant.adapters.database import Database
    from assistant.model import Message, Reply


def asking(_: Message) -> Reply:
    return reply("What is your name?", kind="ask", ask=Ask("name", "Your name"))


def ids(post: dict[str, Any]) -> set[str]:
    return {button["action_id"] for button in buttons(post)}


def shares(share_id: str, slack: SlackPeer) -> dict[str, Any]:
    body = press(share_id, response_url=slack.response_url, ephemeral=True)
    body["actions"][0]["action_id"] = SHARE
    return body


def filed(_: Message) -> Reply:
    ticket = TicketView("PR-1", (TicketType.ACCESS,), TicketStatus.RECEIVED, datetime.now(UTC), date(2026, 3, 2))
    return reply("Done. A confirmation is on its way to jo@example.org.", kind="filed", ticket=ticket)


class TestDirectMessage:
    async def test_gets_a_cited_answer(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        body = event("how long for <mailto:jo@example.org|jo@example.org>?")

        await bot.event(body)
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
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, database: Database
    ) -> None:
        other_application = ScriptedApplication(database, application.conversation)
        async with signing_client(other_application, slack) as other:
            events = [event(f"question {number}") for number in range(5)]
            for retry in range(4):
                for body in events:
                    reason = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
                    await (bot, other)[retry % 2].event(body, **reason)
            await slack.wait_for_said(5)
            for replica_client in (bot, other):
                await replica_client.event(event("last"))
            posts = await slack.wait_for_said(7)

        assert sorted(message.text for message in application.conversation.heard) == [
            "last",
            "last",
            *(f"question {number}" for number in range(5)),
        ]
        assert len(posts) == 7

    async def test_is_acknowledged_while_the_answer_is_not_ready(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        ready = threading.Event()

        def slow(message: Message) -> Reply:
            assert ready.wait(20)
            return echo(message)

        application.conversation.answer = slow
        start = time.perf_counter()
        await bot.event(event("how long?"))
        acknowledged = time.perf_counter() - start

        assert acknowledged < 1
        assert slack.said() == []
        ready.set()
        assert len(await slack.wait_for_said(1)) == 1

    async def test_answers_stand_in_the_order_in_which_one_person_wrote(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        def slow_first(message: Message) -> Reply:
            time.sleep(0.3 if message.text == "first" else 0)
            return echo(message)

        application.conversation.answer = slow_first
        await bot.event(event("first"))
        await bot.event(event("second"))
        posts = await slack.wait_for_said(2)

        assert [post["text"] for post in posts] == ["You said: first [1]", "You said: second [1]"]

    async def test_continues_a_conversation_whose_id_only_the_house_can_work_out(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        await bot.event(event("how long?"))
        await slack.wait_for_said(1)

        (message,) = application.conversation.heard
        assert message.conversation_id == f"slack:{application.source_of(f'slack:{TEAM}:{DM}::{PERSON}')}"

    async def test_without_words_gets_a_word_of_help(self, bot: SigningClient, slack: SlackPeer) -> None:
        await bot.event(event(""))
        (post,) = await slack.wait_for_said(1)

        assert post["text"].startswith("Ask me about the privacy policy")

    async def test_of_bots_and_edits_and_deletions_are_left_alone(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        await bot.event(event("I am a bot", bot_id="B09OTHER"))
        await bot.event(event("myself", user=BOT))
        await bot.event(event("corrected", subtype="message_changed"))
        await bot.event(event("gone", subtype="message_deleted"))
        await bot.event(event("a person"))
        await slack.wait_for_said(1)

        assert [message.text for message in application.conversation.heard] == ["a person"]

    async def test_cannot_make_the_bot_call_the_channel_or_link_elsewhere(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        application.conversation.answer = lambda _: reply("Name: <!channel> <https://evil.example|our policy> <@U1>")

        await bot.event(event("&lt;!channel&gt;"))
        (post,) = await slack.wait_for_said(1)

        assert application.conversation.heard[0].text == "<!channel>"
        shown = post["blocks"][0]["text"]["text"]
        assert shown == post["text"] == ("Name: &lt;!channel&gt; &lt;https://evil.example|our policy&gt; &lt;@U1&gt;")


class TestMention:
    async def test_is_answered_in_its_thread_to_the_asker_alone(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        body = event(f"<@{BOT}> how long?", kind="app_mention")

        await bot.event(body)
        (post,) = await slack.wait_for("chat.postEphemeral")

        assert (post["channel"], post["thread_ts"], post["user"]) == (ROOM, body["event"]["ts"], PERSON)
        assert slack.called("chat.postMessage") == []
        assert application.conversation.heard[0].text == "how long?"

    @pytest.mark.parametrize("answer", [asking, filed], ids=["asking", "filed"])
    async def test_is_answered_to_the_asker_alone_when_it_is_about_their_request(
        self,
        bot: SigningClient,
        slack: SlackPeer,
        application: ScriptedApplication,
        answer: Callable[[Message], Reply],
    ) -> None:
        application.conversation.answer = answer
        body = event(f"<@{BOT}> delete my data", kind="app_mention")

        await bot.event(body)
        await bot.press(press("Yes, go ahead", thread="1699.1", response_url=slack.response_url))
        await slack.wait_for_said(2)

        posts = slack.called("chat.postEphemeral")
        assert len(posts) == 2
        assert {(post["channel"], post["user"]) for post in posts} == {(ROOM, PERSON)}
        assert {post["thread_ts"] for post in posts} == {body["event"]["ts"], "1699.1"}
        for said in posts:
            assert "direct message" in json.dumps(said["blocks"])
            assert SHARE not in ids(said)

    async def test_in_a_direct_message_needs_no_such_care(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        application.conversation.answer = asking

        await bot.event(event("delete my data"))
        await slack.wait_for_said(1)

        ((method, post),) = [call for call in slack.calls if call[0].startswith("chat.")]
        assert method == "chat.postMessage"
        assert "Only you" not in json.dumps(post["blocks"])


class TestShare:
    async def test_posts_the_answer_once_in_the_thread_and_says_by_whom(
        self, bot: SigningClient, slack: SlackPeer
    ) -> None:
        body = event(f"<@{BOT}> how long? <!channel>", kind="app_mention")
        await bot.event(body)
        (asked,) = await slack.wait_for("chat.postEphemeral")
        (share_id,) = (button["value"] for button in buttons(asked) if button["action_id"] == SHARE)
        await bot.press(shares(share_id, slack))
        (post,) = await slack.wait_for("chat.postMessage")
        await bot.press(shares(share_id, slack))
        (told,) = await slack.wait_for("response")

        assert (post["channel"], post["thread_ts"]) == (ROOM, body["event"]["ts"])
        assert post["blocks"][-1]["elements"][0]["text"] == f"Shared by <@{PERSON}>"
        assert "7 years" in json.dumps(post["blocks"])
        assert SHARE not in ids(post)
        assert "shared already" in told["text"]
        assert len(slack.called("chat.postMessage")) == 1

    async def test_of_a_made_up_answer_posts_nothing(self, bot: SigningClient, slack: SlackPeer) -> None:
        await bot.press(shares("made-up", slack))
        (told,) = await slack.wait_for("response")

        assert "too old" in told["text"]
        assert slack.called("chat.postMessage") == []


class TestPane:
    async def test_offers_prompts_when_a_thread_begins(self, bot: SigningClient, slack: SlackPeer) -> None:
        thread = {"user_id": PERSON, "channel_id": DM, "thread_ts": "1699.1", "context": {}}
        for kind in ("assistant_thread_started", "assistant_thread_context_changed"):
            await bot.event(event("") | {"event": {"type": kind, "assistant_thread": thread, "event_ts": "1699.1"}})
        (offered,) = await slack.wait_for("assistant.threads.setSuggestedPrompts")

        prompts = json.loads(offered["prompts"]) if isinstance(offered["prompts"], str) else offered["prompts"]
        assert [prompt["message"] for prompt in prompts] == list(PROMPTS)
        assert (offered["channel_id"], offered["thread_ts"]) == (DM, "1699.1")

    async def test_shows_that_it_is_at_work_and_names_a_thread_after_its_first_words(
        self, bot: SigningClient, slack: SlackPeer
    ) -> None:
        await bot.event(event("how long?", thread_ts="1699.1"))
        await slack.wait_for_said(1)
        await bot.event(event("and " * 100, thread_ts="1699.1"))
        posts = await slack.wait_for_said(2)

        assert {post["thread_ts"] for post in posts} == {"1699.1"}
        assert [call["thread_ts"] for call in slack.called("assistant.threads.setStatus")] == ["1699.1", "1699.1"]
        assert [call["title"] for call in slack.called("assistant.threads.setTitle")] == ["how long?"]

    async def test_answers_where_there_is_no_pane(self, bot: SigningClient, slack: SlackPeer) -> None:
        slack.unknown.add("assistant.threads.setStatus")
        await bot.event(event("how long?", thread_ts="1699.1"))

        assert len(await slack.wait_for_said(1)) == 1


class TestCommand:
    async def test_is_answered_to_the_asker_alone(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        # bolt would take a command that holds the word "payload" for an empty one.
        asked = command("is my payload kept?", response_url=slack.response_url)

        await bot.command(asked)
        (post,) = await slack.wait_for_said(1)

        assert post["response_type"] == "ephemeral"
        assert application.conversation.heard[0].text == "is my payload kept?"

    async def test_delivered_twice_is_answered_once(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        asked = command("how long?", response_url=slack.response_url)

        await bot.command(asked)
        await bot.command(asked)
        await bot.command(command("last", response_url=slack.response_url))
        await slack.wait_for_said(2)

        assert [message.text for message in application.conversation.heard] == ["how long?", "last"]


class TestSuggestion:
    async def test_says_its_words_in_the_same_conversation(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        await bot.command(command("delete my data", response_url=slack.response_url))
        await slack.wait_for_said(1)
        await bot.press(press("Yes, file it", response_url=slack.response_url, ephemeral=True))
        posts = await slack.wait_for_said(2)

        first, second = application.conversation.heard
        assert second.text == "Yes, file it"
        assert second.conversation_id == first.conversation_id
        assert posts[1]["response_type"] == "ephemeral"
        assert posts[1]["replace_original"] is False

    async def test_pressed_in_a_thread_is_answered_there(self, bot: SigningClient, slack: SlackPeer) -> None:
        await bot.press(press("Yes, file it", thread="1699.1"))
        (post,) = await slack.wait_for_said(1)

        assert (post["channel"], post["thread_ts"]) == (ROOM, "1699.1")
