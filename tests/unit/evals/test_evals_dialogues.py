"""How a dialogue's end is judged."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_string, policy
from typing import TYPE_CHECKING

from assistant.model import TicketStatus, TicketType, TicketView
from evals.dialogues import compare
from evals.sets import Expectation

if TYPE_CHECKING:
    from email.message import EmailMessage

_TICKET = TicketView("R-1", (TicketType.ERASURE,), TicketStatus.RECEIVED, datetime.now(UTC), date(2026, 1, 1))
_WANTED = Expectation(filed=True, types=frozenset({"erasure"}), name="Ada Lovelace", email="Ada@example.com")
_NONE = Expectation(filed=False)


def _mail(text: str = "Name: Ada\n  Lovelace\nada@example.com", *, to: str = "dpo@example.com") -> EmailMessage:
    return message_from_string(f"To: {to}\n\n{text}\n", policy=policy.default)


class TestCompare:
    def test_is_content_with_one_ticket_and_one_mail_to_the_officer_alone(self) -> None:
        assert compare(_WANTED, ticket=_TICKET, to_officer=[_mail()]) == (True, True, True)

    def test_is_not_content_with_two_mails(self) -> None:
        assert not compare(_WANTED, ticket=_TICKET, to_officer=[_mail(), _mail()])[0]

    def test_is_not_content_when_others_read_it_too(self) -> None:
        assert not compare(_WANTED, ticket=_TICKET, to_officer=[_mail(to="dpo@example.com, x@example.com")])[0]

    def test_wants_the_very_types(self) -> None:
        wanted = _WANTED.model_copy(update={"types": frozenset({"erasure", "access"})})
        assert compare(wanted, ticket=_TICKET, to_officer=[_mail()]) == (True, False, True)

    def test_wants_name_and_address_in_the_mail(self) -> None:
        assert compare(_WANTED, ticket=_TICKET, to_officer=[_mail("Name: Ada")]) == (True, True, False)

    def test_wants_neither_ticket_nor_mail_where_none_is_due(self) -> None:
        assert compare(_NONE, ticket=None, to_officer=[]) == (True, True, True)
        assert not compare(_NONE, ticket=_TICKET, to_officer=[])[0]
        assert not compare(_NONE, ticket=None, to_officer=[_mail()])[0]
