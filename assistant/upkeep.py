"""What is done without anybody asking: a thread that does each job at the start and again and again."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)

_AGAIN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so many seconds; sooner where it failed. It can be done by many processes at once."""

    name: str
    every_seconds: float
    run: Callable[[], object]


class Upkeep:
    """Does its jobs, one after the other. Several may run, in one process or many."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._due = {job: time.monotonic() for job in jobs}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self, *, timeout: float = 5.0) -> None:
        """Finish the job in hand, waiting `timeout` seconds at most."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            job = min(self._due, key=self._due.__getitem__)
            wait = self._due[job] - time.monotonic()
            if not self._stopping.wait(max(0.0, wait)):
                self._due[job] = time.monotonic() + _done(job)


def _done(job: Job) -> float:
    """Do a job and return in how many seconds it is due again."""
    try:
        job.run()
    except Exception as error:  # noqa: BLE001 - a database that is away for a moment comes back
        _log.error("The %s failed: %s", job.name, type(error).__name__)
        return min(_AGAIN_SECONDS, job.every_seconds)
    return job.every_seconds
