"""What the three mails say, and what they never say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Channel, Draft, OnBehalfOf, Ticket, TicketStatus, TicketType
from assistant.requests.clock import due
from assistant.requests.emails import Letters
from assistant.requests.regime import load_regime
from assistant.requests.ticket import TITLES
from assistant.requests.verification import LIFETIME

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
EU = load_regime("eu")
LETTERS = Letters("Integra", "dpo@integra.co.in", lambda: "0123abcd", "https://privacy.example")
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


def squeezed(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029\u0085]+", " ", text).strip()


class _Texts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


class TestCode:
    def test_has_the_code_alone_on_its_line_and_no_other_such_line(self) -> None:
        mail = LETTERS.code(TICKET, "012345", now=NOW)
        assert CODE.findall(mail.text) == ["012345"]
        assert "012345" in _Texts(mail.html).text
        assert "012345" not in mail.subject

    @given(name=TEXTS, details=TEXTS)
    def test_repeats_nothing_that_was_typed(self, name: str, details: str) -> None:
        stranger = replace(TICKET, draft=replace(DRAFT, name=name, details=details, words=(details,)))
        assert LETTERS.code(stranger, "012345", now=NOW) == LETTERS.code(TICKET, "012345", now=NOW)

    def test_is_of_no_use_after_its_time_and_the_others_always(self) -> None:
        assert LETTERS.code(TICKET, "012345", now=NOW).expires_at == NOW + LIFETIME
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
        for part in (mail.text, _Texts(mail.html).text):
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

    def test_says_for_whom_and_by_what_authority(self) -> None:
        draft = replace(DRAFT, on_behalf_of=OnBehalfOf("Ada Hara", "power of attorney"))
        mail = LETTERS.officer(replace(TICKET, draft=draft))
        for part in (mail.text, _Texts(mail.html).text):
            assert "Ada Hara" in part
            assert "power of attorney (as stated, not checked)" in part

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
        for part in (mail.text, _Texts(mail.html).text):
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
        for part in (mail.text, _Texts(mail.html).text):
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
        assert _Texts(mail.html).tags == _Texts(harmless.html).tags


class TestAcknowledgement:
    def test_says_what_when_why_and_what_next(self) -> None:
        mail = LETTERS.acknowledgement(TICKET)
        assert (mail.to, mail.reply_to) == ("zoe@example.org", "dpo@integra.co.in")
        assert mail.subject == "We have your request PR-7KQ2-M9XD-4T"
        for part in (squeezed(mail.text), squeezed(_Texts(mail.html).text)):
            assert "By law (GDPR Art. 12(3)) the answer is due by Monday 2 March 2026" in part
            assert "what the law says, not Integra's privacy policy" in part
            assert "erasure (GDPR Art. 17)" in part
            assert "write to dpo@integra.co.in" in part
            assert all(step in part for step in DUE.working)

    def test_sets_no_date_where_the_law_sets_none(self) -> None:
        draft = replace(DRAFT, types=(TicketType.COMPLAINT,), on_behalf_of=OnBehalfOf("Ada", "mother"))
        mail = LETTERS.acknowledgement(replace(TICKET, draft=draft, law="", working=()))
        assert "By law" not in mail.text + mail.html
        assert "on behalf of Ada" in mail.text


class TestSubjects:
    def test_are_short(self) -> None:
        every = LETTERS.officer(replace(TICKET, draft=replace(DRAFT, types=tuple(TicketType)[:3])))
        for mail in (LETTERS.code(TICKET, "1", now=NOW), LETTERS.acknowledgement(TICKET), every):
            assert len(mail.subject) <= 78
