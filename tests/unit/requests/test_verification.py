"""The one-time code: what fits, what does not, and when it is over."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import CodeExpiredError
from assistant.requests.ticket import Mint
from assistant.requests.verification import LIFETIME, attempt, issue

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
KEY = b"secret"


class TestAttempt:
    @pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "123–456", "12\u00a034\u202f56\n"])  # noqa: RUF001 - people's dashes
    def test_takes_the_code_however_it_is_spaced(self, typed: str) -> None:
        assert attempt(issue("PR-1", "123456", key=KEY, now=NOW), typed, key=KEY, now=NOW).used

    def test_counts_what_does_not_fit(self) -> None:
        tried = attempt(issue("PR-1", "123456", key=KEY, now=NOW), "123457", key=KEY, now=NOW)
        assert (tried.used, tried.tries) == (False, 1)

    @given(typed=st.text())
    def test_takes_nothing_else(self, typed: str) -> None:
        code = issue("PR-1", "123456", key=KEY, now=NOW)
        digits = re.sub(r"[\s\-\u2010-\u2015]", "", typed)
        assert attempt(code, typed, key=KEY, now=NOW).used == (digits == "123456")

    def test_is_over_after_ten_minutes(self) -> None:
        code = issue("PR-1", "123456", key=KEY, now=NOW)
        assert timedelta(minutes=10) == LIFETIME
        assert attempt(code, "123456", key=KEY, now=NOW + LIFETIME - timedelta(seconds=1)).used
        with pytest.raises(CodeExpiredError):
            attempt(code, "123456", key=KEY, now=NOW + LIFETIME)

    def test_is_over_after_three_wrong_tries(self) -> None:
        code = issue("PR-1", "123456", key=KEY, now=NOW)
        for _ in range(3):
            code = attempt(code, "000000", key=KEY, now=NOW)
        with pytest.raises(CodeExpiredError):
            attempt(code, "123456", key=KEY, now=NOW)

    def test_is_over_once_used(self) -> None:
        used = attempt(issue("PR-1", "123456", key=KEY, now=NOW), "123456", key=KEY, now=NOW)
        with pytest.raises(CodeExpiredError):
            attempt(used, "123456", key=KEY, now=NOW)


class TestIssue:
    def test_keeps_no_code_and_binds_it_to_ticket_and_installation(self) -> None:
        code = issue("PR-1", "123456", key=KEY, now=NOW)
        others = (issue("PR-2", "123456", key=KEY, now=NOW), issue("PR-1", "123456", key=b"other", now=NOW))
        assert "123456" not in repr(code)
        assert code.code_hash not in {other.code_hash for other in others}


class TestMint:
    def test_makes_references_that_cannot_be_guessed_or_misread(self) -> None:
        references = {Mint().reference() for _ in range(1000)}
        assert len(references) == 1000
        allowed = r"PR-[0-9B-DF-HJ-NP-TV-Z]{4}-[0-9B-DF-HJ-NP-TV-Z]{4}-[0-9B-DF-HJ-NP-TV-Z]{2}"
        assert all(re.fullmatch(allowed, reference) and "L" not in reference for reference in references)

    def test_makes_codes_of_six_digits(self) -> None:
        assert all(re.fullmatch(r"[0-9]{6}", Mint().code()) for _ in range(1000))
