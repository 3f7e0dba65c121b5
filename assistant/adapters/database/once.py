"""What may happen once, or only so often: keys and limits, shared by all replicas."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from assistant.adapters.database.rows import insert_if_absent
from assistant.adapters.database.tables import keys, limits
from assistant.errors import ConflictError, RateLimitedError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class SqlLimits:
    """Implements ports.Limits. One row a key; holding it makes the count exact when replicas race."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hit(self, key: str, *, now: datetime, window_seconds: int, limit: int) -> None:
        """Count one event; RateLimitedError when there were already `limit` in the window."""
        window = timedelta(seconds=window_seconds)
        held = self._held(key) or self._first(key, expires_at=now + window)
        hits = tuple(at for at in held if at > now - window)
        if len(hits) >= limit:
            free_at = hits[-limit] + window
            raise RateLimitedError(retry_after=max(1, math.ceil((free_at - now).total_seconds())))
        self._connection.execute(
            update(limits).where(limits.c.key == key).values(hits=(*hits, now), expires_at=now + window)
        )

    def take_back(self, key: str, *, at: datetime) -> None:
        """Count the event of that time no more."""
        hits = list(self._held(key))
        if at in hits:
            hits.remove(at)
            self._connection.execute(update(limits).where(limits.c.key == key).values(hits=tuple(hits)))

    def _held(self, key: str) -> tuple[datetime, ...]:
        wanted = select(limits.c.hits).where(limits.c.key == key).with_for_update()
        return self._connection.scalar(wanted) or ()

    def _first(self, key: str, *, expires_at: datetime) -> tuple[datetime, ...]:
        insert_if_absent(self._connection, limits, {"key": key, "hits": (), "expires_at": expires_at})
        return self._held(key)


class SqlKeys:
    """Implements ports.Keys."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, key: str, *, fingerprint: str, now: datetime, expires_at: datetime) -> str | None:
        """Claim a key: None when it was free, else the stored answer ("" while none).

        Waits for a first use that is still in its transaction. ConflictError on another fingerprint.
        """
        values = {"key": key, "fingerprint": fingerprint, "answer": "", "expires_at": expires_at}
        if insert_if_absent(self._connection, keys, values):
            return None
        row = self._connection.execute(select(keys).where(keys.c.key == key).with_for_update()).one()
        if row.expires_at <= now:
            self._connection.execute(update(keys).where(keys.c.key == key).values(values))
            return None
        if row.fingerprint != fingerprint:
            raise ConflictError
        return str(row.answer)

    def answer(self, key: str, value: str) -> None:
        """Store what the first use led to."""
        self._connection.execute(update(keys).where(keys.c.key == key).values(answer=value))

    def forget(self, prefix: str) -> None:
        """Delete every key that begins so."""
        self._connection.execute(delete(keys).where(keys.c.key.startswith(prefix, autoescape=True)))
