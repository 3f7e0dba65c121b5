"""The register of requests and the codes that prove a mailbox."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, func, insert, or_, select, true, update

from assistant.adapters.database.rows import held, insert_if_absent, put
from assistant.adapters.database.tables import codes, terms, tickets
from assistant.errors import ConflictError, NotFoundError
from assistant.model import OPEN, Code, Line, Ticket, TicketStatus, TicketType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, FromClause, Row

    from assistant.model import Wanted

_AT_ONCE = 500
_LONGEST_TERM = 255
_LAST = "\U0010ffff"
_COMMON = 10_000
_MANY = 50_000
# Every reference begins so: what all have is nothing to search by.
_PREFIX = "pr-"
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

    def page(
        self, wanted: Wanted, *, after: tuple[date, str] | None = None, count: int, latest: bool = False
    ) -> list[Ticket]:
        """Return up to `count` tickets by due day and reference, backwards if `latest`, from the one after `after`."""
        day, reference = tickets.c.due_on, tickets.c.reference
        order = (day.desc(), reference.desc()) if latest else (day, reference)
        # First the references, all of whose conditions an index answers, and only then the long rows.
        keys = select(reference).where(self._where(wanted, paged=True)).order_by(*order).limit(count)
        if after:
            keys = keys.where(_before(after) if latest else _beyond(after))
        found = keys.subquery()
        query = select(tickets).join(found, found.c.reference == reference).order_by(*order)
        return [_ticket(row) for row in self._connection.execute(query)]

    def count(self, wanted: Wanted, *, most: int) -> int:
        """Return how many tickets are wanted, `most` if they are more."""
        some = select(tickets.c.reference).where(self._where(wanted)).limit(most).subquery()
        return self._connection.execute(select(func.count()).select_from(some)).scalar_one()

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
        query = select(tickets).where(self._where(wanted)).order_by(tickets.c.created_at, tickets.c.reference)
        # Closed here, and not some time later, when the reader has seen enough before the end.
        with self._connection.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:
            for row in rows:
                yield _ticket(row)

    def lines(self, *, since: datetime) -> Iterator[Line]:
        """Yield the line of every filed ticket that came in, was closed or was due since then."""
        columns = (tickets.c.types, tickets.c.status, tickets.c.requested_at, tickets.c.due_on, tickets.c.law)
        lately = tickets.c.requested_at >= since, tickets.c.closed_at >= since, tickets.c.due_on >= since.date()
        filed = tickets.c.status != TicketStatus.AWAITING_VERIFICATION
        query = select(*columns, tickets.c.closed_at).where(filed, or_(*lately))
        with self._connection.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:
            for types, status, requested_at, due_on, law, closed_at in rows:
                yield Line(_kinds(types), TicketStatus(status), requested_at, due_on if law else None, closed_at)

    def _where(self, wanted: Wanted, *, paged: bool = False) -> ColumnElement[bool]:
        conditions = [*_conditions(wanted)]
        words = {word.removeprefix(_PREFIX)[:_LONGEST_TERM] for word in _folded(wanted.words).split()} - {""}
        if words:
            numbers = {word: self._number(word) for word in sorted(words)}
            rarest, *others = sorted(numbers, key=numbers.__getitem__)
            if paged and not others and numbers[rarest] >= _COMMON:
                # Of what very many have, a page is soon full by asking one ticket after the other.
                conditions.append(_has(tickets.c.reference, rarest))
            else:
                # What the rarest word finds is gone through, and each of that asked for the others. Distinct, so that
                # PostgreSQL takes it as it is and does not begin with the tickets.
                asked = (_has(terms.c.reference, word) for word in others)
                found = select(terms.c.reference).where(_begins(terms, rarest), *asked).distinct()
                conditions.append(tickets.c.reference.in_(found))
        return and_(true(), *conditions)

    def _number(self, word: str) -> int:
        """Return how many terms begin with a word; from some number on, they are just many."""
        some = select(terms.c.term).where(_begins(terms, word)).limit(_MANY).subquery()
        return self._connection.execute(select(func.count()).select_from(some)).scalar_one()

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


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    status, others = tickets.c.status, set(TicketStatus) - wanted.statuses
    if len(others) > len(wanted.statuses):
        yield status.in_(sorted(wanted.statuses))
    elif others:
        # Said this way round, most tickets are gone through by due day, and not found by status and then sorted.
        yield status.not_in(sorted(others))
    if wanted.kind:
        yield tickets.c.types.contains(f",{wanted.kind},", autoescape=True)
    if wanted.handler is not None:
        yield tickets.c.handler == wanted.handler
    if wanted.due_before:
        yield and_(tickets.c.due_on < wanted.due_before, tickets.c.law != "")


def _beyond(place: tuple[date, str]) -> ColumnElement[bool]:
    # Not as one comparison of pairs, which some databases do not know, nor as an OR alone, which no index begins at.
    day, reference = place
    return and_(tickets.c.due_on >= day, or_(tickets.c.due_on > day, tickets.c.reference > reference))


def _before(place: tuple[date, str]) -> ColumnElement[bool]:
    day, reference = place
    return and_(tickets.c.due_on <= day, or_(tickets.c.due_on < day, tickets.c.reference < reference))


def _has(reference: ColumnElement[str], word: str) -> ColumnElement[bool]:
    also = terms.alias()
    return exists().where(also.c.reference == reference, _begins(also, word))


def _begins(of: FromClause, word: str) -> ColumnElement[bool]:
    return and_(of.c.term >= word, of.c.term < word + _LAST)


def _ticket(row: Row[Any]) -> Ticket:
    values = {name: value for name, value in row._mapping.items() if name not in _DERIVED}  # noqa: SLF001 - SQLAlchemy's public name
    return Ticket(**{**values, "status": TicketStatus(row.status)})


def _values(ticket: Ticket) -> dict[str, Any]:
    # Not `asdict`, which would take the draft apart.
    values = {column.name: getattr(ticket, column.name) for column in tickets.c if column.name not in _DERIVED}
    return {**values, "types": f",{','.join(ticket.draft.types)},", "requested_at": ticket.draft.requested_at}


@cache
def _kinds(types: str) -> tuple[TicketType, ...]:
    return tuple(map(TicketType, types.strip(",").split(",")))


def _terms_of(ticket: Ticket) -> set[str]:
    return _terms(ticket.reference, ticket.draft.name, ticket.draft.email)


def _terms(reference: str, name: str, email: str) -> set[str]:
    short, email = _folded(reference).removeprefix(_PREFIX), _folded(email)
    # What another begins with is found by it.
    words = {*_folded(name).split(), email, email.partition("@")[2], short, *short.split("-")[1:]}
    return {word[:_LONGEST_TERM] for word in words if word}


def _folded(text: str) -> str:
    """Return a text without what people leave away when they search: capitals and accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
