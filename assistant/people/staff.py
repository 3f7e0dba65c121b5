"""Who works at the desk: users are made, changed, disabled and enabled, each at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import ConflictError, InputError, NotFoundError
from assistant.model import User
from assistant.requests.addresses import read_address
from assistant.words import MAX_NAME, refusal

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.model import Role
    from assistant.ports import Passwords, UnitOfWork

SHORTEST_PASSWORD = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


@dataclass(frozen=True, slots=True)
class NewUser:
    """What somebody says of a new user; `password` is None for who signs in by OpenID only."""

    name: str
    full_name: str
    email: str
    role: Role
    password: str | None


@dataclass(frozen=True, slots=True)
class Staff:
    """Keeps the users of the desk. Every function works inside the caller's open unit of work and never commits.

    All raise NotFoundError for a name that no user has, and InputError for what cannot be used.
    """

    passwords: Passwords

    def add(self, uow: UnitOfWork, new: NewUser, *, now: datetime) -> User:
        """Make a user; ConflictError when somebody has the name or the e-mail address."""
        if not _NAME.fullmatch(new.name):
            raise InputError(
                "A name is made of small letters, digits, dots, dashes and underscores: 63 at most, a letter or digit "
                "first.",
                field="name",
            )
        if uow.users.get(new.name):
            raise ConflictError(f"There is a user {new.name} already.")
        if why := refusal(new.full_name, most=MAX_NAME, one_line=True):
            raise InputError(f"The full name cannot be used. {why}", field="full_name")
        try:
            email = read_address(new.email).normalized
        except ValueError:
            raise InputError("This is no e-mail address.", field="email") from None
        hashed = "" if new.password is None else self._hashed(new.password)
        user = User(new.name, new.full_name.strip(), email, new.role, hashed, created_at=now)
        uow.users.put(user)
        return user

    def set_password(self, uow: UnitOfWork, name: str, password: str) -> None:
        """Give a user another password; whoever is signed in under the old one is out."""
        uow.users.put(replace(_known(uow, name), password_hash=self._hashed(password)))
        uow.sessions.end_all(kind="desk", subject=name)

    def set_role(self, uow: UnitOfWork, name: str, role: Role) -> None:
        """Give a user another role; it holds from their next click on."""
        uow.users.put(replace(_known(uow, name), role=role))

    def disable(self, uow: UnitOfWork, name: str, *, now: datetime) -> None:
        """Let a user in no more, and end their sessions. What they did stays under their name."""
        uow.users.put(replace(_known(uow, name), disabled_at=now))
        uow.sessions.end_all(kind="desk", subject=name)

    def enable(self, uow: UnitOfWork, name: str) -> None:
        """Let a user in again."""
        uow.users.put(replace(_known(uow, name), disabled_at=None))

    def _hashed(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            raise InputError(f"A password has at least {SHORTEST_PASSWORD} characters.", field="password")
        return self.passwords.hash(password)


def _known(uow: UnitOfWork, name: str) -> User:
    user = uow.users.get(name)
    if user is None:
        raise NotFoundError(f"There is no user {name}.")
    return user
