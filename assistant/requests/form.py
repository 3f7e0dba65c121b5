"""The form behind the conversation: a request being put together, and what is still to ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 - the stored form is read back by its annotations
from typing import TYPE_CHECKING

from assistant.model import Draft, OnBehalfOf, TicketType
from assistant.requests.names import volunteered_name
from assistant.requests.slots import find_email

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.model import Channel, Slot

_WITHOUT_IDENTITY = frozenset({TicketType.INCIDENT})
_TOLD_AT_ONCE = frozenset({TicketType.INCIDENT, TicketType.COMPLAINT})
# "I want to report a data breach" does not say what happened yet.
_TELLS_FROM = 12


@dataclass(frozen=True, slots=True)
class Form:
    """A request being put together. `name`, `email` and `details` are None until asked for or given; "" means none.

    `words` are the messages that made the request or added to it; `requested_at` is the time of the first.
    `reference` is set while the code for an opened ticket is awaited; `spoken_of` is what the last question was about.
    """

    types: tuple[TicketType, ...]
    words: tuple[str, ...]
    requested_at: datetime
    name: str | None = None
    email: str | None = None
    details: str | None = None
    on_behalf_of: OnBehalfOf | None = None
    reference: str = ""
    spoken_of: tuple[TicketType, ...] = ()

    @property
    def asks(self) -> Slot:
        """What the form waits for."""
        if self.reference:
            return "code"
        if self.name is None:
            return "name"
        if self.email is None:
            return "email"
        return "details" if self.details is None else "confirm"

    @property
    def needs_identity(self) -> bool:
        """Tell whether name and address are required: an incident is taken without them."""
        return needs_identity(self.types)

    def adding(self, types: tuple[TicketType, ...], text: str) -> Form:
        """Return the form with further types and the words that asked for them; an address left out is due then."""
        form = replace(self, types=tuple(dict.fromkeys((*self.types, *types))), words=(*self.words, text))
        if form.needs_identity:
            form = replace(form, name=form.name or None, email=form.email or None)
        return form

    def hearing(self, text: str) -> Form:
        """Return the form with the words of a further message, and with who the person says in it they are."""
        return replace(
            self,
            words=(*self.words, text),
            name=self.name or volunteered_name(text),
            email=self.email or find_email(text),
        )

    def putting(self, slot: Slot, value: str | None) -> Form:
        """Return the form with a name, e-mail address or details; None asks for it again."""
        match slot:
            case "name":
                return replace(self, name=value)
            case "email":
                return replace(self, email=value)
            case _:
                return replace(self, details=value)

    def afresh(self) -> Form:
        """Return the form as it was before anything was asked for."""
        details = "" if _told(self.types, self.words[0]) else None
        return replace(self, name=None, email=None, details=details, reference="")

    def draft(self, channel: Channel) -> Draft:
        """Return the finished draft."""
        return Draft(
            types=self.types,
            name=self.name or "",
            email=self.email or "",
            details=self.details or "",
            words=self.words,
            requested_at=self.requested_at,
            channel=channel,
            on_behalf_of=self.on_behalf_of,
        )


def needs_identity(types: Iterable[TicketType]) -> bool:
    """Tell whether name and address are required for a ticket of these types, and the address is to be proved."""
    return not _WITHOUT_IDENTITY.issuperset(types)


def begin(types: tuple[TicketType, ...], text: str, *, at: datetime, on_behalf_of: OnBehalfOf | None = None) -> Form:
    """Return a new form with everything that the first message already gives.

    Whoever tells at once what happened, as an incident or a complaint, is not asked for it again.
    """
    return Form(
        types=types,
        words=(text,),
        requested_at=at,
        name=volunteered_name(text),
        email=find_email(text),
        details="" if _told(types, text) else None,
        on_behalf_of=on_behalf_of,
    )


def _told(types: tuple[TicketType, ...], text: str) -> bool:
    return set(types) <= _TOLD_AT_ONCE and len(text.split()) >= _TELLS_FROM
