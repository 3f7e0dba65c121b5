"""The LangChain retriever: nearest passages from the vector store, nudged by the words they share with the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.documents import Document as ChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from assistant.policy.index import IndexReader
from assistant.ports import Encoder, VectorStore

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun

CANDIDATES = 50
# A BM25 score of this size counts half: sums of BM25 have no upper end, cosines do.
_HALF = 8.0


class PassageRetriever(BaseRetriever):
    """Finds passages, best first; what is returned holds in its metadata the `passage`, its `score` and its `document`.

    The score is the cosine to the question plus `lexical_weight` times the squashed BM25 score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: IndexReader
    encoder: SkipValidation[Encoder]
    store: SkipValidation[VectorStore]
    lexical_weight: float

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[ChainDocument]:
        del run_manager
        snapshot = self.index.current()
        nearest = self.store.nearest(snapshot.generation.id, self.encoder.encode([query])[0], count=CANDIDATES)
        words = dict(snapshot.ranker.rank(query, count=CANDIDATES))
        scores = {id_: cosine + self.lexical_weight * _squash(words.get(id_, 0.0)) for id_, cosine in nearest}
        found = []
        for id_, score in sorted(scores.items(), key=lambda item: -item[1]):
            passage = snapshot.passages[id_]
            # The document travels along: a citation is checked against the text that the passage was cut from,
            # also when a new version comes into force in the middle of an answer.
            held = {"passage": passage, "score": score, "document": snapshot.documents[passage.document]}
            found.append(ChainDocument(page_content=passage.text, metadata=held))
        return found


def _squash(score: float) -> float:
    return score / (score + _HALF)
