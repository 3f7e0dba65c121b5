"""What the letters about a request's way to its close always carry, under each law."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar
from jinja2 import UndefinedError
from letterbox import LETTERS, NOW, PAGE, REFERENCE, Page, both, entry, filed, squeezed

from assistant.model import AnswerFile, OnBehalfOf, TicketType, Wait
from assistant.requests.regime import load_regime, regime_names

if TYPE_CHECKING:
    from assistant.model import Mail, Ticket

TODAY = NOW.date()
LAWS = pytest.mark.parametrize("regime", regime_names())
LAWS_THAT_EXTEND = pytest.mark.parametrize("regime", [name for name in regime_names() if load_regime(name).extend])


def step(letter: str, ticket: Ticket, **body: str) -> Mail:
    return LETTERS.step(letter, ticket, entry(**body))


def says_what_was_asked(part: str, ticket: Ticket) -> bool:
    articles = load_regime(ticket.regime).articles
    wanted = (f"access ({articles[TicketType.ACCESS]})", f"erasure ({articles[TicketType.ERASURE]})")
    return "Received on Tuesday 3 February 2026" in part and all(words in part for words in wanted)


def says_the_remedies(part: str, ticket: Ticket) -> bool:
    remedies = load_regime(ticket.regime).remedies
    after = part[part.index("By law you can also") :]
    return all(f"to {remedy.to} ({remedy.law})" in after for remedy in remedies)


class TestRefusal:
    @LAWS
    @pytest.mark.parametrize("letter", ["refusal", "partial_refusal"])
    def test_carries_ground_article_reason_and_remedies(self, letter: str, regime: str) -> None:
        ticket = filed(regime)
        for ground in load_regime(regime).grounds(ticket.draft.types):
            mail = step(letter, ticket, text="We keep the invoices of six years.", ground=ground.key)
            for part in both(mail):
                assert says_what_was_asked(part, ticket)
                assert f"{ground.words} This is a ground by law ({ground.law}), not Integra's privacy policy." in part
                assert "We keep the invoices of six years." in part
                assert says_the_remedies(part, ticket)

    @pytest.mark.parametrize("letter", ["refusal", "partial_refusal"])
    def test_is_not_written_without_a_ground(self, letter: str) -> None:
        with pytest.raises(UndefinedError):
            step(letter, filed(), text="No.")


class TestPartialRefusal:
    def test_says_what_follows_only_of_what_the_ground_is_not_about(self) -> None:
        both_wanted = filed(types=[TicketType.ERASURE, TicketType.MARKETING_OPT_OUT])
        mail = step("partial_refusal", both_wanted, text="No more advertising.", ground="claims")
        for part in both(mail):
            assert "not used for direct marketing any more. (GDPR Art. 21(3))" in part
            assert "Art. 19" not in part

    def test_says_what_follows_when_a_part_of_the_only_wish_was_done(self) -> None:
        mail = step("partial_refusal", filed(types=[TicketType.ERASURE]), text="All but invoices.", ground="claims")
        assert "Art. 19" in mail.text
        assert "Art. 19" in mail.html


class TestExtension:
    @LAWS_THAT_EXTEND
    def test_carries_ground_article_reason_new_day_and_remedies(self, regime: str) -> None:
        ticket, rule = filed(regime, extended=True), load_regime(regime).extend
        assert rule
        for part in both(step("extension", ticket, reason="There are three systems.")):
            assert says_what_was_asked(part, ticket)
            assert f"{rule.ground} This is a ground by law ({rule.law}), not Integra's privacy policy." in part
            assert "There are three systems." in part
            assert all(working in part for working in ticket.working)
            assert part.count(f"{ticket.due_on:%A} {ticket.due_on.day} {ticket.due_on:%B} {ticket.due_on.year}") >= 2
            assert says_the_remedies(part, ticket)

    def test_moves_the_day_that_the_acknowledgement_put_into_the_calendar(self) -> None:
        before, after = filed(), filed(extended=True)
        mails = LETTERS.acknowledgement(before), step("extension", after, reason="Three systems.")
        events = [Calendar.from_ical(file.text).events[0] for mail in mails for file in mail.attachments]
        assert [event.start for event in events] == [before.due_on, after.due_on]
        assert len({event.uid for event in events}) == 1
        assert {event.url for event in events} == {PAGE}

    def test_has_no_day_for_the_calendar_where_the_law_sets_none(self) -> None:
        assert LETTERS.acknowledgement(replace(filed(), law="", working=())).attachments == ()


class TestQuestion:
    @pytest.mark.parametrize(
        ("regime", "kind", "words"),
        [
            ("eu", TicketType.ACCESS, "By law (GDPR Art. 12(3), Rec. 63) our time goes on while we wait"),
            ("uk", TicketType.ACCESS, "By law (UK GDPR Art. 12A) the days until your answer do not count"),
            ("uk", TicketType.ERASURE, "By law (UK GDPR Art. 12A) our time goes on while we wait"),
            ("california", TicketType.ACCESS, "By law (11 CCR § 7021(b)) our time goes on while we wait"),
            ("india", TicketType.ACCESS, "By law (DPDP Rules, Rule 14(3)) our time goes on while we wait"),
        ],
    )
    def test_says_what_waiting_does_to_the_clock(self, regime: str, kind: TicketType, words: str) -> None:
        ticket = filed(regime, types=[kind], waits=[Wait("clarification", TODAY)])
        for part in both(step("question", ticket, text="Which account?", reason="You have two.")):
            assert words in part
            assert f"due by {ticket.due_on:%A} {ticket.due_on.day}" in part

    def test_says_what_why_and_how_to_answer(self) -> None:
        mail = step("question", filed(), text="Which account?\n- shop\n- forum", reason="You have two.")
        assert "Which account?\n- shop\n- forum\n" in mail.text
        for part in both(mail):
            assert "You have two." in part
            assert "Reply to this mail, or write on the page of your request" in part

    def test_is_silent_about_the_clock_where_the_law_sets_no_date(self) -> None:
        ticket = replace(filed(types=[TicketType.COMPLAINT]), law="", working=())
        assert "due" not in both(step("question", ticket, text="Who?", reason="You name nobody."))[0]


class TestProof:
    @LAWS
    def test_says_what_waiting_does_to_the_clock(self, regime: str) -> None:
        ticket, rule = filed(regime, waits=[Wait("identity", TODAY)]), load_regime(regime).identity
        does = "counts from the day your proof comes" if regime == "uk" else "goes on while we wait"
        for part in both(step("proof", ticket, text="Your customer number?", reason="Two have your name.")):
            assert f"By law ({rule.law}) our time {does}" in part
            assert f"due by {ticket.due_on:%A} {ticket.due_on.day}" in part
            assert f"By law ({rule.law}) we may ask for what we need to be sure, and for no more." in part
            assert "Send no copy of an identity card or passport unless we ask for one above" in part
            assert "Two have your name." in part


class TestCompletion:
    @LAWS
    def test_says_what_was_done_what_follows_by_law_and_what_can_be_done(self, regime: str) -> None:
        ticket = filed(regime)
        for part in both(step("completion", ticket, text="All is deleted.")):
            assert "All is deleted." in part
            assert says_what_was_asked(part, ticket)
            assert says_the_remedies(part, ticket)
            assert all(f"{rule.words} ({rule.law})" in part for rule in load_regime(regime).follows(ticket.draft.types))

    @pytest.mark.parametrize("kind", [TicketType.RECTIFICATION, TicketType.ERASURE, TicketType.RESTRICTION])
    @pytest.mark.parametrize(("regime", "article"), [("eu", "GDPR Art. 19"), ("uk", "UK GDPR Art. 19")])
    def test_says_that_the_recipients_are_told(self, kind: TicketType, regime: str, article: str) -> None:
        for part in both(step("completion", filed(regime, types=[kind]), text="Done.")):
            assert "What follows by law".casefold() in part.casefold()
            assert f"and we tell you who they are. ({article})" in part

    def test_says_nothing_of_a_law_that_asks_nothing_more(self) -> None:
        mail = step("completion", filed(types=[TicketType.OBJECTION]), text="Done.")
        assert "follows by law" not in mail.text.casefold() + mail.html.casefold()

    @pytest.mark.parametrize("kind", TicketType)
    def test_says_where_files_are_when_there_may_be_some(self, kind: TicketType) -> None:
        expected = kind in {TicketType.ACCESS, TicketType.PORTABILITY}
        for part in both(step("completion", filed(types=[kind]), text="Done.")):
            assert ("Where files belong to the answer" in part) is expected


class TestWithdrawal:
    @LAWS
    def test_says_how_the_handler_knows_of_it_and_what_can_be_done(self, regime: str) -> None:
        ticket = filed(regime)
        for part in both(step("withdrawal", ticket, reason="You told us by telephone.")):
            assert "You told us by telephone." in part
            assert says_the_remedies(part, ticket)

    def test_gives_no_reason_to_those_who_withdrew_themselves(self) -> None:
        for part in both(step("withdrawal", filed())):
            assert "how we know" not in part.casefold()
            assert "have you changed your mind? Reply to this mail." in part


class TestAddressThatNobodyProved:
    @pytest.mark.parametrize("letter", ["acknowledged", "question", "proof", "completion", "withdrawal"])
    def test_is_sent_to_no_page_whose_code_it_never_gets(self, letter: str) -> None:
        complaint = replace(filed(types=[TicketType.COMPLAINT]), verified_at=None, law="", working=())
        mail = step(letter, complaint, text="We look into it.", reason="It was unclear.")
        assert PAGE not in mail.text
        assert Page(mail.html).links == []
        assert all("Reply to this mail." in part for part in both(mail))


class TestMerger:
    def test_leads_to_the_request_that_goes_on(self) -> None:
        mail = step("merger", replace(filed(), merged_into="PR-0B1C-2D3F-4G"))
        assert mail.subject == f"Your request {REFERENCE} goes on as PR-0B1C-2D3F-4G"
        assert "https://privacy.example/requests/PR-0B1C-2D3F-4G\n" in mail.text
        assert Page(mail.html).links == ["https://privacy.example/requests/PR-0B1C-2D3F-4G"]


class TestAnswerFile:
    def test_says_where_it_is_what_opens_it_and_until_when(self) -> None:
        file = AnswerFile("id", REFERENCE, "copy of <all>.zip", "application/zip", 9, NOW, NOW + timedelta(days=14))
        mail = LETTERS.answer_file(filed(), file, entry=entry())
        assert mail.key == f"answer_file:{REFERENCE}:7"
        assert PAGE in mail.text
        for part in both(mail):
            assert "copy of <all>.zip" in part
            assert "Get it by Tuesday 24 February 2026." in part
            assert "a code" in part


class TestNotice:
    def test_tells_little_and_what_to_do(self) -> None:
        draft = replace(filed().draft, on_behalf_of=OnBehalfOf("Ada Example", "her mother", "ada@example.org"))
        mail = LETTERS.notice(replace(filed(), draft=draft))
        assert (mail.to, mail.reply_to, mail.thread) == ("ada@example.org", "dpo@integra.co.in", "")
        for part in both(mail):
            assert squeezed("Somebody has made a request to Integra about personal data.") in part
            assert "Reply to this mail, or write to dpo@integra.co.in, and say so with the reference." in part
            assert REFERENCE in part
            for secret in ("zoe@example.org", "Customer 42", "my data!", "Ada", PAGE):
                assert secret not in part
