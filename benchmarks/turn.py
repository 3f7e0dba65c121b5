"""A whole turn in process, beside the least that any answer by meaning costs: the bare encoder's one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from assistant.adapters.encoder import OnnxEncoder
from assistant.model import IntentName, Message
from benchmarks.timing import Times

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.bootstrap import Application

_WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Turns:
    """Times of whole turns and of the bare encoder, on the same questions in the same run."""

    turn: Times = field(default_factory=Times)
    encoder: Times = field(default_factory=Times)


def measure(application: Application, questions: Iterable[str]) -> Turns:
    """Take turn and encoder one after the other on every question, so that a busy machine slows both alike.

    Only messages that are taken for questions count: the others are answered sooner.
    """
    # An encoder of its own: the application's remembers the last few messages.
    encoder = OnnxEncoder()
    turns = Turns()
    for number, text in enumerate(questions):
        said = Message(text, received_at=datetime.now(UTC))
        turn, bare = Times(), Times()
        reply = turn.measure(partial(application.conversation.reply, said))
        bare.measure(partial(encoder.encode, [text]))
        if number >= _WARM_UP and reply.intent.name is IntentName.QUESTION:
            turns.turn.extend(turn)
            turns.encoder.extend(bare)
    return turns
