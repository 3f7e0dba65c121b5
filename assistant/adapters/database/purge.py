"""Everything has an end date: what is past it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from assistant.adapters.database import tables
from assistant.model import TicketStatus

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_UNVERIFIED = timedelta(days=7)
_SENT = timedelta(days=7)
# Longer than any response period with its extension, so that nobody misses a mail that never left.
_SET_ASIDE = timedelta(days=120)


def purge(connection: Connection, *, now: datetime, tickets_kept: timedelta) -> dict[str, int]:
    """Delete what is past its end date and return how many rows of each table.

    Filed tickets go `tickets_kept` after they were made.
    """
    tickets, outbox = tables.tickets, tables.outbox
    unverified = tickets.c.status == TicketStatus.AWAITING_VERIFICATION
    past = {
        "conversations": delete(tables.conversations).where(tables.conversations.c.expires_at <= now),
        "codes": delete(tables.codes).where(tables.codes.c.expires_at <= now),
        "unverified": delete(tickets).where(unverified, tickets.c.created_at <= now - _UNVERIFIED),
        "tickets": delete(tickets).where(tickets.c.created_at <= now - tickets_kept),
        "sent": delete(outbox).where(outbox.c.state == "sent", outbox.c.finished_at <= now - _SENT),
        "set_aside": delete(outbox).where(outbox.c.state == "set_aside", outbox.c.finished_at <= now - _SET_ASIDE),
        "limits": delete(tables.limits).where(tables.limits.c.expires_at <= now),
        "keys": delete(tables.keys).where(tables.keys.c.expires_at <= now),
    }
    return {name: connection.execute(statement).rowcount for name, statement in past.items()}
