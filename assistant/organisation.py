"""Whose policy this is: `organisation.toml` of the corpus, read and checked once."""

from __future__ import annotations

import tomllib
from datetime import date  # noqa: TC003 - pydantic reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    HttpUrl,
    PositiveInt,
    ValidationError,
    field_validator,
    model_validator,
)

from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entity(_Strict):
    """A company of the group."""

    name: str
    country: str
    registered_in: str
    address: str


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone “{name}”; write one such as Europe/Berlin") from None


class ClockRules(_Strict):
    """Which law counts, whose holidays (ISO country or country-subdivision a regime), and where a day begins."""

    regime: str
    calendars: dict[str, str]
    time_zone: str = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        return _zone(name).key

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose days the law's clock counts."""
        return _zone(self.time_zone)

    @model_validator(mode="after")
    def _has_a_calendar(self) -> Self:
        if self.regime not in self.calendars:
            raise ValueError(f"calendars names no holidays for the regime “{self.regime}”")
        return self

    @property
    def calendar(self) -> str:
        """The holidays that count under the regime in force."""
        return self.calendars[self.regime]


class Retention(_Strict):
    """For how many days this assistant keeps its records.

    Tickets count from their close, what was never confirmed from its first word, transcripts from their last, mails
    from when they left or were set aside, files for requesters from when they were put there.
    """

    tickets_days: PositiveInt
    unverified_days: PositiveInt = 7
    transcripts_days: PositiveInt = 30
    sent_mail_days: PositiveInt = 7
    # Longer than any response period with its extension, so that nobody misses a mail that never left.
    set_aside_mail_days: PositiveInt = 120
    files_days: PositiveInt = 30


class Organisation(_Strict):
    """The controller and how to reach it."""

    controller: str
    document: str
    dpo_email: EmailStr
    policy_address: HttpUrl
    effective_date: date
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    clock: ClockRules
    retention: Retention
    entities: tuple[Entity, ...]


def read_organisation(corpus_dir: Path) -> Organisation:
    """Read `organisation.toml`; ConfigurationError says what is wrong with it and where."""
    path = corpus_dir / "organisation.toml"
    try:
        return Organisation.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigurationError(f"Cannot read {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{path}: {where}: {first['msg']}.") from None
