"""A regime is a law as dated data: how long, counted how, refused on which ground. One TOML file each."""

from __future__ import annotations

import tomllib
from datetime import date  # noqa: TC003 - pydantic reads the annotations at run time
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import ConfigurationError
from assistant.model import TicketType  # noqa: TC001 - pydantic reads the annotations at run time
from assistant.requests.ticket import RIGHTS

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


class Rule(_Strict):
    """What the law asks, in plain words for the officer."""

    words: str


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


class Extension(Rule):
    """When the period may be extended; `ground` says it to the person, whose letter adds the reason in their case."""

    ground: str


class Identity(Rule):
    """When more proof may be asked for, and what that does to the clock: nothing, or it counts from the proof's day."""

    clock: Literal["runs", "restarts"]


class Clarification(Rule):
    """When a question may be asked, and whether the days until its answer count.

    Where `types` are named, the clock pauses for a ticket that is about nothing else.
    """

    clock: Literal["runs", "pauses"]
    types: tuple[TicketType, ...] = ()

    def pauses(self, types: Iterable[TicketType]) -> bool:
        """Tell whether waiting for an answer stops the clock of a ticket of these types."""
        return self.clock == "pauses" and (not self.types or set(types) <= set(self.types))


class Ground(_Strict):
    """On what a request can be refused, as a sentence to the person. `types` are those it can be used for."""

    key: str
    words: str
    types: tuple[TicketType, ...] = Field(min_length=1)


class Refusal(Rule):
    """How a request is refused, and the grounds there are. The officer adds the reason in this one case."""

    grounds: tuple[Ground, ...] = Field(alias="ground", min_length=1)


class Remedy(_Strict):
    """Whom a refused person can turn to, as in "you can turn to …", or "complain to …" where it is an authority."""

    kind: Literal["controller", "authority", "court"]
    to: str


class Follow(_Strict):
    """What the law has happen beside, or after, what was asked: a sentence to the person, for the types named."""

    words: str
    types: tuple[TicketType, ...] = Field(min_length=1)


class Records(Rule):
    """What is kept of a request, and for how many months at least (None: the law names no number)."""

    months: int | None = Field(default=None, gt=0)


class Regime(BaseModel):
    """What one law asks of whoever answers a request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    since: date
    count: Count
    roll: Roll | None = None
    respond: tuple[Period, ...] = Field(min_length=1)
    acknowledge: tuple[Period, ...] = ()
    extend: Extension | None = None
    identity: Identity
    clarification: Clarification
    refuse: Refusal
    remedies: tuple[Remedy, ...] = Field(alias="remedy", min_length=1)
    follow: tuple[Follow, ...] = ()
    fee: Rule | None = None
    deliver: Rule
    records: Records | None = None
    articles: dict[TicketType, str]

    @property
    def complain(self) -> Remedy | None:
        """The authority that a person can complain to."""
        return next((remedy for remedy in self.remedies if remedy.kind == "authority"), None)

    def periods(self, types: Iterable[TicketType]) -> tuple[Period, ...]:
        """Return the response periods that bind a ticket of these types."""
        general = next(period for period in self.respond if not period.types)
        special = {wanted: period for period in self.respond for wanted in period.types}
        found = [special.get(wanted, general) for wanted in types]
        return tuple(dict.fromkeys(found)) or (general,)

    def acknowledgements(self, types: Iterable[TicketType]) -> tuple[Period, ...]:
        """Return the periods in which a ticket of these types must be acknowledged; none where the law asks nothing."""
        wanted = set(types)
        return tuple(period for period in self.acknowledge if not period.types or wanted & set(period.types))

    def grounds(self, types: Iterable[TicketType], *, whole: bool = False) -> tuple[Ground, ...]:
        """Return the grounds on which a ticket of these types can be refused, as a `whole` or at least in part.

        A ground for the whole is one for each right among them: else one of them would be refused without any.
        """
        wanted = set(types)
        rights = wanted & RIGHTS if whole else set()
        return tuple(
            ground for ground in self.refuse.grounds if rights <= set(ground.types) and wanted & set(ground.types)
        )

    def follows(self, types: Iterable[TicketType]) -> tuple[Follow, ...]:
        """Return what follows when a ticket of these types is done, at least in part."""
        wanted = set(types)
        return tuple(rule for rule in self.follow if wanted & set(rule.types))


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
