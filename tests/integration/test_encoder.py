"""The two encoders with the real weights."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.adapters.encoder import ENCODER_DIR, OnnxEncoder, SentenceEncoder
from assistant.errors import ModelWeightsError

if TYPE_CHECKING:
    from pathlib import Path

SENTENCES = [
    "hi",
    "How long do you keep my data after a job is done?",
    "please delete everything you have on me",
    "do you share my details with HMRC or with other companies of the group",
    "Löschen Sie bitte meine Daten.",
    "Usually 7 years from the conclusion of the instruction unless we inform you otherwise",
    "We have put in place procedures to deal with any suspected personal data breach and will notify you.",
    "You have the right to: Request erasure of your personal data. 😀",
    "cookies " * 400,
]


@pytest.fixture(scope="module")
def onnx() -> OnnxEncoder:
    return OnnxEncoder()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(ENCODER_DIR, tmp_path / "encoder")


class TestBothEncoders:
    def test_agree_and_answer_to_one_name(self, onnx: OnnxEncoder) -> None:
        original = SentenceEncoder.shipped()
        cosines = (onnx.encode(SENTENCES) * original.encode(SENTENCES)).sum(axis=1)
        assert original.name == onnx.name
        # Eight bits move most what the weights were never taught, here the German; English stays above 0.98.
        assert cosines.min() >= 0.97
        assert np.delete(cosines, SENTENCES.index("Löschen Sie bitte meine Daten.")).min() >= 0.98


class TestOnnxEncoder:
    def test_returns_unit_vectors_that_do_not_depend_on_their_neighbours(self, onnx: OnnxEncoder) -> None:
        vectors = onnx.encode(SENTENCES)
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(SENTENCES), 384)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
        assert np.array_equal(vectors[2], onnx.encode([SENTENCES[2]])[0])

    def test_needs_no_torch(self) -> None:
        program = (
            "import sys; from assistant.adapters.encoder import OnnxEncoder, SentenceEncoder;"
            "SentenceEncoder.shipped(); OnnxEncoder().encode(['a']); print('torch' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
        assert done.stdout == "False\n"


class TestWeights:
    @pytest.mark.parametrize("file", ["model.int8.onnx", "tokenizer.json"])
    def test_are_refused_when_a_byte_differs(self, copied: Path, file: str) -> None:
        content = bytearray((copied / file).read_bytes())
        content[len(content) // 2] ^= 1
        (copied / file).write_bytes(content)
        with pytest.raises(ModelWeightsError, match="are not the ones expected"):
            OnnxEncoder(copied)

    def test_are_refused_when_they_are_missing(self, copied: Path) -> None:
        (copied / "model.int8.onnx").unlink()
        with pytest.raises(ModelWeightsError, match="are missing"):
            OnnxEncoder(copied)

    def test_of_the_original_must_be_those_the_graph_was_made_from(self, copied: Path) -> None:
        (copied / "model.safetensors").write_bytes(b"other weights")
        with pytest.raises(ModelWeightsError, match="are not the ones expected"):
            SentenceEncoder.shipped(copied)

    @pytest.mark.parametrize("content", [None, "{", json.dumps({"name": "x"})])
    def test_need_a_manifest(self, copied: Path, content: str | None) -> None:
        (copied / "manifest.json").unlink()
        if content:
            (copied / "manifest.json").write_text(content)
        with pytest.raises(ModelWeightsError, match=r"manifest\.json"):
            OnnxEncoder(copied)

    def test_that_a_user_names_are_not_fetched_from_anywhere(self) -> None:
        with pytest.raises(ModelWeightsError, match="nobody/nothing is not on this machine"):
            SentenceEncoder("nobody/nothing", name="mine").encode(["a"])
