from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.exceptions import HTTPException

from api import limits
from api.limits import BODY_LIMIT, TokenBuckets, bounded, network
from assistant.errors import RateLimitedError

if TYPE_CHECKING:
    from starlette.types import Message


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class TestTokenBuckets:
    def test_give_a_burst_and_then_say_when_to_come_back(self) -> None:
        buckets = TokenBuckets(burst=3, per_second=0.25, clock=Clock())
        for _ in range(3):
            buckets.take("a")
        with pytest.raises(RateLimitedError) as refused:
            buckets.take("a")
        assert refused.value.retry_after == 4

    def test_refill_with_time_up_to_the_burst(self) -> None:
        clock = Clock()
        buckets = TokenBuckets(burst=2, per_second=1, clock=clock)
        buckets.take("a")
        clock.now += 1_000
        buckets.take("a")
        buckets.take("a")
        with pytest.raises(RateLimitedError):
            buckets.take("a")

    def test_keep_sources_apart(self) -> None:
        buckets = TokenBuckets(burst=1, per_second=1, clock=Clock())
        buckets.take("a")
        buckets.take("b")

    def test_forget_the_source_that_was_silent_longest(self) -> None:
        buckets = TokenBuckets(burst=1, per_second=0.001, clock=Clock())
        for number in range(limits._MAX_SOURCES + 1):  # noqa: SLF001 - the bound is nobody else's
            buckets.take(str(number))
        buckets.take("0")
        with pytest.raises(RateLimitedError):
            buckets.take("2")


class TestNetwork:
    @pytest.mark.parametrize(
        ("host", "same"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("testclient", "testclient"),
            ("", ""),
        ],
    )
    def test_is_what_one_household_holds(self, host: str, same: str) -> None:
        assert network(host) == same


class TestBounded:
    async def receive(self) -> Message:
        return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": True}

    async def test_lets_two_megabytes_through_and_no_more(self) -> None:
        receive = bounded(self.receive, {"headers": []})
        await receive()
        await receive()
        with pytest.raises(HTTPException) as refused:
            await receive()
        assert refused.value.status_code == 413

    async def test_believes_a_declared_length_that_is_too_large(self) -> None:
        receive = bounded(self.receive, {"headers": [(b"content-length", b"2000001")]})
        with pytest.raises(HTTPException):
            await receive()

    async def test_counts_when_the_declared_length_is_nonsense(self) -> None:
        receive = bounded(self.receive, {"headers": [(b"content-length", "²".encode())]})
        assert await receive()

    async def test_lets_as_much_through_as_the_route_has_allowed_by_then(self) -> None:
        scope: dict[str, Any] = {"headers": [(b"content-length", b"3000000")], "state": {}}
        receive = bounded(self.receive, scope)
        scope["state"][BODY_LIMIT] = 3_000_000
        for _ in range(3):
            await receive()
        with pytest.raises(HTTPException):
            await receive()
