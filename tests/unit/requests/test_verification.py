"""The one-time code: what fits, what does not, and when it is over."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import CodeExpiredError
from assistant.model import Channel, Draft, Ticket, TicketStatus, TicketType
from assistant.requests.ticket import Mint, read_reference
from assistant.requests.verification import LIFETIME, attempt, issue

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
KEY = b"secret"
TICKET = Ticket(
    reference="PR-1",
    draft=Draft((TicketType.ERASURE,), "Zoë", "zoe@example.com", "", (), NOW, Channel.WEB),
    status=TicketStatus.AWAITING_VERIFICATION,
    due_on=NOW.date(),
    regime="eu",
    created_at=NOW,
    address_key="of zoe@example.com",
)


class TestAttempt:
    @pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "123–456", "12\u00a034\u202f56\n"])  # noqa: RUF001 - people's dashes
    def test_takes_the_code_however_it_is_spaced(self, typed: str) -> None:
        assert attempt(issue(TICKET, "123456", key=KEY, now=NOW), typed, ticket=TICKET, key=KEY, now=NOW).used

    def test_counts_what_does_not_fit(self) -> None:
        tried = attempt(issue(TICKET, "123456", key=KEY, now=NOW), "123457", ticket=TICKET, key=KEY, now=NOW)
        assert (tried.used, tried.tries) == (False, 1)

    @given(typed=st.text())
    def test_takes_nothing_else(self, typed: str) -> None:
        code = issue(TICKET, "123456", key=KEY, now=NOW)
        digits = re.sub(r"[\s\-\u2010-\u2015]", "", typed)
        assert attempt(code, typed, ticket=TICKET, key=KEY, now=NOW).used == (digits == "123456")

    def test_is_over_after_ten_minutes(self) -> None:
        code = issue(TICKET, "123456", key=KEY, now=NOW)
        assert timedelta(minutes=10) == LIFETIME
        assert attempt(code, "123456", ticket=TICKET, key=KEY, now=NOW + LIFETIME - timedelta(seconds=1)).used
        with pytest.raises(CodeExpiredError):
            attempt(code, "123456", ticket=TICKET, key=KEY, now=NOW + LIFETIME)

    def test_is_over_after_three_wrong_tries(self) -> None:
        code = issue(TICKET, "123456", key=KEY, now=NOW)
        for _ in range(3):
            code = attempt(code, "000000", ticket=TICKET, key=KEY, now=NOW)
        with pytest.raises(CodeExpiredError):
            attempt(code, "123456", ticket=TICKET, key=KEY, now=NOW)

    def test_is_over_once_used(self) -> None:
        used = attempt(issue(TICKET, "123456", key=KEY, now=NOW), "123456", ticket=TICKET, key=KEY, now=NOW)
        with pytest.raises(CodeExpiredError):
            attempt(used, "123456", ticket=TICKET, key=KEY, now=NOW)


class TestIssue:
    def test_keeps_no_code_and_binds_it_to_ticket_address_and_installation(self) -> None:
        code = issue(TICKET, "123456", key=KEY, now=NOW)
        others = (
            issue(replace(TICKET, reference="PR-2"), "123456", key=KEY, now=NOW),
            issue(replace(TICKET, address_key="another"), "123456", key=KEY, now=NOW),
            issue(TICKET, "123456", key=b"other", now=NOW),
        )
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


class TestReadReference:
    @pytest.mark.parametrize(
        "typed",
        [
            "PR-7KQ2-M9XD-4T",
            " pr-7kq2-m9xd-4t ",
            "PR 7KQ2 M9XD 4T",
            "7KQ2M9XD4T",
            "PR\u20137KQ2\u2013M9XD\u20134T.",
            "“PR-7KQ2-M9XD-4T”",
        ],
    )
    def test_takes_it_however_it_is_written(self, typed: str) -> None:
        assert read_reference(typed) == "PR-7KQ2-M9XD-4T"

    def test_takes_letters_for_the_digits_they_look_like(self) -> None:
        assert read_reference("PR-IO2L-0000-11") == "PR-1021-0000-11"

    @pytest.mark.parametrize(
        "typed", ["", "PR-", "PR-7KQ2-M9XD-4", "PR-7KQ2-M9XD-4TT", "PR-7KQ2-M9XD-4E", "XX-7KQ2-M9XD-4T"]
    )
    def test_takes_nothing_else(self, typed: str) -> None:
        assert read_reference(typed) == ""

    def test_takes_what_is_minted(self) -> None:
        assert all(read_reference(reference) == reference for reference in (Mint().reference() for _ in range(1000)))
