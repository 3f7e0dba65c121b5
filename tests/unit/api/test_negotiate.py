from __future__ import annotations

import pytest

from api.negotiate import wants_stream


class TestWantsStream:
    @pytest.mark.parametrize(
        "accept",
        [
            "text/event-stream",
            "TEXT/Event-Stream",
            "text/event-stream, */*",
            "text/event-stream, application/json;q=0.9",
            "application/json;q=0.1, text/event-stream;q=0.5, */*",
        ],
    )
    def test_when_it_is_preferred(self, accept: str) -> None:
        assert wants_stream(accept)

    @pytest.mark.parametrize(
        "accept",
        [
            "",
            "*/*",
            "text/*",
            "application/json",
            "text/html",
            "application/json, text/event-stream",
            "text/event-stream;q=0",
            "text/event-stream;q=0.5, application/json",
            "text/event-stream;q=x",
            "text/event-stream;q=nan",
            ";;,,q=",
        ],
    )
    def test_not_otherwise(self, accept: str) -> None:
        assert not wants_stream(accept)
