"""The tickets that time asks something of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, and_, cast, func, or_, select

from assistant.adapters.database.tables import tickets
from assistant.model import CLOSED, OPEN, TicketStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection


class SqlDeadlines:
    """Implements ports.Deadlines."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unreminded(self, stage: int, *, first: date, last: date) -> list[str]:
        """Return the open tickets due within these days that `stage` was not recorded of, what is due first first."""
        recorded = cast(tickets.c.due_on, String) + f":{stage}"
        query = select(tickets.c.reference).where(
            tickets.c.status.in_(sorted(OPEN)),
            tickets.c.due_on.between(first, last),
            tickets.c.law != "",
            tickets.c.reminded != recorded,
        )
        return list(self._connection.scalars(query.order_by(tickets.c.due_on, tickets.c.reference)))

    def filed(self, since: datetime, until: datetime) -> list[str]:
        """Return the tickets that were filed from `since` on and before `until`, the earliest first."""
        filed_at = func.coalesce(tickets.c.verified_at, tickets.c.created_at)
        query = select(tickets.c.reference).where(
            tickets.c.status != TicketStatus.AWAITING_VERIFICATION, filed_at >= since, filed_at < until
        )
        return list(self._connection.scalars(query.order_by(filed_at, tickets.c.reference)))

    def stripped(self, since: datetime, until: datetime) -> int:
        """Return how many tickets were stripped from `since` on and before `until`."""
        within = tickets.c.stripped_at >= since, tickets.c.stripped_at < until
        return self._connection.execute(select(func.count()).select_from(tickets).where(*within)).scalar_one()

    def ended(self, closed: Mapping[str, datetime]) -> list[str]:
        """Return the tickets that can be stripped."""
        query = select(tickets.c.reference).where(has_ended(closed)).order_by(tickets.c.reference)
        return list(self._connection.scalars(query))


def has_ended(closed: Mapping[str, datetime]) -> ColumnElement[bool]:
    """Return the condition that a ticket, closed under the regime of a name at that moment or before, has ended."""
    before = (and_(tickets.c.regime == name, tickets.c.closed_at <= end) for name, end in closed.items())
    kept = tickets.c.hold != "", tickets.c.stripped_at.is_not(None)
    return and_(tickets.c.status.in_(sorted(CLOSED)), ~or_(*kept), or_(*before))
