"""One pace for what a stranger is answered, so that the time it takes tells as little as the words do.

To mail a code or to count a wrong one means to write to the database; for a reference that does not exist there is
nothing to write. The difference is some milliseconds, which enough tries would bring out. So every answer leaves at
the end of a half second: the work takes a small part of it, whatever there was to do. Nobody is kept busy meanwhile.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends
from fastapi.concurrency import run_in_threadpool

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """Answers at the end of each `beat` seconds; `clock` returns seconds that never go back."""

    beat: float = 0.5
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def keep(self, work: Callable[[], T]) -> T:
        """Do blocking work in a thread; return, or raise, what came of it on the next beat."""
        begun = self.clock()
        try:
            return await run_in_threadpool(work)
        finally:
            await self.sleep(self.beat - (self.clock() - begun) % self.beat)


async def pace() -> Pace:
    """Return the pace of the house."""
    return Pace()


Paced = Annotated[Pace, Depends(pace)]
