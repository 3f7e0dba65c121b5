"""What a request asks for, and how a later message changes that. Pure; the cues are data, in wishes.toml."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.model import IntentName, TicketType
from assistant.requests.phrases import anywhere, phrases, straight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.model import Intent
    from assistant.requests.form import Form

_LISTS = phrases("wishes")
_BESIDES = anywhere(_LISTS["besides"])
_IN_PLACE = anywhere(_LISTS["in_place"])
_POINTING = anywhere(_LISTS["pointing"])
_ALONE = anywhere(_LISTS["alone"])
_NO_REFUSAL = anywhere(_LISTS["no_refusal"])
_MORE = r"(?: [\w']+){0,4} "
_MAX_WORDS = 15
_OFFER_FROM = 0.5
# What is offered beside the answer when a message may be a question, but was taken for one of these.
_MATTERS = {
    IntentName.COMPLAINT: TicketType.COMPLAINT,
    IntentName.INCIDENT: TicketType.INCIDENT,
    IntentName.HUMAN: TicketType.ENQUIRY,
}
_MAX_FREE = 40


def _about(kind: TicketType) -> tuple[str, ...]:
    return (*_LISTS[kind], *_LISTS.get(f"{kind}_about", ()))


def _filled(patterns: Iterable[str], wishes: Iterable[str]) -> list[str]:
    wish = rf"(?:{'|'.join(wishes)})"
    return [pattern.replace("<more>", _MORE).replace("<wish>", wish) for pattern in patterns]


def _refusing(kind: TicketType) -> re.Pattern[str]:
    """Find where a wish is taken back. "No newsletters" is a wish itself: only its name can be refused."""
    patterns = [
        *_filled(_LISTS["refusing"], _LISTS[kind]),
        *_filled(_LISTS["take_out"], _about(kind)),
        *_filled(_LISTS.get(f"{kind}_kept", ()), ()),
    ]
    not_only_yet = rf"(?![^.;!?]*\b(?:{'|'.join(_LISTS['for_now'])})\b)"
    return re.compile(anywhere(patterns).pattern + not_only_yet, re.IGNORECASE)


_REFUSING = {kind: _refusing(kind) for kind in TicketType}
_WANTING = {kind: anywhere(_about(kind)) for kind in TicketType}


def asked(intent: Intent) -> tuple[TicketType, ...]:
    """Return the rights that a message asks for; none when it is no request."""
    return tuple(TicketType(kind) for kind in intent.request_types) if intent.name is IntentName.REQUEST else ()


def offered(intent: Intent) -> tuple[TicketType, ...]:
    """Return what could be filed after a message that was answered as a question."""
    if intent.name in _MATTERS:
        return (_MATTERS[intent.name],)
    return tuple(TicketType(name) for name, score in intent.type_scores.items() if score >= _OFFER_FROM)


def with_further(form: Form, text: str, intent: Intent) -> Form | None:
    """Return the form with a wish that the message adds, or None. Only what is plainly a further one counts.

    People restate their wish in other words; a guess at the type of that must not make it two.
    """
    refused, named = _weighed(text)
    meant = form.spoken_of if _POINTING.search(straight(text)) else ()
    asks = intent.name is IntentName.QUESTION or text.rstrip().endswith("?")
    told = () if form.asks == "details" or asks else named
    types = tuple(kind for kind in asked(intent) or meant or told if kind not in refused)
    if set(types) <= set(form.types) or len(text.split()) > _MAX_WORDS or not _BESIDES.search(straight(text)):
        return None
    return form.adding(types, text)


def changed(form: Form, text: str, intent: Intent) -> Form | None:
    """Return the form with what the message asks for in place of, or beside, what it asked for; None if the same.

    To a summary, "it should be 2019" corrects the form and not the files.
    """
    _, named = _weighed(text)
    types = tuple(kind for kind in asked(intent) if kind in named)
    in_place = _IN_PLACE.search(straight(text))
    if in_place or _ALONE.search(straight(text)):
        types = types or (named if in_place else ())
        form_now = replace(form, types=()).adding(types, text)
    else:
        form_now = form.adding(types, text)
    types = tuple(kind for kind in form_now.types if kind is not TicketType.RECTIFICATION or kind in form.types)
    return replace(form_now, types=types) if types and set(types) != set(form.types) else None


def narrowed(form: Form, text: str) -> Form | None:
    """Return the form with only the wishes that the message wants kept ("only the copy"), or None."""
    _, named = _weighed(text)
    left = tuple(kind for kind in form.types if kind in named)
    if not left or left == form.types or len(text.split()) > _MAX_WORDS or not _ALONE.search(straight(text)):
        return None
    return replace(form, types=left, words=(*form.words, text))


def with_others(form: Form, text: str, intent: Intent) -> Form | None:
    """Return the form without a wish that the message takes back, or that it replaces, and with what it names instead.

    None when nothing is taken back, or when nothing would be left to ask for.
    """
    refused, named = _weighed(text)
    if refused.isdisjoint(form.types):
        return _in_place(form, text, tuple(kind for kind in asked(intent) if kind in named))
    if len(text.split()) > _MAX_FREE:
        return None
    left = [kind for kind in form.types if kind not in refused]
    # What the classifier makes of a refusal is a guess; what is named beside it is not.
    return replace(form, types=()).adding((*left, *named), text) if left or named else None


def _in_place(form: Form, text: str, types: tuple[TicketType, ...]) -> Form | None:
    if set(types) <= set(form.types) or len(text.split()) > _MAX_WORDS or not _IN_PLACE.search(straight(text)):
        return None
    return replace(form, types=()).adding(types, text)


def takes_all_back(form: Form, text: str, intent: Intent) -> bool:
    """Tell whether a short message takes back all that the form asks for, and names nothing instead."""
    refused, _ = _weighed(text)
    return refused >= set(form.types) and len(text.split()) <= _MAX_WORDS and with_others(form, text, intent) is None


def refuses_another(form: Form, text: str) -> bool:
    """Tell whether a message refuses only what the form does not ask for ("no no, don't delete anything" to a copy)."""
    refused, _ = _weighed(text)
    return bool(refused) and refused.isdisjoint(form.types)


def refuses(text: str, kinds: Iterable[TicketType]) -> bool:
    """Tell whether a text refuses one of the kinds, as "don't delete my data" does an erasure."""
    refused, _ = _weighed(text)
    return not refused.isdisjoint(kinds)


def names_another(form: Form, text: str) -> bool:
    """Tell whether a message names a wish that the form does not hold."""
    _, named = _weighed(text)
    return not set(named) <= set(form.types)


def _weighed(text: str) -> tuple[frozenset[TicketType], tuple[TicketType, ...]]:
    """Return the wishes that a text refuses, and those that it names beside."""
    plain = _NO_REFUSAL.sub(" ", straight(text))
    rest, refused = plain, set()
    for kind, pattern in _REFUSING.items():
        rest, found = pattern.subn(lambda match: " , " * len(match[0].split()), rest)
        refused |= {kind} if found else set()
    named = tuple(kind for kind, pattern in _WANTING.items() if kind not in refused and pattern.search(rest))
    return frozenset(refused), named
