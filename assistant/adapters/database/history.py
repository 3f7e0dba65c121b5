"""The audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from assistant.adapters.database.rows import held
from assistant.adapters.database.tables import history, history_head
from assistant.model import Action, Deed, Entry, TicketStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

_AT_ONCE = 1000


class SqlHistory:
    """Implements ports.History."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> tuple[int, str]:
        """Return number and hash of the newest entry; held until the transaction ends if that may write."""
        wanted = select(history_head.c.number, history_head.c.hash)
        number, newest = self._connection.execute(held(self._connection, wanted)).one()
        return number, newest

    def append(self, entry: Entry) -> None:
        """Insert the entry and make it the newest."""
        deed = entry.deed
        self._connection.execute(
            insert(history).values(
                number=entry.number,
                reference=deed.reference,
                at=deed.at,
                actor=deed.actor,
                action=deed.action,
                status=deed.status,
                body=dict(deed.body),
                salt=entry.salt,
                digest=entry.digest,
                previous=entry.previous,
                hash=entry.hash,
            )
        )
        self._connection.execute(update(history_head).values(number=entry.number, hash=entry.hash))

    def of(self, reference: str) -> list[Entry]:
        """Return a ticket's entries, oldest first."""
        wanted = select(history).where(history.c.reference == reference).order_by(history.c.number)
        return [_entry(row) for row in self._connection.execute(wanted)]

    def walk(self) -> Iterator[Entry]:
        """Yield all entries in the order of their numbers."""
        wanted = select(history).order_by(history.c.number).execution_options(yield_per=_AT_ONCE)
        # Closed here, and not some time later, when the reader has seen enough before the end.
        with self._connection.execute(wanted) as rows:
            for row in rows:
                yield _entry(row)

    def forget(self, reference: str) -> None:
        """Empty the bodies of a ticket's entries."""
        full = history.c.reference == reference, history.c.salt != ""
        self._connection.execute(update(history).where(*full).values(body={}, salt=""))


def _entry(row: Row[Any]) -> Entry:
    deed = Deed(row.reference, row.at, row.actor, Action(row.action), TicketStatus(row.status), row.body)
    return Entry(row.number, deed, row.salt, row.digest, row.previous, row.hash)
