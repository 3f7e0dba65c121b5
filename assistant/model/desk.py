"""Who works at the desk, what they deliver, and which systems listen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum
from typing import Literal

SessionKind = Literal["desk", "requester", "oidc"]


class Role(StrEnum):
    """What a user of the desk may do; each may do what the ones before it may."""

    READER = "reader"
    HANDLER = "handler"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Tell whether this role may do what `needed` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in at the desk. `password_hash` is Argon2's, "" for who signs in elsewhere (OpenID)."""

    name: str
    full_name: str
    email: str
    role: Role
    password_hash: str
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in: a user of the desk, or a requester for one ticket.

    `token_hash` is a keyed hash of what their cookie holds; `subject` a user's name or a ticket's reference; `data`
    what a sign-in elsewhere has to remember, as JSON.
    """

    token_hash: str
    kind: SessionKind
    subject: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    data: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What proves that somebody who signed in elsewhere is the one who was sent there (RFC 7636, OpenID Connect).

    `state` comes back in the address, `nonce` in the ID token, and only who has the `verifier` may ask for that.
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file for the requester, kept until `expires_at`; `size` in bytes."""

    id: str
    reference: str
    name: str
    media_type: str
    size: int
    created_at: datetime
    expires_at: datetime
    collected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What another system shows to read the register. Only the hash of the token is kept."""

    token_hash: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address of another system that is told what happens to tickets; `secret` signs what it is told."""

    id: str
    url: str
    secret: str
    created_at: datetime
