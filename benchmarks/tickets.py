"""Tickets a second: each with its code and its mail promised, in a transaction of its own, one after the other."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.model import Channel, Draft, TicketType

if TYPE_CHECKING:
    from assistant.bootstrap import Application

_WORDS = "Please delete my account and everything that belongs to it."


def measure(application: Application, *, count: int = 500) -> float:
    """Open `count` tickets and return how many were durable a second."""
    began = time.perf_counter()
    for number in range(count):
        now = datetime.now(UTC)
        draft = Draft(
            types=(TicketType.ERASURE,),
            name="Zoë Brandt",
            email=f"zoe{number}@example.com",
            details=_WORDS,
            words=(_WORDS,),
            requested_at=now,
            channel=Channel.API,
        )
        with application.unit_of_work() as work:
            application.filing.open(work, draft, now=now, source="")
            work.commit()
    return count / (time.perf_counter() - began)
