"""What holds for every mail there is, under every law: short, linked, in its thread, the same in both forms."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letterbox import CALENDARS, LETTERS, NOW, PAGE, REFERENCE, Page, both, entry, filed

from assistant.requests.regime import load_regime, regime_names
from assistant.requests.samples import SAMPLES, samples

if TYPE_CHECKING:
    from assistant.model import Mail

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
FACTS = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}|(?:Art\.|s\.|§) [\d()a-z.]+\d|PR-[0-9A-Z-]+|\S+@\S+\w")
MAILS = {
    f"{regime}-{letter}": mail
    for regime in regime_names()
    for letter, mail in samples(LETTERS, regime=load_regime(regime), calendar=CALENDARS[regime], now=NOW).items()
}


@pytest.fixture(params=MAILS)
def mail(request: pytest.FixtureRequest) -> Mail:
    return MAILS[request.param]


class TestEveryLetter:
    def test_has_a_sample_wherever_the_law_knows_it(self) -> None:
        seen = Counter(name.partition("-")[2] for name in MAILS)
        extending = [name for name in regime_names() if load_regime(name).extend]
        assert seen == Counter({letter: len(regime_names()) for letter in SAMPLES} | {"extension": len(extending)})

    def test_has_a_short_subject_on_one_line(self, mail: Mail) -> None:
        assert 0 < len(mail.subject) <= 78
        assert mail.subject.isprintable()
        assert not mail.text.startswith("Subject")

    def test_keeps_its_lines_short(self, mail: Mail) -> None:
        long = [line for line in mail.text.splitlines() if len(line) > 78 and not line.startswith(">")]
        assert long == []

    def test_says_the_same_in_both_forms(self, mail: Mail) -> None:
        text, page = both(mail)
        text = re.sub(r"https?://\S+", "", f"{mail.subject} {text}")
        assert set(FACTS.findall(text)) == set(FACTS.findall(page))

    def test_leads_the_person_to_their_page_and_the_officer_to_the_desk(self, mail: Mail) -> None:
        letter = mail.key.partition(":")[0]
        to_person = mail.to == "zoe@example.org"
        link = PAGE.replace(REFERENCE, "PR-") if to_person else "https://privacy.example/desk"
        expected = letter not in {"code", "handed_in", "notice"}
        assert (link in mail.text) is expected
        assert any(address.startswith(link) for address in Page(mail.html).links) is expected
        assert ("/desk" in mail.text + mail.html) is (mail.to == "dpo@integra.co.in")

    def test_stands_in_the_thread_of_its_ticket_and_side(self, mail: Mail) -> None:
        sides = {"zoe@example.org": "person", "dpo@integra.co.in": "officer"}
        expected = f"<{REFERENCE}.{sides[mail.to]}@integra.co.in>" if mail.about and mail.to in sides else ""
        assert mail.thread == ("" if mail.to == "ada@example.org" else expected)
        assert mail.message_id == "<0123abcd@integra.co.in>"

    def test_runs_no_script_and_loads_nothing(self, mail: Mail) -> None:
        assert not {"script", "img", "link", "iframe", "object"} & set(Page(mail.html).tags)
        assert "url(" not in mail.html

    @pytest.mark.parametrize("letter", ["acknowledged", "question", "completion", "withdrawal"])
    @given(words=TEXTS)
    def test_shows_what_the_handler_wrote_as_text(self, letter: str, words: str) -> None:
        mail, harmless = (LETTERS.step(letter, filed(), entry(text=text, reason=text)) for text in (words or "x", "x"))
        assert Page(mail.html).tags == Page(harmless.html).tags
        assert mail.subject == harmless.subject
