"""The database as the rest of the house sees it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from assistant.adapters.database import tables
from assistant.adapters.database.engine import connect, open_engine
from assistant.adapters.database.rows import insert_if_absent
from assistant.adapters.database.unit_of_work import SqlUnitOfWork
from assistant.ports import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.ports import Now, UnitOfWork


class Database:
    """A pool of connections, usable from every thread. Run `migrate` on the address first.

    Raises ConfigurationError when the address cannot be used.
    """

    def __init__(self, address: str, *, now: Now = utc_now) -> None:
        self._engine = open_engine(address)
        self._now = now

    def unit_of_work(self, *, read_only: bool = False, durable: bool = True) -> UnitOfWork:
        """Return a transaction to be used as a context manager; `ports.UnitsOfWork` says what the keywords mean."""
        return SqlUnitOfWork(self._engine, now=self._now, read_only=read_only, durable=durable)

    def secret(self, name: str, *, mint: Callable[[], str]) -> str:
        """Return the secret of that name, the same for every replica.

        `mint` makes it when there is none yet; of two replicas that mint at once, one wins for both.
        """
        with self._engine.begin() as connection:
            wanted = select(tables.secrets.c.value).where(tables.secrets.c.name == name)
            value = connection.scalar(wanted)
            if value is None:
                insert_if_absent(connection, tables.secrets, {"name": name, "value": mint()})
                value = connection.execute(wanted).scalar_one()
            return str(value)

    def ping(self) -> bool:
        """Tell whether the database answers."""
        try:
            with connect(self._engine, read_only=True) as connection:
                connection.execute(select(tables.in_force.c.id))
        except SQLAlchemyError:
            return False
        return True

    def wipe(self) -> None:
        """Rewrite the file of a SQLite database, so that nothing of what was deleted is left in it, its log included.

        What it overwrites at once is nearly all; when pages are divided, pieces of index entries stay behind. A
        database server clears up by itself.
        """
        if self._engine.dialect.name != "sqlite":
            return
        with closing(self._engine.raw_connection()) as connection:
            # The connection may have served somebody who only read.
            for statement in ("PRAGMA query_only = OFF", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.cursor().execute(statement).close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
