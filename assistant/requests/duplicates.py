"""Two requests that are one: when they are, and what they are together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.model import TicketType

if TYPE_CHECKING:
    from assistant.model import Draft, Ticket


def are_duplicates(one: Ticket, other: Ticket) -> bool:
    """Tell whether both were proved to come from one mailbox, for one person, and ask for something in common."""
    proved = one.verified_at is not None and other.verified_at is not None
    same = one.address_key == other.address_key and one.draft.on_behalf_of == other.draft.on_behalf_of
    return proved and same and not set(one.draft.types).isdisjoint(other.draft.types)


def together(one: Draft, other: Draft) -> Draft:
    """Return the other draft with what only the one has, dated from the earlier of the two."""
    first, second = sorted((one, other), key=lambda draft: draft.requested_at)
    return replace(
        other,
        types=tuple(kind for kind in TicketType if kind in {*one.types, *other.types}),
        details="\n\n".join(dict.fromkeys(details for details in (first.details, second.details) if details)),
        words=(*first.words, *second.words),
        requested_at=first.requested_at,
    )
