"""Ingest version two of a document and be killed on the way: killed_ingest.py DATA_DIR MOMENT."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from unit.fakes.index import Encoder

from assistant.adapters.chroma import ChromaStore
from assistant.adapters.database import Database
from assistant.policy import index
from assistant.policy.documents import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from assistant.model import Document
    from assistant.ports import VectorStore


def version(number: int) -> Document:
    """Return a document of 200 sentences, each with the version's number in it."""
    sentences = " ".join(f"Sentence {place} stands in version {number}." for place in range(200))
    return parse("policy", sentences.encode(), suffix=".md")


def open_house(data_dir: Path) -> tuple[Database, ChromaStore]:
    """Open the real database and the real vector store of a data folder."""
    return Database(f"sqlite:///{data_dir / 'assistant.sqlite3'}"), ChromaStore.embedded(data_dir / "chroma")


def ingest(database: Database, store: VectorStore, document: Document, *, progress: Callable[[int, int], None]) -> None:
    """Plan and apply, as ingest.py does, with an encoder that needs no weights."""
    with database.unit_of_work() as work:
        old = work.corpus.current()
    encoder = Encoder()
    planned = index.plan(old, [document], encoder=encoder.name)
    index.apply(planned, store=store, encoder=encoder, unit_of_work=database.unit_of_work, progress=progress)


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class DyingStore(ChromaStore):
    """Kills its process half-way through writing, when all is written, or before it tidies up."""

    moment = ""

    def write(self, generation: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        if self.moment == "half written":
            super().write(generation, ids[:100], vectors[:100])
            die()
        super().write(generation, ids, vectors)
        if self.moment == "before the commit":
            die()

    def keep_only(self, generations: Sequence[str]) -> None:
        assert generations
        die()


def main() -> None:
    data_dir, moment = Path(sys.argv[1]), sys.argv[2]
    database, _ = open_house(data_dir)
    store = DyingStore.embedded(data_dir / "chroma")
    store.moment = moment

    def progress(done: int, _total: int) -> None:
        if moment == "embedding" and done > 50:
            die()

    ingest(database, store, version(2), progress=progress)


if __name__ == "__main__":
    main()
