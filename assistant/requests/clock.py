"""By when the law wants an answer, and how that day is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from assistant.errors import ConfigurationError, InputError
from assistant.requests.days import off
from assistant.requests.regime import load_regime
from assistant.requests.waits import Waits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.model import TicketType, Wait
    from assistant.requests.regime import Period, Regime

_SMALL_NUMBERS = ("no", "one", "two", "three")


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for the answer; the last day if it is extended (None: it cannot be); how both are found.

    `law` is where the period stands. `steps` has one plain sentence a step to `due_on`, `extension` the one to
    `extended_on` ("" when there is none). Once extended, `due_on` is the extended day, and there is no other.
    """

    due_on: date
    extended_on: date | None
    law: str
    steps: tuple[str, ...]
    extension: str = ""

    @property
    def working(self) -> tuple[str, ...]:
        """How both days are found, a sentence a step."""
        return (*self.steps, self.extension) if self.extension else self.steps


def due(  # noqa: PLR0913 - everything that the law counts by
    received: date,
    regime: Regime,
    *,
    calendar: str,
    types: Iterable[TicketType] = (),
    waits: Iterable[Wait] = (),
    extended: bool = False,
    today: date | None = None,
) -> Due:
    """Compute the due date of a request.

    `received` is the UTC date of the request; `calendar` is an ISO country or country-subdivision ("GB-ENG")
    whose holidays count. `waits` move the day where the regime says so; one that is still open counts as if it ended
    `today` (None: on the day it began). Of several periods the one that ends first binds, and is what is `extended`.
    InputError when that cannot be or the date is too late for any calendar, ConfigurationError when the holidays of
    the calendar are not known.
    """
    types = tuple(types)
    waited = Waits(regime, types, tuple(waits), today)
    found = _first(received, regime.periods(types), waited, calendar=calendar, extended=extended)
    assert found is not None  # a regime has a general period
    return found


def may_extend_until(  # noqa: PLR0913 - everything that the law counts by
    received: date,
    regime: Regime,
    *,
    calendar: str,
    types: Iterable[TicketType] = (),
    waits: Iterable[Wait] = (),
    today: date | None = None,
) -> date | None:
    """Return the last day on which the person can be told of an extension, None where the law knows none.

    What is passed and raised is as with `due`.
    """
    found = due(received, regime, calendar=calendar, types=types, waits=waits, today=today)
    return found.due_on if found.extended_on else None


def acknowledge_by(received: date, regime: Regime, *, calendar: str, types: Iterable[TicketType]) -> Due | None:
    """Compute by when the person must be told that the request came in, None where the law sets no day.

    What is passed and raised is as with `due`.
    """
    types = tuple(types)
    return _first(received, regime.acknowledgements(types), Waits(regime, types), calendar=calendar)


def explain(day: str, *, regime: str, calendars: Mapping[str, str]) -> str:
    """Return what `python -m assistant due DATE` prints: the due date, the extended one, and the working.

    `calendars` has the holiday calendar of each regime. InputError when `day` is no ISO date.
    """
    try:
        received = date.fromisoformat(day)
    except ValueError:
        raise InputError(f"“{day}” is not a date; write it like 2026-01-31.", field="date") from None
    rules = load_regime(regime)
    if regime not in calendars:
        raise ConfigurationError(f"organisation.toml names no holiday calendar for the regime “{regime}”.")
    found = due(received, rules, calendar=calendars[regime])
    lines = [f"due       {found.due_on}  {in_words(found.due_on)}"]
    if found.extended_on:
        lines.append(f"extended  {found.extended_on}  {in_words(found.extended_on)}")
    lines += [f"law       {rules.title} ({found.law}); holidays: {calendars[regime]}", ""]
    return "\n".join(lines + [f"{number}. {step}" for number, step in enumerate(found.working, 1)])


