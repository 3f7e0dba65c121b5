"""What the readings of a person's words share, and how long they may take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from assistant.requests.authority import about_another
from assistant.requests.controls import agrees
from assistant.requests.names import answered_name, volunteered_name
from assistant.requests.phrases import collapsed
from assistant.requests.questions import plainly_asks
from assistant.requests.slots import find_email, tries_email, without_addresses

if TYPE_CHECKING:
    from collections.abc import Callable


class TestCollapsed:
    @pytest.mark.parametrize(
        ("text", "short"),
        [
            ("Thanks,\n\n \n\nZoe", "Thanks,\n\nZoe"),
            ("a" + " " * 900 + "b", "a  b"),
            ("no" + "!" * 900, "no!!!"),
            ("Dr.  O'Neill, a--b ...", "Dr.  O'Neill, a--b ..."),
        ],
    )
    def test_cuts_runs_short_and_leaves_the_rest(self, text: str, short: str) -> None:
        assert collapsed(text) == short


class TestHostileLength:
    """Read with patterns that try every place against every other, each of these took minutes."""

    @pytest.mark.parametrize("read", [volunteered_name, answered_name, find_email, tries_email, without_addresses])
    @pytest.mark.parametrize(
        "text", ["\n" * 40_000 + "x", "thanks" + "\n" * 40_000 + "5", "a" * 100_000, "at " * 13_000, " \n" * 20_000]
    )
    def test_is_read_in_a_moment(self, read: Callable[[str], object], text: str) -> None:
        start = time.process_time()
        read(text)
        assert time.process_time() - start < 2

    @pytest.mark.parametrize(
        ("read", "words"),
        [
            (about_another, "ex-"),
            (about_another, "ex "),
            (about_another, "great-"),
            (about_another, "grand-grand"),
            (plainly_asks, "please tell me "),
            (agrees, "all "),
            (volunteered_name, "name: "),
        ],
    )
    def test_is_not_lost_in_words_said_over_and_over(self, read: Callable[[str], object], words: str) -> None:
        start = time.process_time()
        read(f"my {words * (4_000 // len(words))}x?")
        read(f"{words * (4_000 // len(words))}x?")
        assert time.process_time() - start < 2

    def test_hides_no_signature(self) -> None:
        assert volunteered_name("Please see to it.\nThanks," + "\n" * 3_000 + "Zoe Brandt") == "Zoe Brandt"
