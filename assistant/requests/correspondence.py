"""What requester and controller have written to each other about a ticket, and nothing that only the desk sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.model import PERSON, Action
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from assistant.model import Entry, Ticket
    from assistant.requests.regime import Ground

_SHOWN = frozenset(
    {
        Action.ACKNOWLEDGED,
        Action.ASKED,
        Action.PROOF_ASKED,
        Action.HEARD,
        Action.EXTENDED,
        Action.COMPLETED,
        Action.PARTLY_REFUSED,
        Action.REFUSED,
        Action.WITHDRAWN,
        Action.MERGED,
        Action.ABSORBED,
    }
)


@dataclass(frozen=True, slots=True)
class Written:
    """One thing that was written, by either side.

    `action` is what was done with it, OPENED for the request itself. `text` are its words and `reason` why, "" where
    there are none; `ground` is on what a request was refused, `other` the reference of the ticket it was joined with.
    """

    at: datetime
    author: Literal["requester", "controller"]
    action: Action
    text: str = ""
    reason: str = ""
    ground: Ground | None = None
    other: str = ""


def correspondence(ticket: Ticket, entries: Iterable[Entry]) -> list[Written]:
    """Return what was written about a ticket, oldest first, from its history; the person's request comes first."""
    draft = ticket.draft
    words = dict.fromkeys((*draft.words, *([draft.details] if draft.details else [])))
    request = Written(draft.requested_at, "requester", Action.OPENED, "\n\n".join(words))
    return [request, *(_written(ticket, entry) for entry in entries if entry.deed.action in _SHOWN)]


def _written(ticket: Ticket, entry: Entry) -> Written:
    deed = entry.deed
    grounds = {ground.key: ground for ground in load_regime(ticket.regime).refuse.grounds}
    return Written(
        at=deed.at,
        # What they answered by mail is put down by the desk.
        author="requester" if deed.actor == PERSON or deed.action is Action.HEARD else "controller",
        action=deed.action,
        text=deed.body.get("text", ""),
        reason=deed.body.get("reason", ""),
        ground=grounds.get(deed.body.get("ground", "")),
        other=deed.body.get("into", "") or deed.body.get("absorbed", ""),
    )
