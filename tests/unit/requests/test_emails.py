"""What the mails that file a request say, and what they never say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from letterbox import AT_THE_DESK, LETTERS, PAGE, Page, squeezed

from assistant.model import Channel, Draft, OnBehalfOf, Ticket, TicketStatus, TicketType
from assistant.requests.clock import due
from assistant.requests.regime import load_regime
from assistant.requests.ticket import TITLES
from assistant.requests.verification import LIFETIME

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
EU = load_regime("eu")
DUE = due(NOW.date(), EU, calendar="GB-ENG")
DRAFT = Draft(
    types=(TicketType.ERASURE, TicketType.MARKETING_OPT_OUT),
    name="Zoë O'Hara-Ωmega 明",
    email="zoe@example.org",
    details="Customer 42\nsince 2019",
    words=("please delete <everything>", "and no more\nadvertising"),
    requested_at=NOW,
    channel=Channel.WEB,
)
TICKET = Ticket(
    "PR-7KQ2-M9XD-4T",
    DRAFT,
    TicketStatus.RECEIVED,
    DUE.due_on,
    "eu",
    NOW,
    verified_at=NOW,
    law=DUE.law,
    working=DUE.working,
)
# Texts as the boundary lets them in: no NUL, no half characters.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
CODE = re.compile(r"(?m)^\s*(\d{6,8})\s*$")


class TestCode:
    def test_has_the_code_alone_on_its_line_and_no_other_such_line(self) -> None:
        mail = LETTERS.code(TICKET, "012345", now=NOW)
        assert CODE.findall(mail.text) == ["012345"]
        assert "012345" in Page(mail.html).text
        assert "012345" not in mail.subject

    @given(name=TEXTS, details=TEXTS)
    def test_repeats_nothing_that_was_typed(self, name: str, details: str) -> None:
        stranger = replace(TICKET, draft=replace(DRAFT, name=name, details=details, words=(details,)))
        for letter in (LETTERS.code, LETTERS.sign_in):
            assert letter(stranger, "012345", now=NOW) == letter(TICKET, "012345", now=NOW)

    def test_opens_the_page_of_the_request_only_once_it_is_filed(self) -> None:
        before, after = LETTERS.code(TICKET, "012345", now=NOW), LETTERS.sign_in(TICKET, "012345", now=NOW)
        assert PAGE not in before.text + before.html
        assert f"{PAGE}\n" in after.text
        assert Page(after.html).links == [PAGE]
        assert CODE.findall(after.text) == ["012345"]
        assert "Give it to nobody" in after.text

    def test_is_of_no_use_after_its_time_and_the_others_always(self) -> None:
        assert LETTERS.code(TICKET, "012345", now=NOW).expires_at == NOW + LIFETIME
        assert LETTERS.sign_in(TICKET, "012345", now=NOW).expires_at == NOW + LIFETIME
        assert LETTERS.officer(TICKET).expires_at is None
        assert LETTERS.acknowledgement(TICKET).expires_at is None

    def test_is_another_mail_each_time(self) -> None:
        keys = {LETTERS.code(TICKET, "012345", now=NOW.replace(second=second)).key for second in range(2)}
        assert len(keys) == 2


class TestOfficer:
    def test_has_everything_that_is_needed_to_act(self) -> None:
        mail = LETTERS.officer(TICKET)
        assert (mail.to, mail.reply_to) == ("dpo@integra.co.in", "zoe@example.org")
        assert mail.subject == "Erasure, marketing opt-out: PR-7KQ2-M9XD-4T, due 2 March 2026"
        assert mail.message_id == "<0123abcd@integra.co.in>"
        for part in (mail.text, Page(mail.html).text):
            for fact in (
                "PR-7KQ2-M9XD-4T",
                "erasure (GDPR Art. 17)",
                "marketing opt-out (GDPR Art. 21(2)–(3))",  # noqa: RUF001 - the law's dash
                DRAFT.name,
                DRAFT.email,
                "Saturday 31 January 2026, 12:00 UTC, through the web chat",
                "Monday 2 March 2026, by law (GDPR Art. 12(3))",
                "proved; the code we mailed there came back",
                "please delete <everything>",
                "themselves",
                *DUE.working,
            ):
                assert fact in squeezed(part)

    def test_leads_to_the_desk(self) -> None:
        mail = LETTERS.officer(TICKET)
        assert AT_THE_DESK in mail.text
        assert Page(mail.html).links == [AT_THE_DESK]

    def test_says_for_whom_and_by_what_authority(self) -> None:
        draft = replace(DRAFT, on_behalf_of=OnBehalfOf("Ada Hara", "power of attorney"))
        mail = LETTERS.officer(replace(TICKET, draft=draft))
        for part in (mail.text, Page(mail.html).text):
            assert "Ada Hara" in part
            assert "power of attorney (as stated, not checked)" in part
            assert "Told of it" not in part

    def test_says_whom_else_was_told(self) -> None:
        draft = replace(DRAFT, on_behalf_of=OnBehalfOf("Ada Hara", "power of attorney", "ada@example.org"))
        mail = LETTERS.officer(replace(TICKET, draft=draft))
        for part in (mail.text, Page(mail.html).text):
            assert "ada@example.org (as stated, not checked)" in part

    def test_warns_of_an_address_that_nobody_proved(self) -> None:
        mail = LETTERS.officer(replace(TICKET, verified_at=None))
        assert mail.reply_to == ""
        assert "NOT proved" in mail.text
        assert "NOT proved" in mail.html

    @pytest.mark.parametrize("kind", [TicketType.INCIDENT, TicketType.COMPLAINT, TicketType.ENQUIRY])
    def test_states_no_date_where_the_law_sets_none(self, kind: TicketType) -> None:
        draft = replace(DRAFT, types=(kind,), name="", email="", words=(), details="")
        mail = LETTERS.officer(replace(TICKET, draft=draft, verified_at=None, law="", working=()))
        assert mail.subject == f"{TITLES[kind].capitalize()}: PR-7KQ2-M9XD-4T"
        for part in (mail.text, Page(mail.html).text):
            assert "the law sets no date for this" in part
            assert "GDPR" not in part
            assert part.count("not given") == 2

    def test_names_the_law_of_the_ticket_and_not_of_today(self) -> None:
        ticket = replace(TICKET, regime="uk", law="an older law", working=("Counted as it was then.",))
        for mail in (LETTERS.officer(ticket), LETTERS.acknowledgement(ticket)):
            for part in (mail.text, mail.html):
                assert "by law (an older law)" in part.lower() or "By law (an older law)" in part
                assert "Counted as it was then." in part
                assert f"erasure ({load_regime('uk').articles[TicketType.ERASURE]})" in part

    def test_prints_the_words_once_when_there_are_only_details(self) -> None:
        mail = LETTERS.officer(replace(TICKET, draft=replace(DRAFT, words=(), details="Everything, please.")))
        for part in (mail.text, Page(mail.html).text):
            assert part.count("Everything, please.") == 1
            assert "their words" not in part.lower()

    @given(name=TEXTS.filter(str.strip), words=TEXTS)
    def test_carries_name_and_words_intact_in_any_script(self, name: str, words: str) -> None:
        mail = LETTERS.officer(replace(TICKET, draft=replace(DRAFT, name=name, words=(words,))))
        assert squeezed(name) in squeezed(mail.text)
        assert squeezed(words) in squeezed(re.sub(r"(?m)^> ?", "", mail.text))

    @given(name=TEXTS, words=TEXTS, details=TEXTS)
    def test_lets_nobody_write_a_line_or_a_tag_of_ours(self, name: str, words: str, details: str) -> None:
        harmless = LETTERS.officer(replace(TICKET, draft=replace(DRAFT, name="x", words=("x",), details="x")))
        mail = LETTERS.officer(replace(TICKET, draft=replace(DRAFT, name=name, words=(words,), details=details or "x")))
        ours = [line for line in mail.text.splitlines() if not line.startswith((">", "Name:"))]
        assert ours == [line for line in harmless.text.splitlines() if not line.startswith((">", "Name:"))]
        assert Page(mail.html).tags == Page(harmless.html).tags


class TestAcknowledgement:
    def test_says_what_when_why_and_what_next(self) -> None:
        mail = LETTERS.acknowledgement(TICKET)
        assert (mail.to, mail.reply_to) == ("zoe@example.org", "dpo@integra.co.in")
        assert mail.subject == "We have your request PR-7KQ2-M9XD-4T"
        for part in (squeezed(mail.text), squeezed(Page(mail.html).text)):
            assert "By law (GDPR Art. 12(3)) the answer is due by Monday 2 March 2026" in part
            assert "what the law says, not Integra's privacy policy" in part
            assert "erasure (GDPR Art. 17)" in part
            assert "write to dpo@integra.co.in" in part
            assert all(step in part for step in DUE.working)
        assert f"{PAGE}\n" in mail.text
        assert Page(mail.html).links == [PAGE]

    def test_has_the_day_for_the_calendar(self) -> None:
        (file,) = LETTERS.acknowledgement(TICKET).attachments
        assert (file.name, file.media_type) == ("PR-7KQ2-M9XD-4T.ics", "text/calendar; charset=utf-8")
        (event,) = Calendar.from_ical(file.text).events
        assert (event.start, event.url, event.stamp) == (DUE.due_on, PAGE, NOW)
        assert DRAFT.name not in file.text

    def test_sets_no_date_where_the_law_sets_none(self) -> None:
        draft = replace(DRAFT, types=(TicketType.COMPLAINT,), on_behalf_of=OnBehalfOf("Ada", "mother"))
        mail = LETTERS.acknowledgement(replace(TICKET, draft=draft, law="", working=()))
        assert "By law" not in mail.text + mail.html
        assert "calendar" not in mail.text + mail.html
        assert "on behalf of Ada" in mail.text


class TestSubjects:
    def test_are_short(self) -> None:
        every = LETTERS.officer(replace(TICKET, draft=replace(DRAFT, types=tuple(TicketType)[:3])))
        for mail in (LETTERS.code(TICKET, "1", now=NOW), LETTERS.acknowledgement(TICKET), every):
            assert len(mail.subject) <= 78
