"""Opens the database so that it keeps what it promised: durable commits, foreign keys, one writer at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import URL, Connection, Engine

_BUSY_SECONDS = 30.0
_READ_ONLY = "assistant_read_only"
_DURABLE = "assistant_durable"


def open_engine(address: str) -> Engine:
    """Return an engine for a SQLAlchemy address. Opens no connection yet, but makes a SQLite file and its folder.

    Raises ConfigurationError when the address cannot be used; the message never repeats it, as it may hold
    a password.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            return _sqlite(url)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        return _server(url)
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise ConfigurationError(
            "ASSISTANT_DATABASE_URL is not an address this program can open; "
            "write sqlite:///file or postgresql://user:password@host/name."
        ) from None
    except OSError as error:
        raise ConfigurationError(f"Cannot open the database file {url.database}: {error.strerror}.") from None


def connect(engine: Engine, *, read_only: bool = False, durable: bool = True) -> Connection:
    """Return a connection whose transactions only read, or need not outlive a loss of power, if so asked.

    Databases other than SQLite and PostgreSQL go by neither.
    """
    options = {_READ_ONLY: read_only, _DURABLE: durable, "postgresql_readonly": read_only}
    return engine.connect().execution_options(**options)


def is_read_only(connection: Connection) -> bool:
    """Tell whether the connection was opened to read only."""
    return bool(connection.get_execution_options().get(_READ_ONLY))


def _is_durable(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_DURABLE, True))


def _server(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _sqlite(url: URL) -> Engine:
    if url.database in {None, "", ":memory:"}:
        raise ArgumentError("A database in memory would be another one for each connection.")
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    # Personal data: only for the owner. SQLite gives its -wal and -shm files the same mode.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's event
    # The driver would begin late, and not at all before a SELECT: we begin ourselves.
    connection.isolation_level = None
    # Deleted words are overwritten at once, instead of lying in the file until their place is used again. That costs
    # a commit nothing that could be measured beside its fsync.
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = is_read_only(connection)
    # Said before each transaction, so that none goes by what the one before it asked for.
    connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if _is_durable(connection) else 'NORMAL'}")
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    # To write, the lock is taken before the first read, so that what was read still holds when it is changed.
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if not _is_durable(connection):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
