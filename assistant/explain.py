"""Why a message was taken so: intent scores, ranked passages with scores, and the decision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from assistant.model import IntentName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.bootstrap import Understanding

_SHOWN = 8


def explain(message: str, understanding: Understanding) -> dict[str, Any]:
    """Return the contract's object: scores of intents and types, ranked passages, answerable score, and the kind."""
    intent = understanding.classifier.classify(message)
    answer = understanding.answer(message, "")
    return {
        "message": message,
        "intent": intent.scores,
        "request_types": intent.type_scores,
        "passages": [
            {
                "start": ranked.passage.start,
                "end": ranked.passage.end,
                "text": ranked.passage.text,
                "score": round(ranked.score, 4),
            }
            for ranked in answer.ranked
        ],
        "answerable": round(answer.answerable, 4),
        "kind": answer.kind if intent.name is IntentName.QUESTION else _KINDS[intent.name],
    }


_KINDS = {
    IntentName.REQUEST: "ask",
    IntentName.COMPLAINT: "ask",
    IntentName.INCIDENT: "ask",
    IntentName.STATUS: "status",
    IntentName.HUMAN: "handoff",
    IntentName.SMALLTALK: "smalltalk",
    IntentName.OUT_OF_SCOPE: "no_answer",
}


def messages(stream: Iterable[bytes]) -> Iterator[str]:
    """Yield one message a line of UTF-8; bytes that are none are replaced. Lines end as on Unix or on Windows."""
    for line in stream:
        yield line.decode(errors="replace").removesuffix("\n").removesuffix("\r")


def lines(messages: Iterable[str], understanding: Understanding) -> Iterator[str]:
    """Yield one JSON object a message."""
    for message in messages:
        yield json.dumps(explain(message, understanding), ensure_ascii=False)


def in_words(message: str, understanding: Understanding) -> str:
    """Return the explanation as people read it."""
    found = explain(message, understanding)
    best = sorted(found["intent"].items(), key=lambda item: -item[1])
    types = [f"{name} {score:.2f}" for name, score in found["request_types"].items() if score >= 0.1]  # noqa: PLR2004
    out = [
        f"intent      {', '.join(f'{name} {score:.2f}' for name, score in best[:4])}",
        f"types       {', '.join(types) or 'none'}",
        f"answerable  {found['answerable']:.2f}",
        f"kind        {found['kind']}",
        "passages",
    ]
    out += [f"  {passage['score']:.3f}  {passage['text']}" for passage in found["passages"][:_SHOWN]]
    return "\n".join(out)
