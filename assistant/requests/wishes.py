"""What a request asks for, and how a later message changes that. Pure; the cues are data, in wishes.toml."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.model import IntentName, TicketType
from assistant.requests.phrases import anywhere, phrases, straight

if TYPE_CHECKING:
    from assistant.model import Intent
    from assistant.requests.form import Form

_LISTS = phrases("wishes")
_BESIDES = anywhere(_LISTS["besides"])
_IN_PLACE = anywhere(_LISTS["in_place"])
_TAKEN_OUT = {
    kind: anywhere([rf"(?:{'|'.join(_LISTS['take_out'])}) (?:\w+ ){{0,3}}(?:{'|'.join(_LISTS[kind])})"])
    for kind in TicketType
}
_MAX_WORDS = 15


def asked(intent: Intent) -> tuple[TicketType, ...]:
    """Return the rights that a message asks for; none when it is no request."""
    return tuple(TicketType(kind) for kind in intent.request_types) if intent.name is IntentName.REQUEST else ()


def with_further(form: Form, text: str, intent: Intent) -> Form | None:
    """Return the form with a wish that the message adds, or None. Only what is plainly a further one counts.

    People restate their wish in other words; a guess at the type of that must not make it two.
    """
    new = set(asked(intent)) - set(form.types)
    if not new or len(text.split()) > _MAX_WORDS or not _BESIDES.search(straight(text)):
        return None
    return form.adding(asked(intent), text)


def changed(form: Form, text: str, intent: Intent) -> Form | None:
    """Return the form with what the message asks for in place of, or beside, what it asked for; None if the same."""
    plain = straight(text)
    left = tuple(kind for kind in form.types if not _TAKEN_OUT[kind].search(plain))
    if left and left != form.types:
        return replace(form, types=left, words=(*form.words, text))
    types = asked(intent)
    if not types or set(types) == set(form.types):
        return None
    base = replace(form, types=types) if _IN_PLACE.search(plain) else form
    new_form = base.adding(types, text)
    return None if new_form.types == form.types else new_form
