"""The index: documents become a generation that is in force as a whole, or not at all."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import CorpusError, IndexMissingError
from assistant.model import Generation
from assistant.policy.passages import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.model import Document, Passage
    from assistant.ports import Encoder, Ranker, UnitOfWork, UnitsOfWork, VectorStore

_BATCH = 32
_POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """What an ingest does to one document: its sections and passages afterwards, and how the passages came about."""

    document: str
    sections: int
    passages: int
    added: int
    kept: int
    removed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The way from the generation in force to the next. A passage is kept when its id and the encoder are."""

    old: Generation | None
    new: Generation
    changes: tuple[Change, ...]


def plan(old: Generation | None, documents: Sequence[Document], *, encoder: str) -> Plan:
    """Compare the generation in force with what `documents` make, embedding nothing.

    `encoder` is the name of the encoder that will make the vectors; another than before keeps no passage.
    Raises CorpusError when a document has nothing that can be quoted.
    """
    documents = sorted(documents, key=lambda document: document.name)
    passages = {document.name: cut(document) for document in documents}
    for name, found in passages.items():
        if not found:
            raise CorpusError(f"{name} has headings but no sentence to quote. Give a file with the whole text.")
    every = tuple(passage for found in passages.values() for passage in found)
    key = json.dumps([encoder, [document.version for document in documents], [passage.id for passage in every]])
    new = Generation(
        id=hashlib.sha256(key.encode()).hexdigest()[:16], encoder=encoder, documents=tuple(documents), passages=every
    )
    before = {passage.id: passage.document for passage in old.passages} if old else {}
    same = set(before) if old and old.encoder == encoder else set()
    names = sorted({*passages, *before.values()})
    return Plan(old, new, tuple(_change(name, passages.get(name, ()), before=before, same=same) for name in names))


def apply(
    planned: Plan,
    *,
    store: VectorStore,
    encoder: Encoder,
    unit_of_work: Callable[[], UnitOfWork],
    progress: Callable[[int, int], None],
) -> None:
    """Put the planned generation in force: all vectors first, then one transaction, which readers see or do not.

    Embeds only passages whose vectors the store does not have; does nothing when nothing is new.
    `progress` is told how many of how many passages are embedded. Killed anywhere, the old generation stays.
    """
    old, new = planned.old, planned.new
    ids = [passage.id for passage in new.passages]
    vectors = store.vectors(new.id, ids)
    complete = len(vectors) == len(ids)
    if complete and old and old.id == new.id:
        return
    if not complete:
        if old and old.encoder == new.encoder:
            vectors |= store.vectors(old.id, ids)
        missing = [passage for passage in new.passages if passage.id not in vectors]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            encoded = encoder.encode([passage.context for passage in batch])
            vectors.update(zip((passage.id for passage in batch), encoded, strict=True))
            progress(start + len(batch), len(missing))
        store.write(new.id, ids, np.stack([vectors[id_] for id_ in ids]))
    with unit_of_work() as work:
        work.corpus.replace(new)
        work.commit()
    # The one before stays for readers that have not yet noticed.
    store.keep_only([new.id, *([old.id] if old else [])])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation as readers use it: everything here belongs together."""

    generation: Generation
    ranker: Ranker
    passages: dict[str, Passage]
    documents: dict[str, Document]


class IndexReader:
    """Hands out the generation in force, asking for a newer one at most once a second. For many threads."""

    def __init__(
        self,
        *,
        unit_of_work: UnitsOfWork,
        rank: Callable[[Sequence[Passage]], Ranker],
        encoder: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._rank = rank
        self._encoder = encoder
        self._clock = clock
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._checked = float("-inf")

    def current(self) -> Snapshot:
        """Return the generation in force; keep it for as long as one answer takes.

        Raises IndexMissingError when there is none, or when its vectors come from another encoder than ours.
        """
        with self._lock:
            if self._snapshot is None or self._clock() - self._checked >= _POLL_SECONDS:
                self._snapshot = self._newest(self._snapshot)
                self._checked = self._clock()
            return self._snapshot

    def _newest(self, known: Snapshot | None) -> Snapshot:
        with self._unit_of_work(read_only=True) as work:
            if known and work.corpus.current_id() == known.generation.id:
                return known
            generation = work.corpus.current()
        if generation is None:
            raise IndexMissingError
        if generation.encoder != self._encoder:
            raise IndexMissingError("The index was made with other model weights. Run: python ingest.py")
        return Snapshot(
            generation=generation,
            ranker=self._rank(generation.passages),
            passages={passage.id: passage for passage in generation.passages},
            documents={document.name: document for document in generation.documents},
        )


def _change(name: str, passages: Sequence[Passage], *, before: dict[str, str], same: set[str]) -> Change:
    kept = {passage.id for passage in passages} & same
    return Change(
        document=name,
        sections=len({passage.section for passage in passages}),
        passages=len(passages),
        added=len(passages) - len(kept),
        kept=len(kept),
        removed=sum(document == name for id_, document in before.items() if id_ not in kept),
    )
