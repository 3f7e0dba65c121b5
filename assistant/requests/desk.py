"""The officer's side of a request: every deed between arrival and close, each recorded, clocked and told by mail.

Every function works inside the caller's open unit of work and never commits. A caller who wants to show the mail
first does the deed, looks at the outbox, and leaves without committing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Literal

from assistant.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from assistant.model import PERSON, Action, AnswerFile, Deed, Wait
from assistant.requests.clock import due
from assistant.requests.duplicates import are_duplicates, together
from assistant.requests.files import safe_name
from assistant.requests.history import record
from assistant.requests.lifecycle import advance
from assistant.requests.reasons import ground_of, needed
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta, tzinfo

    from assistant.model import Entry, Ticket, WaitKind
    from assistant.ports import UnitOfWork
    from assistant.requests.clock import Due
    from assistant.requests.emails import Letters
    from assistant.requests.ticket import Mint

Outcome = Literal[Action.COMPLETED, Action.PARTLY_REFUSED, Action.REFUSED]

_LETTERS: dict[Action, str] = {
    Action.COMPLETED: "completion",
    Action.PARTLY_REFUSED: "partial_refusal",
    Action.REFUSED: "refusal",
}
LARGEST_FILE = 25_000_000
"""Bytes of a file for the person."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants something done to which ticket, and when.

    `seen` is the number of the newest entry of its history that they had before their eyes (None: they saw none).
    """

    reference: str
    actor: str
    at: datetime
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Works on the tickets of one controller. `calendars` has the holiday calendar of each regime, `zone` its days.

    Every deed returns the ticket as it is then. All raise NotFoundError for an unknown reference, NotAllowedError
    where the ticket's state does not allow the deed, ConflictError when its history has entries beyond `seen`, and
    InputError, naming the field, for words that are missing or too long.
    """

    letters: Letters
    calendars: Mapping[str, str]
    mint: Mint
    zone: tzinfo = UTC

    def take(self, uow: UnitOfWork, order: Order, *, handler: str) -> Ticket:
        """Make somebody the ticket's handler; one that was just received is in progress from then on."""
        ticket = self._open(uow, order)
        ticket = replace(ticket, handler=handler)
        return self._done(uow, order, ticket, Action.TAKEN, {"handler": handler})

    def note(self, uow: UnitOfWork, order: Order, *, text: str) -> Ticket:
        """Write down what only the desk sees."""
        return self._done(uow, order, self._open(uow, order), Action.NOTED, {"text": needed(text, field="text")})

    def acknowledge(self, uow: UnitOfWork, order: Order, *, text: str) -> Ticket:
        """Tell the person that the request has arrived, in the handler's words."""
        body = {"text": needed(text, field="text")}
        return self._done(uow, order, self._open(uow, order), Action.ACKNOWLEDGED, body, letter="acknowledged")

    def ask(self, uow: UnitOfWork, order: Order, *, kind: WaitKind, text: str, reason: str) -> Ticket:
        """Ask the person for a clarification, or for more proof of who they are; `reason` tells them why."""
        ticket = self._open(uow, order)
        if not ticket.draft.email:
            raise NotAllowedError("This ticket has no address that could be asked.")
        body = {"text": needed(text, field="text"), "reason": needed(reason, field="reason")}
        action, letter = (Action.PROOF_ASKED, "proof") if kind == "identity" else (Action.ASKED, "question")
        ticket = replace(ticket, waits=(*ticket.waits, Wait(kind, self._day(order.at))))
        return self._done(uow, order, ticket, action, body, letter=letter)

    def hear(self, uow: UnitOfWork, order: Order, *, text: str) -> Ticket:
        """Take what the person wrote; the officer is told, and a ticket that waited for it goes on."""
        ticket = _answered(self._open(uow, order), self._day(order.at))
        return self._done(uow, order, ticket, Action.HEARD, {"text": needed(text, field="text")}, report="heard")

    def resume(self, uow: UnitOfWork, order: Order, *, reason: str) -> Ticket:
        """Go on with a ticket that waited, as the answer came some other way."""
        ticket = _answered(self._open(uow, order), self._day(order.at))
        return self._done(uow, order, ticket, Action.RESUMED, {"reason": needed(reason, field="reason")})

    def extend(self, uow: UnitOfWork, order: Order, *, reason: str) -> Ticket:
        """Extend the period, once and before it is over, and tell the person why.

        NotAllowedError also when the law sets no period, knows no extension, or the period is over.
        """
        ticket = self._open(uow, order)
        body = {"reason": needed(reason, field="reason")}
        today = self._day(order.at)
        if ticket.extended_at:
            raise NotAllowedError("A ticket can be extended once, and this one was.")
        if today > ticket.due_on:
            raise NotAllowedError("The period is over: the law wants an extension told before its end.")
        if not self.extends_to(ticket, today=today):
            raise NotAllowedError("The law knows no extension for this ticket.")
        return self._done(uow, order, replace(ticket, extended_at=order.at), Action.EXTENDED, body, letter="extension")

    def extends_to(self, ticket: Ticket, *, today: date) -> date | None:
        """Return the day to which the period of an open ticket can be extended today, None where it cannot be."""
        if ticket.extended_at or not ticket.law or today > ticket.due_on:
            return None
        return self._due(ticket, today=today).extended_on

    def close(self, uow: UnitOfWork, order: Order, *, outcome: Outcome, text: str, ground: str = "") -> Ticket:
        """Close the ticket and tell the person the outcome.

        A refusal, in part too, needs a `ground` of the ticket's regime (its key) and in `text` the reason why it
        holds in this case: InputError else. NotAllowedError, too, where nobody has taken the ticket.
        """
        ticket = self._open(uow, order)
        advance(ticket, outcome)
        if not ticket.handler:  # as after a question that was asked before anybody took it
            raise NotAllowedError("Take it first: only a ticket that somebody works on is closed.")
        body = {"text": needed(text, field="text")}
        if outcome is not Action.COMPLETED:
            body["ground"] = ground_of(ticket, ground, whole=outcome is Action.REFUSED).key
        ticket = replace(ticket, closed_at=order.at)
        return self._done(uow, order, ticket, outcome, body, letter=_LETTERS[outcome])

    def withdraw(self, uow: UnitOfWork, order: Order, *, reason: str = "") -> Ticket:
        """Close the ticket, as the person takes it back: the officer is told, or a handler says how they know."""
        ticket = self._open(uow, order)
        theirs = order.actor == PERSON
        body = {} if theirs else {"reason": needed(reason, field="reason")}
        report = "taken_back" if theirs else ""
        ticket = replace(ticket, closed_at=order.at)
        return self._done(uow, order, ticket, Action.WITHDRAWN, body, letter="withdrawal", report=report)

    def merge(self, uow: UnitOfWork, order: Order, *, into: str) -> Ticket:
        """Close the ticket as a duplicate of another, which keeps the earlier clock and all words; return the other.

        NotAllowedError unless both were proved to come from the same mailbox, for the same person, and ask for
        something in common; also where what was done to the other, such as its extension, would undo the earlier day.
        """
        ticket, other = self._open(uow, order), self._open(uow, replace(order, reference=into, seen=None))
        if ticket.reference == other.reference:
            raise InputError("A ticket cannot be merged with itself.", field="into")
        if not are_duplicates(ticket, other):
            raise NotAllowedError(
                "Only requests from the same proved address, for the same person and with a right in common are merged."
            )
        advance(other, Action.ABSORBED)  # refused before anything is done to the first
        both = replace(other, draft=together(ticket.draft, other.draft))
        if not self._is_in_time(both, min(ticket.due_on, other.due_on), today=self._day(order.at)):
            raise NotAllowedError(f"The answer would be due later than it is. Merge {into} into this one instead.")
        ticket = replace(ticket, closed_at=order.at, merged_into=into)
        self._done(uow, order, ticket, Action.MERGED, {"into": into}, letter="merger")
        order = replace(order, reference=into)
        return self._done(uow, order, both, Action.ABSORBED, {"absorbed": ticket.reference})

    def duplicates(self, uow: UnitOfWork, ticket: Ticket) -> list[Ticket]:
        """Return the open tickets with which this one can be merged, the earliest first."""
        return [other for other in uow.tickets.same_address(ticket) if are_duplicates(ticket, other)]

    def attach(self, uow: UnitOfWork, order: Order, *, name: str, content: bytes, kept: timedelta) -> Ticket:
        """Keep a file for the person for a while, and tell them that it waits for them.

        NotAllowedError where no address was proved: nobody could be asked for a code before they get it.
        """
        ticket = self._open(uow, order)
        if not ticket.verified_at or not ticket.draft.email:
            raise NotAllowedError("A file can be left for a proved address only.")
        if not content:
            raise InputError("Choose a file that is not empty.", field="file")
        if len(content) > LARGEST_FILE:
            raise InputError(f"This file is too large: {LARGEST_FILE // 10**6} megabytes at most.", field="file")
        file = AnswerFile(
            id=self.mint.token(),
            reference=ticket.reference,
            name=safe_name(name),
            media_type="application/octet-stream",  # whatever it is said to be: it is never opened in a browser
            size=len(content),
            created_at=order.at,
            expires_at=order.at + kept,
        )
        uow.files.add(file, content)
        ticket, entry = self._moved(uow, order, ticket, Action.FILE_ADDED, {"file": file.name})
        uow.outbox.add(self.letters.answer_file(ticket, file, entry=entry), now=order.at)
        return ticket

    def detach(self, uow: UnitOfWork, order: Order, *, file_id: str) -> Ticket:
        """Take a file back, as long as the person has not collected it; NotFoundError where there is none such."""
        ticket = self._open(uow, order)
        file = next((file for file in uow.files.of(ticket.reference) if file.id == file_id), None)
        if file is None:
            raise NotFoundError
        if file.collected_at:
            raise NotAllowedError("The person has this file already: it cannot be taken back.")
        uow.files.remove(file.id)
        return self._done(uow, order, ticket, Action.FILE_REMOVED, {"file": file.name})

    def hold(self, uow: UnitOfWork, order: Order, *, reason: str) -> Ticket:
        """Keep the ticket beyond its end date, for a legal claim say, until it is released."""
        ticket = replace(self._open(uow, order), hold=needed(reason, field="reason"))
        return self._done(uow, order, ticket, Action.HELD, {"reason": ticket.hold})

    def release(self, uow: UnitOfWork, order: Order, *, reason: str) -> Ticket:
        """Let the ticket end when its end date comes."""
        ticket = self._open(uow, order)
        if not ticket.hold:
            raise NotAllowedError("This ticket is not held.")
        return self._done(
            uow, order, replace(ticket, hold=""), Action.RELEASED, {"reason": needed(reason, field="reason")}
        )

    def clocked(self, ticket: Ticket, *, today: date) -> Ticket:
        """Return an open ticket with its due day as it is found today; while the person is waited for, it may move."""
        if not ticket.law or ticket.closed_at:
            return ticket
        found = self._due(ticket, today=today)
        return replace(ticket, due_on=found.due_on, law=found.law, working=found.working)

    def _open(self, uow: UnitOfWork, order: Order) -> Ticket:
        ticket = uow.tickets.get(order.reference)
        if ticket is None:
            raise NotFoundError
        if order.seen is not None and _newest(uow.history.of(order.reference)) > order.seen:
            raise ConflictError("Something happened to this ticket meanwhile. Look at it again first.")
        return self.clocked(ticket, today=self._day(order.at))

    def _done(  # noqa: PLR0913 - a deed has so many parts
        self,
        uow: UnitOfWork,
        order: Order,
        ticket: Ticket,
        action: Action,
        body: Mapping[str, str],
        *,
        letter: str = "",
        report: str = "",
    ) -> Ticket:
        """Move the ticket on, record the deed and promise its mails: the person's letter and the officer's report."""
        ticket, entry = self._moved(uow, order, ticket, action, body)
        for name in (letter if ticket.draft.email else "", report):
            if name:
                uow.outbox.add(self.letters.step(name, ticket, entry), now=order.at)
        return ticket

    def _moved(
        self, uow: UnitOfWork, order: Order, ticket: Ticket, action: Action, body: Mapping[str, str]
    ) -> tuple[Ticket, Entry]:
        """Move the ticket on, set its clock and record the deed."""
        ticket = replace(ticket, status=advance(ticket, action))
        ticket = self.clocked(ticket, today=self._day(order.at))
        uow.tickets.update(ticket)
        deed = Deed(ticket.reference, order.at, order.actor, action, ticket.status, body)
        return ticket, record(uow, deed, salt=self.mint.salt())

    def _is_in_time(self, ticket: Ticket, day: date, *, today: date) -> bool:
        """Tell whether the law wants the ticket answered by a day, and not later."""
        with suppress(InputError):  # one that was extended asks now for what knows no extension
            return not ticket.law or self._due(ticket, today=today).due_on <= day
        return False

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _due(self, ticket: Ticket, *, today: date) -> Due:
        return due(
            self._day(ticket.draft.requested_at),
            load_regime(ticket.regime),
            calendar=self.calendars[ticket.regime],
            types=ticket.draft.types,
            waits=ticket.waits,
            extended=ticket.extended_at is not None,
            today=today,
        )


def _answered(ticket: Ticket, today: date) -> Ticket:
    return replace(ticket, waits=tuple(wait if wait.until else replace(wait, until=today) for wait in ticket.waits))


def _newest(entries: list[Entry]) -> int:
    return entries[-1].number if entries else 0
