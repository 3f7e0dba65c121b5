"""What happened to a ticket: the entries of the audit log."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations at run time
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum

from assistant.model.tickets import TicketStatus  # noqa: TC001 - pydantic reads the annotations at run time

PERSON = "person"
"""The actor of what the requester did."""

SYSTEM = "system"
"""The actor of what nobody asked for: reminders and purges."""


def staff(user: str) -> str:
    """Return the actor of what a user of the desk did."""
    return f"staff:{user}"


class Action(StrEnum):
    """Everything that can happen to a ticket."""

    OPENED = "opened"
    VERIFIED = "verified"
    FILED_UNPROVED = "filed_unproved"
    HANDED_IN = "handed_in"
    TAKEN = "taken"
    ACKNOWLEDGED = "acknowledged"
    ASKED = "asked"
    PROOF_ASKED = "proof_asked"
    HEARD = "heard"
    RESUMED = "resumed"
    EXTENDED = "extended"
    COMPLETED = "completed"
    PARTLY_REFUSED = "partly_refused"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    ABSORBED = "absorbed"
    NOTED = "noted"
    HELD = "held"
    RELEASED = "released"
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"
    FILE_COLLECTED = "file_collected"
    STRIPPED = "stripped"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happened, before it is an entry: who, what, to which ticket, and in which words.

    `body` has what was said and why, by name ("text", "reason", "ground" …); it is the only part that may identify
    somebody, and goes when the ticket's end has come.
    """

    reference: str
    at: datetime
    actor: str
    action: Action
    status: TicketStatus
    body: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A deed in the append-only log, chained to the entry before it.

    `number` counts from 1 without a gap. `digest` is taken over `salt` and body, so that the chain still holds when
    both are gone: then `deed.body` is empty and `salt` is "". `hash` is taken over everything but body and salt,
    the hash of the entry before included (`previous`, "" for the first).
    """

    number: int
    deed: Deed
    salt: str
    digest: str
    previous: str
    hash: str
