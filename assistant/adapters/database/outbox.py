"""Mails and calls that were promised."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, func, select, update

from assistant.adapters.database.rows import insert_if_absent
from assistant.adapters.database.tables import outbox
from assistant.model import OutboxRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from assistant.model import Call, Mail

# What the keys of calls begin with.
_CALLS = "webhook:"


class SqlOutbox:
    """Implements ports.Outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, parcel: Mail | Call, *, now: datetime) -> None:
        """Promise a mail or a call; one whose key exists is promised already."""
        values = {
            "key": parcel.key,
            "about": parcel.about,
            "parcel": parcel,
            "state": "pending",
            "attempts": 0,
            "next_attempt_at": now,
            "created_at": now,
            "last_error": "",
        }
        insert_if_absent(self._connection, outbox, values)

    def claim(self, *, now: datetime, lease_seconds: int) -> OutboxRow | None:
        """Lease the pending row that is due longest, mails before calls, passing over those in other workers' hands."""
        # Whoever waits for a code must not wait until a system that hangs was called for each of many events.
        due = (
            select(outbox)
            .where(outbox.c.state == "pending", outbox.c.next_attempt_at <= now)
            .order_by(outbox.c.key.startswith(_CALLS), outbox.c.next_attempt_at, outbox.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = self._connection.execute(due).one_or_none()
        if row is None:
            return None
        self._change(row.id, next_attempt_at=now + timedelta(seconds=lease_seconds))
        return _outbox_row(row)

    def mark_sent(self, row_id: int, *, now: datetime) -> None:
        """Record that the mail was handed over."""
        self._finish(row_id, "sent", now=now, error="")

    def postpone(self, row_id: int, *, until: datetime, error: str) -> None:
        """Count the attempt; the mail is due again at `until`."""
        self._change(row_id, attempts=outbox.c.attempts + 1, next_attempt_at=until, last_error=error)

    def set_aside(self, row_id: int, *, now: datetime, error: str) -> None:
        """Give the mail up and keep it visible."""
        self._finish(row_id, "set_aside", now=now, error=error)

    def rows(self, *, state: str | None = None) -> list[OutboxRow]:
        """Return the rows, oldest first."""
        wanted = select(outbox).order_by(outbox.c.id)
        if state is not None:
            wanted = wanted.where(outbox.c.state == state)
        return [_outbox_row(row) for row in self._connection.execute(wanted)]

    def about(self, reference: str) -> list[OutboxRow]:
        """Return the rows that are about a ticket, oldest first."""
        wanted = select(outbox).where(outbox.c.about == reference).order_by(outbox.c.id)
        return [_outbox_row(row) for row in self._connection.execute(wanted)]

    def count(self, state: str) -> int:
        """Return how many rows are in a state."""
        wanted = select(func.count()).select_from(outbox).where(outbox.c.state == state)
        return self._connection.execute(wanted).scalar_one()

    def forget(self, reference: str) -> None:
        """Delete the rows that are about a ticket."""
        self._connection.execute(delete(outbox).where(outbox.c.about == reference))

    def _finish(self, row_id: int, state: Literal["sent", "set_aside"], *, now: datetime, error: str) -> None:
        self._change(row_id, state=state, attempts=outbox.c.attempts + 1, finished_at=now, last_error=error)

    def _change(self, row_id: int, **values: Any) -> None:  # noqa: ANN401 - columns have many types
        # Only a pending row: a worker that outlived its lease must not undo what another has recorded.
        self._connection.execute(
            update(outbox).where(outbox.c.id == row_id, outbox.c.state == "pending").values(values)
        )


def _outbox_row(row: Row[Any]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        parcel=row.parcel,
        state=row.state,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        created_at=row.created_at,
        last_error=row.last_error,
    )
