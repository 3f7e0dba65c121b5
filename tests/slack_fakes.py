"""A scripted application behind the protocols of bots.slack; its database is a real one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from office import Office
from slack_peer import APP_TOKEN, BOT_TOKEN, SECRET

from assistant.model import Citation, Intent, IntentName, Message, Reply, RequestType
from assistant.requests.ticket import Mint
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.adapters.database import Database
    from assistant.ports import UnitsOfWork
    from assistant.requests.desk import Desk
    from assistant.requests.filing import Filing


def reply(text: str, **more: object) -> Reply:
    intent = Intent(IntentName.QUESTION, (), 0.9)
    return Reply(**{"conversation_id": "slack:x", "kind": "answer", "text": text, "intent": intent} | more)  # type: ignore[arg-type]


def citation(number: int = 1, **more: object) -> Citation:
    fields = {
        "number": number,
        "document": "privacy_policy",
        "version": "abc",
        "section": "How long do we keep your personal information",
        "quote": "Usually 7 years from the conclusion of the instruction",
        "start": 10,
        "end": 64,
        "url": "http://127.0.0.1:8000/policy/privacy_policy?version=abc&start=10&end=64#cited",
    }
    return Citation(**fields | more)  # type: ignore[arg-type]


def echo(message: Message) -> Reply:
    return reply(f"You said: {message.text} [1]", citations=(citation(),))


@dataclass
class ScriptedConversation:
    """Implements bots.slack.application.Conversation; `answer` may raise or wait."""

    answer: Callable[[Message], Reply] = echo
    heard: list[Message] = field(default_factory=list)

    def reply(self, message: Message) -> Reply:
        self.heard.append(message)
        return self.answer(message)


@dataclass
class ScriptedClassifier:
    """Implements bots.slack.application.Classifier and what holds it."""

    types: tuple[RequestType, ...] = (RequestType.ERASURE,)

    @property
    def classifier(self) -> ScriptedClassifier:
        return self

    def classify(self, text: str) -> Intent:
        assert text
        return Intent(IntentName.REQUEST, self.types, 0.9)


@dataclass
class CountingWorker:
    """Implements bots.slack.application.Worker."""

    woken: int = 0

    def wake(self) -> None:
        self.woken += 1


@dataclass
class ScriptedApplication:
    """Implements bots.slack.application.Assistant."""

    database: Database
    conversation: ScriptedConversation = field(default_factory=ScriptedConversation)
    understanding: ScriptedClassifier = field(default_factory=ScriptedClassifier)
    worker: CountingWorker = field(default_factory=CountingWorker)
    settings: Settings = field(
        default_factory=lambda: Settings.model_validate(
            {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_APP_TOKEN": APP_TOKEN}
        )
    )

    @property
    def office(self) -> Office:
        """The ones who file, and what they promised to mail."""
        return Office(self.database)

    @property
    def filing(self) -> Filing:
        return replace(self.office.filing, mint=Mint())

    @property
    def desk(self) -> Desk:
        return replace(self.office.desk, mint=Mint())

    @property
    def unit_of_work(self) -> UnitsOfWork:
        return self.database.unit_of_work

    @property
    def source_of(self) -> Callable[[str], str]:
        return lambda address: hashlib.sha256(address.encode()).hexdigest()[:16]
