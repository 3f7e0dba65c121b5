"""Times: what a clock on the wall says, and what of it the processor worked for us."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one kind of work, a value each time it was done."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, work: Callable[[], ResultT]) -> ResultT:
        """Do the work in this process, add what it took, and return its result."""
        with self.measured():
            return work()

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Add what the block takes in this process."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.cpu.append((time.process_time() - cpu) * 1000)
        self.wall.append((time.perf_counter() - wall) * 1000)

    def extend(self, others: Times) -> None:
        """Add times measured elsewhere."""
        self.wall.extend(others.wall)
        self.cpu.extend(others.cpu)


def percentile(times: list[float], percent: float) -> float:
    """Return the time that `percent` of the times do not exceed."""
    return float(np.percentile(times, percent))
