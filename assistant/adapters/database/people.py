"""Who may sign in at the desk, and who has."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from assistant.adapters.database.rows import put
from assistant.adapters.database.tables import sessions, users
from assistant.errors import ConflictError
from assistant.model import Role, Session, User

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from assistant.model import SessionKind


class SqlUsers:
    """Implements ports.Users."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> User | None:
        """Return a user or None."""
        row = self._connection.execute(select(users).where(users.c.name == name)).one_or_none()
        return None if row is None else _user(row)

    def by_email(self, email: str) -> User | None:
        """Return the user of an e-mail address or None."""
        row = self._connection.execute(select(users).where(users.c.email == email.casefold())).one_or_none()
        return None if row is None else _user(row)

    def put(self, user: User) -> None:
        """Insert or replace; ConflictError when another user has the e-mail address."""
        user = replace(user, email=user.email.casefold())
        owner = self.by_email(user.email)
        if owner is not None and owner.name != user.name:
            raise ConflictError("Another user has this e-mail address.")
        put(self._connection, users, users.c.name == user.name, values=asdict(user))

    def all(self) -> list[User]:
        """Return all users by name."""
        return [_user(row) for row in self._connection.execute(select(users).order_by(users.c.name))]


class SqlSessions:
    """Implements ports.Sessions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, token_hash: str, *, kind: SessionKind) -> Session | None:
        """Return a session or None."""
        wanted = select(sessions).where(sessions.c.token_hash == token_hash, sessions.c.kind == kind)
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else Session(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name

    def put(self, session: Session) -> None:
        """Insert or replace."""
        put(self._connection, sessions, sessions.c.token_hash == session.token_hash, values=asdict(session))

    def prolong(self, token_hash: str, *, seen_at: datetime, expires_at: datetime) -> None:
        """Update a session; none is made where there is none any more."""
        there = update(sessions).where(sessions.c.token_hash == token_hash)
        self._connection.execute(there.values(seen_at=seen_at, expires_at=expires_at))

    def end(self, token_hash: str) -> None:
        """Delete one."""
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def end_all(self, *, kind: SessionKind, subject: str) -> None:
        """Delete all of one subject."""
        self._connection.execute(delete(sessions).where(sessions.c.kind == kind, sessions.c.subject == subject))


def _user(row: Row[Any]) -> User:
    return User(**{**row._mapping, "role": Role(row.role)})  # noqa: SLF001 - SQLAlchemy's public name
