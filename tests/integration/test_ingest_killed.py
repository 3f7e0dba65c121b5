"""What readers see when an ingest is killed, or runs while they read: one generation or the other, whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from integration.killed_ingest import ingest, open_house, version
from unit.fakes.index import Encoder

from assistant.adapters.lexical import Bm25Ranker
from assistant.policy.index import IndexReader, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.adapters.chroma import ChromaStore
    from assistant.adapters.database import Database

TESTS = Path(__file__).parents[1]


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[Database, ChromaStore]]:
    shutil.copy(sqlite_template, tmp_path / "assistant.sqlite3")
    database, store = open_house(tmp_path)
    ingest(database, store, version(1), progress=lambda _done, _total: None)
    yield database, store
    database.close()


def read(database: Database) -> Snapshot:
    return IndexReader(unit_of_work=database.unit_of_work, rank=Bm25Ranker, encoder=Encoder().name).current()


def assert_whole(snapshot: Snapshot, store: ChromaStore, *, number: int) -> None:
    assert snapshot.generation.documents == (version(number),)
    (vector,) = Encoder().encode([snapshot.generation.passages[7].context])
    found = store.nearest(snapshot.generation.id, vector, count=1000)
    assert {id_ for id_, _ in found} == set(snapshot.passages)
    assert found[0][0] == snapshot.generation.passages[7].id
    assert len(snapshot.ranker.rank(f"version {number}", count=1000)) == len(snapshot.passages)


def kill(data_dir: Path, moment: str) -> int:
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    command = [sys.executable, str(TESTS / "integration" / "killed_ingest.py"), str(data_dir), moment]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False).returncode  # noqa: S603 - our own program


class TestKilledIngest:
    @pytest.mark.parametrize(
        ("moment", "in_force"),
        [("embedding", 1), ("half written", 1), ("before the commit", 1), ("before tidying up", 2)],
    )
    def test_leaves_one_whole_generation_and_can_be_repeated(
        self, house: tuple[Database, ChromaStore], tmp_path: Path, moment: str, in_force: int
    ) -> None:
        database, store = house
        assert kill(tmp_path, moment) == -signal.SIGKILL
        assert_whole(read(database), store, number=in_force)
        ingest(database, store, version(2), progress=lambda _done, _total: None)
        assert_whole(read(database), store, number=2)

    def test_does_not_disturb_who_read_before(self, house: tuple[Database, ChromaStore], tmp_path: Path) -> None:
        database, store = house
        before = read(database)
        kill(tmp_path, "before tidying up")
        assert_whole(before, store, number=1)
        assert_whole(read(database), store, number=2)
