from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.requests.slots import find_code, find_email, tries_email


class TestFindEmail:
    @pytest.mark.parametrize(
        ("text", "email"),
        [
            ("a@example.org", "a@example.org"),
            ("it's <a@example.org>.", "a@example.org"),
            ("Mail: a.b+c@sub.example.co.uk, thanks", "a.b+c@sub.example.co.uk"),
            ("use new@example.org, not old@example.org", "new@example.org"),
            ("old@example.org is wrong, it's new@example.org", "new@example.org"),
            ("<mailto:jo@example.org|jo@example.org>", "jo@example.org"),
            ("josé@exämple.org", "josé@exämple.org"),
        ],
    )
    def test_finds_the_one_that_is_meant(self, text: str, email: str) -> None:
        assert find_email(text) == email

    @pytest.mark.parametrize("text", ["bart.snell@@example", "a@", "@b", "joan at kettle dot net", "", "a@b\r\nBcc: c"])
    def test_finds_none_where_there_is_none(self, text: str) -> None:
        assert find_email(text) is None

    @given(st.text(max_size=300))
    def test_never_returns_what_could_break_a_header(self, text: str) -> None:
        email = find_email(text)
        assert email is None or not set(email) & set("\r\n\0 ,;<>")


class TestTriesEmail:
    @pytest.mark.parametrize("text", ["bart.snell@@example", "joan at kettle dot net", "joan.kettle.com"])
    def test_tells_a_slip_from_something_else(self, text: str) -> None:
        assert tries_email(text)
        assert not tries_email("I have none")


class TestFindCode:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("123456", "123456"),
            ("123 456", "123456"),
            ("1 2 3 4 5 6", "123456"),
            ("the code is 123-456.", "123456"),
            ("sorry, misread it. 004455", "004455"),
            ("١٢٣٤٥٦", "123456"),
            ("in 5 minutes 123456", "123456"),
        ],
    )
    def test_finds_six_digits_however_typed(self, text: str, code: str) -> None:
        assert find_code(text) == code

    @pytest.mark.parametrize("text", ["01632 960155", "12345678", "12345", "ann123456@example.org", "yes"])
    def test_takes_no_other_number_for_a_code(self, text: str) -> None:
        assert find_code(text) is None
