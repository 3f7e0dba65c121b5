"""The same things as many different people say them: whatever the words, the form goes on in the same way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import strangers

from assistant.model import Intent, IntentName, TicketType
from assistant.requests.form import Form
from assistant.requests.intake import advance

# What the classifier makes of them is left out: these must be heard without it.
UNKNOWN = Intent(IntentName.OUT_OF_SCOPE, (), 0.5)
AT_SUMMARY = Form(
    types=(TicketType.ERASURE,),
    words=("delete my data",),
    requested_at=datetime(2026, 1, 31, 9, 0, tzinfo=UTC),
    name="Abena Quay",
    email="abena@example.org",
    details="I write since 2018.",
)
OF_TWO = replace(AT_SUMMARY, types=(TicketType.ACCESS, TicketType.ERASURE))
AT_CODE = replace(AT_SUMMARY, reference="PR-1")
AT_DETAILS = replace(AT_SUMMARY, details=None)
AT_EMAIL = replace(AT_DETAILS, email=None)
AT_NAME = replace(AT_EMAIL, name=None)


def phrases(table: str) -> list[str]:
    return [phrase for line in table.strip().splitlines() for phrase in line.split(" | ")]


class TestAtSummary:
    @pytest.mark.parametrize("text", phrases(strangers.YES))
    def test_sends_on_a_yes(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, UNKNOWN).act == "submit"

    @pytest.mark.parametrize("text", phrases(strangers.NO_YES))
    def test_sends_nothing_on_a_no_or_a_doubt(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, UNKNOWN).act in ("correct", "again", "cancel")

    @pytest.mark.parametrize("text", phrases(strangers.NO_YES_TO_THIS))
    def test_sends_nothing_on_a_yes_to_something_else(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, UNKNOWN).act != "submit"

    @pytest.mark.parametrize("text", phrases(strangers.LEFT_AT_SUMMARY))
    def test_leaves_though_all_of_it_is_right(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, UNKNOWN).act == "cancel"

    @pytest.mark.parametrize("text", phrases(strangers.ASKED_AT_SUMMARY))
    def test_takes_no_question_for_a_yes(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, UNKNOWN).act == "interrupted"

    @pytest.mark.parametrize(
        ("table", "name"),
        [
            (strangers.NAME_PUT_RIGHT, "Abena Quaye"),
            (strangers.NAME_CHANGED, "Abena Mensah"),
            (strangers.FIRST_NAME_PUT_RIGHT, "Abina Quay"),
            (strangers.MIDDLE_NAME_ADDED, "Abena Afua Quay"),
        ],
    )
    def test_changes_the_part_of_the_name_that_is_wrong(self, table: str, name: str) -> None:
        for text in phrases(table):
            step = advance(AT_SUMMARY, text, UNKNOWN)
            assert (text, step.act, step.form) == (text, "ask", replace(AT_SUMMARY, name=name))

    @pytest.mark.parametrize("text", phrases(strangers.ADDRESS_PUT_RIGHT))
    def test_changes_the_address(self, text: str) -> None:
        step = advance(AT_SUMMARY, text, UNKNOWN)
        assert (step.act, step.form) == ("ask", replace(AT_SUMMARY, email="a.quay@example.net"))

    @pytest.mark.parametrize("text", ["it was 2019, not 2018. otherwise fine", "not 2018 but 2019"])
    def test_changes_a_word_of_the_details(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, UNKNOWN).form == replace(AT_SUMMARY, details="I write since 2019.")

    @pytest.mark.parametrize("text", phrases(strangers.NOT_SO))
    def test_puts_no_word_of_the_sentence_in_place_of_one_that_is_wrong(self, text: str) -> None:
        form = advance(AT_SUMMARY, text, UNKNOWN).form
        assert form.name in (None, "Abena Quay")
        assert (form.email, form.details) == ("abena@example.org", "I write since 2018.")

    @pytest.mark.parametrize(
        ("form", "table", "kind"),
        [
            (AT_SUMMARY, strangers.COPY_INSTEAD, TicketType.ACCESS),
            (AT_SUMMARY, strangers.BLOCK_INSTEAD, TicketType.RESTRICTION),
            (OF_TWO, strangers.ONLY_COPY, TicketType.ACCESS),
            (OF_TWO, strangers.ONLY_DELETION, TicketType.ERASURE),
        ],
    )
    def test_swaps_or_drops_a_wish(self, form: Form, table: str, kind: TicketType) -> None:
        for text in phrases(table):
            step = advance(form, text, UNKNOWN)
            assert (text, step.act, step.form.types) == (text, "ask", (kind,))


class TestOnTheWay:
    @pytest.mark.parametrize("form", [AT_NAME, AT_EMAIL], ids=lambda form: form.asks)
    @pytest.mark.parametrize("text", phrases(strangers.LEFT_BEFORE))
    def test_leaves(self, form: Form, text: str) -> None:
        assert advance(form, text, UNKNOWN).act == "cancel"

    @pytest.mark.parametrize("text", phrases(strangers.NAMED))
    def test_finds_the_name(self, text: str) -> None:
        assert advance(AT_NAME, text, UNKNOWN).form.name == "Ulrike Strasser"

    @pytest.mark.parametrize("name", phrases(strangers.NAMES))
    def test_takes_a_name_as_it_is(self, name: str) -> None:
        assert advance(AT_NAME, name, UNKNOWN).form.name == name

    @pytest.mark.parametrize("text", phrases(strangers.NO_NAMES))
    def test_takes_no_sentence_for_a_name(self, text: str) -> None:
        assert advance(AT_NAME, text, UNKNOWN).form.name is None

    @pytest.mark.parametrize("text", phrases(strangers.SECOND_ADDRESS))
    def test_takes_the_address_that_is_meant(self, text: str) -> None:
        assert advance(AT_EMAIL, text, UNKNOWN).form.email == "karin@lindqvist.example.net"

    @pytest.mark.parametrize("form", [AT_NAME, AT_EMAIL, AT_DETAILS, AT_CODE], ids=lambda form: form.asks)
    def test_swaps_a_wish_wherever_it_is_said(self, form: Form) -> None:
        text = "wait, you have to keep it. So don't delete it, keep it but stop using it for anything."
        step = advance(form, text, UNKNOWN)
        assert step.act == ("reopen" if form.reference else "ask")
        assert step.form == replace(form, types=(TicketType.RESTRICTION,), words=(*form.words, text), reference="")

    @pytest.mark.parametrize("form", [AT_NAME, AT_EMAIL, AT_DETAILS, AT_SUMMARY], ids=lambda form: form.asks)
    def test_neither_adds_nor_leaves_when_another_wish_is_refused(self, form: Form) -> None:
        form = replace(form, types=(TicketType.ACCESS,))
        step = advance(form, "no no, don't delete anything, I was only asking", UNKNOWN)
        assert (step.act, step.form) == ("ask", form)

    def test_takes_what_was_asked_about_for_a_wish_when_it_is_pointed_to(self) -> None:
        form = replace(AT_EMAIL, types=(TicketType.ACCESS,), spoken_of=(TicketType.ERASURE,))
        step = advance(form, "then please do that as well", UNKNOWN)
        assert step.form.types == (TicketType.ACCESS, TicketType.ERASURE)


class TestAtDetails:
    @pytest.mark.parametrize("text", phrases(strangers.NOTHING_TO_ADD))
    def test_hears_that_there_are_none(self, text: str) -> None:
        assert advance(AT_DETAILS, text, UNKNOWN).form == replace(AT_DETAILS, details="")

    @pytest.mark.parametrize("text", phrases(strangers.DETAILS))
    def test_keeps_a_story(self, text: str) -> None:
        assert advance(AT_DETAILS, text, UNKNOWN).form == replace(AT_DETAILS, details=text)

    @pytest.mark.parametrize("text", phrases(strangers.LEFT_AT_DETAILS))
    def test_leaves(self, text: str) -> None:
        assert advance(AT_DETAILS, text, UNKNOWN).act == "cancel"

    def test_waits_on_after_thanks(self) -> None:
        thanks = Intent(IntentName.SMALLTALK, (), 0.9)
        assert advance(AT_DETAILS, "lovely, thank you so far!", thanks).problem == "details"
        assert advance(AT_DETAILS, "thanks, there is nothing", thanks).form.details is not None


class TestAtCode:
    @pytest.mark.parametrize("text", phrases(strangers.NEW_ADDRESS_AT_CODE))
    def test_goes_back_with_a_new_address(self, text: str) -> None:
        step = advance(AT_CODE, text, UNKNOWN)
        assert (step.act, step.form) == ("reopen", replace(AT_SUMMARY, email="nell@harcourt.example.net"))

    @pytest.mark.parametrize("text", phrases(strangers.NO_MAILBOX))
    def test_asks_for_another_address(self, text: str) -> None:
        step = advance(AT_CODE, text, UNKNOWN)
        assert (step.act, step.form.asks) == ("reopen", "email")

    @pytest.mark.parametrize("text", phrases(strangers.NO_CODE))
    def test_mails_another_code(self, text: str) -> None:
        assert advance(AT_CODE, text, UNKNOWN).act == "resend"

    @pytest.mark.parametrize("text", phrases(strangers.LEFT_AT_CODE))
    def test_leaves(self, text: str) -> None:
        assert advance(AT_CODE, text, UNKNOWN).act == "cancel"
