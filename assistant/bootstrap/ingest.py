"""What an ingest needs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock

from assistant.adapters.database import Database, migrate
from assistant.adapters.encoder import SentenceEncoder
from assistant.bootstrap.parts import vector_store
from assistant.errors import ConfigurationError
from assistant.policy import index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.model import Document
    from assistant.ports import Encoder, VectorStore
    from assistant.settings import Settings


@dataclass(frozen=True)
class Ingester:
    """Brings documents into the index."""

    database: Database
    store: VectorStore
    encoder: Encoder

    def plan(self, documents: Sequence[Document], *, keep_others: bool) -> index.Plan:
        """Say what an ingest of `documents` would change; with `keep_others`, documents not named stay."""
        with self.database.unit_of_work(read_only=True) as work:
            old = work.corpus.current()
        if old and keep_others:
            named = {document.name for document in documents}
            documents = [*documents, *(document for document in old.documents if document.name not in named)]
        return index.plan(old, documents, encoder=self.encoder.name)

    def apply(self, plan: index.Plan, *, progress: Callable[[int, int], None]) -> None:
        """Put the plan in force, telling `progress` how many of how many passages are embedded."""
        index.apply(
            plan,
            store=self.store,
            encoder=self.encoder,
            unit_of_work=self.database.unit_of_work,
            progress=progress,
        )


@contextmanager
def ingester(settings: Settings) -> Iterator[Ingester]:
    """Open all that an ingest needs, migrating the database first; ingests in one data folder take turns.

    Raises ConfigurationError when the data folder cannot be written to or a part cannot be opened, and
    ModelWeightsError when the weights are not the expected ones.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.data_dir / "ingest.lock").acquire()
    except OSError as error:
        raise ConfigurationError(
            f"Cannot write to the folder {settings.data_dir}: {error.strerror}. Choose one with ASSISTANT_DATA_DIR."
        ) from None
    with lock:
        encoder = SentenceEncoder.shipped()
        migrate(settings.database_address)
        database = Database(settings.database_address)
        try:
            yield Ingester(database, vector_store(settings), encoder)
        finally:
            database.close()
