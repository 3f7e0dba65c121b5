"""The conversation with a scripted understanding and a real database: what it asks, says, keeps and files."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talking import Clock, Person, classify, scripted, silent

from assistant.adapters.database import Database
from assistant.errors import InputError
from assistant.model import Channel, Intent, IntentName, RequestType, TicketStatus, TicketType
from assistant.words import MAX_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.model import Reply


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    path = tmp_path / "assistant.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with contextlib.closing(Database(f"sqlite:///{path}", now=clock)) as database:
        yield database


@pytest.fixture
def person(database: Database, clock: Clock) -> Person:
    return Person(scripted(database, clock), database, clock)


@pytest.fixture
def at_code(person: Person) -> Person:
    reply = person.say("please delete my data", "Zoë Brandt", "zoe@example.org", "nothing", "yes")
    assert slot(reply) == "code"
    return person


def slot(reply: Reply) -> str | None:
    return reply.ask.slot if reply.ask else None


class TestFiling:
    def test_says_what_will_happen_before_it_asks(self, person: Person) -> None:
        reply = person.say("please delete my data")
        assert (reply.kind, slot(reply)) == ("ask", "name")
        assert "erasure request" in reply.text
        assert "summary before anything is sent" in reply.text

    def test_shows_all_that_will_be_sent_and_why_the_answer_is_due_that_day(self, person: Person) -> None:
        reply = person.say("please delete my data", "Zoë Brandt", "zoe@example.org", "a newsletter account, 2014")
        assert (reply.kind, slot(reply)) == ("confirm", "confirm")
        for part in ("your data deleted (GDPR Art. 17)", "Zoë Brandt", "zoe@example.org", "a newsletter account, 2014"):
            assert part in reply.text
        assert "“please delete my data”" in reply.text
        assert "By law (GDPR Art. 12(3)) the answer is due by Monday 2 March 2026." in reply.text
        assert "28 February is a Saturday" in reply.text
        assert "can be added" not in reply.text
        assert person.mails == []

    def test_files_once_the_code_is_right(self, at_code: Person) -> None:
        assert [mail.to for mail in at_code.mails] == ["zoe@example.org"]
        reply = at_code.say(at_code.code)
        assert (reply.kind, slot(reply)) == ("filed", None)
        assert reply.ticket
        assert reply.ticket.reference in reply.text
        assert reply.ticket.types == (TicketType.ERASURE,)
        assert len(at_code.to_officer) == 1
        assert sorted(mail.to for mail in at_code.mails if mail not in at_code.to_officer) == ["zoe@example.org"] * 2

    def test_answers_a_question_in_between_and_asks_again(self, person: Person) -> None:
        reply = person.say("please delete my data", "how long do you keep it?")
        assert (reply.kind, slot(reply)) == ("answer", "name")
        assert reply.citations
        assert reply.text.endswith("What is your name?")

    def test_names_the_officer_to_somebody_who_wants_a_person_in_between(self, person: Person) -> None:
        reply = person.say("please delete my data", "I would rather talk to a human being")
        assert (reply.kind, slot(reply)) == ("handoff", "name")
        assert "dpo@integra.co.in" in reply.text

    def test_asks_what_to_change_on_a_no(self, person: Person) -> None:
        person.say("please delete my data", "Zoe Brandt", "zoe@example.org", "nothing", "no")
        assert person.replies[-1].kind == "confirm"
        assert "Tell me what to change" in person.replies[-1].text
        assert "Name: Zoë Brandt" in person.say("the name should be Zoë Brandt").text

    def test_takes_slots_in_any_order(self, person: Person) -> None:
        reply = person.say("delete my data, I'm Zoë Brandt", "zoe@example.org, I had an account with you in 2014")
        assert slot(reply) == "confirm"
        assert "I had an account with you in 2014" in reply.text

    def test_counts_from_the_first_message(self, person: Person, clock: Clock) -> None:
        person.say("please delete my data")
        clock.move(days=3)
        person.say("Zoë Brandt", "zoe@example.org", "nothing", "yes")
        filed = person.say(person.code).ticket
        assert filed
        assert filed.received_at.date() == date(2026, 1, 31)
        assert filed.due_on == date(2026, 3, 2)


class TestOffer:
    def test_is_taken_by_a_yes_from_which_the_clock_counts(self, person: Person, clock: Clock) -> None:
        reply = person.say("can I have my data deleted, and how long does it take?")
        assert reply.kind == "answer"
        assert "Shall I start an erasure request for you?" in reply.text
        assert "Yes, start it" in reply.suggestions
        clock.move(days=1)
        person.say("yes please, I'm Zoë Brandt", "zoe@example.org")
        summary = person.say("nothing")
        assert "“can I have my data deleted, and how long does it take?”" in summary.text
        assert "Sunday 1 February 2026" in summary.text

    def test_is_declined_by_a_no(self, person: Person) -> None:
        reply = person.say("can I have my data deleted?", "no thanks")
        assert (reply.kind, slot(reply)) == ("cancelled", None)
        assert person.say("yes").kind != "ask"

    def test_remembers_the_question_for_a_follow_up(self, person: Person) -> None:
        reply = person.say("how long for jobs?", "and how long for marketing?")
        assert "After “how long for jobs?”" in reply.text

    def test_remembers_it_for_every_further_follow_up(self, person: Person) -> None:
        person.say("how long for jobs?", "and how long for marketing?")
        assert "After “how long for jobs?”" in person.say("and how long for applicants?").text
        assert "After “how long do you keep everything else?”" in (
            person.say("how long do you keep everything else?", "and how long for me?").text
        )

    def test_is_made_only_where_the_policy_answers_and_a_right_is_meant(self, database: Database, clock: Clock) -> None:
        def unsure(text: str) -> Intent:
            return replace(classify(text), type_scores={"erasure": 0.49})

        for conversation in (scripted(database, clock, answer=silent), scripted(database, clock, classify=unsure)):
            reply = Person(conversation, database, clock).say("can I have my data deleted?")
            assert "Shall I start" not in reply.text
            assert reply.suggestions == ()


class TestQuestionAndRequest:
    def test_are_answered_and_begun_when_one_message_holds_both(self, person: Person) -> None:
        reply = person.say("How long do you keep it? Whatever it is, please delete my data.")
        assert (reply.intent.name, slot(reply)) == (IntentName.QUESTION, None)
        assert reply.kind == "answer"

    def test_are_both_taken_when_the_request_is_plain(self, database: Database, clock: Clock) -> None:
        def sure(text: str) -> Intent:
            return replace(classify(text), confidence=0.99)

        person = Person(scripted(database, clock, classify=sure), database, clock)
        reply = person.say("How long do you keep it? Whatever it is, please delete my data.")
        assert (reply.kind, slot(reply)) == ("answer", "name")
        assert "Usually 7 years" in reply.text
        assert reply.citations
        assert "erasure request" in reply.text

    def test_are_both_taken_when_a_request_may_be_a_question(self, person: Person) -> None:
        reply = person.say("could you delete my data?")
        assert (reply.intent.name, reply.kind, slot(reply)) == (IntentName.REQUEST, "answer", "name")
        assert reply.citations

    def test_are_not_both_taken_when_the_request_is_what_nobody_wants(self, database: Database, clock: Clock) -> None:
        def sure(text: str) -> Intent:
            return replace(classify(text), confidence=0.99)

        person = Person(scripted(database, clock, classify=sure), database, clock)
        reply = person.say("Don't delete my data. How long do you keep it?")
        assert (reply.kind, slot(reply)) == ("answer", None)

    def test_are_two_when_the_question_was_in_between(self, person: Person) -> None:
        person.say("please send me a copy of my data", "can I have it deleted?", "then do that as well please")
        person.say("Zoë Brandt", "zoe@example.org")
        assert "your data deleted (GDPR Art. 17)" in person.say("nothing").text


class TestMatters:
    def test_files_an_incident_after_one_yes_without_name_and_address(self, person: Person) -> None:
        person.say("A stranger saw my invoice, it was in a mail that you sent to him", "skip")
        reply = person.say("no")
        assert slot(reply) == "confirm"
        assert "left out" in reply.text
        reply = person.say("yes")
        assert reply.kind == "filed"
        assert reply.ticket
        assert reply.ticket.types == (TicketType.INCIDENT,)
        (mail,) = person.mails
        assert mail.to == "dpo@integra.co.in"
        assert "A stranger saw my invoice" in mail.text
        assert "due" not in reply.text

    def test_asks_what_happened_when_it_was_not_told(self, person: Person) -> None:
        reply = person.say("I want to report a breach", "skip", "skip")
        assert "What happened?" in reply.text

    def test_tells_a_complaint_what_the_law_leaves_open_and_labels_it(self, person: Person) -> None:
        reply = person.say("I complain about the way in which you have handled my old account")
        assert "By law (GDPR Art. 77) you can also complain to a data protection supervisory authority." in reply.text
        summary = person.say("Zoë Brandt", "zoe@example.org")
        assert slot(summary) == "confirm"
        assert "due by" not in summary.text
        person.say("yes")
        receipt = person.say(person.code)
        assert receipt.kind == "filed"
        assert "Your complaint PR-" in receipt.text
        assert "due" not in receipt.text

    def test_takes_a_message_down_for_somebody_who_wants_a_person(self, person: Person) -> None:
        reply = person.say("how long do you keep it?", "I want to talk to a human")
        assert reply.kind == "handoff"
        assert "dpo@integra.co.in" in reply.text
        person.say("yes", "Zoë Brandt")
        assert "What would you like to tell or ask" in person.say("zoe@example.org").text
        summary = person.say("Please ring me back on Monday").text
        assert "how long do you keep it?" not in summary
        person.say("yes")
        filed = person.say(person.code).ticket
        assert filed
        assert filed.types == (TicketType.ENQUIRY,)


class TestSomebodyElse:
    def test_is_not_filed_without_authority(self, person: Person) -> None:
        reply = person.say("delete my neighbour's data")
        assert (reply.kind, slot(reply)) == ("clarify", "details")
        assert "my neighbour" in reply.text
        assert person.say("no, he doesn't know that I ask").kind == "cancelled"
        assert person.say("yes").kind != "ask"

    def test_is_filed_with_a_stated_authority_that_is_shown(self, person: Person) -> None:
        person.say("delete my neighbour's data", "I have a power of attorney", "Zoë Brandt", "zoe@example.org")
        summary = person.say("nothing").text
        assert "For: my neighbour (you say: “I have a power of attorney”)" in summary

    def test_is_filed_at_once_when_the_authority_comes_first(self, person: Person) -> None:
        assert slot(person.say("I'm the guardian of Milo Ferris, please delete his data")) == "name"

    def test_may_be_ones_own_after_all(self, person: Person) -> None:
        assert slot(person.say("delete my neighbour's data", "sorry, it's my own")) == "name"

    def test_answers_a_question_in_between_and_asks_again_whose_it_is(self, person: Person) -> None:
        reply = person.say("delete my neighbour's data", "how long do you keep it?")
        assert (reply.kind, slot(reply)) == ("answer", "details")
        assert reply.text.endswith("say “it's my own”.")

    def test_asks_again_where_the_answer_names_no_authority(self, person: Person) -> None:
        reply = person.say("delete my neighbour's data", "I live next door, that's authority enough, isn't it?")
        assert (reply.kind, slot(reply)) == ("clarify", "details")

    def test_takes_who_the_writer_is_from_the_answer(self, person: Person) -> None:
        reply = person.say("delete my neighbour's data", "I'm Zoë Brandt, his lawyer. zoe@example.org")
        assert slot(reply) == "details"
        assert "Zoë Brandt" in person.say("nothing").text

    def test_is_left_when_the_authority_turns_out_not_to_be_there(self, person: Person) -> None:
        person.say("I'm the guardian of Milo Ferris, please delete his data", "Zoë Brandt", "zoe@example.org")
        assert person.say("no, I've no power of attorney and he hasn't asked me").kind == "cancelled"


class TestOutOfScope:
    @pytest.mark.parametrize(("score", "kind"), [(0.05, "answer"), (0.04, "no_answer")])
    def test_is_looked_up_when_it_may_be_a_question(
        self, database: Database, clock: Clock, score: float, kind: str
    ) -> None:
        conversation = scripted(database, clock, classify=lambda _: maybe_a_question(score))
        reply = Person(conversation, database, clock).say("shoe size of the CEO")
        assert (reply.kind, reply.intent.name) == (kind, IntentName.OUT_OF_SCOPE)

    def test_is_said_when_the_policy_is_silent(self, database: Database, clock: Clock) -> None:
        conversation = scripted(database, clock, classify=lambda _: maybe_a_question(0.4), answer=silent)
        reply = Person(conversation, database, clock).say("shoe size of the CEO")
        assert "outside what I can help with" in reply.text

    def test_is_answered_first_when_a_report_may_be_a_question(self, database: Database, clock: Clock) -> None:
        intent = maybe_a_question(0.4, name=IntentName.INCIDENT)
        person = Person(scripted(database, clock, classify=lambda _: intent), database, clock)
        reply = person.say("can you tell when I opened your mail")
        assert reply.kind == "answer"
        assert "Shall I start an incident report for you?" in reply.text
        assert slot(person.say("yes")) == "name"

    def test_files_a_request_though_it_may_be_a_question(self, database: Database, clock: Clock) -> None:
        intent = replace(maybe_a_question(0.4, name=IntentName.REQUEST), request_types=(RequestType.ERASURE,))
        person = Person(scripted(database, clock, classify=lambda _: intent), database, clock)
        assert slot(person.say("could you wipe my account")) == "name"


def maybe_a_question(score: float, *, name: IntentName = IntentName.OUT_OF_SCOPE) -> Intent:
    return Intent(name, (), 0.5, {"question": score})


class TestMessage:
    @pytest.mark.parametrize("text", ["x" * (MAX_MESSAGE + 1), "a\0b", "a\ud800b", "", " \n"])
    def test_is_refused_on_every_channel_when_it_cannot_be_kept(self, person: Person, text: str) -> None:
        for channel in Channel:
            person.channel = channel
            with pytest.raises(InputError):
                person.say(text)


class TestOutsideTheForm:
    def test_greets_once(self, person: Person) -> None:
        assert person.say("hello").text.startswith("Hello! I'm an automated assistant.")
        assert not person.say("hello").text.startswith("Hello!")

    def test_tells_nobody_whether_a_request_exists(self, at_code: Person, database: Database, clock: Clock) -> None:
        reference = at_code.say(at_code.code).text.split()[3]
        stranger = Person(scripted(database, clock, ids=lambda: "stranger"), database, clock)
        unknown = stranger.say("what is the status of PR-0000-0000-00?").text
        assert stranger.say(f"what is the status of {reference}?").text == unknown

    def test_tells_the_status_in_the_conversation_that_filed(self, at_code: Person) -> None:
        filed = at_code.say(at_code.code)
        reply = at_code.say("status?")
        assert reply.ticket
        assert reply.ticket.status is TicketStatus.RECEIVED
        assert "By law the answer is due by Monday 2 March 2026." in reply.text
        page = f"https://privacy.example/requests/{reply.ticket.reference}"
        assert page in filed.text
        assert page in reply.text

    def test_leads_to_no_page_where_no_address_was_proved(self, person: Person) -> None:
        person.say("there was a breach, a stranger saw my file")
        for words in ("skip", "skip", "nothing", "yes"):
            filed = person.say(words)
        assert filed.kind == "filed"
        assert "/requests" not in filed.text + person.say("status?").text

    def test_says_how_to_take_back_what_is_filed(self, at_code: Person) -> None:
        at_code.say(at_code.code)
        reply = at_code.say("cancel it")
        assert "already with the data protection officer" in reply.text
        assert "https://privacy.example/requests/PR-" in reply.text

    @pytest.mark.parametrize(
        ("text", "kind"), [("never mind", "cancelled"), ("start over", "smalltalk"), ("purple", "no_answer")]
    )
    def test_has_an_answer_to_everything(self, person: Person, text: str, kind: str) -> None:
        assert person.say(text).kind == kind


MESSAGES = (
    "please delete my data",
    "I want to report a breach",
    "I complain about you",
    "I want to talk to a human",
    "can I have my data deleted?",
    "delete my neighbour's data",
    "I have a power of attorney",
    "Zoë Brandt",
    "zoe@example.org",
    "sorry, the mail is zoe@example.net",
    "nothing",
    "skip",
    "yes",
    "yes, but the name is wrong",
    "no",
    "cancel",
    "start over",
    "new code",
    "000000",
    "<CODE>",
    "how long do you keep it?",
)


PATHS = (
    (),
    ("please delete my data", "Zoë Brandt", "zoe@example.org", "nothing"),
    ("please delete my data", "Zoë Brandt", "zoe@example.org", "nothing", "yes"),
    ("I want to report a breach", "skip", "skip", "nothing"),
)


class TestNothingIsFiledUnconfirmed:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(PATHS), st.lists(st.sampled_from(MESSAGES), max_size=12))
    def test_whatever_is_said_in_whatever_order(
        self, database: Database, clock: Clock, path: tuple[str, ...], texts: list[str]
    ) -> None:
        clock.move(hours=2)
        person = Person(scripted(database, clock, ids=lambda: uuid4().hex), database, clock)
        confirmed = waiting = False
        officers = len(person.to_officer)
        for text in (*path, *texts):
            before = person.replies[-1] if person.replies else None
            code = person.code if waiting else "111111"
            reply = person.say(text.replace("<CODE>", code))
            if text == "yes" and before and slot(before) == "confirm":
                confirmed = True
            if reply.kind == "filed":
                assert before
                assert confirmed
                identified = slot(before) == "code"
                assert identified == (text == "<CODE>")
                assert identified or (reply.ticket and reply.ticket.types == (TicketType.INCIDENT,))
                officers += 1
            waiting = slot(reply) == "code"
            confirmed = confirmed and waiting
            assert len(person.to_officer) == officers
