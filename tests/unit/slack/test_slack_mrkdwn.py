"""Slack's markup, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.slack import mrkdwn


class TestPlain:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("<mailto:jo@example.org|jo@example.org>", "jo@example.org"),
            ("see <http://example.org|example.org>", "see example.org"),
            ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
            ("<https://example.org|our page>", "our page (https://example.org)"),
            ("call <tel:+441234|+441234>", "call +441234"),
            ("ask <@U09ELSE> in <#C01|general>", "ask @U09ELSE in #general"),
            ("<!channel> and <!subteam^S1|@privacy>", "@channel and @privacy"),
            ("Bits &amp; Bobs &lt;Ltd&gt;", "Bits & Bobs <Ltd>"),
            ("a typed &amp;lt; stays", "a typed &lt; stays"),
        ],
    )
    def test_gives_back_what_the_person_typed(self, typed: str, words: str) -> None:
        assert mrkdwn.plain(typed) == words

    @pytest.mark.parametrize("mention", ["<@U01BOT>", "<@U01BOT|privacy>"])
    def test_leaves_out_the_bots_own_mention(self, mention: str) -> None:
        assert mrkdwn.plain(f"{mention} how long? <@U2>", without="U01BOT") == "how long? @U2"

    @given(st.text())
    def test_undoes_escape(self, text: str) -> None:
        assert mrkdwn.plain(mrkdwn.escape(text)) == text.strip()


class TestEscape:
    @pytest.mark.parametrize("text", ["<!channel>", "<@U1>", "<https://evil.example|our policy>", "&lt;!here&gt;"])
    def test_leaves_nothing_that_slack_would_act_on(self, text: str) -> None:
        escaped = mrkdwn.escape(text)

        assert not set("<>") & set(escaped)
        assert mrkdwn.plain(escaped) == text


class TestLink:
    def test_cannot_be_ended_by_its_parts(self) -> None:
        made = mrkdwn.link("https://example.org/?a=1&b=|>", "a <!channel> | b")

        assert made == "<https://example.org/?a=1&amp;b=%7C&gt;|a &lt;!channel&gt; | b>"
