"""BM25 over the passages' stems, in memory: small enough to be made anew from the passages at every start."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import bm25s  # type: ignore[import-untyped]
import numpy as np
import snowballstemmer  # type: ignore[import-untyped]
from bm25s.stopwords import STOPWORDS_EN  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Passage

_WORD = re.compile(r"\b\w\w+\b")
_STOPWORDS = frozenset(STOPWORDS_EN)


class Bm25Ranker:
    """Implements ports.Ranker over the words, headings and lead-ins of some passages."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._ids = [passage.id for passage in passages]
        self._index = bm25s.BM25()
        stems = [_stems(passage.context) for passage in passages]
        self._empty = not any(stems)
        if not self._empty:
            self._index.index(stems, show_progress=False)

    def rank(self, question: str, *, count: int) -> list[tuple[str, float]]:
        """Return up to `count` (passage id, score), best first; only passages that share a word."""
        stems = _stems(question)
        if self._empty or not stems:
            return []
        scores = self._index.get_scores(stems)
        best = np.argsort(-scores, kind="stable")[:count]
        return [(self._ids[place], float(scores[place])) for place in best if scores[place] > 0]


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOPWORDS]


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    # A stemmer of its own: it holds the word that it works on, and questions come from several threads.
    return str(snowballstemmer.stemmer("english").stemWord(word))
