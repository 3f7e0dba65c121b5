"""By when the law wants an answer, and how that day is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from holidays import country_holidays

from assistant.errors import ConfigurationError, InputError
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.model import TicketType
    from assistant.requests.regime import Period, Regime

_SATURDAY = 5
_SUNDAY = 6
_SMALL_NUMBERS = ("no", "one", "two", "three")


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for the answer; the last day if it is extended (None: it cannot be); how both are found.

    `law` is where the period stands. `steps` has one plain sentence a step to `due_on`, `extension` the one to
    `extended_on` ("" when there is none).
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


def due(received: date, regime: Regime, *, calendar: str, types: Iterable[TicketType] = ()) -> Due:
    """Compute the due date of a request.

    `received` is the UTC date of the request; `calendar` is an ISO country or country-subdivision ("GB-ENG")
    whose holidays count. Of several periods the one that ends first binds. InputError when the date is too late
    for any calendar, ConfigurationError when the holidays of the calendar are not known.
    """
    try:
        found = (_Reckoning(received, regime, period, calendar).due() for period in regime.periods(types))
        return min(found, key=lambda candidate: candidate.due_on)
    except (OverflowError, ValueError):
        raise InputError("That date is beyond the calendar.", field="date") from None


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


@dataclass(frozen=True, slots=True)
class _Reckoning:
    received: date
    regime: Regime
    period: Period
    calendar: str

    def due(self) -> Due:
        first = self._end(self.period.number)
        due_on, skipped = self._roll(first)
        count = self.regime.count
        steps = [f"The request came in on {in_words(self.received)}; {count.words} ({count.source})."]
        steps.append(f"{self._reach(first)} ({self.period.source}).")
        if skipped and self.regime.roll:
            steps.append(
                f"{', '.join(skipped)}: the period ends on the next working day, "
                f"{in_words(due_on)} ({self.regime.roll.source})."
            )
        extended_on, extension = None, ""
        if self.period.extension:
            # From the start, not from the rolled date: an extended period is one longer period.
            extended_on, _ = self._roll(self._end(self.period.number + self.period.extension))
            total = self._length(self.period.number + self.period.extension)
            extension = (
                f"If the request is complex, {self._length(self.period.extension)} can be added, {total} in all: "
                f"{in_words(extended_on)}. The person must be told why before {in_words(due_on)} is over "
                f"({self.period.source})."
            )
        return Due(due_on, extended_on, self.period.source, tuple(steps), extension)

    def _end(self, number: int) -> date:
        before = self.received - timedelta(days=self.regime.count.receipt_is_day_one)
        if self.period.unit == "month":
            return self.received + relativedelta(months=number)
        if self.period.unit == "day":
            return before + timedelta(days=number)
        day = before
        while number:
            day += timedelta(days=1)
            number -= not self._off(day)
        return day

    def _roll(self, day: date) -> tuple[date, list[str]]:
        """Return the next working day and why each day before it was skipped."""
        skipped: list[str] = []
        while self.regime.roll and (why := self._off(day)):
            skipped.append(f"{day.day} {day:%B} is {why}")
            day += timedelta(days=1)
        return day, skipped

    def _off(self, day: date) -> str:
        holiday = _holidays(self.calendar, day.year).get(day, "")
        if day.weekday() in {_SATURDAY, _SUNDAY}:
            return f"a {day:%A}"
        return f"a holiday ({holiday})" if holiday else ""

    def _length(self, number: int) -> str:
        words = _SMALL_NUMBERS[number] if number < len(_SMALL_NUMBERS) else str(number)
        return f"{words} {self.period.unit}{'s' if number > 1 else ''}"

    def _reach(self, first: date) -> str:
        length = self._length(self.period.number)
        if self.regime.count.receipt_is_day_one:
            return f"The {length} end with {in_words(first)}"
        shorter = self.period.unit == "month" and first.day != self.received.day
        why = f", as {first:%B} has no day {self.received.day}" if shorter else ""
        return f"{length.capitalize()} later is {in_words(first)}{why}"


@cache
def _holidays(calendar: str, year: int) -> Mapping[date, str]:
    country, _, subdivision = calendar.partition("-")
    try:
        found = country_holidays(country, subdiv=subdivision or None, years=year, expand=False)
    except NotImplementedError:
        raise ConfigurationError(f"The holidays of “{calendar}” are not known.") from None
    return dict(found.items())
