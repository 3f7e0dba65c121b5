"""Reading a row that will be changed, and writing one that may be there already, in words every database knows."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from assistant.adapters.database.engine import is_read_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Select, Table


def held(connection: Connection, wanted: Select[Any]) -> Select[Any]:
    """Make a query hold what it finds until the transaction ends; one that only reads holds nothing."""
    return wanted if is_read_only(connection) else wanted.with_for_update()


def insert_if_absent(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row and return True, or False when its key is taken.

    Waits for another transaction that is inserting the same key. The transaction stays usable after the refusal:
    SQLite undoes the one statement, for the others a savepoint is set.
    """
    alone = connection.dialect.name == "sqlite"
    try:
        with nullcontext() if alone else connection.begin_nested():
            connection.execute(insert(table), values)
    except IntegrityError:
        return False
    return True


def put(connection: Connection, table: Table, key: ColumnElement[bool], *, values: Mapping[str, Any]) -> None:
    """Update the row that `key` finds, or insert it."""
    change = update(table).where(key)
    if connection.execute(change, values).rowcount == 0 and not insert_if_absent(connection, table, values):
        connection.execute(change, values)
