"""What people take back, in their own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.model import TicketType
from assistant.requests.corrections import corrected, doubted
from assistant.requests.form import Form

FORM = Form(
    types=(TicketType.ERASURE,),
    words=("delete my data",),
    requested_at=datetime(2026, 1, 31, 9, 0, tzinfo=UTC),
    name="Abena Quay",
    email="abena@example.org",
    details="I write.",
)


class TestCorrected:
    @pytest.mark.parametrize(
        "text",
        [
            "the name is wrong, it should be Abena Quaye",
            "the name should be Abena Quaye",
            "my name is Abena Quaye",
            "it's Quaye not Quay",
            "Quaye, not Quay",
            "no, it's Abena Quaye",
            "Abena Quaye",
            "name: Abena Quaye",
            "change my name to Abena Quaye",
            "could you change the name to Abena Quaye?",
            "my surname is Quaye",
            "my surname is spelt Quaye",
            "last name should be Quaye",
            "sorry I mistyped my name, I meant Abena Quaye",
            "my name is misspelled: Abena Quaye",
            "replace Quay with Quaye in my name",
        ],
    )
    def test_puts_the_name_right(self, text: str) -> None:
        assert corrected(FORM, text) == replace(FORM, name="Abena Quaye")

    @pytest.mark.parametrize(
        "text",
        [
            "no wait, use the other mail: quaye@example.org",
            "quaye@example.org",
            "my mail is quaye@example.org, not abena@example.org",
            "the address should be quaye@example.org please",
            "sorry, typo: quaye@example.org",
        ],
    )
    @pytest.mark.parametrize("reference", ["", "PR-1"])
    def test_puts_the_address_right(self, text: str, reference: str) -> None:
        form = replace(FORM, reference=reference)
        assert corrected(form, text) == replace(form, email="quaye@example.org")

    @pytest.mark.parametrize(
        ("text", "details"),
        [
            ("change the details to I edit books", "I edit books"),
            ("the details should say: I edit", "I edit"),
            ("details: none of it", "none of it"),
            ("please add that I live in Kent", "I write.\nI live in Kent"),
            ("Also mention my shop, closed since 2014", "I write.\nmy shop, closed since 2014"),
        ],
    )
    def test_takes_details_anew_or_adds_to_them(self, text: str, details: str) -> None:
        assert corrected(FORM, text) == replace(FORM, details=details)

    def test_puts_the_first_name_right_alone(self) -> None:
        form = corrected(FORM, "the first name is Abbena")
        assert form
        assert form.name == "Abbena Quay"

    @pytest.mark.parametrize(
        "text",
        ["yes", "no", "that's wrong", "is it correct that you keep it for 7 years?", "abena@example.org", "hello"],
    )
    def test_is_none_where_nothing_is_given_anew(self, text: str) -> None:
        assert corrected(FORM, text) is None

    def test_hears_no_second_name_in_an_answer(self) -> None:
        form = replace(FORM, email=None, details=None)
        assert corrected(form, "I'm Ann, ann@example.org") is None
        assert corrected(form, "no, my name is Ann Lee") == replace(form, name="Ann Lee")


class TestDoubted:
    @pytest.mark.parametrize(
        ("text", "slot"),
        [
            ("the email is wrong", "email"),
            ("my name", "name"),
            ("can you change the e-mail?", "email"),
            ("I'd like to change the details", "details"),
            ("wrong spelling", "name"),
            ("there is a typo in my mail address", "email"),
        ],
    )
    def test_tells_what_is_to_be_changed(self, text: str, slot: str) -> None:
        assert doubted(text) == slot

    @pytest.mark.parametrize(
        "text",
        [
            "something is wrong",
            "purple",
            "you will find my name in an old message that I wrote to you in the year 2014",
        ],
    )
    def test_is_none_where_they_do_not_say(self, text: str) -> None:
        assert doubted(text) is None
