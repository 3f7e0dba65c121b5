"""Everything ends: what was kept long enough is deleted, and of a closed ticket only the line that is counted stays."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from assistant.model import SYSTEM, Action, Deed, Draft, Ends
from assistant.requests.history import record
from assistant.requests.lifecycle import advance
from assistant.requests.regime import load_regime, regime_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.model import Ticket
    from assistant.organisation import Retention
    from assistant.ports import Now, UnitOfWork, UnitsOfWork

_log = logging.getLogger(__name__)

# In one transaction, so that nobody waits long for the database: a quarter of a second on a busy machine.
_DELETED_AT_ONCE = 200
_STRIPPED_AT_ONCE = 50


def ends(kept: Retention, *, now: datetime) -> Ends:
    """Return the moments before which the organisation keeps nothing.

    A closed ticket is kept to the end of its last day, and longer where the law of its regime asks for more months.
    """
    # So all that end on a day end together, and a database that is rewritten then is rewritten once a day.
    today = datetime.combine(now.astimezone(UTC), time(), UTC)

    def closed(regime: str) -> datetime:
        records = load_regime(regime).records
        asked = today - relativedelta(months=(records and records.months) or 0)
        return min(today - timedelta(days=kept.tickets_days), asked)

    return Ends(
        now=now,
        unverified=now - timedelta(days=kept.unverified_days),
        sent=now - timedelta(days=kept.sent_mail_days),
        set_aside=now - timedelta(days=kept.set_aside_mail_days),
        closed={regime: closed(regime) for regime in regime_names()},
    )


def strip(uow: UnitOfWork, ticket: Ticket, *, at: datetime, salt: str) -> None:
    """Take from a closed ticket what identifies, for good, within the caller's unit of work.

    Its line in the register stays: reference, law and clock, types, channel and status, and when things happened.
    NotAllowedError unless it is closed.
    """
    status = advance(ticket, Action.STRIPPED)
    bare = Draft(
        types=ticket.draft.types,
        name="",
        email="",
        details="",
        words=(),
        requested_at=ticket.draft.requested_at,
        channel=ticket.draft.channel,
    )
    uow.tickets.update(replace(ticket, draft=bare, token_hash="", address_key="", handler="", stripped_at=at))
    uow.codes.forget(ticket.reference)
    uow.files.forget(ticket.reference)
    uow.outbox.forget(ticket.reference)
    uow.history.forget(ticket.reference)
    record(uow, Deed(ticket.reference, at, SYSTEM, Action.STRIPPED, status), salt=salt)


@dataclass(frozen=True, slots=True)
class Purge:
    """Ends what has to end, a few records a transaction. Several may run, in one process or many.

    `salt` mints 128 bits for an entry of the log; `wipe` makes the database let go of what was deleted.
    """

    unit_of_work: UnitsOfWork
    kept: Retention
    now: Now
    salt: Callable[[], str]
    wipe: Callable[[], None]

    def preview(self) -> Counter[str]:
        """Return how many records of each kind would go."""
        with self.unit_of_work(read_only=True) as work:
            return Counter(work.count_past(ends(self.kept, now=self.now())))

    def run(self) -> Counter[str]:
        """Delete what is past its end and strip the tickets that are; return how many records of each kind."""
        past = ends(self.kept, now=self.now())
        gone = self._delete(past)
        with self.unit_of_work(read_only=True) as work:
            references = work.deadlines.ended(past.closed)
        for start in range(0, len(references), _STRIPPED_AT_ONCE):
            gone["tickets"] += self._strip(references[start : start + _STRIPPED_AT_ONCE], past)
        if gone["tickets"]:
            self.wipe()
        if gone.total():
            _log.info("Purged: %s", ", ".join(f"{count} {kind}" for kind, count in gone.items() if count))
        return gone

    def _delete(self, past: Ends) -> Counter[str]:
        gone: Counter[str] = Counter()
        while True:
            with self.unit_of_work() as work:
                some = work.purge(past, count=_DELETED_AT_ONCE)
                work.commit()
            gone.update(some)
            if max(some.values()) < _DELETED_AT_ONCE:
                return gone

    def _strip(self, references: Sequence[str], past: Ends) -> int:
        self._unlink(references)
        with self.unit_of_work() as work:
            # All are held before the log is, as by everybody else; what changed meanwhile is left alone.
            found = [ticket for reference in references if (ticket := work.tickets.get(reference))]
            ended = [ticket for ticket in found if _has_ended(ticket, past)]
            for ticket in ended:
                strip(work, ticket, at=past.now, salt=self.salt())
            work.commit()
        return len(ended)

    def _unlink(self, references: Sequence[str]) -> None:
        """Forget who spoke of the tickets, or may open them.

        Apart from the tickets: whoever takes a turn or opens a page holds these rows first and the ticket second.
        """
        with self.unit_of_work() as work:
            work.conversations.forget(references)
            for reference in references:
                work.sessions.end_all(kind="requester", subject=reference)
            work.commit()


def _has_ended(ticket: Ticket, past: Ends) -> bool:
    if ticket.hold or ticket.stripped_at or ticket.closed_at is None:
        return False
    return ticket.closed_at <= past.closed[ticket.regime]
