"""All that the desk knows of one ticket, read in one transaction for whoever looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import NotFoundError
from assistant.model import Role
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from datetime import date, datetime

    from assistant.bootstrap import Application
    from assistant.model import AnswerFile, Entry, OutboxRow, Ticket, User
    from assistant.ports import UnitOfWork
    from assistant.requests.regime import Regime


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket, and what its page and its forms depend on besides.

    `viewer` is who looks at it, on the UTC day `today`; `users` are all there are. With `duplicates` it can be merged;
    `others` are the rest of the open tickets from the same address. `extends_to` is None where the period cannot be
    extended today.
    """

    ticket: Ticket
    viewer: User
    today: date
    entries: tuple[Entry, ...]
    parcels: tuple[OutboxRow, ...]
    files: tuple[AnswerFile, ...]
    duplicates: tuple[Ticket, ...]
    others: tuple[Ticket, ...]
    users: tuple[User, ...]
    extends_to: date | None

    @property
    def regime(self) -> Regime:
        """The law that the ticket was filed under."""
        return load_regime(self.ticket.regime)

    @property
    def newest(self) -> int:
        """The number of the newest entry of its history, 0 where there is none."""
        return self.entries[-1].number if self.entries else 0

    @property
    def handlers(self) -> tuple[User, ...]:
        """Who can be made its handler."""
        return tuple(user for user in self.users if user.role.covers(Role.HANDLER) and not user.disabled_at)

    def name_of(self, user: str) -> str:
        """Return the full name of a user; of one who is gone, the name that is left."""
        return next((known.full_name for known in self.users if known.name == user), user)


def read_case(unit: UnitOfWork, assistant: Application, reference: str, *, viewer: User, now: datetime) -> Case:
    """Read a ticket with everything about it; NotFoundError for an unknown reference."""
    ticket = unit.tickets.get(reference)
    if ticket is None:
        raise NotFoundError
    today = now.astimezone(assistant.organisation.clock.zone).date()
    duplicates = assistant.desk.duplicates(unit, ticket)
    return Case(
        ticket=ticket,
        viewer=viewer,
        today=today,
        entries=tuple(unit.history.of(reference)),
        parcels=tuple(unit.outbox.about(reference)),
        files=tuple(unit.files.of(reference)),
        duplicates=tuple(duplicates),
        others=tuple(other for other in unit.tickets.same_address(ticket) if other not in duplicates),
        users=tuple(unit.users.all()),
        extends_to=assistant.desk.extends_to(ticket, today=today),
    )
