"""The other way in to the desk: by OpenID Connect, for users whose e-mail address a provider vouches for."""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.errors import ForbiddenError
from assistant.model import Challenge, Session
from assistant.requests.verification import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.people.sessions import DeskSessions
    from assistant.ports import IdentityProvider, UnitsOfWork

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Departure:
    """A browser on its way to the provider: the address, and the token by which it is known again."""

    address: str
    token: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who is in: the token of their session, and the page they wanted."""

    token: str
    wanted: str


@dataclass(frozen=True, slots=True)
class OpenId:
    """Sends browsers to the provider and lets in who comes back. No user is ever made here.

    `key` is the installation's secret; `mint` returns a fresh token of 256 bits. What the provider raises passes
    through.
    """

    unit_of_work: UnitsOfWork
    sessions: DeskSessions
    provider: IdentityProvider
    key: bytes
    mint: Callable[[], str]

    def leave(self, *, wanted: str, now: datetime) -> Departure:
        """Begin a sign-in that has to end within ten minutes; `wanted` is the page to show then."""
        token = self.mint()
        challenge = Challenge(state=self.mint(), nonce=self.mint(), verifier=self.mint())
        address = self.provider.address(challenge)
        data = json.dumps({"challenge": asdict(challenge), "wanted": wanted})
        with self.unit_of_work() as uow:
            uow.sessions.put(Session(self._hash(token), "oidc", "", now, now, now + LIFETIME, data))
            uow.commit()
        return Departure(address, token)

    def arrive(self, token: str, *, state: str, code: str, now: datetime) -> Arrival:
        """Let in who comes back, once; ForbiddenError when they did not leave from here, or are no user of the desk."""
        challenge, wanted = self._departed(token, now=now)
        if not code:
            raise ForbiddenError("The sign-in service did not let you in.")
        if not hmac.compare_digest(challenge.state.encode(), state.encode(errors="surrogatepass")):
            raise ForbiddenError("This sign-in did not begin in this browser. Please start again.")
        email = self.provider.email(code, challenge, now=now)
        with self.unit_of_work() as uow:
            user = uow.users.by_email(email)
            if user is None or user.disabled_at:
                raise ForbiddenError("Your address is not known at this desk. Ask who runs it to make you a user.")
            session = self.sessions.begin(uow, user, now=now)
            uow.commit()
        return Arrival(session, wanted)

    def _departed(self, token: str, *, now: datetime) -> tuple[Challenge, str]:
        """Return what was kept of a departure, and forget it: it serves once."""
        with self.unit_of_work() as uow:
            kept = uow.sessions.get(self._hash(token), kind="oidc") if token else None
            if kept is not None:
                uow.sessions.end(kept.token_hash)
                uow.commit()
        if kept is None or now >= kept.expires_at:
            raise ForbiddenError("This sign-in took too long, or began in another browser. Please start again.")
        data = json.loads(kept.data)
        return Challenge(**data["challenge"]), data["wanted"]

    def _hash(self, token: str) -> str:
        return keyed_hash(self.key, "oidc", token)
