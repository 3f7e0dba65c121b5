"""A desk to test with: tickets that are filed, and deeds done to them in transactions of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from assistant.model import Channel, Draft, Mail, TicketType, staff
from assistant.requests.desk import Desk, Order
from assistant.requests.filing import Filing
from assistant.requests.regime import load_regime
from assistant.requests.ticket import Mint

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from assistant.adapters.database import Database
    from assistant.model import Entry, Ticket

CALENDARS = {"eu": "GB-ENG", "uk": "GB-ENG", "california": "US-CA", "india": "IN-PY"}
ANNA = staff("anna")
FILED_AT = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
DRAFT = Draft(
    types=(TicketType.ERASURE,),
    name="Zoë Example",
    email="zoe@example.org",
    details="Customer 4711",
    words=("delete my data",),
    requested_at=FILED_AT,
    channel=Channel.WEB,
)
_CODE = "424242"


@dataclass
class Office:
    """A controller under one regime, and its desk, over a real database."""

    database: Database
    regime: str = "eu"
    now: datetime = FILED_AT
    zone: tzinfo = UTC

    def __post_init__(self) -> None:
        numbers = count(1)
        mint = Mint(reference=lambda: f"PR-0000-0000-{next(numbers):02}", code=lambda: _CODE)
        self.filing = Filing(
            "Integra",
            "dpo@integra.co.in",
            load_regime(self.regime),
            calendar=CALENDARS[self.regime],
            key=b"secret",
            public_url="https://privacy.example",
            mint=mint,
            zone=self.zone,
        )
        self.desk = Desk(self.filing.letters, calendars=CALENDARS, mint=mint, zone=self.zone)

    def filed(self, draft: Draft = DRAFT) -> Ticket:
        """File a request whose mailbox is proved."""
        with self.database.unit_of_work() as work:
            ticket = self.filing.open(work, replace(draft, requested_at=self.now), now=self.now, source="")
            filed = self.filing.verify(work, ticket.reference, _CODE, now=self.now)
            work.commit()
        return filed.ticket

    def unproved(self, draft: Draft = DRAFT) -> Ticket:
        """File a complaint without proof of a mailbox."""
        draft = replace(draft, types=(TicketType.COMPLAINT,), requested_at=self.now)
        with self.database.unit_of_work() as work:
            ticket = self.filing.file_unverified(work, draft, now=self.now)
            work.commit()
        return ticket

    def does(
        self, deed: Callable[..., Ticket], ticket: Ticket, *, actor: str = ANNA, seen: int | None = None, **words: str
    ) -> Ticket:
        """Do a deed of the desk to a ticket."""
        with self.database.unit_of_work() as work:
            done = deed(work, Order(ticket.reference, actor, self.now, seen), **words)
            work.commit()
        return done

    def taken(self, draft: Draft = DRAFT) -> Ticket:
        """File a request that Anna works on."""
        return self.does(self.desk.take, self.filed(draft), handler="anna")

    def sleeps(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def ticket(self, reference: str) -> Ticket:
        """Look a ticket up."""
        with self.database.unit_of_work(read_only=True) as work:
            found = work.tickets.get(reference)
        assert found
        return found

    def history(self, reference: str) -> list[Entry]:
        """Look up what happened to a ticket."""
        with self.database.unit_of_work(read_only=True) as work:
            return work.history.of(reference)

    def mails(self) -> list[Mail]:
        """Look at what was promised, oldest first."""
        with self.database.unit_of_work(read_only=True) as work:
            return [row.parcel for row in work.outbox.rows() if isinstance(row.parcel, Mail)]
