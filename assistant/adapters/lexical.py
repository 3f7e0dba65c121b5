"""BM25 over the passages' stems, in memory: small enough to be made anew from the passages at every start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bm25s  # type: ignore[import-untyped]
import numpy as np
import snowballstemmer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Passage


class Bm25Ranker:
    """Implements ports.Ranker over the words, headings and lead-ins of some passages."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._stemmer = snowballstemmer.stemmer("english")
        self._ids = [passage.id for passage in passages]
        self._index = bm25s.BM25()
        stems = self._stems([passage.context for passage in passages])
        self._empty = not any(stems)
        if not self._empty:
            self._index.index(stems, show_progress=False)

    def rank(self, question: str, *, count: int) -> list[tuple[str, float]]:
        """Return up to `count` (passage id, score), best first; only passages that share a word."""
        (stems,) = self._stems([question])
        if self._empty or not stems:
            return []
        scores = self._index.get_scores(stems)
        best = np.argsort(-scores, kind="stable")[:count]
        return [(self._ids[place], float(scores[place])) for place in best if scores[place] > 0]

    def _stems(self, texts: Sequence[str]) -> list[list[str]]:
        stems: list[list[str]] = bm25s.tokenize(
            list(texts), stopwords="english", stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return stems
