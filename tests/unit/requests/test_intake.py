"""What a message does to the form, by what the form waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Channel, Intent, IntentName, RequestType, TicketType
from assistant.requests.form import Form, begin
from assistant.requests.intake import advance
from assistant.words import MAX_MESSAGE

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
NOTHING = Intent(IntentName.OUT_OF_SCOPE, (), 0.5)
QUESTION = Intent(IntentName.QUESTION, (), 0.9)

AT_SUMMARY = Form((TicketType.ERASURE,), ("delete my data",), NOW, "Abena Quay", "abena@example.org", "I write.")
AT_CODE = replace(AT_SUMMARY, reference="PR-1")
AT_DETAILS = replace(AT_SUMMARY, details=None)
AT_EMAIL = replace(AT_DETAILS, email=None)
AT_NAME = replace(AT_EMAIL, name=None)
INCIDENT = replace(AT_NAME, types=(TicketType.INCIDENT,), details="")
FORMS = (AT_NAME, AT_EMAIL, AT_DETAILS, AT_SUMMARY, AT_CODE)


def wish(*types: RequestType) -> Intent:
    return Intent(IntentName.REQUEST, types, 0.9)


class TestBegin:
    def test_keeps_all_that_the_first_message_gives(self) -> None:
        text = "Hi, Moira Castell here, moira@example.org. Please send me a copy of everything."
        form = begin((TicketType.ACCESS,), text, at=NOW)
        assert (form.name, form.email, form.asks) == ("Moira Castell", "moira@example.org", "details")
        assert form.draft(Channel.WEB).words == (text,)

    def test_does_not_ask_again_for_what_happened(self) -> None:
        told = begin((TicketType.INCIDENT,), "A stranger got a mail with my invoice and my address in it", at=NOW)
        untold = begin((TicketType.INCIDENT,), "I want to report a breach", at=NOW)
        assert (told.details, untold.details) == ("", None)


class TestAnywhere:
    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.asks)
    @pytest.mark.parametrize("text", ["start over", "can we start again please"])
    def test_starts_over(self, form: Form, text: str) -> None:
        step = advance(form, text, NOTHING)
        assert (step.act, step.form) == ("restart", AT_NAME)

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.asks)
    @pytest.mark.parametrize("text", ["cancel", "forget it", "actually, never mind", "stop"])
    def test_cancels(self, form: Form, text: str) -> None:
        assert advance(form, text, NOTHING).act == "cancel"

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.asks)
    @pytest.mark.parametrize(
        "text", ["how long do you keep my data?", "before I go on, what do you do with my address?", "why is that?"]
    )
    def test_lets_a_question_in_between_be_answered(self, form: Form, text: str) -> None:
        step = advance(form, text, QUESTION)
        assert (step.act, step.form) == ("interrupted", form)

    @pytest.mark.parametrize("form", [AT_NAME, AT_EMAIL, AT_DETAILS, AT_SUMMARY], ids=lambda form: form.asks)
    def test_takes_a_further_wish_in(self, form: Form) -> None:
        text = "oh, and stop the newsletter as well please"
        step = advance(form, text, wish(RequestType.MARKETING_OPT_OUT))
        assert step.act == "ask"
        assert step.form == form.adding((TicketType.MARKETING_OPT_OUT,), text)
        assert step.form.asks == form.asks

    @given(st.sampled_from(FORMS), st.text(max_size=200))
    def test_never_confirms_or_verifies_but_on_a_yes_or_six_digits(self, form: Form, text: str) -> None:
        step = advance(form, text, NOTHING)
        assert step.act != "submit" or form.asks == "confirm"
        assert (step.act == "verify") <= (form.asks == "code" and sum(map(str.isdecimal, text)) >= 6)


class TestAtName:
    def test_takes_name_address_and_details_from_one_message(self) -> None:
        step = advance(AT_NAME, "my name is Bob Dole, bob@example.org, I was an author with you in 2014", NOTHING)
        assert step.form == replace(
            AT_NAME, name="Bob Dole", email="bob@example.org", details="I was an author with you in 2014"
        )

    def test_takes_the_address_first_if_it_comes_first(self) -> None:
        step = advance(AT_NAME, "bob@example.org", NOTHING)
        assert (step.form.email, step.form.asks) == ("bob@example.org", "name")

    @pytest.mark.parametrize("text", ["hi", "none of your business", "yep", "it is a secret"])
    def test_asks_again_for_what_is_no_name(self, text: str) -> None:
        assert advance(AT_NAME, text, NOTHING).problem == "name"

    def test_says_why_it_cannot_be_skipped(self) -> None:
        for text in ("skip", "nope", "I'd rather not say", "I don't want to tell you"):
            assert advance(AT_NAME, text, NOTHING).problem == "needed"

    def test_may_be_skipped_for_an_incident(self) -> None:
        form = advance(INCIDENT, "I'd rather stay out of it", NOTHING).form
        assert form.asks == "email"
        assert advance(form, "no", NOTHING).form.asks == "confirm"

    def test_takes_the_story_of_an_incident_whenever_it_is_told(self) -> None:
        text = "there was a mail with all our addresses in it"
        form = replace(INCIDENT, details=None)
        assert advance(form, text, NOTHING).form == replace(form, details=text)

    def test_is_asked_for_again_when_an_incident_becomes_a_request(self) -> None:
        form = replace(INCIDENT, name="", email="")
        step = advance(form, "and delete my data too", wish(RequestType.ERASURE))
        assert step.form.asks == "name"

    def test_lets_somebody_ask_for_a_person(self) -> None:
        human = Intent(IntentName.HUMAN, (), 0.9)
        assert advance(AT_NAME, "please let me talk to a human", human).act == "interrupted"


class TestAtEmail:
    @pytest.mark.parametrize(
        "text", ["a@example.org", "it's a@example.org", "(a@example.org)", "a@example.org is it ok?"]
    )
    def test_takes_an_address(self, text: str) -> None:
        assert advance(AT_EMAIL, text, NOTHING).form == replace(AT_EMAIL, email="a@example.org")

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("bart.snell@@example", "email_malformed"),
            ("joan at kettle dot net", "email_malformed"),
            ("I don't have one", "email"),
            ("same as before", "email"),
        ],
    )
    def test_says_what_is_wrong_with_anything_else(self, text: str, problem: str) -> None:
        assert advance(AT_EMAIL, text, NOTHING).problem == problem

    def test_puts_the_name_right(self) -> None:
        assert advance(AT_EMAIL, "no wait, my name is Abena Quaye", NOTHING).form.name == "Abena Quaye"


class TestAtDetails:
    @pytest.mark.parametrize("text", ["nothing", "no", "that's all", "no thanks", "not that I know of", "-"])
    def test_takes_nothing_for_an_answer(self, text: str) -> None:
        assert advance(AT_DETAILS, text, NOTHING).form == replace(AT_DETAILS, details="")

    def test_keeps_the_words_as_they_are(self) -> None:
        text = "No idea if it helps: I bought 2 books. Was it 2014? My old mail was x@example.org"
        assert advance(AT_DETAILS, text, NOTHING).form.details == text

    def test_refuses_more_than_fits(self) -> None:
        assert advance(AT_DETAILS, "x" * (MAX_MESSAGE + 1), NOTHING).problem == "details_long"

    def test_waits_for_what_a_yes_announces(self) -> None:
        assert advance(AT_DETAILS, "yes", NOTHING).problem == "details"

    def test_hears_no_further_wish_in_a_story(self) -> None:
        text = (
            "I wrote to you in 2014 and also in 2015, and both times somebody told me that all of it would be deleted"
        )
        assert advance(AT_DETAILS, text, wish(RequestType.ACCESS)).form.types == (TicketType.ERASURE,)

    def test_puts_the_address_right(self) -> None:
        step = advance(AT_DETAILS, "no wait, use the other mail: jon@example.net", NOTHING)
        assert step.form == replace(AT_DETAILS, email="jon@example.net")


class TestAtSummary:
    @pytest.mark.parametrize(
        "text", ["yes", "looks right, send it", "yes, now it is right", "no, it's all fine, send it"]
    )
    def test_is_confirmed_by_a_yes(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, NOTHING).act == "submit"

    @pytest.mark.parametrize("text", ["no", "that's wrong", "I need to change something", "no, send it to my wife"])
    def test_asks_what_to_change_on_a_no(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, NOTHING).act == "correct"

    @pytest.mark.parametrize("text", ["purple", "let me see", "..."])
    def test_asks_again_when_in_doubt(self, text: str) -> None:
        assert advance(AT_SUMMARY, text, NOTHING).act == "again"

    def test_takes_a_correction_in_and_shows_the_summary_again(self) -> None:
        step = advance(AT_SUMMARY, "the name is wrong, it should be Abena Quaye", NOTHING)
        assert (step.act, step.form) == ("ask", replace(AT_SUMMARY, name="Abena Quaye"))

    def test_asks_for_what_is_wrong_without_a_new_value(self) -> None:
        assert advance(AT_SUMMARY, "the email is wrong", NOTHING).form == replace(AT_SUMMARY, email=None)

    def test_takes_another_wish_in_the_place_of_the_first(self) -> None:
        step = advance(AT_SUMMARY, "I only want a copy instead", wish(RequestType.ACCESS))
        assert step.form.types == (TicketType.ACCESS,)

    def test_takes_a_wish_out(self) -> None:
        form = replace(AT_SUMMARY, types=(TicketType.ERASURE, TicketType.ACCESS))
        assert advance(form, "leave out the copy", NOTHING).form.types == (TicketType.ERASURE,)

    def test_takes_the_rest_of_a_complaint(self) -> None:
        form = replace(AT_SUMMARY, types=(TicketType.COMPLAINT,))
        step = advance(form, "and then nobody wrote back", NOTHING)
        assert (step.act, step.form.details) == ("ask", "I write.\nand then nobody wrote back")

    def test_lets_the_details_grow_only_as_long_as_they_fit(self) -> None:
        form = replace(AT_SUMMARY, details="x" * (MAX_MESSAGE - 20))
        assert len(advance(form, "add that I moved", NOTHING).form.details or "") == MAX_MESSAGE - 20 + len("\nI moved")
        step = advance(form, "add that I moved to another street", NOTHING)
        assert (step.problem, step.form) == ("details_long", form)

    def test_adds_a_wish_without_taking_it_for_a_yes(self) -> None:
        step = advance(AT_SUMMARY, "yes and send me a copy too", wish(RequestType.ACCESS))
        assert (step.act, step.form.types) == ("ask", (TicketType.ERASURE, TicketType.ACCESS))


class TestAtCode:
    def test_takes_the_code(self) -> None:
        step = advance(AT_CODE, "the code is 123 456", NOTHING)
        assert (step.act, step.code) == ("verify", "123456")

    @pytest.mark.parametrize("text", ["482913\nThanks,\nZoe", "My name is Zoe, code 482913", "sorry, it is 482 913"])
    def test_takes_the_code_before_anything_else_in_the_message(self, text: str) -> None:
        step = advance(AT_CODE, text, NOTHING)
        assert (step.act, step.code, step.form) == ("verify", "482913", AT_CODE)

    @pytest.mark.parametrize("text", ["new code", "I didn't get any mail", "it has expired"])
    def test_mails_another(self, text: str) -> None:
        assert advance(AT_CODE, text, NOTHING).act == "resend"

    @pytest.mark.parametrize(
        "text", ["sorry, the mail should be b@example.org", "my name should be Abena Quaye", "the email is wrong"]
    )
    def test_goes_back_when_something_is_wrong(self, text: str) -> None:
        step = advance(AT_CODE, text, NOTHING)
        assert (step.act, step.form.reference) == ("reopen", "")

    @pytest.mark.parametrize("text", ["yes", "ok", "hello", "12345"])
    def test_files_on_nothing_else(self, text: str) -> None:
        assert advance(AT_CODE, text, NOTHING).problem == "code"
