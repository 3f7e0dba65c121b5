"""Keeps the promise that everything has an end date: a thread that purges at the start and every hour."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from assistant.ports import Now, UnitOfWork

_log = logging.getLogger(__name__)


class Upkeep:
    """Purges what is past its end date. Several may run, in one process or many."""

    def __init__(
        self,
        unit_of_work: Callable[[], UnitOfWork],
        *,
        tickets_kept: timedelta,
        now: Now,
        every_seconds: float = 3600.0,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._tickets_kept = tickets_kept
        self._now = now
        self._every_seconds = every_seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin to purge."""
        self._thread.start()

    def stop(self, *, timeout: float = 5.0) -> None:
        """Finish the purge in hand, waiting `timeout` seconds at most."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def purge(self) -> dict[str, int]:
        """Delete what is past its end date and return how many of each kind."""
        with self._unit_of_work() as work:
            gone = work.purge(now=self._now(), tickets_kept=self._tickets_kept)
            work.commit()
        return gone

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                gone = {kind: count for kind, count in self.purge().items() if count}
            except Exception as error:  # noqa: BLE001 - a database that is away for a moment comes back
                _log.error("Nothing could be purged: %s", type(error).__name__)
            else:
                if gone:
                    _log.info("Purged: %s", ", ".join(f"{count} {kind}" for kind, count in gone.items()))
            self._stopping.wait(self._every_seconds)
