"""The ingest as an operator runs it: a process of its own, from nothing and again with nothing changed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

_INGEST = Path(__file__).parent.parent / "ingest.py"


@dataclass(frozen=True, slots=True)
class Ingested:
    """Seconds on the clock and of processor time."""

    wall: float
    cpu: float


def measure() -> tuple[Ingested, Ingested]:
    """Ingest the corpus into an empty data folder, and once more; return the times of both."""
    with TemporaryDirectory(prefix="benchmarks-") as folder:
        return _ingest(folder), _ingest(folder)


def _ingest(folder: str) -> Ingested:
    environment = os.environ | {"ASSISTANT_DATA_DIR": folder, "ASSISTANT_DATABASE_URL": "", "ASSISTANT_CHROMA_URL": ""}
    wall, cpu = time.perf_counter(), _processor_seconds()
    subprocess.run([sys.executable, str(_INGEST)], env=environment, check=True, capture_output=True)  # noqa: S603 - ours
    return Ingested(time.perf_counter() - wall, _processor_seconds() - cpu)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
