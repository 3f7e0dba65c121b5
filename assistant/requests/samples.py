"""A made-up request, and every mail that it could lead to: to be looked at before anybody gets one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from assistant.model import (
    PERSON,
    Action,
    AnswerFile,
    Channel,
    Deed,
    Draft,
    Entry,
    OnBehalfOf,
    Ticket,
    TicketStatus,
    TicketType,
    Wait,
    staff,
)
from assistant.requests.clock import due

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.model import Mail
    from assistant.requests.emails import Letters
    from assistant.requests.regime import Regime

SAMPLES = {
    "code": "to the requester: the code that files the request",
    "officer": "to the officer: a request has come in",
    "acknowledgement": "to the requester: it has come in, and by when an answer is due",
    "handed_in": "to the requester: somebody on the staff has passed it on",
    "notice": "to the person for whom somebody else has filed",
    "sign_in": "to the requester: the code that opens their page",
    "acknowledged": "to the requester: a message of the officer's",
    "question": "to the requester: something has to be clearer",
    "proof": "to the requester: they have to show who they are",
    "heard": "to the officer: the requester has written",
    "extension": "to the requester: it takes longer, and why",
    "answer_file": "to the requester: a file waits for them",
    "completion": "to the requester: it is done",
    "partial_refusal": "to the requester: it is done in part, and why not all",
    "refusal": "to the requester: it is not done, and why",
    "withdrawal": "to the requester: they took it back",
    "taken_back": "to the officer: the requester took it back",
    "merger": "to the requester: it goes on under another reference",
    "reminder": "to the officer: the due day is near, or over",
    "digest": "to the officer: how things stand, once a day",
}
"""The letters there are, and what each is for."""

_REFERENCE, _OTHER = "PR-7KQ2-M9XD-4T", "PR-0B1C-2D3F-4G"
_TYPES = (TicketType.ACCESS, TicketType.ERASURE)
_REASON = "Your data are in three systems, and one of them was replaced last month. We are still getting them together."


def samples(letters: Letters, *, regime: Regime, calendar: str, now: datetime) -> dict[str, Mail]:
    """Return one mail of each letter by its name, as if the request came in six days before `now`.

    There is no extension where the regime knows none.
    """
    ticket = _ticket(regime, calendar=calendar, now=now)
    another = replace(ticket.draft, on_behalf_of=OnBehalfOf("Ada Example", "power of attorney", "ada@example.org"))
    file = AnswerFile("file", _REFERENCE, "your-data.zip", "application/zip", 48_213, now, now + timedelta(days=30))
    waiting = replace(ticket, status=TicketStatus.WAITING)
    mails = {
        "code": letters.code(ticket, "012345", now=now),
        "officer": letters.officer(ticket),
        "acknowledgement": letters.acknowledgement(ticket),
        "handed_in": letters.handed_in(ticket),
        "notice": letters.notice(replace(ticket, draft=another)),
        "sign_in": letters.sign_in(ticket, "012345", now=now),
        "answer_file": letters.answer_file(ticket, file, entry=_entry(Action.FILE_ADDED, now, {"file": file.name})),
        "reminder": letters.reminder(ticket, today=ticket.due_on - timedelta(days=7), days=7),
        "digest": letters.digest(
            today=now.date(),
            new=[ticket],
            due_soon=[],
            overdue=[],
            waiting=[waiting],
            waiting_long=[],
            head=(128, "1c7a" * 16),
        ),
    }
    for letter, (action, body) in _steps(regime).items():
        mails[letter] = letters.step(letter, _after(ticket, action, regime, calendar, now), _entry(action, now, body))
    return {letter: mails[letter] for letter in SAMPLES if letter in mails}


def _steps(regime: Regime) -> dict[str, tuple[Action, dict[str, str]]]:
    """Return what each letter tells of: a deed, and what is said with it."""
    ground = regime.grounds([TicketType.ERASURE])[-1].key
    done = "We have put a copy of your data on your page, and deleted your account."
    not_done = "We keep your invoices of the last six years."
    question = "Is it about your account in the shop, about your letters to our support, or both?"
    proof = "Which are the last three digits of your customer number?"
    steps = {
        "acknowledged": (Action.ACKNOWLEDGED, {"text": "Thank you. I have begun to look for your data.\n\nAda Nguyen"}),
        "question": (Action.ASKED, {"text": question, "reason": "You wrote to us about two matters."}),
        "proof": (Action.PROOF_ASKED, {"text": proof, "reason": "Two of our customers have your name."}),
        "heard": (Action.HEARD, {"text": "It is only about the shop.\nThank you!"}),
        "extension": (Action.EXTENDED, {"reason": _REASON}),
        "completion": (Action.COMPLETED, {"text": done}),
        "partial_refusal": (Action.PARTLY_REFUSED, {"text": f"{done}\n\n{not_done}", "ground": ground}),
        "refusal": (Action.REFUSED, {"text": not_done, "ground": ground}),
        "withdrawal": (Action.WITHDRAWN, {"reason": "You told us so by telephone today."}),
        "taken_back": (Action.WITHDRAWN, {}),
        "merger": (Action.MERGED, {"into": _OTHER}),
    }
    if regime.extend is None:
        del steps["extension"]
    return steps


def _ticket(regime: Regime, *, calendar: str, now: datetime) -> Ticket:
    received = now - timedelta(days=6)
    found = due(received.astimezone(UTC).date(), regime, calendar=calendar, types=_TYPES)
    draft = Draft(
        types=_TYPES,
        name="Zoë Example",
        email="zoe@example.org",
        details="I am customer 4711.",
        words=("hi, what do you have about me? send me a copy please", "and then delete all of it"),
        requested_at=received,
        channel=Channel.WEB,
    )
    return Ticket(
        _REFERENCE,
        draft,
        TicketStatus.IN_PROGRESS,
        found.due_on,
        regime.name,
        received,
        verified_at=received,
        law=found.law,
        working=found.working,
        handler="ada",
    )


def _after(ticket: Ticket, action: Action, regime: Regime, calendar: str, now: datetime) -> Ticket:
    """Return the ticket as the deed leaves it, as far as its letter tells."""
    today = now.astimezone(UTC).date()
    waits = (Wait("identity", today),) if action is Action.PROOF_ASKED else ()
    if action is Action.ASKED:
        waits = (Wait("clarification", today),)
    found = due(
        ticket.draft.requested_at.astimezone(UTC).date(),
        regime,
        calendar=calendar,
        types=ticket.draft.types,
        waits=waits,
        extended=action is Action.EXTENDED,
        today=today,
    )
    merged_into = _OTHER if action is Action.MERGED else ""
    return replace(ticket, due_on=found.due_on, working=found.working, waits=waits, merged_into=merged_into)


def _entry(action: Action, now: datetime, body: dict[str, str]) -> Entry:
    actor = PERSON if action is Action.HEARD else staff("ada")
    deed = Deed(_REFERENCE, now, actor, action, TicketStatus.IN_PROGRESS, body)
    return Entry(1, deed, salt="", digest="", previous="", hash="")
