"""What the Slack door needs of the application, as protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.model import Intent, Message, Reply
    from assistant.ports import UnitsOfWork
    from assistant.requests.desk import Desk
    from assistant.requests.filing import Filing
    from assistant.settings import Settings


class Conversation(Protocol):
    """Answers one message."""

    def reply(self, message: Message) -> Reply:
        """Return the reply, everything it promises made durable."""


class Classifier(Protocol):
    """Takes messages for something."""

    def classify(self, text: str) -> Intent:
        """Return what a message is taken for."""


class Understanding(Protocol):
    """What understands messages."""

    @property
    def classifier(self) -> Classifier:
        """Tells the intent and the rights asked for."""


class Worker(Protocol):
    """Delivers mails."""

    def wake(self) -> None:
        """Look for new ones now."""


class Assistant(Protocol):
    """What the listeners need of the application."""

    @property
    def conversation(self) -> Conversation:
        """The one door of the domain."""

    @property
    def understanding(self) -> Understanding:
        """Tells what a message asks for."""

    @property
    def filing(self) -> Filing:
        """Files what is handed in."""

    @property
    def desk(self) -> Desk:
        """What handlers do to requests."""

    @property
    def settings(self) -> Settings:
        """Every setting."""

    @property
    def worker(self) -> Worker:
        """Delivers the mails that were promised."""

    @property
    def unit_of_work(self) -> UnitsOfWork:
        """Opens a transaction."""

    @property
    def source_of(self) -> Callable[[str], str]:
        """Hashes an address, so that it may be kept and logged."""
