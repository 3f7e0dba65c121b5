"""How a letter is set: lines broken where they may be, a person's words never passing for ours."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letterbox import LETTERS, Page, entry, filed

from assistant.model import OnBehalfOf

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
LONG = " ".join(["word"] * 30)


def acknowledged(text: str) -> str:
    return LETTERS.step("acknowledged", filed(), entry(text=text)).text


class TestLines:
    def test_are_broken_between_words_and_hang_under_their_item(self) -> None:
        lines = acknowledged(f"{LONG}\n- {LONG}\n12. {LONG}").splitlines()
        begins = [line[: line.index("word")] for line in lines if "word" in line]
        assert begins == ["", "", "- ", "  ", "12. ", "    "]

    @pytest.mark.parametrize("whole", ["https://example.org/" + "x" * 100, "> " + LONG])
    def test_are_left_whole_where_breaking_would_change_them(self, whole: str) -> None:
        assert whole in acknowledged(f"See\n{whole}\nthere").splitlines()

    def test_keep_what_a_person_wrote_on_the_line_it_stands_on(self) -> None:
        draft = replace(filed().draft, name=LONG, on_behalf_of=OnBehalfOf(LONG, "By law we owe you " + LONG))
        lines = LETTERS.officer(replace(filed(), draft=draft)).text.splitlines()
        assert f"Name:         {LONG}" in lines
        assert f"Authority:    By law we owe you {LONG} (as stated, not checked)" in lines

    def test_leave_one_blank_line_between_two_paragraphs(self) -> None:
        assert "One.\n\nTwo.\n\nBy law" in acknowledged("One.\n\n\n\nTwo.")


class TestReferences:
    def test_are_not_broken_at_their_hyphens(self) -> None:
        html = LETTERS.step("completion", filed(), entry(text="Done.")).html
        assert '<span class="unbroken">PR-7KQ2-M9XD-4T</span>' in html


class TestLettersOnly:
    @given(name=TEXTS, authority=TEXTS)
    def test_leave_no_number_address_or_line_to_a_stranger(self, name: str, authority: str) -> None:
        draft = replace(filed().draft, name=name, on_behalf_of=OnBehalfOf("x", authority, "ada@example.org"))
        mail = LETTERS.notice(replace(filed(), draft=draft))
        plain = LETTERS.notice(replace(filed(), draft=replace(draft, on_behalf_of=OnBehalfOf("x", "x", "y"))))
        kept = [line for line in mail.text.splitlines() if line.startswith(("Their name:", "Acting as:"))]
        ours = [line for line in mail.text.splitlines() if line not in kept]
        assert len(kept) == 2
        assert [line for line in plain.text.splitlines() if line in ours] == ours
        for line in kept:
            value = line.partition(":")[2]
            assert all(sign in " '\u2019-" or unicodedata.category(sign)[0] in "LM" for sign in value)
        assert Page(mail.html).tags == Page(plain.html).tags

    def test_keep_names_of_any_script(self) -> None:
        for name in ("Zoë O'Hara-Brandt", "हिन्दी नाम", "明 王"):
            draft = replace(filed().draft, name=name, on_behalf_of=OnBehalfOf("x", "y", "ada@example.org"))
            assert f"Their name: {name}\n" in LETTERS.notice(replace(filed(), draft=draft)).text
