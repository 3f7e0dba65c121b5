"""Whoever's data a request is about is told when somebody else files it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from office import DRAFT, Office

from assistant.model import OnBehalfOf

if TYPE_CHECKING:
    from assistant.adapters.database import Database

FOR_ADA = replace(DRAFT, on_behalf_of=OnBehalfOf("Ada Example", "her mother", "ada@example.org"))


def told(office: Office) -> list[str]:
    return [mail.key for mail in office.mails() if mail.to == "ada@example.org"]


class TestNotice:
    def test_leaves_when_the_request_is_filed_and_not_before(self, database: Database) -> None:
        office = Office(database)
        with database.unit_of_work() as work:
            office.filing.open(work, FOR_ADA, now=office.now, source="")
            work.commit()
        assert told(office) == []
        ticket = office.filed(FOR_ADA)
        assert told(office) == [f"notice:{ticket.reference}"]
        assert {mail.to for mail in office.mails()} == {"dpo@integra.co.in", "zoe@example.org", "ada@example.org"}

    def test_is_for_nobody_whose_address_was_not_given(self, database: Database) -> None:
        office = Office(database)
        office.filed(replace(DRAFT, on_behalf_of=OnBehalfOf("Ada Example", "her mother")))
        assert not any(mail.key.startswith("notice:") for mail in office.mails())

    def test_is_not_for_those_who_file_themselves(self, database: Database) -> None:
        office = Office(database)
        office.filed(replace(DRAFT, on_behalf_of=OnBehalfOf("Zoë Example", "myself", DRAFT.email)))
        assert not any(mail.key.startswith("notice:") for mail in office.mails())

    def test_fills_nobodys_mailbox_and_still_files(self, database: Database) -> None:
        office = Office(database)
        tickets = [office.filed(FOR_ADA) for _ in range(7)]
        assert all(ticket.verified_at for ticket in tickets)
        assert len(told(office)) == 5
        office.sleeps(hours=1)
        office.filed(FOR_ADA)
        assert len(told(office)) == 6
