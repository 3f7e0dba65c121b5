"""From a draft to a filed ticket, in real databases."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.errors import CodeExpiredError, InputError, NotFoundError, RateLimitedError, WrongCodeError
from assistant.model import Channel, Draft, Mail, TicketStatus, TicketType
from assistant.requests.filing import Filing
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from assistant.adapters.database import Database
    from assistant.model import Ticket
    from assistant.requests.filing import Filed

NOW = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
FILING = Filing(
    "Integra",
    "dpo@integra.co.in",
    load_regime("eu"),
    calendar="GB-ENG",
    key=b"secret",
    public_url="https://privacy.example",
)
DRAFT = Draft(
    types=(TicketType.ERASURE,),
    name="Zoë",
    email="zoe@example.org",
    details="",
    words=("delete my data",),
    requested_at=datetime(2026, 1, 31, 23, 59, tzinfo=UTC),
    channel=Channel.WEB,
)


def opened(database: Database, *, at: datetime = NOW) -> Ticket:
    with database.unit_of_work() as unit:
        ticket = FILING.open(unit, DRAFT, now=at, source="somebody")
        unit.commit()
    return ticket


def resent(database: Database, reference: str, *, at: datetime) -> None:
    with database.unit_of_work() as unit:
        FILING.resend(unit, reference, now=at, source="somebody")
        unit.commit()


def verified(database: Database, reference: str, code: str, *, at: datetime = NOW) -> Filed:
    with database.unit_of_work() as unit:
        try:
            return FILING.verify(unit, reference, code, now=at)
        finally:
            unit.commit()


def mails(database: Database) -> list[Mail]:
    with database.unit_of_work() as unit:
        return [row.parcel for row in unit.outbox.rows() if isinstance(row.parcel, Mail)]


def code_in(mail: Mail) -> str:
    (code,) = re.findall(r"(?m)^\s*(\d{6,8})\s*$", mail.text)
    return str(code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


class TestOpen:
    def test_mails_a_code_and_nobody_else(self, database: Database) -> None:
        ticket = opened(database)
        assert ticket.status is TicketStatus.AWAITING_VERIFICATION
        assert [mail.to for mail in mails(database)] == ["zoe@example.org"]

    def test_counts_from_the_message_that_made_the_request(self, database: Database) -> None:
        assert opened(database).due_on == date(2026, 3, 2)

    def test_leaves_nothing_behind_when_the_caller_does_not_commit(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            ticket = FILING.open(unit, DRAFT, now=NOW, source="")
        with database.unit_of_work() as unit:
            assert unit.tickets.get(ticket.reference) is None
        assert mails(database) == []

    def test_mails_ten_codes_an_hour_to_an_address_for_one_source(self, database: Database) -> None:
        for _ in range(10):
            opened(database)
        with database.unit_of_work() as unit, pytest.raises(RateLimitedError) as caught:
            FILING.open(unit, replace(DRAFT, email="ZOE@example.org"), now=NOW, source="somebody")
        assert caught.value.retry_after == 3600
        opened(database, at=NOW + timedelta(hours=1))

    def test_shuts_nobody_out_for_what_another_source_did(self, database: Database) -> None:
        for _ in range(10):
            opened(database)
        with database.unit_of_work() as unit:
            assert FILING.open(unit, DRAFT, now=NOW, source="the owner of the address")

    def test_mails_thirty_codes_an_hour_to_an_address_for_all_together(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for number in range(30):
                FILING.open(unit, DRAFT, now=NOW, source=f"{number}")
            with pytest.raises(RateLimitedError):
                FILING.open(unit, DRAFT, now=NOW, source="another")

    def test_takes_three_hundred_an_hour_from_a_source(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for number in range(300):
                FILING.open(unit, replace(DRAFT, email=f"{number}@example.org"), now=NOW, source="one")
            with pytest.raises(RateLimitedError):
                FILING.open(unit, replace(DRAFT, email="another@example.org"), now=NOW, source="one")
            FILING.open(unit, replace(DRAFT, email="another@example.org"), now=NOW, source="two")


class TestVerify:
    def test_files_once_and_tells_officer_and_requester(self, database: Database) -> None:
        reference = opened(database).reference
        code = code_in(mails(database)[0])
        filed = verified(database, reference, f" {code[:3]} {code[3:]}")
        assert filed.ticket.status is TicketStatus.RECEIVED
        assert filed.ticket.verified_at == NOW
        assert [mail.to for mail in mails(database)[1:]] == ["dpo@integra.co.in", "zoe@example.org"]
        with pytest.raises(CodeExpiredError):
            verified(database, reference, code)
        assert len(mails(database)) == 3

    def test_bears_three_wrong_tries(self, database: Database) -> None:
        reference = opened(database).reference
        code = code_in(mails(database)[0])
        left = []
        for _ in range(2):
            with pytest.raises(WrongCodeError) as caught:
                verified(database, reference, wrong(code))
            left.append(caught.value.tries_left)
        assert left == [2, 1]
        for typed in (wrong(code), code):
            with pytest.raises(CodeExpiredError):
                verified(database, reference, typed)
        assert len(mails(database)) == 1

    def test_bears_three_wrong_tries_also_when_all_come_at_once(self, database: Database) -> None:
        reference = opened(database).reference
        code = code_in(mails(database)[0])

        def guess(_: int) -> type[InputError]:
            with pytest.raises(InputError) as caught:
                verified(database, reference, wrong(code))
            return type(caught.value)

        with ThreadPoolExecutor(8) as pool:
            kinds = list(pool.map(guess, range(12)))
        assert kinds.count(WrongCodeError) == 2

    def test_files_once_also_when_the_right_code_comes_twice_at_once(self, database: Database) -> None:
        reference = opened(database).reference
        code = code_in(mails(database)[0])

        def confirm(_: int) -> bool:
            try:
                verified(database, reference, code)
            except CodeExpiredError:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(confirm, range(4))) == 1
        assert len(mails(database)) == 3

    def test_takes_a_code_for_ten_minutes(self, database: Database) -> None:
        reference = opened(database).reference
        with pytest.raises(CodeExpiredError):
            verified(database, reference, code_in(mails(database)[0]), at=NOW + timedelta(minutes=10))

    def test_takes_no_other_tickets_code(self, database: Database) -> None:
        reference = opened(database).reference
        opened(database)
        first, second = (code_in(mail) for mail in mails(database))
        if first != second:
            with pytest.raises(WrongCodeError):
                verified(database, reference, second)

    def test_knows_no_unknown_ticket(self, database: Database) -> None:
        with pytest.raises(NotFoundError):
            verified(database, "PR-0000-0000-00", "123456")


class TestWorking:
    def test_is_the_one_of_the_day_it_was_opened(self, database: Database) -> None:
        ticket = opened(database)
        assert ticket.working == FILING.due(DRAFT).working
        tomorrow = replace(FILING, regime=load_regime("india"), calendar="IN")
        with database.unit_of_work() as unit:
            filed = tomorrow.verify(unit, ticket.reference, code_in(mails(database)[0]), now=NOW)
            unit.commit()
        assert (filed.ticket.working, filed.ticket.law) == (ticket.working, ticket.law)
        for mail in mails(database)[1:]:
            assert ticket.law in mail.text
            assert all(step in " ".join(mail.text.split()) for step in ticket.working)

    @pytest.mark.parametrize("kind", [TicketType.INCIDENT, TicketType.COMPLAINT, TicketType.ENQUIRY])
    def test_is_empty_where_the_law_sets_no_date(self, database: Database, kind: TicketType) -> None:
        with database.unit_of_work() as unit:
            ticket = FILING.open(unit, replace(DRAFT, types=(kind,)), now=NOW, source="")
        assert (ticket.working, ticket.law) == ((), "")


class TestResend:
    def test_replaces_the_code_and_its_spent_tries(self, database: Database) -> None:
        reference = opened(database).reference
        old = code_in(mails(database)[0])
        for _ in range(3):
            with pytest.raises(InputError):
                verified(database, reference, wrong(old))
        resent(database, reference, at=NOW + timedelta(minutes=1))
        new = code_in(mails(database)[1])
        if old != new:
            with pytest.raises(WrongCodeError):
                verified(database, reference, old, at=NOW + timedelta(minutes=1))
        assert verified(database, reference, new, at=NOW + timedelta(minutes=10)).ticket.verified_at

    def test_counts_against_the_same_limit(self, database: Database) -> None:
        reference = opened(database).reference
        for minute in range(1, 10):
            resent(database, reference, at=NOW + timedelta(minutes=minute))
        with pytest.raises(RateLimitedError):
            resent(database, reference, at=NOW + timedelta(minutes=10))

    def test_knows_only_tickets_that_wait(self, database: Database) -> None:
        reference = opened(database).reference
        verified(database, reference, code_in(mails(database)[0]))
        for known in (reference, "PR-0000-0000-00"):
            with pytest.raises(NotFoundError):
                resent(database, known, at=NOW)


class TestFileUnverified:
    def test_tells_the_officer_at_once_and_the_address_nothing(self, database: Database) -> None:
        incident = replace(DRAFT, types=(TicketType.INCIDENT,), name="")
        with database.unit_of_work() as unit:
            ticket = FILING.file_unverified(unit, incident, now=NOW, source="somebody")
            unit.commit()
        (mail,) = mails(database)
        assert (mail.to, mail.reply_to) == ("dpo@integra.co.in", "")
        assert "NOT proved" in mail.text
        with database.unit_of_work() as unit:
            assert unit.tickets.get(ticket.reference) == ticket
            with pytest.raises(NotFoundError):
                FILING.status(unit, ticket.reference, "")

    def test_takes_twenty_an_hour_from_a_source(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for _ in range(20):
                FILING.file_unverified(unit, DRAFT, now=NOW, source="one")
            with pytest.raises(RateLimitedError):
                FILING.file_unverified(unit, DRAFT, now=NOW, source="one")
            FILING.file_unverified(unit, DRAFT, now=NOW, source="two")
            FILING.open(unit, DRAFT, now=NOW, source="one")


class TestWithdraw:
    def test_forgets_a_ticket_that_waits(self, database: Database) -> None:
        reference = opened(database).reference
        with database.unit_of_work() as unit:
            FILING.withdraw(unit, reference, now=NOW)
            FILING.withdraw(unit, "PR-0000-0000-00", now=NOW)
            assert unit.tickets.get(reference) is None
            assert unit.codes.get(reference) is None

    def test_leaves_a_filed_ticket_alone(self, database: Database) -> None:
        reference = opened(database).reference
        verified(database, reference, code_in(mails(database)[0]))
        with database.unit_of_work() as unit:
            FILING.withdraw(unit, reference, now=NOW)
            assert unit.tickets.get(reference)


class TestStatus:
    def test_opens_with_the_token_only_and_tells_strangers_nothing(self, database: Database) -> None:
        reference = opened(database).reference
        filed = verified(database, reference, code_in(mails(database)[0]))
        with database.unit_of_work() as unit:
            assert FILING.status(unit, reference, filed.token) == filed.ticket
            for known, token in ((reference, "wrong"), (reference, ""), ("PR-0000-0000-00", filed.token)):
                with pytest.raises(NotFoundError) as caught:
                    FILING.status(unit, known, token)
                assert caught.value.message == NotFoundError().message

    def test_keeps_no_token(self, database: Database) -> None:
        reference = opened(database).reference
        filed = verified(database, reference, code_in(mails(database)[0]))
        assert filed.token not in repr(filed.ticket)
        assert all(filed.token not in mail.text for mail in mails(database))

    def test_is_closed_until_the_mailbox_is_proved(self, database: Database) -> None:
        reference = opened(database).reference
        with database.unit_of_work() as unit, pytest.raises(NotFoundError):
            FILING.status(unit, reference, "")
