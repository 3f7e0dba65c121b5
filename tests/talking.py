"""A person in a conversation with the assistant: says things, reads mails, and looks into the register."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from assistant.conversation import Conversation
from assistant.model import Answer, Channel, Citation, Intent, IntentName, Mail, Message, RequestType
from assistant.requests.filing import Filing
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.adapters.database import Database
    from assistant.model import Reply, Ticket

DPO = "dpo@integra.co.in"
FILING = Filing(
    "Integra", DPO, load_regime("eu"), calendar="GB-ENG", key=b"secret", public_url="https://privacy.example"
)
MORNING = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Ticks a microsecond a look, and stands still until it is moved."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


_WORDS = {
    "complain": IntentName.COMPLAINT,
    "breach": IntentName.INCIDENT,
    "stranger saw": IntentName.INCIDENT,
    "human": IntentName.HUMAN,
    "status": IntentName.STATUS,
    "hello": IntentName.SMALLTALK,
    "how long": IntentName.QUESTION,
    "can i": IntentName.QUESTION,
}
_TYPES = {
    "delete": RequestType.ERASURE,
    "copy": RequestType.ACCESS,
    "newsletter": RequestType.MARKETING_OPT_OUT,
}


def classify(text: str) -> Intent:
    """Take a message for what its words say: the real classifier has its own tests."""
    said = text.lower()
    types = tuple(kind for word, kind in _TYPES.items() if word in said)
    name = next((name for word, name in _WORDS.items() if word in said), None)
    scores = {str(kind): 0.9 for kind in types}
    if name:
        return Intent(name, (), 0.9, type_scores=scores)
    return Intent(IntentName.REQUEST if types else IntentName.OUT_OF_SCOPE, types, 0.9, type_scores=scores)


def answer(question: str, previous: str) -> Answer:
    """Quote the same words to every question, and tell which question came before."""
    citation = Citation(
        1, "privacy_policy", "abc", "How long", "Usually 7 years", 10, 25, "http://127.0.0.1:8000/policy"
    )
    return Answer("answer", f"After “{previous}”: “Usually 7 years” [1]", (citation,), 0.9) if question else silent()


def silent(_question: str = "", _previous: str = "") -> Answer:
    return Answer("no_answer", "The policy doesn't say.", (), 0.1)


def scripted(  # noqa: PLR0913 - whatever a test wants otherwise
    database: Database,
    clock: Clock,
    *,
    ids: Callable[[], str] | None = None,
    classify: Callable[[str], Intent] = classify,
    answer: Callable[[str, str], Answer] = answer,
    kept: timedelta = timedelta(days=30),
) -> Conversation:
    """Join a conversation whose understanding is scripted and whose database is real."""
    numbers = count(1)
    return Conversation(
        classify=classify,
        answer=answer,
        filing=FILING,
        unit_of_work=database.unit_of_work,
        now=clock,
        new_id=ids or (lambda: f"conversation-{next(numbers)}"),
        kept=kept,
    )


@dataclass
class Person:
    """Somebody who talks with the assistant."""

    conversation: Conversation
    database: Database
    clock: Callable[[], datetime]
    conversation_id: str | None = None
    channel: Channel = Channel.WEB
    replies: list[Reply] = field(default_factory=list)

    def say(self, *texts: str) -> Reply:
        """Say one thing after the other; returns the last reply."""
        for text in texts:
            message = Message(text, self.clock(), self.conversation_id, self.channel)
            self.replies.append(self.conversation.reply(message))
            self.conversation_id = self.replies[-1].conversation_id
        return self.replies[-1]

    @property
    def mails(self) -> list[Mail]:
        """All mails in the outbox, oldest first."""
        with self.database.unit_of_work() as work:
            return [row.parcel for row in work.outbox.rows() if isinstance(row.parcel, Mail)]

    @property
    def to_officer(self) -> list[Mail]:
        return [mail for mail in self.mails if mail.to == DPO]

    @property
    def code(self) -> str:
        """The code that was mailed last."""
        codes = [found[1] for mail in self.mails if (found := re.search(r"(?m)^\s*(\d{6})\s*$", mail.text))]
        return codes[-1]

    def ticket(self, reference: str) -> Ticket | None:
        with self.database.unit_of_work() as work:
            return work.tickets.get(reference)
