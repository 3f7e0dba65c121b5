"""The register of requests and the codes that prove a mailbox."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, or_, select, update

from assistant.adapters.database.rows import held, insert_if_absent, put
from assistant.adapters.database.tables import codes, terms, tickets
from assistant.errors import ConflictError, NotFoundError
from assistant.model import OPEN, Code, Ticket, TicketStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Row

    from assistant.model import Wanted

_AT_ONCE = 500
_LONGEST_TERM = 255
# They stand in the draft, and beside it only to be searched by.
_DERIVED = {"types", "requested_at"}


class SqlTickets:
    """Implements ports.Tickets."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, ticket: Ticket) -> None:
        """Insert; ConflictError when the reference exists."""
        if not insert_if_absent(self._connection, tickets, _values(ticket)):
            raise ConflictError("A ticket of this reference exists.")
        self._add_terms(ticket)

    def get(self, reference: str) -> Ticket | None:
        """Return a ticket or None."""
        wanted = select(tickets).where(tickets.c.reference == reference)
        row = self._connection.execute(held(self._connection, wanted)).one_or_none()
        return None if row is None else _ticket(row)

    def update(self, ticket: Ticket) -> None:
        """Replace the ticket; NotFoundError when there is none."""
        this = tickets.c.reference == ticket.reference
        before = self._connection.scalar(select(tickets.c.draft).where(this))
        if self._connection.execute(update(tickets).where(this).values(_values(ticket))).rowcount == 0:
            raise NotFoundError
        if before is not None and _terms(ticket.reference, before.name, before.email) != _terms_of(ticket):
            self._connection.execute(delete(terms).where(terms.c.reference == ticket.reference))
            self._add_terms(ticket)

    def remove(self, reference: str) -> None:
        """Delete the ticket and its code."""
        self._connection.execute(delete(tickets).where(tickets.c.reference == reference))

    def page(self, wanted: Wanted, *, after: tuple[date, str] | None = None, count: int) -> list[Ticket]:
        """Return up to `count` tickets by due day and reference, from the one after `after`."""
        query = select(tickets).where(_where(wanted)).order_by(tickets.c.due_on, tickets.c.reference).limit(count)
        if after:
            day, reference = after
            later = and_(tickets.c.due_on == day, tickets.c.reference > reference)
            query = query.where(or_(tickets.c.due_on > day, later))
        return [_ticket(row) for row in self._connection.execute(query)]

    def count(self, wanted: Wanted) -> int:
        """Return how many tickets are wanted."""
        query = select(func.count()).select_from(tickets).where(_where(wanted))
        return self._connection.execute(query).scalar_one()

    def counts(self) -> dict[TicketStatus, int]:
        """Return how many tickets are in each state that has any."""
        query = select(tickets.c.status, func.count()).group_by(tickets.c.status)
        return {TicketStatus(status): number for status, number in self._connection.execute(query)}

    def same_address(self, ticket: Ticket) -> list[Ticket]:
        """Return the other open tickets whose mailbox was proved to be the same, the earliest first."""
        same = tickets.c.address_key == ticket.address_key, tickets.c.reference != ticket.reference
        query = select(tickets).where(*same, tickets.c.status.in_(OPEN), tickets.c.verified_at.is_not(None))
        return [_ticket(row) for row in self._connection.execute(query.order_by(tickets.c.requested_at))]

    def walk(self, wanted: Wanted) -> Iterator[Ticket]:
        """Yield the wanted tickets by the time they were made."""
        query = select(tickets).where(_where(wanted)).order_by(tickets.c.created_at, tickets.c.reference)
        for row in self._connection.execute(query.execution_options(yield_per=_AT_ONCE)):
            yield _ticket(row)

    def _add_terms(self, ticket: Ticket) -> None:
        values = [{"term": term, "reference": ticket.reference} for term in sorted(_terms_of(ticket))]
        self._connection.execute(insert(terms), values)


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

    def forget(self, reference: str) -> None:
        """Delete the ticket's code, if there is one."""
        self._connection.execute(delete(codes).where(codes.c.reference == reference))


def _where(wanted: Wanted) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [tickets.c.status.in_(sorted(wanted.statuses))]
    if wanted.kind:
        conditions.append(tickets.c.types.contains(f",{wanted.kind},", autoescape=True))
    if wanted.handler is not None:
        conditions.append(tickets.c.handler == wanted.handler)
    if wanted.due_before:
        conditions += [tickets.c.due_on < wanted.due_before, tickets.c.law != ""]
    for word in wanted.words.casefold().split():
        begins = select(terms.c.reference).where(terms.c.term >= word, terms.c.term < word + "\U0010ffff")
        conditions.append(tickets.c.reference.in_(begins))
    return and_(*conditions)


def _ticket(row: Row[Any]) -> Ticket:
    values = {name: value for name, value in row._mapping.items() if name not in _DERIVED}  # noqa: SLF001 - SQLAlchemy's public name
    return Ticket(**{**values, "status": TicketStatus(row.status)})


def _values(ticket: Ticket) -> dict[str, Any]:
    # Not `asdict`, which would take the draft apart.
    values = {column.name: getattr(ticket, column.name) for column in tickets.c if column.name not in _DERIVED}
    return {**values, "types": f",{','.join(ticket.draft.types)},", "requested_at": ticket.draft.requested_at}


def _terms_of(ticket: Ticket) -> set[str]:
    return _terms(ticket.reference, ticket.draft.name, ticket.draft.email)


def _terms(reference: str, name: str, email: str) -> set[str]:
    reference, email = reference.casefold(), email.casefold()
    words = {*re.split(r"[\s@]+", f"{name.casefold()} {email}"), email, reference, *reference.split("-")}
    return {word[:_LONGEST_TERM] for word in words if word}