def in_words(day: date) -> str:
    """Write a day as "Monday 2 March 2026"."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def _first(
    received: date, periods: Iterable[Period], waits: Waits, *, calendar: str, extended: bool = False
) -> Due | None:
    """Return the due date by the period that ends first; None where there is no period."""
    try:
        found = [_Reckoning(received, period, waits, calendar) for period in periods]
        binding = min(found, key=lambda reckoning: reckoning.due().due_on, default=None)
        if binding is None:
            return None
        return binding.extended() if extended else binding.due()
    except (OverflowError, ValueError):
        raise InputError("That date is beyond the calendar.", field="date") from None


@dataclass(frozen=True, slots=True)
class _Reckoning:
    received: date
    period: Period
    waits: Waits
    calendar: str

    @property
    def regime(self) -> Regime:
        return self.waits.regime

    def due(self) -> Due:
        number, more = self.period.number, self.period.extension
        due_on, steps = self._reach(number)
        if not more:
            return Due(due_on, None, self.period.source, steps)
        # From the start, not from the rolled date: an extended period is one longer period.
        extended_on, _ = self._reach(number + more)
        extension = (
            f"If the request is complex, {self._length(more)} can be added, {self._length(number + more)} in all: "
            f"{in_words(extended_on)}. The person must be told why before {in_words(due_on)} is over "
            f"({self.period.source})."
        )
        return Due(due_on, extended_on, self.period.source, steps, extension)

    def extended(self) -> Due:
        if not self.period.extension:
            raise InputError(f"By law ({self.period.source}) there is no more time for this request.")
        due_on, steps = self._reach(self.period.number + self.period.extension)
        return Due(due_on, None, self.period.source, steps)

    def _reach(self, number: int) -> tuple[date, tuple[str, ...]]:
        """Return the last day of a period of so many units, and the way there."""
        start = self.waits.start(self.received, last=lambda start: self._roll(self._last(start, number))[0])
        first, last = self._end(start, number), self._last(start, number)
        due_on, skipped = self._roll(last)
        count = self.regime.count
        steps = [f"The request came in on {in_words(self.received)}; {count.words} ({count.source})."]
        steps += self.waits.start_steps(start)
        steps.append(f"{self._later(start, first, number)} ({self.period.source}).")
        steps += self.waits.stretch_steps(first, last)
        if skipped and self.regime.roll:
            steps.append(
                f"{', '.join(skipped)}: the period ends on the next working day, "
                f"{in_words(due_on)} ({self.regime.roll.source})."
            )
        return due_on, tuple(steps)

    def _last(self, start: date, number: int) -> date:
        """Return the last day with the days waited for an answer, before it is moved to a working day."""
        return self.waits.stretch(self._end(start, number), start=start, roll=lambda day: self._roll(day)[0])

    def _end(self, start: date, number: int) -> date:
        if self.period.unit == "month":
            return start + relativedelta(months=number)
        day = start - timedelta(days=self.regime.count.receipt_is_day_one)
        if self.period.unit == "day":
            return day + timedelta(days=number)
        while number:
            day += timedelta(days=1)
            number -= not off(day, self.calendar)
        return day

    def _roll(self, day: date) -> tuple[date, list[str]]:
        """Return the next working day and why each day before it was skipped."""
        skipped: list[str] = []
        while self.regime.roll and (why := off(day, self.calendar)):
            skipped.append(f"{day.day} {day:%B} is {why}")
            day += timedelta(days=1)
        return day, skipped

    def _length(self, number: int) -> str:
        words = _SMALL_NUMBERS[number] if number < len(_SMALL_NUMBERS) else str(number)
        return f"{words} {self.period.unit}{'s' if number > 1 else ''}"

    def _later(self, start: date, first: date, number: int) -> str:
        length, more = self._length(number), number - self.period.number
        extended = f"Extended by {self._length(more)}: " if more else ""
        if self.regime.count.receipt_is_day_one:
            return f"{extended}{'the' if more else 'The'} {length} end with {in_words(first)}"
        shorter = self.period.unit == "month" and first.day != start.day
        why = f", as {first:%B} has no day {start.day}" if shorter else ""
        return f"{extended}{length if more else length.capitalize()} later is {in_words(first)}{why}"
