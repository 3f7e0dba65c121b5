"""What is remembered between turns, what comes into one, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from assistant.model import TicketType  # noqa: TC001 - the stored state is read back by its annotations
from assistant.policy.chain import follows_up
from assistant.requests.form import Form  # noqa: TC001 - the same

if TYPE_CHECKING:
    from assistant.model import Answer, Citation, Intent, Kind, Message, TicketView
    from assistant.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Offer:
    """What a yes would begin, and the message that led to the offer."""

    types: tuple[TicketType, ...]
    words: str


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered between turns.

    `form` is being filled in; `whose` waits for whose data it is about; `question` is the last that
    stands by itself, for a follow-up; `filed` are the references of this conversation, in order.
    """

    form: Form | None = None
    whose: Form | None = None
    offer: Offer | None = None
    question: str = ""
    filed: tuple[str, ...] = ()
    greeted: bool = False

    @property
    def binds(self) -> bool:
        """Tell whether something is begun, offered or filed, to which a person may come back."""
        return bool(self.form or self.whose or self.offer or self.filed)

    def asked(self, question: str) -> State:
        """Return the state after a question. A follow-up leaves the one that it follows, for the next follow-up."""
        return self if self.question and follows_up(question) else replace(self, question=question)


_STATES = TypeAdapter(State)


def dump(state: State) -> str:
    """Return the state as JSON."""
    return _STATES.dump_json(state).decode()


def load(stored: str | None) -> State:
    """Return the state; a new one for None, and for what an older version wrote and this one cannot read."""
    try:
        return _STATES.validate_json(stored) if stored else State()
    except ValidationError:
        return State()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, what it was taken for, the policy's answer if it needs one, and the transaction it is handled in.

    `wish` is what a sentence of a question was taken for that plainly makes a request.
    """

    message: Message
    intent: Intent
    answer: Answer | None
    work: UnitOfWork
    wish: Intent | None = None

    @property
    def text(self) -> str:
        """What the person said."""
        return self.message.text


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn leads to. `mailed`: something was put into the outbox."""

    state: State
    kind: Kind
    text: str
    citations: tuple[Citation, ...] = ()
    ticket: TicketView | None = None
    suggestions: tuple[str, ...] = ()
    mailed: bool = False
