"""The command `python ingest.py` as a person runs it, with the real weights, Chroma and SQLite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.adapters.chroma import ChromaStore
from assistant.adapters.database import Database
from assistant.adapters.encoder import OnnxEncoder

if TYPE_CHECKING:
    from assistant.model import Generation

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "corpus" / "privacy_policy.md"


@dataclass(frozen=True)
class Machine:
    """A data folder and a corpus folder of their own."""

    data: Path
    corpus: Path

    def run(self, *arguments: str | Path, program: str = "ingest.py") -> subprocess.CompletedProcess[str]:
        ours = {"ASSISTANT_DATA_DIR": str(self.data), "ASSISTANT_CORPUS_DIR": str(self.corpus), "COLUMNS": "100"}
        others = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, program, *map(str, arguments)],
            cwd=ROOT,
            env={**others, **ours},
            capture_output=True,
            text=True,
            check=False,
        )

    def in_force(self) -> Generation | None:
        database = Database(f"sqlite:///{self.data / 'assistant.sqlite3'}")
        with database.unit_of_work() as work:
            generation = work.corpus.current()
        database.close()
        return generation


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("first")
    (folder / "corpus").mkdir()
    shutil.copy(POLICY, folder / "corpus")
    machine = Machine(folder / "data", folder / "corpus")
    return machine, machine.run()


@pytest.fixture
def ingested(first: tuple[Machine, subprocess.CompletedProcess[str]], tmp_path: Path) -> Machine:
    shutil.copytree(first[0].data, tmp_path / "data")
    shutil.copytree(first[0].corpus, tmp_path / "corpus")
    return Machine(tmp_path / "data", tmp_path / "corpus")


def row(done: subprocess.CompletedProcess[str], document: str) -> list[str]:
    (line,) = (line for line in done.stdout.splitlines() if document in line)
    return [cell for cell in line.replace("│", " ").split() if cell.isdigit()]


class TestFirstIngest:
    def test_says_what_it_did(self, first: tuple[Machine, subprocess.CompletedProcess[str]]) -> None:
        _, done = first
        assert done.returncode == 0
        assert row(done, "privacy_policy") == ["11", "86", "86", "0", "0"]
        assert "documents: 1" in done.stdout
        assert "seconds" in done.stdout
        assert "86/86" in done.stderr

    def test_is_found_by_the_encoder_that_the_server_runs(
        self, first: tuple[Machine, subprocess.CompletedProcess[str]]
    ) -> None:
        generation = first[0].in_force()
        encoder = OnnxEncoder()
        assert generation is not None
        assert generation.encoder == encoder.name
        texts = {passage.id: passage.text for passage in generation.passages}
        store = ChromaStore.embedded(first[0].data / "chroma")
        (question,) = encoder.encode(["Do cookies contain my password?"])
        found = store.nearest(generation.id, question, count=1)
        assert texts[found[0][0]].startswith("None of these cookies contain any password")


class TestRepeatedIngest:
    def test_changes_nothing_and_imports_no_torch(self, ingested: Machine, tmp_path: Path) -> None:
        before = ingested.in_force()
        program = tmp_path / "watched.py"
        program.write_text(
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); import ingest; code = ingest.main([]);"
            "print('torch' in sys.modules); sys.exit(code)"
        )
        done = ingested.run(program=str(program))
        assert row(done, "privacy_policy") == ["11", "86", "0", "86", "0"]
        assert done.stdout.endswith("False\n")
        assert ingested.in_force() == before

    def test_embeds_only_the_sentence_that_is_new(self, ingested: Machine) -> None:
        policy = ingested.corpus / POLICY.name
        policy.write_text(policy.read_text("utf-8") + "\nWe are new here.\n", "utf-8")
        done = ingested.run()
        assert row(done, "privacy_policy") == ["11", "87", "1", "86", "0"]
        assert "1/1" in done.stderr

    def test_drops_documents_that_left_the_folder_and_keeps_them_when_others_are_named(self, ingested: Machine) -> None:
        terms = ingested.corpus / "terms.txt"
        terms.write_text("You may read this page.")
        assert row(ingested.run(terms), "terms") == ["1", "1", "1", "0", "0"]
        terms.unlink()
        assert row(ingested.run(), "terms") == ["0", "0", "0", "0", "1"]


class TestDryRun:
    def test_shows_what_would_change_and_changes_nothing(self, ingested: Machine) -> None:
        before = ingested.in_force()
        (ingested.corpus / "terms.txt").write_text("You may read this page.")
        done = ingested.run("--dry-run")
        assert "Would change" in done.stdout
        assert row(done, "terms") == ["1", "1", "1", "0", "0"]
        assert ingested.in_force() == before


class TestErrors:
    @pytest.mark.parametrize(
        ("file", "content", "sentence"),
        [
            ("missing.md", None, "There is no file"),
            ("empty.md", b"", "empty.md is empty."),
            ("latin.md", "café".encode("latin-1"), "latin.md is not UTF-8"),
            ("binary.txt", b"\x7fELF\0\0", "binary.txt is a binary file."),
            ("bare.html", b"<script>x()</script>", "bare.html has no text"),
            ("big.txt", b"words " * 2_000_000, "big.txt is over 10 MB."),
            ("privacy_policy.txt", b"words", "have one name"),
        ],
    )
    def test_are_one_sentence_and_leave_the_index(
        self, ingested: Machine, file: str, content: bytes | None, sentence: str
    ) -> None:
        before = ingested.in_force()
        path = ingested.corpus / file
        if content is not None:
            path.write_bytes(content)
        done = ingested.run(ingested.corpus / POLICY.name, path)
        assert done.returncode == 2
        assert sentence in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""
        assert ingested.in_force() == before

    def test_say_when_the_data_folder_cannot_be_written_to(self, ingested: Machine, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        done = Machine(tmp_path / "file" / "data", ingested.corpus).run()
        assert done.returncode == 2
        assert "Cannot write to the folder" in done.stderr
        assert "ASSISTANT_DATA_DIR" in done.stderr
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize("damage", ["absent", "tampered"])
    def test_say_when_the_weights_are_not_the_expected_ones(
        self, ingested: Machine, tmp_path: Path, damage: str
    ) -> None:
        before = ingested.in_force()
        weights = Path("assistant/models/encoder/model.safetensors")
        (tmp_path / weights.parent).mkdir(parents=True)
        for folder in list(weights.parents)[:-1]:
            for path in (ROOT / folder).iterdir():
                if not (link := tmp_path / folder / path.name).exists() and path.name != weights.name:
                    link.symlink_to(path)
        if damage == "tampered":
            (tmp_path / weights).write_bytes(b"other weights")
        program = tmp_path / "damaged.py"
        program.write_text(
            f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}];import ingest; sys.exit(ingest.main([]))"
        )
        done = ingested.run(program=str(program))
        assert done.returncode == 2
        assert "The model weights" in done.stderr
        assert done.stderr.count("\n") == 1
        assert ingested.in_force() == before
