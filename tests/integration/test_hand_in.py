"""What a member of staff hands in: filed at once, dated from when it reached them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from office import DRAFT, FILED_AT, Office

from assistant.errors import RateLimitedError
from assistant.model import Action, Channel, HandedIn, OnBehalfOf, TicketStatus, staff
from assistant.requests.retention import strip

if TYPE_CHECKING:
    from assistant.adapters.database import Database
    from assistant.model import Draft, Ticket

LINK = "https://made-up.slack.com/archives/C01ROOM/p1700000000000001"
RELAYED = replace(
    DRAFT,
    channel=Channel.SLACK,
    requested_at=datetime(2026, 1, 30, 12, 0, tzinfo=UTC),
    handed_in=HandedIn("Kim Colleague (kim@corp.example)", LINK),
)


def handed_in(office: Office, draft: Draft = RELAYED, *, proved: bool = False) -> Ticket:
    with office.database.unit_of_work() as work:
        ticket = office.filing.hand_in(
            work, draft, actor=staff("kim"), proved=proved, now=office.now, source="kim's hash"
        )
        work.commit()
    return office.ticket(ticket.reference)


class TestHandIn:
    def test_files_what_was_passed_on_and_tells_officer_and_person(self, database: Database) -> None:
        office = Office(database)

        ticket = handed_in(office)

        assert (ticket.status, ticket.verified_at, ticket.draft) == (TicketStatus.RECEIVED, None, RELAYED)
        assert ticket.due_on == date(2026, 3, 2)
        (entry,) = office.history(ticket.reference)
        assert (entry.deed.action, entry.deed.actor, entry.deed.body) == (Action.HANDED_IN, "staff:kim", {})
        to_officer, to_person = office.mails()
        assert "Handed in by: Kim Colleague (kim@corp.example)" in to_officer.text
        assert LINK in to_officer.text
        assert LINK in to_officer.html
        assert "NOT proved" in to_officer.text
        assert (to_officer.reply_to, to_person.to) == ("", "zoe@example.org")
        assert "delete my data" not in to_person.text + to_person.html
        assert "Kim" not in to_person.text + to_person.html

    def test_takes_an_employees_own_address_for_proved(self, database: Database) -> None:
        office = Office(database)

        ticket = handed_in(office, proved=True)

        assert ticket.verified_at == FILED_AT
        to_officer, to_person = office.mails()
        assert "proved; it is theirs in the organisation's Slack" in to_officer.text
        assert to_person.key == f"acknowledgement:{ticket.reference}"

    def test_mails_nobody_where_there_is_no_address(self, database: Database) -> None:
        office = Office(database)

        ticket = handed_in(office, replace(RELAYED, email=""))

        assert [mail.key for mail in office.mails()] == [f"officer:{ticket.reference}"]

    def test_tells_who_it_is_for(self, database: Database) -> None:
        office = Office(database)

        handed_in(office, replace(RELAYED, on_behalf_of=OnBehalfOf("Ada", "parent", "ada@example.org")))

        assert [mail.to for mail in office.mails()] == ["dpo@integra.co.in", "zoe@example.org", "ada@example.org"]

    def test_fills_nobodys_mailbox_and_takes_sixty_an_hour_from_one(self, database: Database) -> None:
        office = Office(database)
        for _ in range(60):
            handed_in(office)

        with pytest.raises(RateLimitedError):
            handed_in(office)
        assert len([mail for mail in office.mails() if mail.to == "zoe@example.org"]) == 5

    def test_leaves_no_trace_of_who_handed_it_in_when_the_ticket_is_stripped(self, database: Database) -> None:
        office = Office(database)
        ticket = handed_in(office)
        with database.unit_of_work() as work:
            closed = replace(ticket, status=TicketStatus.COMPLETED, closed_at=office.now)
            strip(work, closed, at=office.now + timedelta(days=1095), salt="salt")
            work.commit()

        assert office.ticket(ticket.reference).draft.handed_in is None
