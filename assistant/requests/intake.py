"""What one message does to the form: take something in, correct it, leave it, confirm it, or none of these. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from assistant.model import IntentName
from assistant.requests import wishes
from assistant.requests.controls import agrees, approves, controls, leaves, misses_code
from assistant.requests.corrections import corrected, doubted
from assistant.requests.details import volunteered_details
from assistant.requests.names import answered_name
from assistant.requests.phrases import phrases, straight
from assistant.requests.slots import corrects, find_code, find_email, tries_email
from assistant.requests.ticket import RIGHTS
from assistant.words import MAX_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.model import Intent, Slot
    from assistant.requests.controls import Control
    from assistant.requests.form import Form

_LISTS = phrases("intake")
_ASKS = re.compile(
    rf"^\W*(?:(?:{'|'.join(_LISTS['question_leads'])})\b[\s,:.-]*)*(?:{'|'.join(_LISTS['question_words'])})\b",
    re.IGNORECASE,
)
_INTERRUPTING = (IntentName.QUESTION, IntentName.HUMAN)
_SURE = 0.8
_MIN_QUESTION_WORDS = 4
_MIN_STORY_WORDS = 4

Act = Literal[
    "ask",  # something was taken in, the next thing is asked for
    "again",  # what was typed cannot be used: say why and ask again
    "interrupted",  # a question in between: answer it, then ask again
    "correct",  # a no to the summary without saying what is wrong
    "submit",  # the summary was confirmed
    "verify",  # a code was typed
    "resend",  # a new code is wanted
    "reopen",  # corrected while the code was awaited: the opened ticket is void
    "cancel",
    "restart",
]


@dataclass(frozen=True, slots=True)
class Step:
    """What a message did to the form. `problem` names what is said about an "again"; `code` is the code typed."""

    act: Act
    form: Form
    problem: str = ""
    code: str = ""


@dataclass(frozen=True)
class _Said:
    """A message, looked at as often as needed."""

    text: str
    intent: Intent

    @cached_property
    def controls(self) -> frozenset[Control]:
        return controls(self.text)

    @cached_property
    def email(self) -> str | None:
        return find_email(self.text)


def advance(form: Form, text: str, intent: Intent) -> Step:
    """Return what a message does to the form: the first reading that fits what the form waits for."""
    said = _Said(text, intent)
    readings = (read(form, said) for read in _READINGS[form.asks])
    step = next((step for step in readings if step is not None), Step("again", form, problem=form.asks))
    return step if len(step.form.details or "") <= MAX_MESSAGE else Step("again", form, problem="details_long")


def _restart(form: Form, said: _Said) -> Step | None:
    return Step("restart", form.afresh()) if "restart" in said.controls else None


def _cancel(form: Form, said: _Said) -> Step | None:
    return Step("cancel", form) if "cancel" in said.controls or leaves(said.text) else None


def _cancel_at_details(form: Form, said: _Said) -> Step | None:
    """Leave only on a plain word: details are free text, and "no thanks" means that there are none."""
    return Step("cancel", form) if "cancel" in said.controls and "skip" not in said.controls else None


def _correct(form: Form, said: _Said) -> Step | None:
    form_now = corrected(form, said.text)
    return Step("ask", form_now) if form_now else None


def _reopen(form: Form, said: _Said) -> Step | None:
    form_now = corrected(form, said.text)
    return Step("reopen", replace(form_now, reference="")) if form_now else None


def _clear(form: Form, said: _Said) -> Step | None:
    """Ask again for what the person wants changed without saying into what."""
    slot = doubted(said.text)
    if slot is None:
        return None
    cleared = replace(form, reference="").putting(slot, None)
    return Step("reopen" if form.reference else "ask", cleared)


def _skip(form: Form, said: _Said) -> Step | None:
    return Step("ask", form.putting(form.asks, "")) if "skip" in said.controls and not form.needs_identity else None


def _refuse(form: Form, said: _Said) -> Step | None:
    return Step("again", form, problem="needed") if "skip" in said.controls else None


def _question(form: Form, said: _Said) -> Step | None:
    """Tell a question in between from an answer to the form."""
    if form.asks in ("name", "email") and said.email:
        return None
    ends, begins = said.text.rstrip().endswith("?"), _ASKS.match(straight(said.text)) is not None
    name, words = said.intent.name, len(said.text.split())
    taken_for_one = name in _INTERRUPTING and said.intent.confidence > _SURE and words >= _MIN_QUESTION_WORDS
    return Step("interrupted", form) if ends or begins or taken_for_one else None


def _question_at_details(form: Form, said: _Said) -> Step | None:
    """Details are free text: only what begins and ends like a question is one."""
    plain = said.text.rstrip().endswith("?") and _ASKS.match(straight(said.text))
    return Step("interrupted", form) if plain else None


def _name(form: Form, said: _Said) -> Step | None:
    name = None if said.controls else answered_name(said.text)
    if name is None and said.email is None:
        return None
    return Step("ask", _with_details(replace(form, name=name or form.name, email=said.email or form.email), said))


def _email(form: Form, said: _Said) -> Step | None:
    if said.email:
        return Step("ask", _with_details(replace(form, email=said.email), said))
    return Step("again", form, problem="email_malformed") if tries_email(said.text) else None


def _with_details(form: Form, said: _Said) -> Form:
    if form.details is None and (details := volunteered_details(said.text, name=form.name or "")):
        return replace(form, details=details)
    return form


def _no_details(form: Form, said: _Said) -> Step | None:
    if said.controls & {"skip", "no"}:
        return Step("ask", replace(form, details=""))
    return Step("again", form, problem="details") if "yes" in said.controls else None


def _details(form: Form, said: _Said) -> Step:
    return Step("ask", replace(form, details=said.text.strip()))


def _further_wish(form: Form, said: _Said) -> Step | None:
    form_now = wishes.with_further(form, said.text, said.intent)
    return Step("ask", form_now) if form_now else None


def _other_wish(form: Form, said: _Said) -> Step | None:
    form_now = wishes.changed(form, said.text, said.intent)
    return Step("ask", form_now) if form_now else None


def _story(form: Form, said: _Said) -> Step | None:
    """Add to the details what somebody tells of a complaint, an incident or a message, whatever was asked."""
    if not RIGHTS.isdisjoint(form.types) or len(said.text.split()) < _MIN_STORY_WORDS:
        return None
    details = "\n".join(part for part in (form.details, said.text.strip()) if part)
    return Step("ask", replace(form, details=details))


def _yes(form: Form, said: _Said) -> Step | None:
    return Step("submit", form) if "yes" in said.controls or approves(said.text) else None


def _agree(form: Form, said: _Said) -> Step | None:
    return Step("submit", form) if agrees(said.text) else None


def _no(form: Form, said: _Said) -> Step | None:
    return Step("correct", form) if "no" in said.controls or corrects(said.text) else None


def _code(form: Form, said: _Said) -> Step | None:
    code = find_code(said.text)
    return Step("verify", form, code=code) if code else None


def _resend(form: Form, said: _Said) -> Step | None:
    return Step("resend", form) if "resend" in said.controls or misses_code(said.text) else None


_READINGS: dict[Slot, tuple[Callable[[Form, _Said], Step | None], ...]] = {
    "name": (_restart, _skip, _cancel, _refuse, _correct, _question, _further_wish, _name, _story),
    "email": (_restart, _skip, _cancel, _refuse, _correct, _question, _further_wish, _email, _story),
    "details": (_restart, _cancel_at_details, _correct, _no_details, _question_at_details, _further_wish, _details),
    "confirm": (
        _restart,
        _cancel,
        _yes,
        _correct,
        _further_wish,
        _question,
        _agree,
        _other_wish,
        _clear,
        _no,
        _story,
    ),
    "code": (_restart, _code, _reopen, _resend, _cancel, _clear, _question),
}
