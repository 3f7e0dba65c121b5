"""The life of a ticket: which deed is allowed in which state, and where it leads. Everything else is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import NotAllowedError
from assistant.model import CLOSED, OPEN, Action, TicketStatus

if TYPE_CHECKING:
    from assistant.model import Ticket

_AWAITING = frozenset({TicketStatus.AWAITING_VERIFICATION})
_TAKEN = OPEN - {TicketStatus.RECEIVED}
_WAITING = frozenset({TicketStatus.WAITING})

STATUS_WORDS = {
    TicketStatus.AWAITING_VERIFICATION: "waiting for its code",
    TicketStatus.RECEIVED: "received",
    TicketStatus.IN_PROGRESS: "in progress",
    TicketStatus.WAITING: "waiting for the person",
    TicketStatus.EXTENDED: "in progress, extended",
    TicketStatus.COMPLETED: "completed",
    TicketStatus.PARTLY_REFUSED: "partly refused",
    TicketStatus.REFUSED: "refused",
    TicketStatus.WITHDRAWN: "withdrawn",
    TicketStatus.MERGED: "merged into another",
}


@dataclass(frozen=True, slots=True)
class _Step:
    """A deed is allowed in the states `begins`; `ends` is the state it leads to, None where it changes none.

    `words` follow "cannot be", and `why` says what would have to be otherwise.
    """

    begins: frozenset[TicketStatus]
    ends: TicketStatus | None
    words: str
    why: str = "only an open one can"


_CLOSING = "take it first; only a ticket that somebody works on is closed"
_STEPS = {
    Action.VERIFIED: _Step(_AWAITING, TicketStatus.RECEIVED, "verified", "its mailbox is proved, or it was closed"),
    Action.TAKEN: _Step(OPEN, TicketStatus.IN_PROGRESS, "taken"),
    Action.ACKNOWLEDGED: _Step(OPEN, None, "acknowledged"),
    Action.ASKED: _Step(OPEN - _WAITING, TicketStatus.WAITING, "asked about", "it waits already, or is closed"),
    Action.PROOF_ASKED: _Step(OPEN - _WAITING, TicketStatus.WAITING, "asked about", "it waits already, or is closed"),
    Action.HEARD: _Step(OPEN, TicketStatus.IN_PROGRESS, "added to"),
    Action.RESUMED: _Step(_WAITING, TicketStatus.IN_PROGRESS, "resumed", "it does not wait"),
    Action.EXTENDED: _Step(OPEN, TicketStatus.EXTENDED, "extended"),
    Action.COMPLETED: _Step(_TAKEN, TicketStatus.COMPLETED, "completed", _CLOSING),
    Action.PARTLY_REFUSED: _Step(_TAKEN, TicketStatus.PARTLY_REFUSED, "partly refused", _CLOSING),
    Action.REFUSED: _Step(_TAKEN, TicketStatus.REFUSED, "refused", _CLOSING),
    Action.WITHDRAWN: _Step(OPEN, TicketStatus.WITHDRAWN, "withdrawn"),
    Action.MERGED: _Step(OPEN, TicketStatus.MERGED, "merged"),
    Action.ABSORBED: _Step(OPEN, None, "merged with another"),
    Action.NOTED: _Step(OPEN | CLOSED, None, "noted on", "its mailbox is not proved"),
    Action.HELD: _Step(OPEN | CLOSED, None, "held", "its mailbox is not proved"),
    Action.RELEASED: _Step(OPEN | CLOSED, None, "released", "its mailbox is not proved"),
    Action.FILE_ADDED: _Step(_TAKEN | CLOSED, None, "given a file", "take it first"),
    Action.FILE_REMOVED: _Step(OPEN | CLOSED, None, "relieved of a file", "its mailbox is not proved"),
    Action.FILE_COLLECTED: _Step(OPEN | CLOSED, None, "collected from", "its mailbox is not proved"),
    Action.STRIPPED: _Step(CLOSED, None, "stripped", "only a closed one can"),
}
# Deeds that leave these states as they are: a ticket that was extended, or waits, goes on being so.
_STAYS = {
    Action.TAKEN: OPEN - {TicketStatus.RECEIVED},
    Action.HEARD: OPEN - _WAITING,
    Action.EXTENDED: _WAITING,
}


def allows(ticket: Ticket, action: Action) -> bool:
    """Tell whether the ticket's state allows a deed."""
    return not ticket.stripped_at and action in _STEPS and ticket.status in _STEPS[action].begins


def advance(ticket: Ticket, action: Action) -> TicketStatus:
    """Return the state that a deed leads to; NotAllowedError says why it is not allowed."""
    if ticket.stripped_at:
        # Or words could be added to it that would never end.
        raise NotAllowedError("What identifies was removed from this ticket, as its time was over: it is only counted.")
    step = _STEPS.get(action)
    if step is None or ticket.status not in step.begins:
        words, why = (step.words, step.why) if step else (action.replace("_", " "), "it exists already")
        raise NotAllowedError(f"A ticket that is {STATUS_WORDS[ticket.status]} cannot be {words}: {why}.")
    if step.ends is None or ticket.status in _STAYS.get(action, ()):
        return ticket.status
    if step.ends is TicketStatus.IN_PROGRESS and ticket.extended_at:
        return TicketStatus.EXTENDED
    return step.ends
