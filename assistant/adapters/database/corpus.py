"""The documents and passages of the generation in force, and the documents of a few before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from assistant.adapters.database.tables import documents, generations, in_force
from assistant.model import Edition, Generation

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.model import Document
    from assistant.ports import Now

# A link to an earlier version opens as long as its generation is among these.
_KEPT = 5


class SqlCorpus:
    """Implements ports.Corpus."""

    def __init__(self, connection: Connection, *, now: Now) -> None:
        self._connection = connection
        self._now = now

    def current(self) -> Generation | None:
        """Return the generation in force, or None before the first ingest."""
        wanted = select(generations).join(in_force, in_force.c.generation == generations.c.id)
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            return None
        contents = select(documents.c.content).where(documents.c.generation == row.id)
        # Sorted here: databases disagree on what comes first.
        found = tuple(sorted(self._connection.scalars(contents), key=lambda document: document.name))
        return Generation(id=row.id, encoder=row.encoder, documents=found, passages=row.passages)

    def current_id(self) -> str | None:
        """Return the id of the generation in force: one row, no content."""
        return self._connection.scalar(select(in_force.c.generation))

    def replace(self, generation: Generation) -> None:
        """Put a generation in force once the transaction commits, and forget the oldest."""
        # Holding the pointer makes two ingests take turns.
        self._connection.execute(select(in_force.c.generation).with_for_update())
        since = self._since()
        self._connection.execute(update(in_force).values(generation=None))
        self._connection.execute(delete(generations).where(generations.c.id == generation.id))
        number = (self._connection.scalar(select(func.max(generations.c.number))) or 0) + 1
        self._connection.execute(
            insert(generations).values(
                id=generation.id, number=number, encoder=generation.encoder, passages=generation.passages
            )
        )
        for document in generation.documents:
            self._connection.execute(
                insert(documents).values(
                    generation=generation.id,
                    name=document.name,
                    version=document.version,
                    content=document,
                    since=since.get((document.name, document.version), self._now()),
                )
            )
        self._connection.execute(update(in_force).values(generation=generation.id))
        self._forget_all_but_the_newest()

    def document(self, name: str, version: str | None = None) -> Document | None:
        """Return a document in force, or the version asked for while it is kept, or None."""
        wanted = select(documents.c.content).where(documents.c.name == name)
        if version is None:
            wanted = wanted.join(in_force, in_force.c.generation == documents.c.generation)
        else:
            wanted = wanted.join(generations).where(documents.c.version == version)
            wanted = wanted.order_by(generations.c.number.desc()).limit(1)
        return self._connection.scalar(wanted)

    def editions(self, name: str) -> list[Edition]:
        """Return the versions that are kept, newest first; one that several generations hold stands once."""
        wanted = select(documents.c.version, documents.c.since).join(generations).where(documents.c.name == name)
        found: dict[str, Edition] = {}
        for row in self._connection.execute(wanted.order_by(generations.c.number.desc())):
            found.setdefault(row.version, Edition(row.version, row.since))
        return list(found.values())

    def _since(self) -> dict[tuple[str, str], datetime | None]:
        """Return since when each document's version in force holds: a generation that keeps it keeps the time."""
        wanted = select(documents.c.name, documents.c.version, documents.c.since)
        rows = self._connection.execute(wanted.join(in_force, in_force.c.generation == documents.c.generation))
        return {(row.name, row.version): row.since for row in rows}

    def _forget_all_but_the_newest(self) -> None:
        newest = select(generations.c.id).order_by(generations.c.number.desc()).limit(_KEPT)
        kept = self._connection.scalars(newest).all()
        self._connection.execute(delete(generations).where(generations.c.id.not_in(kept)))
