"""What understands messages, and the documents it quotes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant import weights
from assistant.adapters.encoder import OnnxEncoder
from assistant.adapters.lexical import Bm25Ranker
from assistant.bootstrap.parts import contact_of, opened_database, vector_store
from assistant.errors import NotFoundError
from assistant.intents.classifier import Classifier, Heads
from assistant.organisation import read_organisation
from assistant.policy import index
from assistant.policy.chain import Question, build_chain
from assistant.policy.closeness import Attention, Closeness
from assistant.policy.ranking import Ranking
from assistant.policy.retrieve import PassageRetriever
from assistant.policy.silence import Silence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from langchain_core.runnables import Runnable

    from assistant.adapters.database import Database
    from assistant.model import Answer, Document, Edition
    from assistant.ports import Chooser, UnitsOfWork
    from assistant.settings import Settings


@dataclass(frozen=True)
class Library:
    """The documents that citations open: the ones in force, and earlier versions that are still kept."""

    index: index.IndexReader
    unit_of_work: UnitsOfWork

    def names(self) -> tuple[str, ...]:
        """Return the names of the documents in force."""
        return tuple(self.index.current().documents)

    def document(self, name: str, version: str | None = None) -> Document:
        """Return a document; NotFoundError when there is none of that name and version."""
        found = self.index.current().documents.get(name)
        if found is None or version not in (None, found.version):
            with self.unit_of_work(read_only=True) as work:
                found = work.corpus.document(name, version)
        if found is None:
            raise NotFoundError
        return found

    def editions(self, name: str) -> list[Edition]:
        """Return the versions of a document that are kept, newest first."""
        with self.unit_of_work(read_only=True) as work:
            return work.corpus.editions(name)


@dataclass(frozen=True)
class Understanding:
    """The read-only half of the house: what a message is taken for, and what the policy says to it."""

    classifier: Classifier
    retriever: PassageRetriever
    chain: Runnable[Question, Answer]

    def answer(self, text: str, previous: str) -> Answer:
        """Answer a question, read together with the one before it."""
        return self.chain.invoke(Question(text, previous))


@contextmanager
def understanding(settings: Settings) -> Iterator[Understanding]:
    """Open only what understands messages, for looking inside."""
    organisation = read_organisation(settings.corpus_dir)
    with opened_database(settings) as database:
        yield understand(settings, database, contact=contact_of(settings, organisation))[1]


def understand(settings: Settings, database: Database, *, contact: str) -> tuple[index.IndexReader, Understanding]:
    """Join the weights, the index and the chain; the reader tells which documents are in force."""
    weights.check()
    encoder = OnnxEncoder()
    reader = index.IndexReader(unit_of_work=database.unit_of_work, rank=Bm25Ranker, encoder=encoder.name)
    ranking = Ranking.read(weights.MODELS / "ranking.json")
    heads = Heads.read(weights.MODELS / "heads.npz")
    retriever = PassageRetriever(
        index=reader,
        encoder=encoder,
        store=vector_store(settings),
        closeness=Closeness(encoder, Attention(heads.attention[:-1], float(heads.attention[-1]))),
        silence=Silence(encoder, heads.silence),
        mixture=ranking.mixture,
    )
    chain = build_chain(
        retriever,
        judge=ranking.judge,
        contact=contact,
        public_url=settings.public_url,
        chooser=_chooser(settings),
    )
    return reader, Understanding(Classifier(encoder, heads), retriever, chain)


def _chooser(settings: Settings) -> Chooser | None:
    if settings.llm is None:
        return None
    from assistant.adapters.llm import LangChainChooser  # noqa: PLC0415 - an optional extra

    return LangChainChooser.named(settings.llm)
