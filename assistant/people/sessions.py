"""Who has signed in: a token that only their browser holds, and until when it holds good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.model import Session
from assistant.requests.verification import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.model import User
    from assistant.ports import UnitOfWork

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# Who works is seen with every page; that much of it need not be written down.
_UNNOTICED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A user with an open session. `unnoticed` says that it is time to write down that they were seen."""

    user: User
    session: Session
    unnoticed: bool


@dataclass(frozen=True, slots=True)
class DeskSessions:
    """Opens, finds and ends sessions: over after 30 idle minutes, and 12 hours after their beginning at the latest.

    `key` is the installation's secret; `mint` returns a fresh token of 256 bits. Every function works inside the
    caller's open unit of work and never commits.
    """

    key: bytes
    mint: Callable[[], str]

    def begin(self, uow: UnitOfWork, user: User, *, now: datetime, replacing: str = "") -> str:
        """Open a session and return its token; the one whose token this browser held before ends."""
        if replacing:
            self.end(uow, replacing)
        token = self.mint()
        uow.sessions.put(Session(self._hash(token), "desk", user.name, now, now, now + IDLE))
        return token

    def find(self, uow: UnitOfWork, token: str, *, now: datetime) -> Visit | None:
        """Return who holds a token, as they are now: None once the session is over or the user disabled."""
        session = uow.sessions.get(self._hash(token), kind="desk") if token else None
        if session is None or now >= session.expires_at:
            return None
        user = uow.users.get(session.subject)
        if user is None or user.disabled_at:
            return None
        return Visit(user, session, unnoticed=now - session.seen_at >= _UNNOTICED)

    def notice(self, uow: UnitOfWork, visit: Visit, *, now: datetime) -> None:
        """Write down that somebody was seen; a session that has ended meanwhile stays ended."""
        until = min(now + IDLE, visit.session.created_at + LONGEST)
        uow.sessions.prolong(visit.session.token_hash, seen_at=now, expires_at=until)

    def end(self, uow: UnitOfWork, token: str) -> None:
        """End a session; a token that opens none is none the worse."""
        uow.sessions.end(self._hash(token))

    def csrf(self, token: str) -> str:
        """Return what every form of the session carries, so that no other site can write one for its user."""
        return keyed_hash(self.key, "csrf", token)

    def _hash(self, token: str) -> str:
        return keyed_hash(self.key, "session", token)
