"""The register of requests and the codes that prove a mailbox."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from assistant.adapters.database.rows import held, insert_if_absent, put
from assistant.adapters.database.tables import codes, tickets
from assistant.errors import ConflictError, NotFoundError
from assistant.model import Code, Ticket, TicketStatus

if TYPE_CHECKING:
    from sqlalchemy import Connection


class SqlTickets:
    """Implements ports.Tickets."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, ticket: Ticket) -> None:
        """Insert; ConflictError when the reference exists."""
        if not insert_if_absent(self._connection, tickets, _values(ticket)):
            raise ConflictError("A ticket of this reference exists.")

    def get(self, reference: str) -> Ticket | None:
        """Return a ticket or None."""
        wanted = select(tickets).where(tickets.c.reference == reference)
        row = self._connection.execute(held(self._connection, wanted)).one_or_none()
        if row is None:
            return None
        return Ticket(**{**row._mapping, "status": TicketStatus(row.status)})  # noqa: SLF001 - SQLAlchemy's public name

    def update(self, ticket: Ticket) -> None:
        """Replace the ticket; NotFoundError when there is none."""
        change = update(tickets).where(tickets.c.reference == ticket.reference).values(_values(ticket))
        if self._connection.execute(change).rowcount == 0:
            raise NotFoundError

    def remove(self, reference: str) -> None:
        """Delete the ticket and its code."""
        self._connection.execute(delete(tickets).where(tickets.c.reference == reference))


class SqlCodes:
    """Implements ports.Codes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, reference: str) -> Code | None:
        """Return the ticket's code or None."""
        wanted = select(codes).where(codes.c.reference == reference)
        row = self._connection.execute(held(self._connection, wanted)).one_or_none()
        return None if row is None else Code(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name

    def put(self, code: Code) -> None:
        """Insert the ticket's code or replace it."""
        put(self._connection, codes, codes.c.reference == code.reference, values=asdict(code))


def _values(ticket: Ticket) -> dict[str, Any]:
    # Not `asdict`, which would take the draft apart.
    return {column.name: getattr(ticket, column.name) for column in tickets.c}
