"""What happened to a ticket, in words for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.model import PERSON, SYSTEM, Action

if TYPE_CHECKING:
    from datetime import datetime

    from api.desk.case import Case
    from assistant.model import Entry

WORDS = {
    Action.OPENED: "asked, and was sent a code",
    Action.VERIFIED: "proved the address; the request was filed",
    Action.FILED_UNPROVED: "filed it; nothing was proved",
    Action.HANDED_IN: "handed it in",
    Action.TAKEN: "took it",
    Action.ACKNOWLEDGED: "acknowledged it",
    Action.ASKED: "asked a question",
    Action.PROOF_ASKED: "asked for more proof",
    Action.HEARD: "wrote",
    Action.RESUMED: "went on with it",
    Action.EXTENDED: "extended the period",
    Action.COMPLETED: "completed it",
    Action.PARTLY_REFUSED: "refused it in part",
    Action.REFUSED: "refused it",
    Action.WITHDRAWN: "closed it as withdrawn",
    Action.MERGED: "merged it into another",
    Action.ABSORBED: "merged another into it",
    Action.NOTED: "wrote a note",
    Action.HELD: "put it on legal hold",
    Action.RELEASED: "released the legal hold",
    Action.FILE_ADDED: "left a file for the person",
    Action.FILE_REMOVED: "took a file back",
    Action.FILE_COLLECTED: "collected a file",
    Action.STRIPPED: "removed what identifies the person",
}
"""After who did it."""

_LABELS = {"reason": "Why", "ground": "Ground", "handler": "Handler", "file": "File"}
_REFERENCES = {"into", "absorbed"}


@dataclass(frozen=True, slots=True)
class Event:
    """An entry as it is shown: who did what and when.

    `said` has the texts, each with what it is ("" for the text itself), `other` the reference of a ticket that it is
    about, too. The words of an event that is `stripped` are gone, as their time was over.
    """

    number: int
    at: datetime
    who: str
    what: str
    said: tuple[tuple[str, str], ...]
    other: str
    stripped: bool


def events(case: Case, *, after: int = 0) -> list[Event]:
    """Return what happened to the ticket since entry `after`, oldest first."""
    return [_event(entry, case) for entry in case.entries if entry.number > after]


def _event(entry: Entry, case: Case) -> Event:
    deed = entry.deed
    said = {name: text for name, text in deed.body.items() if name not in _REFERENCES}
    who = _who(deed.actor, case)
    if "handler" in said:
        said["handler"] = case.name_of(said["handler"])
        if said["handler"] == who:
            del said["handler"]
    if "ground" in said:
        ground = next((known for known in case.regime.refuse.grounds if known.key == said["ground"]), None)
        said["ground"] = f"{ground.words} ({ground.source})" if ground else said["ground"]
    return Event(
        number=entry.number,
        at=deed.at,
        who=who,
        what=WORDS[deed.action],
        said=tuple((_LABELS.get(name, ""), text) for name, text in said.items()),
        other=next((text for name, text in deed.body.items() if name in _REFERENCES), ""),
        stripped=not entry.salt,
    )


def _who(actor: str, case: Case) -> str:
    if actor == PERSON:
        return "The person"
    return "The assistant" if actor == SYSTEM else case.name_of(actor.removeprefix("staff:"))
