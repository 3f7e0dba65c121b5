"""Files for requesters."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from assistant.adapters.database.tables import files
from assistant.model import AnswerFile

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

# Not the content: a list of files must not read them all.
_ABOUT = [column for column in files.c if column.name != "content"]


class SqlFiles:
    """Implements ports.Files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, file: AnswerFile, content: bytes) -> None:
        """Insert."""
        self._connection.execute(insert(files).values(**asdict(file), content=content))

    def of(self, reference: str) -> list[AnswerFile]:
        """Return what there is for a ticket, oldest first, without the contents."""
        wanted = select(*_ABOUT).where(files.c.reference == reference).order_by(files.c.created_at)
        return [_file(row) for row in self._connection.execute(wanted)]

    def open(self, file_id: str) -> tuple[AnswerFile, bytes] | None:
        """Return a file with its content, or None."""
        about = self._connection.execute(select(*_ABOUT).where(files.c.id == file_id)).one_or_none()
        if about is None:
            return None
        content = self._connection.execute(select(files.c.content).where(files.c.id == file_id)).scalar_one()
        return _file(about), content

    def collected(self, file_id: str, *, now: datetime) -> None:
        """Record that the requester has it."""
        self._connection.execute(update(files).where(files.c.id == file_id).values(collected_at=now))

    def remove(self, file_id: str) -> None:
        """Delete it."""
        self._connection.execute(delete(files).where(files.c.id == file_id))

    def forget(self, reference: str) -> None:
        """Delete what there is for a ticket."""
        self._connection.execute(delete(files).where(files.c.reference == reference))


def _file(row: Row[Any]) -> AnswerFile:
    return AnswerFile(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
