"""Moves the due days of tickets whose clock stands still: with each day that does not count, by a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.model import TicketStatus, Wanted
from assistant.requests.reminders import stands_still

if TYPE_CHECKING:
    from datetime import date

    from assistant.ports import Now, UnitsOfWork
    from assistant.requests.desk import Desk


@dataclass(frozen=True, slots=True)
class Standstill:
    """Keeps what the queue, the figures and the person are told of a due day true while nothing else happens.

    Several may run, in one process or many.
    """

    unit_of_work: UnitsOfWork
    desk: Desk
    now: Now

    def run(self) -> int:
        """Move the due days that are not today's any more; return how many."""
        today = self.now().astimezone(self.desk.zone).date()
        with self.unit_of_work(read_only=True) as work:
            waiting = work.tickets.walk(Wanted(statuses=frozenset({TicketStatus.WAITING})))
            references = [ticket.reference for ticket in waiting if stands_still(ticket)]
        return sum(self._move(reference, today) for reference in references)

    def _move(self, reference: str, today: date) -> bool:
        with self.unit_of_work() as work:
            ticket = work.tickets.get(reference)
            moved = self.desk.clocked(ticket, today=today) if ticket else None
            if moved is None or moved == ticket:
                return False
            work.tickets.update(moved)
            work.commit()
        return True
