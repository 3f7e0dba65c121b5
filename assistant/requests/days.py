"""Which days are worked on in a country."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from holidays import country_holidays

from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_SATURDAY = 5
_SUNDAY = 6


def off(day: date, calendar: str) -> str:
    """Say why nobody works on a day, as in "28 February is …"; "" for a working day.

    `calendar` is an ISO country or country-subdivision; ConfigurationError when its holidays are not known.
    """
    holiday = _holidays(calendar, day.year).get(day, "")
    if day.weekday() in {_SATURDAY, _SUNDAY}:
        return f"a {day:%A}"
    return f"a holiday ({holiday})" if holiday else ""


@cache
def _holidays(calendar: str, year: int) -> Mapping[date, str]:
    country, _, subdivision = calendar.partition("-")
    try:
        found = country_holidays(country, subdiv=subdivision or None, years=year, expand=False)
    except NotImplementedError:
        raise ConfigurationError(f"The holidays of “{calendar}” are not known.") from None
    return dict(found.items())
