"""Vectors in Chroma: a collection a generation, cosine, and only vectors that we bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from assistant.errors import ConfigurationError, IndexMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

_PREFIX = "passages-"
# Wide enough that on a few hundred passages the graph finds what a full scan would.
_INDEX: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}


class ChromaStore:
    """Implements ports.VectorStore. A generation is written once and then only read, also by other processes."""

    def __init__(self, client: ClientAPI) -> None:
        self._client = client
        self._opened: dict[str, Collection] = {}

    @classmethod
    def embedded(cls, folder: Path) -> Self:
        """Keep the vectors in a folder; ConfigurationError when it cannot be used."""
        try:
            return cls(chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False)))
        except (OSError, ValueError, ChromaError) as error:
            raise ConfigurationError(f"The vector index in {folder} cannot be opened: {error}") from None

    @classmethod
    def remote(cls, url: str) -> Self:
        """Keep the vectors in a Chroma server, `http://host:port`; ConfigurationError when there is none."""
        address = urlsplit(url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise ConfigurationError("ASSISTANT_CHROMA_URL must look like http://host:port.")
        secure = address.scheme == "https"
        try:
            client = chromadb.HttpClient(
                address.hostname,
                address.port or (443 if secure else 8000),
                ssl=secure,
                settings=Settings(anonymized_telemetry=False),
            )
        except (ValueError, ChromaError):
            raise ConfigurationError(f"No Chroma server answers at {address.scheme}://{address.netloc}.") from None
        return cls(client)

    def vectors(self, generation: str, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the stored vectors among `ids`; none when there is no such generation."""
        found: dict[str, NDArray[np.float32]] = {}
        try:
            collection = self._collection(generation)
        except IndexMissingError:
            return found
        for start, end in self._batches(len(ids)):
            stored = collection.get(ids=list(ids[start:end]), include=["embeddings"])
            vectors = np.asarray(stored["embeddings"], np.float32)
            found.update(zip(stored["ids"], vectors, strict=True))
        return found

    def write(self, generation: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Write a whole generation, `vectors` of shape (len(ids), dimensions); one of the same name is replaced."""
        self._drop(_PREFIX + generation)
        collection = self._client.create_collection(_PREFIX + generation, configuration=_INDEX, embedding_function=None)
        for start, end in self._batches(len(ids)):
            collection.add(ids=list(ids[start:end]), embeddings=vectors[start:end])

    def nearest(self, generation: str, vector: NDArray[np.float32], *, count: int) -> list[tuple[str, float]]:
        """Return up to `count` (passage id, cosine similarity), best first.

        Raises IndexMissingError when the generation is not there.
        """
        try:
            return self._query(generation, vector, count=count)
        except NotFoundError:
            # Another process wrote the generation anew since we opened it.
            self._opened.pop(generation, None)
            return self._query(generation, vector, count=count)

    def keep_only(self, generations: Sequence[str]) -> None:
        """Drop every other generation."""
        kept = {_PREFIX + generation for generation in generations}
        for collection in self._client.list_collections():
            if collection.name.startswith(_PREFIX) and collection.name not in kept:
                self._drop(collection.name)

    def _query(self, generation: str, vector: NDArray[np.float32], *, count: int) -> list[tuple[str, float]]:
        found = self._collection(generation).query(
            query_embeddings=vector[np.newaxis], n_results=count, include=["distances"]
        )
        distances = found["distances"] or [[]]
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances[0], strict=True)]

    def _collection(self, generation: str) -> Collection:
        if generation not in self._opened:
            try:
                opened = self._client.get_collection(_PREFIX + generation, embedding_function=None)
            except NotFoundError:
                raise IndexMissingError from None
            self._opened[generation] = opened
        return self._opened[generation]

    def _drop(self, name: str) -> None:
        self._opened.pop(name.removeprefix(_PREFIX), None)
        try:
            self._client.delete_collection(name)
        except NotFoundError:
            return

    def _batches(self, count: int) -> Iterator[tuple[int, int]]:
        size = self._client.get_max_batch_size()
        return ((start, start + size) for start in range(0, count, size))
