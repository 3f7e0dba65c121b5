"""`POST /v1/chat`: one turn of a conversation, as JSON or as a stream; and the end of one."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from api.boundary import FAILED_WITH
from api.dependencies import ACCEPTS_JSON, LIMITED, Assistant, Figures, Present, Source
from api.negotiate import wants_stream
from api.problems import problems
from api.schemas import ChatMessage, ChatReply
from api.stream import events
from api.words import Line
from assistant.model import Message

router = APIRouter(prefix="/v1", tags=["chat"])

_STREAM = {"text/event-stream": {"schema": {"type": "string"}, "example": 'event: delta\ndata: {"text":"We "}\n\n'}}

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=255,
        description="The same message under the same key gets the same reply for ten minutes, and is taken once.",
    ),
]


@router.post(
    "/chat",
    response_model=ChatReply,
    dependencies=ACCEPTS_JSON,
    responses={200: {"content": _STREAM}, **problems(409, 413, 415, 422, 429, 503)},
)
def chat(  # noqa: PLR0913 - what FastAPI hands in
    request: Request,
    said: ChatMessage,
    *,
    assistant: Assistant,
    caller: Source,
    figures: Figures,
    now: Present,
    key: Key = "",
) -> Response:
    """Ask a question on the policy, or file a request step by step.

    With `Accept: text/event-stream` the same turn comes as events: `status`, `delta`, `citation`, and at last
    `done` with the whole reply; `error` with a problem document when the turn cannot be taken after all.
    """

    def turn() -> ChatReply:
        message = Message(said.message, received_at=now, conversation_id=said.conversation_id, source=caller, key=key)
        reply = assistant.conversation.reply(message)
        figures.turn(reply)
        return ChatReply.model_validate(reply)

    if wants_stream(request.headers.get("accept", "")):
        state = request.state
        stream = events(turn, request_id=state.request_id, failed=lambda status: setattr(state, FAILED_WITH, status))
        return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
    return Response(turn().model_dump_json(), media_type="application/json")


@router.delete(
    "/conversations/{conversation_id}",
    status_code=204,
    response_class=Response,
    dependencies=LIMITED,
    responses={204: {"description": "There is no such conversation any more, if there was one."}, **problems(429)},
)
def forget(conversation_id: Annotated[Line, Path()], *, assistant: Assistant) -> None:
    """Delete a conversation, and what was begun in it. A request that was filed stays with the officer.

    The answer is the same whether there was one: who knows its id may end it, and nobody learns of any.
    """
    assistant.conversation.forget(conversation_id)
