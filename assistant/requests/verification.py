"""Proves a mailbox: a one-time code, kept as a keyed hash, that lives ten minutes and bears three wrong tries."""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.errors import CodeExpiredError
from assistant.model import Code

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.model import Ticket

TRIES = 3
LIFETIME = timedelta(minutes=10)


def keyed_hash(key: bytes, *parts: str) -> str:
    """Return HMAC-SHA256 over the parts, in hexadecimal. A million codes are soon tried without the key."""
    return hmac.new(key, "\0".join(parts).encode(), "sha256").hexdigest()


def issue(ticket: Ticket, code: str, *, key: bytes, now: datetime) -> Code:
    """Return what is kept of a fresh code: it is of use for this ticket, as long as that has this address."""
    return Code(ticket.reference, _code_hash(ticket, code, key), sent_at=now, expires_at=now + LIFETIME)


def attempt(code: Code, typed: str, *, ticket: Ticket, key: bytes, now: datetime) -> Code:
    """Return the ticket's code as it stands after somebody typed: used when it fits, with one more try when not.

    Spaces and dashes are left out of account. Raises CodeExpiredError when it cannot be tried any more.
    """
    if code.used or code.tries >= TRIES or now >= code.expires_at:
        raise CodeExpiredError
    digits = re.sub(r"[\s\-\u2010-\u2015]", "", typed)
    if hmac.compare_digest(_code_hash(ticket, digits, key), code.code_hash):
        return replace(code, used=True)
    return replace(code, tries=code.tries + 1)


def _code_hash(ticket: Ticket, code: str, key: bytes) -> str:
    return keyed_hash(key, "code", ticket.reference, ticket.address_key, code)
