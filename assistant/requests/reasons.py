"""What a handler has to say before something is done: words, and for a refusal the law's ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from assistant.model import Ticket
    from assistant.requests.regime import Ground

LONGEST_TEXT = 20_000
"""Characters of what a handler writes."""


def needed(text: str, *, field: str) -> str:
    """Return a text without the blanks around it; InputError, naming the field, where nothing is left or too much."""
    text = text.strip()
    if not text:
        raise InputError("This is needed.", field=field)
    if len(text) > LONGEST_TEXT:
        raise InputError(f"This is too long: {LONGEST_TEXT:,} characters at most.", field=field)
    return text


def ground_of(ticket: Ticket, key: str, *, whole: bool) -> Ground:
    """Return the ground of a refusal, as a whole or in part; InputError where the law does not know it for that."""
    for ground in load_regime(ticket.regime).grounds(ticket.draft.types, whole=whole):
        if ground.key == key:
            return ground
    raise InputError("Choose the ground on which the request is refused.", field="ground")
