"""One turn as server-sent events: status, delta, citation, and at last done with the whole reply."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi.concurrency import run_in_threadpool
from fastapi.sse import format_sse_event
from pydantic import BaseModel

from api.errors import answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from api.schemas import ChatReply


class Piece(BaseModel):
    """The data of a `status` or `delta` event."""

    text: str


async def events(
    turn: Callable[[], ChatReply], *, request_id: str, failed: Callable[[int], None]
) -> AsyncIterator[bytes]:
    """Yield the events of a turn; the words of all `delta` events together are the reply's text.

    The status line leaves before the turn is taken, so what goes wrong in it is an `error` event whose data is
    the problem document; `failed` is told its status.
    """
    yield _event("status", Piece(text="Looking it up"))
    try:
        reply = await run_in_threadpool(turn)
    except Exception as error:  # noqa: BLE001 - the response has begun: only an event can still tell
        problem = answer(error, request_id=request_id)
        failed(problem.status)
        yield _event("error", problem)
        return
    for words in re.findall(r"\s*\S+\s*", reply.text):
        yield _event("delta", Piece(text=words))
    for citation in reply.citations:
        yield _event("citation", citation)
    yield _event("done", reply)


def _event(name: str, data: BaseModel) -> bytes:
    body = data.model_dump_json(exclude_none=name == "error")
    return format_sse_event(event=name, data_str=body)
