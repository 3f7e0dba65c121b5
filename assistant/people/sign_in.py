"""The way in to the desk, and out of it: by password, counted so that guessing leads nowhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import InputError, RateLimitedError
from assistant.requests.verification import keyed_hash
from assistant.words import is_plain

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.model import User
    from assistant.people.sessions import DeskSessions, Visit
    from assistant.ports import Passwords, UnitsOfWork

_WINDOW_SECONDS = 15 * 60
_FAILURES_OF_A_NAME = 10
_FAILURES_OF_A_SOURCE = 50
_WRONG = "Name and password do not fit together."


@dataclass(frozen=True, slots=True)
class SignIn:
    """Lets the users of the desk in and out. `key` is the installation's secret."""

    unit_of_work: UnitsOfWork
    sessions: DeskSessions
    passwords: Passwords
    key: bytes

    def by_password(self, name: str, password: str, *, source: str, now: datetime, replacing: str = "") -> str:
        """Open a session and return its token; `replacing` is the token that the browser held before.

        `source` is a keyed hash of where this comes from. Within 15 minutes a name may fail 10 times and a source 50:
        RateLimitedError then, whether the name is known or not. InputError when name and password do not fit together.
        """
        if not is_plain(name):
            raise InputError(_WRONG)
        name = name.strip().casefold()
        limits = {
            f"sign-in:{keyed_hash(self.key, 'name', name)}": _FAILURES_OF_A_NAME,
            f"sign-in:{source}": _FAILURES_OF_A_SOURCE,
        }
        # Counted before anybody knows how it ends, so that a hundred guesses at once are a hundred guesses.
        known = self._counted(name, limits, now=now)
        # Slow on purpose, and so outside of any transaction; for who is unknown or disabled as slow as for the others.
        fits = self.passwords.fit(password, known)
        fresh = self.passwords.hash(password) if fits and self.passwords.is_outdated(known) else known
        with self.unit_of_work() as uow:
            user = uow.users.get(name)
            if user is None or not fits or _hash_in_force(user) != known:
                raise InputError(_WRONG)
            uow.users.put(replace(user, password_hash=fresh))
            for key in limits:
                uow.limits.take_back(key, at=now)
            token = self.sessions.begin(uow, user, now=now, replacing=replacing)
            uow.commit()
        return token

    def visit(self, token: str, *, now: datetime) -> Visit | None:
        """Return who holds a token and note, about once a minute, that they were seen; None when it opens nothing."""
        with self.unit_of_work(read_only=True) as uow:
            visit = self.sessions.find(uow, token, now=now)
        if visit and visit.unnoticed:
            with self.unit_of_work(durable=False) as uow:
                self.sessions.notice(uow, visit, now=now)
                uow.commit()
        return visit

    def out(self, token: str) -> None:
        """End the session that a token opens."""
        with self.unit_of_work() as uow:
            self.sessions.end(uow, token)
            uow.commit()

    def _counted(self, name: str, limits: dict[str, int], *, now: datetime) -> str:
        """Count a try and return the hash that the password has to fit, "" for nobody's."""
        with self.unit_of_work() as uow:
            try:
                for key, limit in limits.items():
                    uow.limits.hit(key, now=now, window_seconds=_WINDOW_SECONDS, limit=limit)
            except RateLimitedError as error:
                raise RateLimitedError(_patience(error.retry_after), retry_after=error.retry_after) from None
            user = uow.users.get(name)
            uow.commit()
        return _hash_in_force(user) if user else ""


def _hash_in_force(user: User) -> str:
    return "" if user.disabled_at else user.password_hash


def _patience(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    return f"Too many tries. Please wait {minutes} minute{'s' if minutes > 1 else ''} and try again."
