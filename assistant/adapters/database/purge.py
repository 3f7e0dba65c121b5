"""Everything has an end date: what is past it goes. Tickets that were filed are stripped instead, by the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, select

from assistant.adapters.database.deadlines import has_ended
from assistant.adapters.database.tables import (
    api_tokens,
    codes,
    conversations,
    files,
    keys,
    limits,
    outbox,
    sessions,
    tickets,
)
from assistant.model import TicketStatus

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Table

    from assistant.model import Ends

_DATED = (conversations, codes, sessions, api_tokens, files, limits, keys)


def purge(connection: Connection, ends: Ends, *, count: int) -> dict[str, int]:
    """Delete up to `count` records of each kind whose end has come and return how many; mails go with their draft."""
    return {kind: _delete(connection, table, past, count) for kind, (table, past) in _past(ends).items()}


def count_past(connection: Connection, ends: Ends) -> dict[str, int]:
    """Return how many records of each kind have reached their end, "tickets" that can be stripped included."""
    wanted = _past(ends) | {"tickets": (tickets, has_ended(ends.closed))}
    return {
        kind: connection.execute(select(func.count()).select_from(table).where(past)).scalar_one()
        for kind, (table, past) in wanted.items()
    }


def _past(ends: Ends) -> dict[str, tuple[Table, ColumnElement[bool]]]:
    """Return the table of each kind of record that is deleted at its end, and when that is."""
    unverified = tickets.c.status == TicketStatus.AWAITING_VERIFICATION
    sent, set_aside = outbox.c.state == "sent", outbox.c.state == "set_aside"
    return {
        **{table.name: (table, table.c.expires_at <= ends.now) for table in _DATED},
        "unverified": (tickets, and_(unverified, tickets.c.created_at <= ends.unverified)),
        "sent": (outbox, and_(sent, outbox.c.finished_at <= ends.sent)),
        "set_aside": (outbox, and_(set_aside, outbox.c.finished_at <= ends.set_aside)),
    }


def _delete(connection: Connection, table: Table, past: ColumnElement[bool], count: int) -> int:
    (key,) = table.primary_key
    # Held first, and what somebody holds is passed over: we wait for nobody, and what is prolonged or proved this very
    # moment stays.
    held = select(key).where(past).limit(count).with_for_update(skip_locked=True)
    chosen = list(connection.scalars(held))
    if table is tickets:
        connection.execute(delete(outbox).where(outbox.c.about.in_(chosen)))
    return connection.execute(delete(table).where(key.in_(chosen))).rowcount
