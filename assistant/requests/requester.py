"""The requester's side of a filed request: a mailed code opens its page for half an hour, and what may be done there.

Every function works inside the caller's open unit of work and never commits. None tells a stranger whether there is
such a request: what goes wrong before the page is open goes wrong in the same words for every reference.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.errors import CodeExpiredError, InputError, NotFoundError, RateLimitedError, WrongCodeError
from assistant.model import PERSON, Action, Deed, Session, TicketStatus
from assistant.requests.desk import Order
from assistant.requests.history import record
from assistant.requests.lifecycle import advance
from assistant.requests.verification import attempt, issue, keyed_hash
from assistant.words import refusal

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.model import AnswerFile, Ticket
    from assistant.ports import UnitOfWork
    from assistant.requests.desk import Desk
    from assistant.requests.filing import Filing

SESSION = timedelta(minutes=30)
MAX_TEXT = 10_000
"""Characters of a message to the officer."""

_HOUR = 3600
# Of one source, whatever the references are.
_ASKED = 60
_TRIED = 100
# Of one ticket.
_WRITTEN = 20


@dataclass(frozen=True, slots=True)
class Requester:
    """What the person behind a ticket may do, each session for one ticket."""

    filing: Filing
    desk: Desk

    def send_code(self, uow: UnitOfWork, reference: str, *, now: datetime, source: str) -> None:
        """Have a code mailed to the address of a request, if there is such a request and its address can be asked.

        One that still waits for its mailbox to be proved gets the code that files it. RateLimitedError when the
        source has asked for 60 codes within the hour, for whatever references.
        """
        uow.limits.hit(f"asked:{source}", now=now, window_seconds=_HOUR, limit=_ASKED)
        ticket = uow.tickets.get(reference)
        if ticket is None:
            return
        # To say that this address has had its codes would be to say that there is one.
        with suppress(RateLimitedError):
            if ticket.status is TicketStatus.AWAITING_VERIFICATION:
                self.filing.resend(uow, reference, now=now, source=source)
            elif _can_be_asked(ticket):
                self.filing.limit_codes(uow, ticket.draft.email, now=now, source=source)
                code = self.filing.mint.code()
                uow.codes.put(issue(ticket, code, key=self.filing.key, now=now))
                uow.outbox.add(self.filing.letters.sign_in(ticket, code, now=now), now=now)

    def sign_in(self, uow: UnitOfWork, reference: str, code: str, *, now: datetime, source: str) -> str:
        """Return the token of a session that opens the ticket; a ticket that waited for this code is filed.

        One and the same InputError says that the code is wrong, spent or too old, or that there is no such request.
        RateLimitedError when the source has tried 100 codes within the hour. A try is counted in the unit of work
        before anything is raised: **the caller commits in any case**, else guessing would be free.
        """
        uow.limits.hit(f"tried:{source}", now=now, window_seconds=_HOUR, limit=_TRIED)
        try:
            self._prove(uow, reference, code, now=now)
        except (NotFoundError, WrongCodeError, CodeExpiredError):
            words = "This code does not fit, or it cannot be used any more. Check it, or ask for a new one."
            raise InputError(words, field="code") from None
        token = self.filing.mint.token()
        uow.sessions.put(Session(self._token_hash(token), "requester", reference, now, now, now + SESSION))
        return token

    def ticket(self, uow: UnitOfWork, reference: str, token: str, *, now: datetime) -> Ticket:
        """Return the ticket that a session's token opens; the same NotFoundError for all that it does not open."""
        session = uow.sessions.get(self._token_hash(token), kind="requester")
        # Before the ticket is looked for: what is not theirs takes the same time whether it exists or not.
        if session is None or now >= session.expires_at or session.subject != reference:
            raise NotFoundError
        ticket = uow.tickets.get(reference)
        if ticket is None or ticket.stripped_at:
            raise NotFoundError
        return ticket

    def sign_out(self, uow: UnitOfWork, token: str) -> None:
        """End a session; a token that opens none is none the worse."""
        uow.sessions.end(self._token_hash(token))

    def csrf(self, token: str) -> str:
        """Return what every form of the session carries, so that no other site can write one for its owner."""
        return keyed_hash(self.filing.key, "requester csrf", token)

    def write(self, uow: UnitOfWork, ticket: Ticket, *, text: str, now: datetime) -> Ticket:
        """Add the person's words to their open ticket: the officer is mailed, and one that waited goes on.

        InputError for words that are missing or over 10,000 characters, RateLimitedError for the 21st message within
        an hour, NotAllowedError for a ticket that is closed.
        """
        # As every form sends them, line ends have two characters.
        text = text.replace("\r\n", "\n").strip()
        if why := refusal(text, most=MAX_TEXT):
            raise InputError(why, field="text")
        uow.limits.hit(f"written:{ticket.reference}", now=now, window_seconds=_HOUR, limit=_WRITTEN)
        return self.desk.hear(uow, Order(ticket.reference, PERSON, now), text=text)

    def withdraw(self, uow: UnitOfWork, ticket: Ticket, *, now: datetime) -> Ticket:
        """Take the request back; NotAllowedError for one that is closed."""
        return self.desk.withdraw(uow, Order(ticket.reference, PERSON, now))

    def collect(self, uow: UnitOfWork, ticket: Ticket, file_id: str, *, now: datetime) -> tuple[AnswerFile, bytes]:
        """Return a file of this ticket that has not expired, else NotFoundError; the first time is recorded."""
        found = uow.files.open(file_id)
        if found is None or found[0].reference != ticket.reference or now >= found[0].expires_at:
            raise NotFoundError
        file, content = found
        if file.collected_at is None:
            uow.files.collected(file_id, now=now)
            status = advance(ticket, Action.FILE_COLLECTED)
            deed = Deed(ticket.reference, now, PERSON, Action.FILE_COLLECTED, status, {"file": file.name})
            record(uow, deed, salt=self.filing.mint.salt())
        return file, content

    def _prove(self, uow: UnitOfWork, reference: str, code: str, *, now: datetime) -> None:
        ticket = uow.tickets.get(reference)
        if ticket is None or ticket.status is TicketStatus.AWAITING_VERIFICATION:
            self.filing.verify(uow, reference, code, now=now)
            return
        stored = uow.codes.get(reference)
        if stored is None or not _can_be_asked(ticket):
            raise CodeExpiredError
        tried = attempt(stored, code, ticket=ticket, key=self.filing.key, now=now)
        uow.codes.put(tried)
        if not tried.used:
            raise CodeExpiredError

    def _token_hash(self, token: str) -> str:
        return keyed_hash(self.filing.key, "requester session", token)


def _can_be_asked(ticket: Ticket) -> bool:
    """Tell whether the address is proved to be the requester's, and still known."""
    return ticket.verified_at is not None and ticket.stripped_at is None
