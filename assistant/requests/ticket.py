"""What a ticket is made of beside its draft: what is left to chance, and what its types are called."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from assistant.model import RequestType, TicketType

if TYPE_CHECKING:
    from collections.abc import Callable

# Digits and consonants: no word can come out, and no letter is read as a digit.
_ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_CODE_DIGITS = 6
_REFERENCE = re.compile(f"(?:PR)?([{_ALPHABET}]{{4}})([{_ALPHABET}]{{4}})([{_ALPHABET}]{{2}})")
_LOOK_ALIKES = str.maketrans("OIL", "011")

# Those whose answer the law puts a date on.
RIGHTS = frozenset(TicketType(right) for right in RequestType)

# What a type is called for short, what is filed, and what it asks for; `whose` is "your" or "their".
_NAMES = {
    TicketType.ACCESS: ("access", "an access request", "a copy of {whose} data"),
    TicketType.RECTIFICATION: ("correction", "a correction request", "{whose} data corrected"),
    TicketType.ERASURE: ("erasure", "an erasure request", "{whose} data deleted"),
    TicketType.RESTRICTION: ("restriction", "a restriction request", "{whose} data kept, but not used"),
    TicketType.PORTABILITY: ("portability", "a portability request", "{whose} data in a reusable format"),
    TicketType.OBJECTION: ("objection", "an objection", "a use of {whose} data stopped, as you object to it"),
    TicketType.MARKETING_OPT_OUT: ("marketing opt-out", "a marketing opt-out", "no more advertising"),
    TicketType.CONSENT_WITHDRAWAL: ("withdrawal of consent", "a withdrawal of consent", "a permission taken back"),
    TicketType.COMPLAINT: ("complaint", "a complaint", "your complaint looked into"),
    TicketType.INCIDENT: ("suspected incident", "an incident report", "a suspected incident looked into"),
    TicketType.ENQUIRY: ("enquiry", "a message", "a message passed on"),
}
TITLES = {kind: title for kind, (title, _, _) in _NAMES.items()}
FILED_AS = {kind: filed for kind, (_, filed, _) in _NAMES.items()}
WISHES = {kind: wish for kind, (_, _, wish) in _NAMES.items()}


def mint_reference() -> str:
    """Return a reference such as "PR-7KQ2-M9XD-4T": 49 bits, readable over the telephone."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"PR-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def read_reference(typed: str) -> str:
    """Return the reference that somebody typed, however it is spaced and whatever is read as a digit; "" for none."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(_LOOK_ALIKES)
    found = _REFERENCE.fullmatch(letters)
    return f"PR-{found[1]}-{found[2]}-{found[3]}" if found else ""


def mint_code() -> str:
    """Return six decimal digits."""
    return f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}"


def mint_token() -> str:
    """Return 256 bits for an address line or a header."""
    return secrets.token_urlsafe(32)


def mint_mail_id() -> str:
    """Return the part of a Message-ID before the @."""
    return uuid4().hex


def mint_salt() -> str:
    """Return 128 bits that keep a digest from telling what it was taken of."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Mint:
    """Everything in filing that is left to chance."""

    reference: Callable[[], str] = mint_reference
    code: Callable[[], str] = mint_code
    token: Callable[[], str] = mint_token
    mail_id: Callable[[], str] = mint_mail_id
    salt: Callable[[], str] = mint_salt
