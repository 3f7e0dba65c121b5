"""Files requests: the one way from a confirmed draft to a ticket, for conversations and the API alike.

Every function works inside the caller's open unit of work and never commits: ticket, code and mails become
durable together, with whatever else the caller has written.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING

from assistant.errors import CodeExpiredError, NotFoundError, RateLimitedError, WrongCodeError
from assistant.model import PERSON, Action, Deed, Ticket, TicketStatus
from assistant.requests.clock import due
from assistant.requests.emails import Letters
from assistant.requests.history import record
from assistant.requests.ticket import RIGHTS, Mint
from assistant.requests.verification import TRIES, attempt, issue, keyed_hash

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from assistant.model import Draft, Mail
    from assistant.ports import UnitOfWork
    from assistant.requests.clock import Due
    from assistant.requests.regime import Regime

_HOUR = 3600
# Of an address by one source; whoever shuts themselves out there leaves the owner of the address a way in.
_CODES_BY_SOURCE = 10
_CODES_BY_ALL = 30
_FILINGS = 300
# What needs no proof reaches the officer at once: nobody may fill their mailbox.
_UNPROVED_FILINGS = 20
# Of one member of staff.
_HANDED_IN = 60
# To an address that was only stated.
_NOTICES = 5


@dataclass(frozen=True, slots=True)
class Filed:
    """A ticket that reached the officer, and the token that opens its status: shown once, kept only as a hash."""

    ticket: Ticket
    token: str


@dataclass(frozen=True, slots=True)
class Filing:
    """Files for one controller under one regime.

    `calendar` names the holidays that count ("GB-ENG"); `key` is the installation's secret, the same in every
    replica; `public_url` is where it is reached; `mint` is all that is left to chance; `zone` says when a day begins.
    """

    controller: str
    dpo_email: str
    regime: Regime
    calendar: str
    key: bytes
    public_url: str
    mint: Mint = field(default_factory=Mint)
    zone: tzinfo = UTC

    def due(self, draft: Draft) -> Due:
        """Return by when the law wants this draft answered, counted from the message that made the request."""
        received = draft.requested_at.astimezone(self.zone).date()
        return due(received, self.regime, calendar=self.calendar, types=draft.types)

    def open(self, uow: UnitOfWork, draft: Draft, *, now: datetime, source: str) -> Ticket:
        """Open a ticket that waits for its mailbox to be proved, and have a code mailed there.

        Raises RateLimitedError when, within the hour, the source (a keyed hash, "" for none) had 10 codes mailed to
        this address or 300 to any, or when all sources together had 30 mailed to this address.
        """
        self.limit_codes(uow, draft.email, now=now, source=source)
        ticket = self._ticket(draft, status=TicketStatus.AWAITING_VERIFICATION, now=now)
        uow.tickets.add(ticket)
        self._record(uow, ticket, Action.OPENED, now=now)
        self._send_code(uow, ticket, now=now)
        return ticket

    def resend(self, uow: UnitOfWork, reference: str, *, now: datetime, source: str) -> None:
        """Mail a new code, which replaces the one before.

        Raises NotFoundError when no ticket of that reference waits for one, RateLimitedError as `open` does.
        """
        ticket = uow.tickets.get(reference)
        if ticket is None or ticket.status is not TicketStatus.AWAITING_VERIFICATION:
            raise NotFoundError
        self.limit_codes(uow, ticket.draft.email, now=now, source=source)
        self._send_code(uow, ticket, now=now)

    def verify(self, uow: UnitOfWork, reference: str, code: str, *, now: datetime) -> Filed:
        """File the ticket if the code is right: the officer, the requester and whom they act for are mailed.

        Raises WrongCodeError while tries are left, CodeExpiredError when the code is spent, too old or was just
        tried wrongly for the third time, NotFoundError when there is no such ticket. A wrong try is counted in
        the unit of work before it is raised: **the caller commits in any case**, else guessing would be free:

            try:
                filed = filing.verify(uow, reference, code, now=now)
            finally:
                uow.commit()
        """
        ticket = uow.tickets.get(reference)
        if ticket is None:
            raise NotFoundError
        stored = uow.codes.get(reference)
        if stored is None or ticket.status is not TicketStatus.AWAITING_VERIFICATION:
            raise CodeExpiredError
        tried = attempt(stored, code, ticket=ticket, key=self.key, now=now)
        uow.codes.put(tried)
        if tried.used:
            return self._file(uow, ticket, now=now)
        if tried.tries < TRIES:
            raise WrongCodeError(tries_left=TRIES - tried.tries)
        raise CodeExpiredError("That was the third wrong code. Please ask for a new one.")

    def file_unverified(self, uow: UnitOfWork, draft: Draft, *, now: datetime, source: str = "") -> Ticket:
        """File at once what needs no proof of a mailbox: an incident or a complaint, taken down after one yes.

        The officer is told that nothing was proved, no mail goes to the address, and no token opens the status.
        Raises RateLimitedError for a source that filed 20 such tickets within the hour.
        """
        if source:
            uow.limits.hit(f"unproved:{source}", now=now, window_seconds=_HOUR, limit=_UNPROVED_FILINGS)
        ticket = self._ticket(draft, status=TicketStatus.RECEIVED, now=now)
        uow.tickets.add(ticket)
        self._record(uow, ticket, Action.FILED_UNPROVED, now=now)
        uow.outbox.add(self.letters.officer(ticket), now=now)
        return ticket

    def hand_in(  # noqa: PLR0913 - who, what and when have no fewer parts
        self, uow: UnitOfWork, draft: Draft, *, actor: str, proved: bool, now: datetime, source: str
    ) -> Ticket:
        """File at once what a member of staff (`actor`) hands in: a request that reached them, or one of their own.

        `proved` says that somebody vouches for the address, as the workplace does for an employee's own: then the
        person gets the acknowledgement. Else they are told, where there is an address, that it was handed in for them.
        No token opens the status. Raises RateLimitedError for a source that handed in 60 within the hour.
        """
        uow.limits.hit(f"handed_in:{source}", now=now, window_seconds=_HOUR, limit=_HANDED_IN)
        ticket = self._ticket(draft, status=TicketStatus.RECEIVED, now=now)
        ticket = replace(ticket, verified_at=now if proved else None)
        uow.tickets.add(ticket)
        self._record(uow, ticket, Action.HANDED_IN, now=now, actor=actor)
        uow.outbox.add(self.letters.officer(ticket), now=now)
        if proved:
            uow.outbox.add(self.letters.acknowledgement(ticket), now=now)
        elif draft.email:
            self._tell(uow, self.letters.handed_in(ticket), now=now)
        self._notify(uow, ticket, now=now)
        return ticket

    def withdraw(self, uow: UnitOfWork, reference: str, *, now: datetime) -> None:
        """Forget a ticket that still waits for its mailbox to be proved; any other is left as it is."""
        ticket = uow.tickets.get(reference)
        if ticket is not None and ticket.status is TicketStatus.AWAITING_VERIFICATION:
            self._record(uow, ticket, Action.WITHDRAWN, now=now)
            uow.tickets.remove(reference)

    def status(self, uow: UnitOfWork, reference: str, token: str) -> Ticket:
        """Return the ticket for its token; the same NotFoundError for a wrong token and an unknown reference."""
        ticket = uow.tickets.get(reference)
        expected = ticket.token_hash if ticket else ""
        # Hashed and compared in any case, so that the time taken tells nothing either.
        if not hmac.compare_digest(expected, self._token_hash(reference, token)) or ticket is None:
            raise NotFoundError
        return ticket

    def limit_codes(self, uow: UnitOfWork, email: str, *, now: datetime, source: str) -> None:
        """Count a code that is about to be mailed; RateLimitedError as `open` says."""
        # Hashed, so that the table of limits tells nobody who has written.
        address = self._address_key(email)
        limits = {f"code:{address}:{source}": _CODES_BY_SOURCE, f"code:{address}": _CODES_BY_ALL}
        if source:
            limits[f"filing:{source}"] = _FILINGS
        for key, limit in limits.items():
            uow.limits.hit(key, now=now, window_seconds=_HOUR, limit=limit)

    def _ticket(self, draft: Draft, *, status: TicketStatus, now: datetime) -> Ticket:
        found = self.due(draft)
        by_law = not RIGHTS.isdisjoint(draft.types)
        return Ticket(
            reference=self.mint.reference(),
            draft=draft,
            status=status,
            due_on=found.due_on,
            regime=self.regime.name,
            created_at=now,
            law=found.law if by_law else "",
            working=found.working if by_law else (),
            address_key=self._address_key(draft.email) if draft.email else "",
        )

    def _send_code(self, uow: UnitOfWork, ticket: Ticket, *, now: datetime) -> None:
        code = self.mint.code()
        uow.codes.put(issue(ticket, code, key=self.key, now=now))
        uow.outbox.add(self.letters.code(ticket, code, now=now), now=now)

    def _file(self, uow: UnitOfWork, ticket: Ticket, *, now: datetime) -> Filed:
        token = self.mint.token()
        received = replace(
            ticket,
            status=TicketStatus.RECEIVED,
            verified_at=now,
            token_hash=self._token_hash(ticket.reference, token),
        )
        uow.tickets.update(received)
        self._record(uow, received, Action.VERIFIED, now=now)
        uow.outbox.add(self.letters.officer(received), now=now)
        uow.outbox.add(self.letters.acknowledgement(received), now=now)
        self._notify(uow, received, now=now)
        return Filed(received, token)

    def _notify(self, uow: UnitOfWork, ticket: Ticket, *, now: datetime) -> None:
        """Tell the person for whom somebody else has filed, if an address was given; nobody's mailbox is filled."""
        another = ticket.draft.on_behalf_of
        if another is None or another.email in {"", ticket.draft.email}:
            return
        self._tell(uow, self.letters.notice(ticket), now=now)

    def _tell(self, uow: UnitOfWork, mail: Mail, *, now: datetime) -> None:
        """Promise a mail to an address that was only stated, unless it had enough of them."""
        with suppress(RateLimitedError):
            key = f"notice:{self._address_key(mail.to)}"
            uow.limits.hit(key, now=now, window_seconds=_HOUR, limit=_NOTICES)
            uow.outbox.add(mail, now=now)

    def _record(self, uow: UnitOfWork, ticket: Ticket, action: Action, *, now: datetime, actor: str = PERSON) -> None:
        deed = Deed(ticket.reference, now, actor, action, ticket.status)
        record(uow, deed, salt=self.mint.salt())

    def _address_key(self, email: str) -> str:
        return keyed_hash(self.key, "address", email.casefold())

    def _token_hash(self, reference: str, token: str) -> str:
        return keyed_hash(self.key, "token", reference, token)

    @property
    def letters(self) -> Letters:
        """Who writes this controller's mails."""
        return Letters(self.controller, self.dpo_email, self.mint.mail_id, self.public_url)
