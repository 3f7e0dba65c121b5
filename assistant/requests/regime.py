"""A regime is a law as dated data: how long, counted how, extended by what. One TOML file each."""

from __future__ import annotations

import tomllib
from datetime import date  # noqa: TC003 - pydantic reads the annotations at run time
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import ConfigurationError
from assistant.model import TicketType  # noqa: TC001 - pydantic reads the annotations at run time

if TYPE_CHECKING:
    from collections.abc import Iterable

Unit = Literal["month", "day", "working day"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    law: str
    secondary: bool = False

    @property
    def source(self) -> str:
        """Where the rule stands, and whether we only know it from secondary sources."""
        return f"{self.law}, from secondary sources" if self.secondary else self.law


class Count(_Strict):
    """Whether the day of receipt is day one, and how that is said to a person."""

    receipt_is_day_one: bool
    words: str


class Roll(_Strict):
    """A period that ends on a Saturday, Sunday or holiday ends on the next working day."""


class Period(_Strict):
    """So many units; for the ticket types named, or for all the others. `extension` is in the same unit."""

    number: int = Field(gt=0)
    unit: Unit
    extension: int | None = None
    types: tuple[TicketType, ...] = ()


class Remedy(_Strict):
    """Whom else a person can complain to, as in "you can complain to …"."""

    to: str


class Regime(BaseModel):
    """What one law asks of the clock."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    since: date
    count: Count
    roll: Roll | None = None
    respond: tuple[Period, ...] = Field(min_length=1)
    acknowledge: tuple[Period, ...] = ()
    complain: Remedy | None = None
    articles: dict[TicketType, str]

    def periods(self, types: Iterable[TicketType]) -> tuple[Period, ...]:
        """Return the response periods that bind a ticket of these types."""
        general = next(period for period in self.respond if not period.types)
        special = {wanted: period for period in self.respond for wanted in period.types}
        found = [special.get(wanted, general) for wanted in types]
        return tuple(dict.fromkeys(found)) or (general,)


def regime_names() -> list[str]:
    """Return the names that `load_regime` knows."""
    folder = files("assistant.requests") / "regimes"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


@cache
def load_regime(name: str) -> Regime:
    """Return a regime by name; ConfigurationError names those there are."""
    if name not in regime_names():
        raise ConfigurationError(f"There is no regime “{name}”. Known: {', '.join(regime_names())}.")
    text = (files("assistant.requests") / "regimes" / f"{name}.toml").read_text(encoding="utf-8")
    return Regime.model_validate({"name": name, **tomllib.loads(text)})
