"""What a person takes back or changes of a form. Pure functions over text; the cues are data, in corrections.toml."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.requests.details import changed_details
from assistant.requests.names import FILLERS, answered_name, clean_name, names_after, volunteered_name
from assistant.requests.phrases import anywhere, phrases, straight
from assistant.requests.slots import corrects, find_email, without_addresses
from assistant.requests.spelling import exchanged_word, respelt

if TYPE_CHECKING:
    from assistant.model import Slot
    from assistant.requests.form import Form

_LISTS = phrases("corrections")
_FIELDS: dict[Slot, re.Pattern[str]] = {
    "email": anywhere(_LISTS["email"]),
    "details": anywhere(_LISTS["details"]),
    "name": anywhere(_LISTS["name"]),
}
_NEW_NAME = re.compile(anywhere(_LISTS["new_name"]).pattern + FILLERS, re.IGNORECASE)
_SURNAME = anywhere(_LISTS["surname"])
_FIRST_NAME = anywhere(_LISTS["first_name"])
_MIDDLE_NAME = anywhere(_LISTS["middle_name"])
_OF_THE_PAST = anywhere(_LISTS["of_the_past"])
_LOST_MAILBOX = anywhere(_LISTS["lost_mailbox"])
_MAX_BARE = 4
_MAX_FREE = 20
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
    if changed == form and settled:
        changed = _with_a_part_changed(form, text)
    return None if changed == form else changed


def _with_a_part_changed(form: Form, text: str) -> Form:
    """Change the details, or a word of them or of the address ("2019, not 2018")."""
    details, email = form.details or "", form.email or ""
    if given := changed_details(text, known=details):
        return replace(form, details=given)
    if exchanged := exchanged_word(text, known=details):
        return replace(form, details=exchanged)
    if (exchanged := exchanged_word(text, known=email)) and (address := find_email(exchanged)):
        return replace(form, email=address)
    return form


def _plainly_corrects(text: str) -> bool:
    return len(text.split()) <= _MAX_WORDS and corrects(text) and not _OF_THE_PAST.search(straight(text))


def doubted(text: str) -> Slot | None:
    """Return what a person wants changed without saying into what ("the mail is wrong", "my name"), or None."""
    if loses_mailbox(text):
        return "email"
    if len(text.split()) > (_MAX_WORDS if corrects(text) else _MAX_BARE):
        return None
    plain = straight(text)
    return next((slot for slot, pattern in _FIELDS.items() if pattern.search(plain)), None)


def loses_mailbox(text: str) -> bool:
    """Tell whether a short message says that mail to the address does not reach the person any more."""
    return len(text.split()) <= _MAX_FREE and _LOST_MAILBOX.search(straight(text)) is not None


def _new_name(text: str, *, known: str, settled: bool) -> str | None:
    plain = straight(text)
    if (exchanged := exchanged_word(plain, known=known)) and (name := clean_name(exchanged)):
        return name
    about = _FIELDS["name"].search(plain) is not None
    given = [*names_after(_NEW_NAME, text)] or [name for name in (volunteered_name(text),) if name]
    if not given and settled and not about and (bare := answered_name(text)):
        given = [bare]
    for name in reversed(given):
        if part := _part_of_name(plain, name, known=known):
            return part
        if about or _alike(name, known) or name == volunteered_name(text):
            return name
    return respelt(without_addresses(text), known=known) if settled or about else None


def _part_of_name(plain: str, name: str, *, known: str) -> str | None:
    """Put in the surname, first or middle name that a message calls so; None when it gives the whole name."""
    words = known.split()
    if len(words) > 1 and words[0].lower() in name.lower().split():
        return None
    if len(words) > 1 and len(name.split()) == 1 and (put_right := respelt(name, known=known)):
        return put_right
    if _MIDDLE_NAME.search(plain):
        return " ".join([*words[:-1], name, words[-1]])
    if _SURNAME.search(plain):
        return " ".join([*words[:-1], name])
    if _FIRST_NAME.search(plain):
        return " ".join([name, *words[1:]])
    return None


def _alike(name: str, known: str) -> bool:
    return not {word.lower() for word in name.split()}.isdisjoint(known.lower().split())
