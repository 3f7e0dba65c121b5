"""The LangChain retriever: dense neighbours from the vector store, nudged by shared words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document as ChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.policy.index import IndexReader  # noqa: TC001 - pydantic reads the annotation at run time

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from numpy.typing import NDArray

    from assistant.model import ScoredPassage
    from assistant.policy.index import Snapshot

CANDIDATES = 50
# A BM25 score of this size counts half: sums of BM25 have no upper end.
_HALF = 8.0


class PassageRetriever(BaseRetriever):
    """Finds the passages nearest to a question; each document's metadata holds the passage and its score."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: IndexReader
    encoder: Any
    store: Any
    lexical_weight: float

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[ChainDocument]:
        del run_manager
        found = self.rank(query, self.encoder.encode([query])[0], snapshot=self.index.current())
        return [
            ChainDocument(page_content=each.passage.text, metadata={"passage": each.passage, "score": each.score})
            for each in found
        ]

    def rank(self, text: str, vector: NDArray[np.float32], *, snapshot: Snapshot) -> list[ScoredPassage]:
        """Return up to CANDIDATES passages of a snapshot with their scores (cosine plus shared words), best first."""
        from assistant.model import ScoredPassage  # noqa: PLC0415
        nearest = self.store.nearest(snapshot.generation.id, vector, count=CANDIDATES)
        words = dict(snapshot.ranker.rank(text, count=CANDIDATES))
        scored = [
            ScoredPassage(snapshot.passages[id_], cosine + self.lexical_weight * _share(words.get(id_, 0.0)))
            for id_, cosine in nearest
        ]
        return sorted(scored, key=lambda each: -each.score)


def _share(score: float) -> float:
    return score / (score + _HALF)
