"""The vector store with a real Chroma: in a folder that two processes share, and as a server."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from assistant.adapters.chroma import ChromaStore
from assistant.errors import ConfigurationError, IndexMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

COUNT = 300
IDS = [f"{number:016x}" for number in range(COUNT)]


def unit_vectors(seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(COUNT, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    program = Path(sys.executable).with_name("chroma")
    folder = tmp_path_factory.mktemp("server")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", port]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own program
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture(params=["embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ChromaStore:
    if request.param == "server":
        return ChromaStore.remote(request.getfixturevalue("server"))
    return ChromaStore.embedded(tmp_path)


class TestChromaStore:
    def test_finds_what_a_full_scan_finds(self, store: ChromaStore) -> None:
        vectors = unit_vectors(1)
        store.write("scan", IDS, vectors)
        expected = np.argsort(-(vectors @ vectors[7]))[:20]
        found = store.nearest("scan", vectors[7], count=20)
        assert [id_ for id_, _ in found] == [IDS[place] for place in expected]
        assert [score for _, score in found] == pytest.approx(vectors[expected] @ vectors[7], abs=1e-5)

    def test_returns_all_when_more_are_asked_for(self, store: ChromaStore) -> None:
        store.write("all", IDS, unit_vectors(1))
        assert len(store.nearest("all", unit_vectors(2)[0], count=10 * COUNT)) == COUNT

    def test_returns_the_stored_vectors_among_those_asked_for(self, store: ChromaStore) -> None:
        store.write("some", IDS, unit_vectors(1))
        found = store.vectors("some", [IDS[5], "unknown"])
        assert list(found) == [IDS[5]]
        assert found[IDS[5]] == pytest.approx(unit_vectors(1)[5], abs=1e-6)
        assert store.vectors("no such generation", IDS) == {}

    def test_replaces_a_generation_of_the_same_name(self, store: ChromaStore) -> None:
        store.write("again", IDS, unit_vectors(1))
        store.nearest("again", unit_vectors(1)[0], count=1)
        store.write("again", IDS[:2], unit_vectors(2)[:2])
        assert len(store.nearest("again", unit_vectors(1)[0], count=9)) == 2

    def test_drops_what_is_not_kept(self, store: ChromaStore) -> None:
        for generation in ("a", "b", "c"):
            store.write(generation, IDS, unit_vectors(1))
        store.keep_only(["b", "c"])
        assert store.vectors("b", IDS[:1])
        with pytest.raises(IndexMissingError):
            store.nearest("a", unit_vectors(1)[0], count=1)


class TestTwoProcesses:
    def test_one_reads_what_the_other_writes_while_both_have_it_open(self, tmp_path: Path) -> None:
        reader = ChromaStore.embedded(tmp_path)
        reader.write("first", IDS, unit_vectors(1))
        reader.nearest("first", unit_vectors(1)[0], count=1)
        writer = (
            "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
            "from assistant.adapters.chroma import ChromaStore; from test_chroma import IDS, unit_vectors;"
            "store = ChromaStore.embedded(Path(sys.argv[1]));"
            "store.write('first', IDS, unit_vectors(2)); store.write('second', IDS, unit_vectors(3))"
        )
        here = str(Path(__file__).parent)
        subprocess.run([sys.executable, "-c", writer, str(tmp_path), here], check=True)  # noqa: S603 - our own program
        assert reader.nearest("second", unit_vectors(3)[4], count=1)[0][0] == IDS[4]
        assert reader.nearest("first", unit_vectors(2)[5], count=1)[0][0] == IDS[5]
        assert reader.nearest("first", unit_vectors(2)[5], count=1)[0][1] == pytest.approx(1, abs=1e-5)


class TestAddresses:
    @pytest.mark.parametrize("url", ["ftp://host:1", "localhost:8000", "http://"])
    def test_must_be_http(self, url: str) -> None:
        with pytest.raises(ConfigurationError, match="ASSISTANT_CHROMA_URL"):
            ChromaStore.remote(url)

    def test_must_be_answered(self) -> None:
        with pytest.raises(ConfigurationError, match=r"No Chroma server answers at http://127\.0\.0\.1:9\."):
            ChromaStore.remote("http://127.0.0.1:9")

    def test_of_a_folder_must_be_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(ConfigurationError, match="cannot be opened"):
            ChromaStore.embedded(tmp_path / "file")


class TestPrivacy:
    def test_no_collection_has_an_embedding_function_of_chromas(self, tmp_path: Path) -> None:
        ChromaStore.embedded(tmp_path).write("g", IDS, unit_vectors(1))
        settings = Settings(anonymized_telemetry=False)
        (collection,) = chromadb.PersistentClient(tmp_path, settings=settings).list_collections()
        assert collection.configuration_json["embedding_function"] == {"type": "legacy"}  # Chroma's word for none
        assert collection.configuration_json["hnsw"]["space"] == "cosine"
