"""What can be done to a ticket, as the desk offers it: under which name, in which words, asking for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.model import Action, Role

Group = Literal["The request", "Write to the person", "Close", "Keep"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a composer asks for. A text has so many `rows`; what has none is chosen."""

    name: str
    label: str
    hint: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Composer:
    """One thing that can be done. `mails`: the person is told, and what they are told is shown before it leaves.

    In `lead`, "{until}" stands for the day to which the period can be extended. `rule` is the part of the regime that
    speaks of it.
    """

    action: Action
    group: Group
    title: str
    lead: str
    asked: tuple[Asked, ...] = ()
    mails: bool = True
    role: Role = Role.HANDLER
    rule: Literal["", "identity", "clarification", "extend", "refuse", "deliver"] = ""

    @property
    def refuses(self) -> bool:
        """Whether the person hears a no, at least in part."""
        return self.action in {Action.REFUSED, Action.PARTLY_REFUSED}


_GROUND = Asked("ground", "Ground", "The law's ground. The mail names it with its article.")
_WHY_HERE = Asked("text", "Why it holds in this case", "The mail says this to the person.", rows=7)

COMPOSERS = {
    "take": Composer(
        Action.TAKEN,
        "The request",
        "Take it",
        "Its handler is who the others ask about it.",
        (Asked("handler", "Handler"),),
        mails=False,
    ),
    "note": Composer(
        Action.NOTED,
        "The request",
        "Write a note",
        "Only the desk sees it.",
        (Asked("text", "Note", rows=4),),
        mails=False,
    ),
    "resume": Composer(
        Action.RESUMED,
        "The request",
        "Go on",
        "The answer came some other way than through the person's page.",
        (Asked("reason", "How the answer came", "Only the desk sees this.", rows=3),),
        mails=False,
    ),
    "acknowledge": Composer(
        Action.ACKNOWLEDGED,
        "Write to the person",
        "Acknowledge",
        "Tell the person that somebody works on it.",
        (Asked("text", "Your words", rows=6),),
    ),
    "ask": Composer(
        Action.ASKED,
        "Write to the person",
        "Ask a question",
        "The request waits until the person has answered.",
        (
            Asked("text", "Your question", rows=6),
            Asked("reason", "Why you need to know", "The mail says this to the person.", rows=3),
        ),
        rule="clarification",
    ),
    "ask-proof": Composer(
        Action.PROOF_ASKED,
        "Write to the person",
        "Ask for more proof",
        "Only where there is reason to doubt that the person is who they say they are.",
        (
            Asked("text", "What would settle it", rows=6),
            Asked("reason", "What raises the doubt", "The mail says this to the person.", rows=3),
        ),
        rule="identity",
    ),
    "extend": Composer(
        Action.EXTENDED,
        "Write to the person",
        "Extend the period",
        "To {until}. It can be done once.",
        (Asked("reason", "Why it takes longer", "The mail says this to the person.", rows=6),),
        rule="extend",
    ),
    "complete": Composer(
        Action.COMPLETED,
        "Close",
        "Complete",
        "Tell the person what was done, and close the request.",
        (Asked("text", "Your answer", rows=9),),
        rule="deliver",
    ),
    "partly-refuse": Composer(
        Action.PARTLY_REFUSED,
        "Close",
        "Refuse in part",
        "Tell the person what was done, what was not and why, and close the request.",
        (_GROUND, Asked("text", "What was done, what was not, and why", "The mail says this to the person.", rows=9)),
        rule="refuse",
    ),
    "refuse": Composer(
        Action.REFUSED,
        "Close",
        "Refuse",
        "Tell the person why, and where they can turn to, and close the request.",
        (_GROUND, _WHY_HERE),
        rule="refuse",
    ),
    "withdraw": Composer(
        Action.WITHDRAWN,
        "Close",
        "Close as withdrawn",
        "The person has taken the request back. A mail tells them that it is closed.",
        (Asked("reason", "How you know", "The mail says this to the person.", rows=3),),
    ),
    "merge": Composer(
        Action.MERGED,
        "Close",
        "Merge into another",
        "The other keeps all the words, and the earlier of the two clocks.",
        (Asked("into", "The other request"),),
    ),
    "hold": Composer(
        Action.HELD,
        "Keep",
        "Put on legal hold",
        "It is kept beyond its end date, for a legal claim say, until the hold is released.",
        (Asked("reason", "Why it must be kept", "Only the desk sees this.", rows=3),),
        mails=False,
        role=Role.ADMIN,
    ),
    "release": Composer(
        Action.RELEASED,
        "Keep",
        "Release the legal hold",
        "It ends when its end date comes.",
        (Asked("reason", "Why it need not be kept any more", "Only the desk sees this.", rows=3),),
        mails=False,
        role=Role.ADMIN,
    ),
}
"""Each by the last part of its address, in the order in which they are offered."""
