"""Reply -> Block Kit, held to the limits that Slack publishes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_fakes import citation, reply
from slack_limits import buttons, complaints, texts

from assistant.model import Ask
from bots.slack.blocks import notice, render
from bots.slack.mrkdwn import plain

if TYPE_CHECKING:
    from assistant.model import Reply
    from bots.slack.blocks import Post

POLICY = "http://127.0.0.1:8000/policy/privacy_policy"
words = st.text(max_size=40) | st.text(alphabet="<>&|!@ a\n", min_size=2900, max_size=3900)
citations = st.builds(
    citation, number=st.integers(1, 99), section=words, quote=words, url=st.just(f"{POLICY}?start=1&end=2#cited")
)
replies = st.builds(
    reply,
    text=words,
    citations=st.lists(citations, max_size=30).map(tuple),
    suggestions=st.lists(words, max_size=30).map(tuple),
    ask=st.none() | st.builds(Ask, slot=st.just("name"), hint=words),
)


def assert_inert(post: Post) -> None:
    for text in [post["text"], *texts(dict(post))]:
        rest = re.sub(rf"<{re.escape(POLICY)}\?[^<>|]*\|[^<>]*>", "", text)
        assert not set("<>") & set(rest)
        assert not re.search("&(?!amp;|lt;|gt;)", rest)


class TestRender:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(replies)
    def test_keeps_slacks_limits_and_is_inert_whatever_the_reply_holds(self, any_reply: Reply) -> None:
        post = render(any_reply, aside="Only you see this")

        assert complaints(dict(post)) == []
        assert all(text.strip() for text in texts(dict(post)))
        assert_inert(post)

    @settings(max_examples=20, deadline=None)
    @given(st.text(alphabet="<&> ab", min_size=3001, max_size=9000))
    def test_loses_nothing_of_a_long_text(self, text: str) -> None:
        shown = "".join(texts(dict(notice(text))))

        assert plain(shown).replace(" ", "") == text.replace(" ", "")

    def test_numbers_each_citation_and_links_it_to_its_place(self) -> None:
        post = render(
            reply("Usually 7 years [1]", citations=(citation(1), citation(2, quote="Other words", related=True)))
        )

        place = f"<{POLICY}?version=abc&amp;start=10&amp;end=64#cited|How long do we keep your personal information>"
        first = f"[1] {place}: “Usually 7 years from the conclusion of the instruction”"
        assert post["blocks"][1]["elements"][0]["text"] == f"{first}\n[2] related: {place}: “Other words”"

    def test_offers_suggestions_as_buttons_that_say_their_words(self) -> None:
        long = "I want " + "very " * 30 + "much"

        post = render(reply("Shall I?", suggestions=("Yes, file it", long, "x" * 2001, " ")))

        assert [button["value"] for button in buttons(dict(post))] == ["Yes, file it", long]
        assert [button["text"]["text"] for button in buttons(dict(post))] == ["Yes, file it", long[:74] + "…"]

    def test_shows_the_hint_of_what_is_asked_last(self) -> None:
        post = render(reply("What is your name?", ask=Ask("name", "Your full name"), suggestions=("Cancel",)))

        assert post["blocks"][-1]["elements"][0]["text"] == "Your full name"

    def test_ends_with_an_aside(self) -> None:
        post = render(reply("What is your name?", ask=Ask("name", "Your name")), aside="Only you <see> this")

        assert post["blocks"][-1]["elements"][0]["text"] == "Only you &lt;see&gt; this"

    def test_writes_lists_with_bullets_and_keeps_line_breaks(self) -> None:
        post = render(reply("The summary:\n\n- Name: Jo\n- E-mail: jo@example.org"))

        assert post["blocks"][0]["text"]["text"] == "The summary:\n\n• Name: Jo\n• E-mail: jo@example.org"

    def test_ends_with_an_ellipsis_what_no_message_can_hold(self) -> None:
        post = render(reply("word " * 30_000))

        assert len(post["blocks"]) == 30
        assert post["blocks"][-1]["text"]["text"] == "…"
