"""The ingest as an operator runs it: a process of its own, with all the starting that belongs to it."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.environment import environment

if TYPE_CHECKING:
    from assistant.settings import Settings

_INGEST = Path(__file__).parent.parent / "ingest.py"


@dataclass(frozen=True, slots=True)
class Ingested:
    """Seconds on the clock and of processor time."""

    wall: float
    cpu: float


def measure(settings: Settings) -> Ingested:
    """Ingest the corpus into the data folder of `settings`."""
    wall, cpu = time.perf_counter(), _processor_seconds()
    subprocess.run([sys.executable, str(_INGEST)], env=environment(settings), check=True, capture_output=True)  # noqa: S603 - ours
    return Ingested(time.perf_counter() - wall, _processor_seconds() - cpu)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
