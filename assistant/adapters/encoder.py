"""Texts become vectors: through sentence-transformers, or through an int8 ONNX graph of the same weights.

The server asks OnnxEncoder, which starts in a fraction of a second and needs no torch; ingest asks SentenceEncoder.
Both answer to the same name when they were made from the same weights, so that one queries what the other indexed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Self

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from assistant.errors import ModelWeightsError
from assistant.weights import MODELS, verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

ENCODER_DIR = MODELS / "encoder"
_WEIGHTS = "model.safetensors"
_GRAPH = "model.int8.onnx"
_TOKENIZER = "tokenizer.json"


@dataclass(frozen=True)
class Manifest:
    """What training/export_onnx.py wrote beside the graph: the name, and the hashes that the files must have."""

    name: str
    max_tokens: int
    weights_sha256: str
    files: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read `manifest.json`; ModelWeightsError when it is absent or not a manifest."""
        path = folder / "manifest.json"
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise ModelWeightsError(f"{path} is missing. Install the assistant again.") from None
        except (OSError, ValueError, TypeError):
            raise ModelWeightsError(f"{path} cannot be used. Install the assistant again.") from None


class OnnxEncoder:
    """Runs the int8 graph on one thread, one text at a time: a vector depends on nothing but its text."""

    def __init__(self, folder: Path = ENCODER_DIR) -> None:
        manifest = Manifest.read(folder)
        for file, sha256 in manifest.files.items():
            verify(folder / file, sha256)
        self._name = manifest.name
        self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        self._tokenizer.enable_truncation(manifest.max_tokens)
        options = onnxruntime.SessionOptions()
        # A second thread saves a third of a millisecond a question and doubles its processor time.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(folder / _GRAPH, options, providers=["CPUExecutionProvider"])
        self._dimensions = int(self._session.get_outputs()[0].shape[-1])
        # The few messages just read: a message's intent and its search share one pass.
        self._passes = lru_cache(maxsize=8)(self._pass)

    @property
    def name(self) -> str:
        """Identifies the weights."""
        return self._name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), dimensions), float32."""
        means = [self._passes(text).mean(axis=0) for text in texts]
        rows = [mean / np.linalg.norm(mean) for mean in means]
        return np.stack(rows) if rows else np.empty((0, self._dimensions), np.float32)

    def features(self, text: str) -> NDArray[np.float32]:
        """Return the mean of the token states and the first of them, shape (2 * dimensions,), float32."""
        tokens = self._passes(text)
        return np.concatenate([tokens.mean(axis=0), tokens[0]])

    def states(self, text: str) -> NDArray[np.float32]:
        """Return the token states as unit vectors, shape (tokens, dimensions), float32; first and last are marks."""
        tokens = self._passes(text)
        return np.asarray(tokens / np.linalg.norm(tokens, axis=1, keepdims=True), np.float32)

    def _pass(self, text: str) -> NDArray[np.float32]:
        words = np.array([self._tokenizer.encode(text).ids], np.int64)
        tokens: NDArray[np.float32] = self._session.run(
            None, {"input_ids": words, "attention_mask": np.ones_like(words)}
        )[0][0]
        return tokens


class SentenceEncoder:
    """Runs a sentence-transformers model, loaded with torch when the first text comes."""

    def __init__(self, model: str | Path, *, name: str) -> None:
        """Name the model: a folder, or a name that the local cache of models knows. Nothing is downloaded."""
        self._model = str(model)
        self._name = name

    @classmethod
    def shipped(cls, folder: Path = ENCODER_DIR) -> Self:
        """Return the encoder that the graph in `folder` was made from.

        Raises ModelWeightsError when they are missing or not the ones the graph was made from.
        """
        manifest = Manifest.read(folder)
        verify(folder / _WEIGHTS, manifest.weights_sha256)
        return cls(folder, name=manifest.name)

    @property
    def name(self) -> str:
        """Identifies the weights."""
        return self._name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), dimensions), float32.

        Raises ModelWeightsError when the model cannot be loaded from this machine.
        """
        vectors = self._loaded.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        # Here and not above: torch takes seconds to import, and most runs embed nothing.
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - see above
        from transformers.utils import logging  # noqa: PLC0415 - see above

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            # Weights may be stored in half precision; the processor computes in single.
            return SentenceTransformer(
                self._model, device="cpu", local_files_only=True, model_kwargs={"dtype": "float32"}
            )
        except (OSError, ValueError):
            raise ModelWeightsError(f"The model {self._model} is not on this machine, or not usable.") from None
