from __future__ import annotations

import pytest

from assistant.requests.details import changed_details, volunteered_details


class TestVolunteeredDetails:
    @pytest.mark.parametrize(
        ("text", "details"),
        [
            ("Bob Dole, bob@example.org, I was an author with you in 2014", "I was an author with you in 2014"),
            ("Bob Dole. We met at the Frankfurt fair. Mail: bob@example.org", "We met at the Frankfurt fair."),
            ("bob@example.org\nthe account is the one from 2009", "the account is the one from 2009"),
        ],
    )
    def test_finds_what_is_told_beside_name_and_address(self, text: str, details: str) -> None:
        assert volunteered_details(text, name="Bob Dole") == details

    @pytest.mark.parametrize(
        "text",
        [
            "Bob Dole",
            "I'm Bob Dole and you can write to me at bob@example.org",
            "Bob Dole, you can reach me at the address below: bob@example.org",
            "bob@example.org. Is that enough for you now?",
        ],
    )
    def test_finds_none_where_there_are_none(self, text: str) -> None:
        assert volunteered_details(text, name="Bob Dole") == ""


class TestChangedDetails:
    def test_keeps_the_persons_own_words(self) -> None:
        assert changed_details("Please add that I’m “Bob” there", known="") == "I’m “Bob” there"  # noqa: RUF001

    def test_is_empty_where_nothing_is_changed(self) -> None:
        assert changed_details("yes", known="I write.") == ""
