from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.requests.files import safe_name


class TestSafeName:
    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ("Your data (März).pdf", "Your data (März).pdf"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\ada\answer.docx", "answer.docx"),
            ("\u202ecod.exe", "cod.exe"),
            ("a\r\nb\t.txt", "ab.txt"),
            ("what?.zip", "what_.zip"),
            (".htaccess", "htaccess"),
            ("a  b.txt. ", "a b.txt"),
            ("", "file"),
            ("...", "file"),
            ("folder/", "file"),
        ],
        ids=ascii,
    )
    def test_keeps_what_is_harmless(self, given: str, name: str) -> None:
        assert safe_name(given) == name

    def test_shortens_a_name_and_keeps_its_kind(self) -> None:
        assert safe_name("x" * 300 + ".pdf") == "x" * 96 + ".pdf"
        assert len(safe_name("x." + "y" * 300)) == 100

    @given(st.text())
    def test_is_a_plain_line_of_some_length(self, text: str) -> None:
        name = safe_name(text)
        assert 1 <= len(name) <= 100
        assert name == name.strip()
        assert not set(name) & set('<>:"|?*\\/\r\n\0')
        assert name not in {".", ".."}
        assert safe_name(name) == name
