"""Reading Slack's payloads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from slack_peer import BOT, DM, PERSON, ROOM, TEAM, command, event, press

from bots.slack import heard


class TestDirectMessage:
    def test_is_dated_from_when_it_was_written(self) -> None:
        said = heard.direct_message(event("delete my data", ts="1700000000.250000"))

        assert said is not None
        assert said.at == datetime(2023, 11, 14, 22, 13, 20, 250000, tzinfo=UTC)
        assert (said.team, said.channel, said.user, said.thread, said.private) == (TEAM, DM, PERSON, "", False)

    @pytest.mark.parametrize(
        "other",
        [
            {"subtype": "message_changed"},
            {"subtype": "message_deleted"},
            {"subtype": "bot_message"},
            {"bot_id": "B09OTHER"},
            {"edited": {"user": PERSON, "ts": "1700000003.0"}},
            {"user": None},
            {"channel_type": "channel"},
        ],
    )
    def test_is_nothing_when_it_is_not_a_persons_new_words_to_us(self, other: dict[str, object]) -> None:
        body = event("delete my data")
        body["event"].update(other)

        assert heard.direct_message(body) is None

    @pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
    def test_is_taken_with_a_file_or_from_a_thread(self, subtype: str) -> None:
        assert heard.direct_message(event("delete my data", subtype=subtype)) is not None


class TestMention:
    def test_opens_a_thread_under_itself(self) -> None:
        body = event(f"<@{BOT}> how long?", kind="app_mention")

        said = heard.mention(body, bot_user=BOT)

        assert said is not None
        assert (said.text, said.thread) == ("how long?", body["event"]["ts"])

    def test_stays_in_its_thread(self) -> None:
        said = heard.mention(event("and for marketing?", kind="app_mention", thread_ts="1699.1"), bot_user=BOT)

        assert said is not None
        assert said.thread == "1699.1"

    def test_added_by_an_edit_is_nothing(self) -> None:
        assert heard.mention(event("hm", kind="app_mention", edited={"user": PERSON}), bot_user=BOT) is None


class TestKey:
    def test_is_the_same_for_every_delivery_and_another_for_every_event(self) -> None:
        first, second = event("hello"), event("hello")

        keys = [said.key for body in (first, first, second) if (said := heard.direct_message(body))]

        assert keys[0] == keys[1] != keys[2]

    def test_tells_enterprises_apart(self) -> None:
        body = event("hello")

        said = [heard.direct_message(body | {"enterprise_id": enterprise}) for enterprise in ("E1", "E2", None)]

        assert len({one.key for one in said if one}) == 3


class TestPlace:
    def test_is_one_persons_in_one_place(self) -> None:
        place = {"kind": "app_mention", "thread_ts": "1699.1"}
        mine = heard.mention(event("delete my data", **place), bot_user=BOT)
        mine_again = heard.mention(event("yes", **place), bot_user=BOT)
        anothers = heard.mention(event("yes", user="U09ELSE", **place), bot_user=BOT)

        assert mine
        assert mine_again
        assert anothers
        assert mine.place == mine_again.place != anothers.place

    def test_of_a_button_is_that_of_the_words_it_follows(self) -> None:
        asked = heard.command(command("delete my data", response_url=""))
        mentioned = heard.mention(event("delete my data", kind="app_mention", thread_ts="1699.1"), bot_user=BOT)
        wrote = heard.direct_message(event("delete my data"))

        assert mentioned
        assert wrote
        assert heard.button(press("yes", ephemeral=True)).place == asked.place
        assert heard.button(press("yes", thread="1699.1")).place == mentioned.place
        assert heard.button(press("yes")).place == wrote.place


class TestButton:
    def test_answers_as_privately_as_it_was_offered(self) -> None:
        assert heard.button(press("yes", ephemeral=True)).private
        assert not heard.button(press("yes")).private

    def test_finds_the_team_of_an_organisation_wide_installation(self) -> None:
        assert heard.button(press("yes") | {"team": None, "enterprise": {"id": "E1"}}).team == TEAM


class TestCommand:
    def test_is_answered_in_private(self) -> None:
        said = heard.command(command("how long?", response_url=""))

        assert (said.channel, said.private, said.at) == (ROOM, True, None)

    @pytest.mark.parametrize("typed", ["how long?", "question how long?", "Question: how long?"])
    def test_may_say_that_it_is_a_question(self, typed: str) -> None:
        assert heard.command(command(typed, response_url="")).text == "how long?"
