from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from api.schemas import ChatReply, Citation, Intent
from api.stream import events
from assistant.errors import IndexMissingError, MailRefusedError, RateLimitedError
from assistant.model import IntentName

if TYPE_CHECKING:
    import pytest

TEXT = "We keep it for\n- 12 months [1]  and\n- no longer."
CITATION = Citation(
    number=1, document="p", version="v", section="s", quote="12 months", start=3, end=12, url="http://x/policy/p#cited"
)
REPLY = ChatReply(
    conversation_id="c",
    kind="answer",
    text=TEXT,
    citations=(CITATION,),
    intent=Intent(name=IntentName.QUESTION, request_types=(), confidence=0.9),
    ask=None,
    ticket=None,
    suggestions=(),
)


async def collect(turn: Any) -> list[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - any turn, also one that fails
    return (await collect_with_status(turn))[0]


async def collect_with_status(turn: Any) -> tuple[list[tuple[str, dict[str, Any]]], list[int]]:  # noqa: ANN401 - the same
    failures: list[int] = []
    raw = b"".join([piece async for piece in events(turn, request_id="id-1", failed=failures.append)]).decode()
    blocks = [block.split("\n") for block in raw.removesuffix("\n\n").split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks], failures


class TestEvents:
    async def test_come_in_order_and_end_with_the_whole_reply(self) -> None:
        got = await collect(lambda: REPLY)
        names = [name for name, _ in got]
        assert names == ["status", *["delta"] * (len(got) - 3), "citation", "done"]
        assert got[-2][1] == CITATION.model_dump()
        assert got[-1][1] == REPLY.model_dump(mode="json")

    async def test_deltas_together_are_the_text(self) -> None:
        got = await collect(lambda: REPLY)
        pieces = [data["text"] for name, data in got if name == "delta"]
        assert "".join(pieces) == TEXT
        assert len(pieces) > 5

    async def test_an_error_is_the_last_event_and_a_problem(self) -> None:
        def refused() -> ChatReply:
            raise RateLimitedError(retry_after=3)

        got, failures = await collect_with_status(refused)
        name, problem = got[-1]
        assert (name, problem["status"], problem["retry_after"]) == ("error", 429, 3)
        assert failures == [429]

    async def test_an_error_of_ours_is_logged_and_carries_the_id(self, caplog: pytest.LogCaptureFixture) -> None:
        whose = "Jane"

        def unsent() -> ChatReply:
            raise MailRefusedError(whose)

        def unready() -> ChatReply:
            raise IndexMissingError

        _, problem = (await collect(unsent))[-1]
        assert (problem["status"], problem["id"]) == (500, "id-1")
        assert "Request id-1 failed with MailRefusedError" in caplog.text
        await collect(unready)
        assert "Request id-1 came before we are ready" in caplog.text
        assert "Jane" not in caplog.text

    async def test_an_unforeseen_error_tells_nothing_but_an_id(self) -> None:
        def broken() -> ChatReply:
            raise ZeroDivisionError("Jane")

        name, problem = (await collect(broken))[-1]
        assert (name, problem["status"], problem["id"]) == ("error", 500, "id-1")
        assert "Jane" not in json.dumps(problem)
