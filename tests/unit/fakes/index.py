"""The ports that the index stands on, in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np

from assistant.model import Edition

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from numpy.typing import NDArray

    from assistant import ports
    from assistant.model import Document, Ends, Generation, Passage
    from assistant.ports import (
        Codes,
        Conversations,
        Deadlines,
        Files,
        History,
        Installations,
        Keys,
        Limits,
        Outbox,
        Sessions,
        Subscriptions,
        Tickets,
        Users,
    )


@dataclass
class Encoder:
    """Makes a vector of a text's hash, and remembers what it was asked."""

    name: str = "hashes@1"
    asked: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest(), np.uint8) for text in texts]
        vectors = np.stack(rows).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


@dataclass
class VectorStore:
    """Keeps generations in a dictionary; `broken` makes the next write fail half-way."""

    generations: dict[str, dict[str, NDArray[np.float32]]] = field(default_factory=dict)
    broken: bool = False

    def vectors(self, generation: str, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        stored = self.generations.get(generation, {})
        return {id_: stored[id_] for id_ in ids if id_ in stored}

    def write(self, generation: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        if self.broken:
            self.generations[generation] = {ids[0]: vectors[0]}
            raise OSError("disk full")
        self.generations[generation] = dict(zip(ids, vectors, strict=True))

    def nearest(self, generation: str, vector: NDArray[np.float32], *, count: int) -> list[tuple[str, float]]:
        scored = [(id_, float(stored @ vector)) for id_, stored in self.generations[generation].items()]
        return sorted(scored, key=lambda pair: -pair[1])[:count]

    def keep_only(self, generations: Sequence[str]) -> None:
        self.generations = {id_: kept for id_, kept in self.generations.items() if id_ in generations}


@dataclass
class Corpus:
    """Holds one generation and counts how often it was read whole."""

    generation: Generation | None = None
    reads: int = 0

    def current(self) -> Generation | None:
        self.reads += 1
        return self.generation

    def current_id(self) -> str | None:
        return self.generation.id if self.generation else None

    def replace(self, generation: Generation) -> None:
        self.generation = generation

    def document(self, name: str, version: str | None = None) -> Document | None:
        found = self.generation.documents if self.generation else ()
        return next((d for d in found if d.name == name and version in {None, d.version}), None)

    def editions(self, name: str) -> list[Edition]:
        document = self.document(name)
        return [Edition(document.version, None)] if document else []


class UnitOfWork:
    """A transaction over the corpus alone."""

    conversations: Conversations
    tickets: Tickets
    deadlines: Deadlines
    codes: Codes
    history: History
    files: Files
    users: Users
    sessions: Sessions
    subscriptions: Subscriptions
    installations: Installations
    outbox: Outbox
    limits: Limits
    keys: Keys

    corpus: ports.Corpus

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = self._corpus = corpus
        self._before = corpus.generation

    def __enter__(self) -> Self:
        self._before = self._corpus.generation
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._corpus.generation = self._before

    def commit(self) -> None:
        self._before = self._corpus.generation

    def purge(self, ends: Ends, *, count: int) -> dict[str, int]:
        raise NotImplementedError(ends, count)

    def count_past(self, ends: Ends) -> dict[str, int]:
        raise NotImplementedError(ends)


@dataclass
class Ranker:
    """Finds the passages that hold the question as it stands."""

    passages: Sequence[Passage]

    def rank(self, question: str, *, count: int) -> list[tuple[str, float]]:
        return [(passage.id, 1.0) for passage in self.passages if question in passage.text][:count]
