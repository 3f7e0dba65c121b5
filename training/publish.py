"""Put trained weights where the assistant runs them: half-precision originals, their int8 graph, the heads."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
from sentence_transformers import SentenceTransformer

from assistant import weights
from assistant.intents.classifier import Heads
from training.export_onnx import export
from training.heads import write

if TYPE_CHECKING:
    from pathlib import Path

NAME = "privacy-minilm"
_MODEL_CARD = "README.md"


def publish(trained: Path, models: Path) -> None:
    """Replace `models`/encoder and `models`/heads.npz by what training.train wrote into `trained`.

    Until training.heads fits them anew, each intent has one kind. The thresholds beside the heads and
    `models`/ranking.json are the calibration's to set: until then the former are one half, and the latter is the one
    that was there.
    """
    encoder = models / "encoder"
    card = (encoder / _MODEL_CARD).read_text(encoding="utf-8")
    shutil.rmtree(encoder)
    # Half precision halves the download; the processor computes in single (adapters/encoder.py).
    SentenceTransformer(str(trained), device="cpu").half().save(str(encoder))
    (encoder / _MODEL_CARD).write_text(card, encoding="utf-8")
    export(encoder, encoder, name=NAME)
    with np.load(trained / "heads.npz") as heads:
        arrays = {name: heads[name].astype(np.float32) for name in ("types", "attention", "silence")}
        one_kind = heads["intents"].astype(np.float32)[:, None]
    write(models / "heads.npz", Heads(intents=one_kind, **arrays, request_from=0.5, type_from=0.5))
    weights.seal(models)
