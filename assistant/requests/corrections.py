"""What a person takes back or changes of a form. Pure functions over text; the cues are data, in corrections.toml."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.requests.details import changed_details
from assistant.requests.names import answered_name, clean_name, first_words, names_after, volunteered_name
from assistant.requests.phrases import anywhere, phrases, straight
from assistant.requests.slots import corrects, find_email

if TYPE_CHECKING:
    from assistant.model import Slot
    from assistant.requests.form import Form

_LISTS = phrases("corrections")
_FIELDS: dict[Slot, re.Pattern[str]] = {
    "email": anywhere(_LISTS["email"]),
    "details": anywhere(_LISTS["details"]),
    "name": anywhere(_LISTS["name"]),
}
_NEW_NAME = re.compile(rf"{anywhere(_LISTS['new_name']).pattern}\s*:?\s*", re.IGNORECASE)
_SURNAME = anywhere(_LISTS["surname"])
_FIRST_NAME = anywhere(_LISTS["first_name"])
# "it's Smith, not Smyth"; "replace Smyth with Smith"
_NOT_BUT = re.compile(r"(?:^|\s)(?P<new>[\w'.-]+),? (?:and )?not (?P<old>[\w'.-]+)\W*$", re.IGNORECASE)
_FOR = re.compile(
    r"\b(?:replace|change|swap|correct) (?P<old>[\w'.-]+) (?:with|to|by|for|into) (?P<new>[\w'.-]+)", re.IGNORECASE
)
_OF_THE_PAST = anywhere(_LISTS["of_the_past"])
_MAX_BARE = 4
_MAX_WORDS = 12


def corrected(form: Form, text: str) -> Form | None:
    """Return the form with what the message gives anew, or None when it changes nothing that is known.

    At the summary a new value needs no word of correction. Before it, "I'm Ann" may well be no second name, and an
    address in the details need not be the one to write to.
    """
    settled = form.asks in ("confirm", "code")
    if not settled and not _plainly_corrects(text):
        return None
    changed = form
    email = find_email(text)
    if email is not None and form.email is not None:
        changed = replace(changed, email=email)
    elif form.name and (name := _new_name(text, known=form.name, settled=settled)) is not None:
        changed = replace(changed, name=name)
    if changed == form and settled and (details := changed_details(text, known=form.details or "")):
        changed = replace(changed, details=details)
    return None if changed == form else changed


def _plainly_corrects(text: str) -> bool:
    return len(text.split()) <= _MAX_WORDS and corrects(text) and not _OF_THE_PAST.search(straight(text))


def doubted(text: str) -> Slot | None:
    """Return what a person wants changed without saying into what ("the mail is wrong", "my name"), or None."""
    if len(text.split()) > (_MAX_WORDS if corrects(text) else _MAX_BARE):
        return None
    plain = straight(text)
    return next((slot for slot, pattern in _FIELDS.items() if pattern.search(plain)), None)


def _new_name(text: str, *, known: str, settled: bool) -> str | None:
    plain = straight(text)
    exchanged = _NOT_BUT.search(plain) or _FOR.search(plain)
    if exchanged and (name := _exchange(known, new=exchanged["new"], old=exchanged["old"])):
        return name
    about = _FIELDS["name"].search(plain) is not None
    given = [*names_after(_NEW_NAME, text)] or [name for name in (volunteered_name(text),) if name]
    if not given and settled and not about and (bare := answered_name(text)):
        given = [bare]
    for name in reversed(given):
        if about and _SURNAME.search(plain):
            return " ".join([*known.split()[:-1], name])
        if about and _FIRST_NAME.search(plain):
            return " ".join([name, *known.split()[1:]])
        if about or _alike(name, known) or name == volunteered_name(text):
            return name
    return None


def _exchange(known: str, *, new: str, old: str) -> str | None:
    words = known.split()
    if old.lower() not in (word.lower() for word in words):
        return None
    return clean_name(" ".join(first_words(new) if word.lower() == old.lower() else word for word in words))


def _alike(name: str, known: str) -> bool:
    return not {word.lower() for word in name.split()}.isdisjoint(known.lower().split())
