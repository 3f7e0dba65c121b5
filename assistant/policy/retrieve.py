"""The LangChain retriever: the nearest passages, ranked by meaning as a whole, word by word, and by shared words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.documents import Document as ChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from assistant.policy.closeness import Closeness  # noqa: TC001 - pydantic reads the fields' types
from assistant.policy.index import IndexReader  # noqa: TC001 - the same
from assistant.policy.silence import Silence  # noqa: TC001 - the same
from assistant.ports import Encoder, VectorStore  # noqa: TC001 - the same

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from numpy.typing import NDArray

CANDIDATES = 30
_RARE = 3
# One look-up in the store tells more than the candidates, as a second one costs far more than a longer list.
_TOLD = 100
# A BM25 score of this size counts half: sums of BM25 have no upper end, cosines do.
_HALF = 8.0


@dataclass(frozen=True, slots=True)
class Mixture:
    """How three views of a passage make one score; calibrated in training/calibrate.py."""

    closeness: float
    lexical: float

    def scores(
        self, cosines: NDArray[np.float32], *, closeness: NDArray[np.float32], bm25: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return one score a passage from the cosine as a whole, the closeness word by word, and BM25; all (n,)."""
        meaning = (1 - self.closeness) * cosines + self.closeness * closeness
        return meaning + self.lexical * bm25 / (bm25 + _HALF)


class PassageRetriever(BaseRetriever):
    """Finds passages, best first: each holds in its metadata the `passage`, its `score` and its `document`.

    A score tells how far a passage is above what silence would score for this question.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: IndexReader
    encoder: SkipValidation[Encoder]
    store: SkipValidation[VectorStore]
    closeness: Closeness
    silence: Silence
    mixture: Mixture

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[ChainDocument]:
        del run_manager
        snapshot = self.index.current()
        vector = self.encoder.encode([query])[0]
        cosines = dict(self.store.nearest(snapshot.generation.id, vector, count=_TOLD))
        words = dict(snapshot.ranker.rank(query, count=CANDIDATES))
        # A rare word may name a passage that is not among the nearest.
        ids = list(dict.fromkeys([*islice(cosines, CANDIDATES), *islice(words, _RARE)]))
        if far := [id_ for id_ in ids if id_ not in cosines]:
            found = self.store.vectors(snapshot.generation.id, far)
            cosines |= {id_: float(stored @ vector) for id_, stored in found.items()}
        passages = [snapshot.passages[id_] for id_ in ids]
        scores = self.mixture.scores(
            np.array([cosines[id_] for id_ in ids], np.float32),
            closeness=self.closeness.scores(query, passages),
            bm25=np.array([words.get(id_, 0.0) for id_ in ids], np.float32),
        ) - self.silence.level(query)
        ranked = []
        for place in np.argsort(-scores, kind="stable"):
            passage = passages[place]
            # The document travels along: a citation is checked against the text that the passage was cut from,
            # also when a new version comes into force in the middle of an answer.
            held = {
                "passage": passage,
                "score": float(scores[place]),
                "document": snapshot.documents[passage.document],
            }
            ranked.append(ChainDocument(page_content=passage.text, metadata=held))
        return ranked
