from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from unit.fakes.index import Corpus, Encoder, Ranker, UnitOfWork, VectorStore

from assistant.policy.closeness import Attention, Closeness
from assistant.policy.documents import parse
from assistant.policy.index import IndexReader, apply, plan
from assistant.policy.retrieve import CANDIDATES, Mixture, PassageRetriever
from assistant.policy.silence import Silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant.model import Generation, Passage

DIMENSIONS = 32
TEXT = " ".join(f"Matter number{number} is told here." for number in range(300))


class Reader(Encoder):
    """Reads a text as one word."""

    def states(self, text: str) -> NDArray[np.float32]:
        return self.encode([text])

    def features(self, text: str) -> NDArray[np.float32]:
        return np.tile(self.encode([text])[0], 2)


@pytest.fixture
def generation() -> Generation:
    return plan(None, [parse("policy", TEXT.encode(), suffix=".md")], encoder=Reader().name).new


@pytest.fixture
def retriever(generation: Generation) -> PassageRetriever:
    corpus, store, reader = Corpus(), VectorStore(), Reader()

    def work(*, read_only: bool = False, durable: bool = True) -> UnitOfWork:
        assert read_only or durable
        return UnitOfWork(corpus)

    planned = plan(None, generation.documents, encoder=reader.name)
    apply(planned, store=store, encoder=reader, unit_of_work=work, progress=lambda _done, _total: None)
    return PassageRetriever(
        index=IndexReader(unit_of_work=work, rank=Ranker, encoder=reader.name),
        encoder=reader,
        store=store,
        closeness=Closeness(reader, Attention(np.zeros(DIMENSIONS, np.float32), 0.0)),
        silence=Silence(reader, np.array([*[0] * 2 * DIMENSIONS, 0.1], np.float32)),
        mixture=Mixture(closeness=0.5, lexical=0.0),
    )


def cosine(question: str, passage: Passage) -> float:
    asked, stored = Reader().encode([question, passage.context])
    return float(asked @ stored)


class TestPassageRetriever:
    def test_scores_the_nearest_above_silence_best_first(
        self, retriever: PassageRetriever, generation: Generation
    ) -> None:
        expected = sorted((cosine("of nothing", each) for each in generation.passages), reverse=True)[:CANDIDATES]
        found = retriever.invoke("of nothing")
        assert [each.metadata["score"] for each in found] == pytest.approx([each - 0.1 for each in expected])
        assert {each.metadata["document"] for each in found} == {*generation.documents}

    def test_finds_a_rare_word_however_far_its_passage_is(
        self, retriever: PassageRetriever, generation: Generation
    ) -> None:
        for named in generation.passages:
            question = named.text.split()[1] + " "
            found = {each.metadata["passage"].id: each.metadata["score"] for each in retriever.invoke(question)}
            assert found[named.id] == pytest.approx(cosine(question, named) - 0.1)
            assert len(found) in {CANDIDATES, CANDIDATES + 1}
