"""The files that a training wrote, and one manifest that holds them together: parts of two trainings never run."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from assistant.errors import ModelWeightsError

MODELS = Path(__file__).parent / "models"
_MANIFEST = "manifest.json"
# The encoder's own manifest has the hashes of the encoder's files.
_PARTS = ("encoder/manifest.json", "heads.npz", "ranking.json")


def seal(models: Path) -> None:
    """Write `models`/manifest.json: the SHA-256 of the encoder's manifest, of the heads and of the ranking."""
    hashes = {part: sha256(models / part) for part in _PARTS}
    (models / _MANIFEST).write_text(json.dumps(hashes, indent=2) + "\n", encoding="utf-8")


def check(models: Path = MODELS) -> None:
    """Raise ModelWeightsError unless all parts are the ones that were sealed together."""
    path = models / _MANIFEST
    try:
        hashes = json.loads(path.read_text(encoding="utf-8"))
        expected = [(models / part, hashes[part]) for part in _PARTS]
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelWeightsError(f"{path} is missing or cannot be used. Install the assistant again.") from None
    for part, digest in expected:
        verify(part, digest)


def verify(path: Path, digest: str) -> None:
    """Raise ModelWeightsError unless the file is there and has this SHA-256."""
    try:
        found = sha256(path)
    except OSError:
        raise ModelWeightsError(f"The model weights {path} are missing. Install the assistant again.") from None
    if found != digest:
        raise ModelWeightsError(f"The model weights {path} are not the ones expected. Install the assistant again.")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; OSError when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
