from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from unit.fakes.index import Corpus, Encoder, Ranker, UnitOfWork, VectorStore

from assistant.errors import CorpusError, IndexMissingError
from assistant.policy.documents import parse
from assistant.policy.index import Change, IndexReader, Plan, apply, plan

if TYPE_CHECKING:
    from assistant.model import Document


def document(text: str, *, name: str = "policy") -> Document:
    return parse(name, text.encode(), suffix=".md")


class House:
    """An index over fakes."""

    def __init__(self) -> None:
        self.corpus = Corpus()
        self.store = VectorStore()
        self.encoder = Encoder()
        self.progress: list[tuple[int, int]] = []
        self.seconds = 0.0
        self.read_only: list[bool] = []

    def work(self, *, read_only: bool = False, durable: bool = True) -> UnitOfWork:
        assert durable
        self.read_only.append(read_only)
        return UnitOfWork(self.corpus)

    def ingest(self, *documents: Document) -> Plan:
        planned = plan(self.corpus.generation, documents, encoder=self.encoder.name)
        apply(
            planned,
            store=self.store,
            encoder=self.encoder,
            unit_of_work=self.work,
            progress=lambda done, total: self.progress.append((done, total)),
        )
        return planned

    def reader(self) -> IndexReader:
        return IndexReader(unit_of_work=self.work, rank=Ranker, encoder="hashes@1", clock=lambda: self.seconds)


@pytest.fixture
def house() -> House:
    return House()


class TestPlan:
    def test_counts_what_comes_stays_and_goes_by_document(self, house: House) -> None:
        house.ingest(document("One. Two."), document("Gone.", name="old"))
        changes = plan(
            house.corpus.generation, [document("Two. Three.\n\n## H\n\nFour."), document("N.", name="new")],
            encoder="hashes@1",
        ).changes  # fmt: skip
        assert changes == (
            Change("new", sections=1, passages=1, added=1, kept=0, removed=0),
            Change("old", sections=0, passages=0, added=0, kept=0, removed=1),
            Change("policy", sections=2, passages=3, added=2, kept=1, removed=1),
        )

    def test_keeps_nothing_of_another_encoder(self, house: House) -> None:
        house.ingest(document("One."))
        planned = plan(house.corpus.generation, [document("One.")], encoder="other@2")
        assert planned.changes == (Change("policy", sections=1, passages=1, added=1, kept=0, removed=1),)

    def test_gives_the_same_content_the_same_id_in_any_order(self) -> None:
        a, b = document("A.", name="a"), document("B.", name="b")
        assert plan(None, [a, b], encoder="e").new == plan(None, [b, a], encoder="e").new

    def test_refuses_a_document_of_headings(self) -> None:
        with pytest.raises(CorpusError, match="policy has headings but no sentence"):
            plan(None, [document("# Only this")], encoder="e")


class TestApply:
    def test_embeds_only_what_is_new(self, house: House) -> None:
        house.ingest(document("One. Two."))
        house.encoder.asked.clear()
        house.ingest(document("Two. Three. One."))
        assert house.encoder.asked == ["Three"]
        assert house.progress == [(2, 2), (1, 1)]

    def test_does_nothing_when_nothing_is_new(self, house: House) -> None:
        house.ingest(document("One."))
        house.store.broken = True
        house.ingest(document("One."))
        assert house.encoder.asked == ["One"]

    def test_makes_vectors_anew_that_the_store_has_lost(self, house: House) -> None:
        planned = house.ingest(document("One. Two."))
        house.store.generations.clear()
        house.ingest(document("One. Two."))
        assert len(house.store.generations[planned.new.id]) == 2

    def test_leaves_the_old_generation_in_force_when_the_write_fails(self, house: House) -> None:
        old = house.ingest(document("One.")).new
        house.store.broken = True
        with contextlib.suppress(OSError):
            house.ingest(document("Two."))
        assert house.corpus.generation == old
        house.store.broken = False
        assert house.ingest(document("Two.")).new == house.corpus.generation

    def test_goes_back_to_the_generation_before_without_writing(self, house: House) -> None:
        before = house.ingest(document("One.")).new
        house.ingest(document("Two."))
        house.store.broken = True
        house.ingest(document("One."))
        assert house.corpus.generation == before
        assert house.encoder.asked == ["One", "Two"]

    def test_keeps_the_vectors_of_the_last_two_generations(self, house: House) -> None:
        ids = [house.ingest(document(text)).new.id for text in ("One.", "Two.", "Three.")]
        assert set(house.store.generations) == set(ids[1:])


class TestIndexReader:
    def test_says_when_nothing_was_ingested(self, house: House) -> None:
        with pytest.raises(IndexMissingError, match=r"python ingest\.py"):
            house.reader().current()

    def test_never_asks_to_write(self, house: House) -> None:
        house.ingest(document("One."))
        house.read_only.clear()
        house.reader().current()
        assert house.read_only == [True]

    def test_refuses_vectors_of_another_encoder(self, house: House) -> None:
        house.encoder.name = "other@2"
        house.ingest(document("One."))
        with pytest.raises(IndexMissingError, match="other model weights"):
            house.reader().current()

    def test_sees_a_new_generation_within_a_second(self, house: House) -> None:
        house.ingest(document("One."))
        reader = house.reader()
        first = reader.current()
        house.ingest(document("Two."))
        house.seconds = 0.9
        assert reader.current() is first
        house.seconds = 1.0
        assert reader.current().documents["policy"].text == "Two."
        assert reader.current().ranker.rank("Two", count=1) != []

    def test_reads_the_corpus_once_while_nothing_changes(self, house: House) -> None:
        house.ingest(document("One."))
        reader = house.reader()
        for second in range(5):
            house.seconds = second
            reader.current()
        assert house.corpus.reads == 1
