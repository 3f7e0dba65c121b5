"""What waiting for the person does to the law's clock: nothing, a pause, or a later start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from assistant.model import TicketType, Wait, WaitKind
    from assistant.requests.regime import Regime

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waits:
    """All waits of a ticket. One that is still open counts as if it ended `today` (None: on the day it began)."""

    regime: Regime
    types: tuple[TicketType, ...]
    all: tuple[Wait, ...] = ()
    today: date | None = None

    def of(self, kind: WaitKind) -> list[Wait]:
        """Return the waits of a kind, the one that ended last at the end."""
        return sorted((wait for wait in self.all if wait.kind == kind), key=self.end)

    def end(self, wait: Wait) -> date:
        """Return the day on which a wait ended, or counts as ended."""
        return wait.until or max(wait.since, self.today or wait.since)

    def start(self, received: date, *, last: Callable[[date], date]) -> date:
        """Return the day from which the period counts.

        `last` finds the last day of a period by its start. Proof that was asked for when the period was over begins
        no new one.
        """
        start = received
        if self.regime.identity.clock == "restarts":
            for wait in sorted(self.of("identity"), key=lambda wait: wait.since):
                start = max(start, self.end(wait)) if wait.since <= last(start) else start
        return start

    def stretch(self, end: date, *, start: date, roll: Callable[[date], date]) -> date:
        """Return where a period from `start` ends when the days waited for an answer are left out.

        `roll` finds the next working day. A question that was asked when the period was over gives no time back.
        """
        if not self.regime.clarification.pauses(self.types):
            return end
        for day in sorted({day for wait in self.of("clarification") for day in self._days(wait)}):
            if start <= day <= roll(end):
                # From the day asked, if that is later: a period that ends on a Sunday lives on until Monday.
                end = max(end, day) + _ONE_DAY
        return end

    def start_steps(self, start: date) -> list[str]:
        """Say what the waits for proof of identity did to the start, in a sentence if there were any."""
        waits, rule = self.of("identity"), self.regime.identity
        if not waits:
            return []
        if rule.clock == "runs":
            return [f"Waiting for proof of identity ({_spans(waits)}) does not stop the clock ({rule.source})."]
        counted = [wait for wait in waits if self.end(wait) == start]
        if not counted:
            return [f"Proof of identity was asked for too late to move the start ({_spans(waits)}; {rule.source})."]
        day = _in_words(start)
        if counted[-1].until:
            return [f"Proof of identity came on {day}: the period counts from that day ({rule.source})."]
        return [f"Proof of identity is awaited: the period counts from its day, {day} at the earliest ({rule.source})."]

    def stretch_steps(self, first: date, last: date) -> list[str]:
        """Say what the waits for an answer did to the end, in a sentence if there were any: from `first` to `last`."""
        waits, rule = self.of("clarification"), self.regime.clarification
        if not waits:
            return []
        does, days = "does not stop the clock", (last - first).days
        if rule.pauses(self.types):
            moves = f"moves the end by {days} day{'s' if days > 1 else ''}, to {_in_words(last)}"
            does = moves if days else "has not moved the end"
        return [f"Waiting for an answer ({_spans(waits)}) {does} ({rule.source})."]

    def _days(self, wait: Wait) -> list[date]:
        return [wait.since + timedelta(days=number) for number in range((self.end(wait) - wait.since).days)]


def _spans(waits: list[Wait]) -> str:
    """Write waits as "2 May 2026 to 5 May 2026, since 9 May 2026"."""
    return ", ".join(
        f"{_in_words(wait.since)} to {_in_words(wait.until)}" if wait.until else f"since {_in_words(wait.since)}"
        for wait in sorted(waits, key=lambda wait: wait.since)
    )


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
