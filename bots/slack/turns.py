"""What is done after Slack was answered: so much at once, and waited for at the end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine

_MOST = 200
_FINISH_SECONDS = 10.0


class Turns:
    """The turns under way, two hundred at most."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, turn: Coroutine[None, None, None]) -> bool:
        """Begin a turn; False, and nothing is begun, while there are two hundred."""
        if len(self._tasks) >= _MOST:
            turn.close()
            return False
        task = asyncio.create_task(turn)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def finish(self) -> None:
        """Wait for the turns under way, for at most ten seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_FINISH_SECONDS)
