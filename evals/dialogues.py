"""Holds whole dialogues, codes fetched from the mails, and looks whether exactly the right ticket came of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.model import Message
from evals.figures import Figure, Part
from evals.mailbox import Mailbox, body_of, recipients
from evals.person import Person, Speechless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from email.message import EmailMessage

    from assistant.bootstrap import Application
    from assistant.model import TicketView
    from evals.sets import Dialogue, Expectation

_MOST_TURNS = 25
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Held:
    """A dialogue and how it ended: whether a ticket came where one was due and none else, and what was in it.

    `turns` are pairs of what the person said and what came back, with its kind.
    """

    item: Dialogue
    filed_right: bool
    types_right: bool
    fields_right: bool
    turns: tuple[tuple[str, str], ...]
    problem: str

    @property
    def right(self) -> bool:
        """Whether it ended exactly as it should."""
        return self.filed_right and self.types_right and self.fields_right


def hold(dialogues: Iterable[Dialogue], *, application: Application) -> list[Held]:
    """Hold the dialogues one after the other, each as a stranger to the ones before."""
    return [_hold(dialogue, application) for dialogue in dialogues]


def figures(results: Sequence[Held]) -> list[Figure]:
    """Work out the figures of the part "dialogues"."""
    part = Part("dialogues")
    part.share("success", (each.right for each in results))
    part.share("success_filed", (each.right for each in results if each.item.expect.filed))
    part.share("success_not_filed", (each.right for each in results if not each.item.expect.filed))
    part.share("types_right", (each.types_right for each in results))
    part.share("fields_right", (each.fields_right for each in results))
    part.share("messages", (len(each.turns) for each in results), better=None)
    return part.figures


def compare(
    wanted: Expectation, *, ticket: TicketView | None, to_officer: Sequence[EmailMessage]
) -> tuple[bool, bool, bool]:
    """Return whether it is filed right, with the right types, under the right name and address."""
    if not wanted.filed:
        return ticket is None and not to_officer, True, True
    filed = ticket is not None and len(to_officer) == 1 and len(recipients(to_officer[0])) == 1
    types = ticket is not None and set(ticket.types) == wanted.types
    body = _squeeze(body_of(to_officer[0])) if len(to_officer) == 1 else ""
    return filed, types, _squeeze(wanted.name) in body and wanted.email.lower() in body.lower()


def _hold(dialogue: Dialogue, application: Application) -> Held:
    mailbox = Mailbox(application)
    person = Person(
        dialogue, code=lambda addresses: next(filter(None, map(mailbox.code_for, reversed(addresses))), None)
    )
    turns: list[tuple[str, str]] = []
    said, problem = dialogue.opening, ""
    ticket = conversation = None
    while len(turns) < _MOST_TURNS:
        reply = application.conversation.reply(
            Message(said, received_at=datetime.now(UTC), conversation_id=conversation, source=dialogue.id)
        )
        conversation = reply.conversation_id
        turns.append((said, f"[{reply.kind}] {reply.text}"))
        if reply.kind in {"filed", "cancelled"}:
            ticket = reply.ticket
            break
        try:
            said = person.says(reply.ask.slot if reply.ask else None)
        except Speechless as silence:
            problem = str(silence)
            break
    officer = application.contact
    ends = compare(dialogue.expect, ticket=ticket, to_officer=mailbox.arrived(officer))
    return Held(dialogue, *ends, turns=tuple(turns), problem=problem)


def _squeeze(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
