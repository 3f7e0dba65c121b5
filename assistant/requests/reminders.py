"""Tells the officer what time asks of them: a reminder for each milestone before a due day, and a mail a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from assistant.model import OPEN, TicketStatus, Wanted
from assistant.requests.emails import OVERDUE
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from assistant.model import Mail, Ticket
    from assistant.ports import Now, UnitOfWork, UnitsOfWork
    from assistant.requests.emails import Letters

STAGES = (OVERDUE, 2, 7, 14)
"""Days before the due day, the most urgent first: each is told of once."""

_DIGEST_AT = time(6)
_SOON = timedelta(days=7)
_LONG = timedelta(days=14)
_ONE_DAY = timedelta(days=1)


def stage_of(ticket: Ticket, *, today: date) -> int | None:
    """Return the milestone that an open ticket has reached, None before the first and while its clock stands still."""
    if ticket.status not in OPEN or not ticket.law or stands_still(ticket):
        return None
    left = (ticket.due_on - today).days
    return OVERDUE if left < 0 else next((stage for stage in STAGES if left <= stage), None)


def stands_still(ticket: Ticket) -> bool:
    """Tell whether the ticket's law gives back the days that are being waited for the person."""
    regime = load_regime(ticket.regime)
    stops = {
        "identity": regime.identity.clock == "restarts",
        "clarification": regime.clarification.pauses(ticket.draft.types),
    }
    # What was asked for when the period was over gives nothing back.
    return any(stops[wait.kind] for wait in ticket.waits if wait.until is None and wait.since <= ticket.due_on)


@dataclass(frozen=True, slots=True)
class Reminders:
    """Promises the officer's mails, each once however many run and however often.

    `promised` is told when there is one to send; `zone` says when a day begins.
    """

    unit_of_work: UnitsOfWork
    letters: Letters
    now: Now
    promised: Callable[[], None] = lambda: None
    zone: tzinfo = UTC

    def remind(self) -> int:
        """Promise a reminder of each ticket that has reached a milestone; return how many.

        Of several milestones that were missed, only the most urgent is told of. A due day that was moved has its
        milestones all before it again.
        """
        today = self.now().astimezone(self.zone).date()
        with self.unit_of_work(read_only=True) as work:
            references = [each for stage in STAGES for each in _unreminded(work, stage, today)]
        told = sum(self._remind(reference, today) for reference in references)
        if told:
            self.promised()
        return told

    def digest(self) -> bool:
        """Promise the mail of the day, from 06:00 on, where there is something to tell; return whether it was."""
        now = self.now().astimezone(self.zone)
        today = now.date()
        if now.time() < _DIGEST_AT:
            return False
        # Taken and let go: what there is to tell is looked up once a day, and while nobody waits.
        with self.unit_of_work() as work:
            if not _take(work, today, now=now):
                return False
        with self.unit_of_work(read_only=True) as work:
            letter = self._digest(work, today)
        with self.unit_of_work() as work:
            if not _take(work, today, now=now):
                return False
            if letter:
                work.outbox.add(letter, now=now)
            work.commit()
        if letter:
            self.promised()
        return letter is not None

    def _remind(self, reference: str, today: date) -> bool:
        with self.unit_of_work() as work:
            ticket = work.tickets.get(reference)
            # Asked again, now that it is held: another may have been quicker.
            stage = stage_of(ticket, today=today) if ticket else None
            if ticket is None or stage is None or not _is_news(ticket, stage):
                return False
            work.tickets.update(replace(ticket, reminded=_told(ticket, stage)))
            work.outbox.add(self.letters.reminder(ticket, today=today, days=stage), now=self.now())
            work.commit()
        return True

    def _digest(self, work: UnitOfWork, today: date) -> Mail | None:
        until = datetime.combine(today, _DIGEST_AT, self.zone)
        new = _tickets(work, work.deadlines.filed(until - _ONE_DAY, until))
        soon = list(work.tickets.walk(Wanted(due_before=today + _SOON + _ONE_DAY)))
        running = sorted((ticket for ticket in soon if not stands_still(ticket)), key=lambda ticket: ticket.due_on)
        waiting = list(work.tickets.walk(Wanted(statuses=frozenset({TicketStatus.WAITING}))))
        stripped = work.deadlines.stripped(until - _ONE_DAY, until)
        if not (new or running or waiting or stripped):
            return None
        return self.letters.digest(
            today=today,
            new=new,
            due_soon=[ticket for ticket in running if ticket.due_on >= today],
            overdue=[ticket for ticket in running if ticket.due_on < today],
            waiting=waiting,
            waiting_long=[ticket for ticket in waiting if today - ticket.waits[-1].since > _LONG],
            stripped=stripped,
            head=work.history.head(),
        )


def _take(work: UnitOfWork, day: date, *, now: datetime) -> bool:
    """Claim the mail of a day; False when another has."""
    return work.keys.take(f"digest:{day.isoformat()}", fingerprint="", now=now, expires_at=now + 2 * _ONE_DAY) is None


def _unreminded(work: UnitOfWork, stage: int, today: date) -> list[str]:
    """Return the tickets that are in a stage's days, from the day after the more urgent stage's on."""
    if stage == OVERDUE:
        return work.deadlines.unreminded(stage, first=date.min, last=today - _ONE_DAY)
    before = STAGES[STAGES.index(stage) - 1]
    return work.deadlines.unreminded(
        stage, first=today + timedelta(days=before + 1), last=today + timedelta(days=stage)
    )


def _told(ticket: Ticket, stage: int) -> str:
    return f"{ticket.due_on.isoformat()}:{stage}"


def _is_news(ticket: Ticket, stage: int) -> bool:
    """Tell whether neither this stage of the due day nor a more urgent one was told of."""
    return ticket.reminded not in {_told(ticket, each) for each in STAGES if each <= stage}


def _tickets(work: UnitOfWork, references: Sequence[str]) -> list[Ticket]:
    return [ticket for reference in references if (ticket := work.tickets.get(reference))]
