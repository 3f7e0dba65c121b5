"""How much one source may send: a token bucket each, in this process, and a body of two megabytes as a rule."""

from __future__ import annotations

import ipaddress
import math
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from assistant.errors import RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Message, Receive, Scope

# 100,000 characters, each escaped as a pair (12 bytes), still get an answer that says what is wrong with them.
MAX_BODY_BYTES = 2_000_000
BODY_LIMIT = "body_limit"
"""The request's state under this name is how many bytes its body may have, where a route takes more than the rule."""
_MAX_SOURCES = 10_000


class TokenBuckets:
    """A bucket of `burst` tokens a source, refilled at `per_second`. `clock` returns seconds that never go back.

    Used from the event loop only, so it needs no lock.
    """

    def __init__(self, *, burst: float, per_second: float, clock: Callable[[], float]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, source: str) -> None:
        """Take one token; RateLimitedError says when there will be one."""
        now = self._clock()
        level = self._level(source, now=now)
        if level < 1:
            raise RateLimitedError(retry_after=math.ceil((1 - level) / self._per_second))
        self._levels.pop(source, None)
        self._levels[source] = (level - 1, now)
        if len(self._levels) > _MAX_SOURCES:
            # The one that was silent longest: its bucket is the likeliest to be full again.
            del self._levels[next(iter(self._levels))]

    def _level(self, source: str, *, now: float) -> float:
        level, at = self._levels.get(source, (self._burst, now))
        return min(self._burst, level + (now - at) * self._per_second)


def network(host: str) -> str:
    """Return the address that one household or company holds: all of an IPv4 address, 64 bits of an IPv6 one."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address.packed[:8] + bytes(8), 64)))


def bounded(receive: Receive, scope: Scope) -> Receive:
    """Return a `receive` that raises HTTPException 413 as soon as the body is known to be too large."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    declared = int(length) if length.isdigit() else 0
    seen = 0

    async def receive_bounded() -> Message:
        nonlocal seen
        # Asked for now and not before: who may send more is known once the route knows who asks.
        most = scope.get("state", {}).get(BODY_LIMIT, MAX_BODY_BYTES)
        if max(seen, declared) <= most:
            message = await receive()
            seen += len(message.get("body", b""))
        if max(seen, declared) > most:
            raise HTTPException(413)
        return message

    return receive_bounded
