"""Which other system may read what of the register: tokens with scopes and an end date."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from assistant.errors import ForbiddenError, TokenError

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.ports import UnitOfWork

READ = "tickets:read"
PERSONS = "tickets:persons"
SCOPES = {
    READ: "reference, types, state and dates of every ticket",
    PERSONS: "who asked, and in which words, too",
}


def token_hash(token: str) -> str:
    """Return what is kept of a token. It has 256 bits of chance, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def scopes_of(uow: UnitOfWork, token: str, *, now: datetime) -> frozenset[str]:
    """Return what a token may read; TokenError when it is unknown or its end has come, ForbiddenError for no READ."""
    known = uow.subscriptions.token(token_hash(token))
    if known is None or now >= known.expires_at:
        raise TokenError
    if READ not in known.scopes:
        raise ForbiddenError(f"This token lacks the scope {READ}.")
    return frozenset(known.scopes)
