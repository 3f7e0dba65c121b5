"""What one message does to the form: take something in, correct it, leave it, confirm it, or none of these. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.model import IntentName
from assistant.requests import wishes
from assistant.requests.authority import denies_authority
from assistant.requests.controls import (
    approves,
    confirms,
    controls,
    leaves,
    leaves_plainly,
    misses_code,
    only_asks,
    wonders,
)
from assistant.requests.corrections import corrected, doubted, loses_mailbox
from assistant.requests.details import only_pleases, volunteered_details
from assistant.requests.names import answered_name, name_before_question
from assistant.requests.questions import asks, plainly_asks
from assistant.requests.slots import corrects, find_code, find_email, tries_email
from assistant.requests.step import Step
from assistant.requests.ticket import RIGHTS
from assistant.words import MAX_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.model import Intent, Slot
    from assistant.requests.controls import Control
    from assistant.requests.form import Form

_MIN_STORY_WORDS = 4


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


def _unauthorised(form: Form, said: _Said) -> Step | None:
    return Step("refuse", form) if form.on_behalf_of and denies_authority(said.text) else None


def _cancel(form: Form, said: _Said) -> Step | None:
    # Whoever gives an address with it ("I'll write to you from a@b.org") must leave on plain words.
    left = leaves_plainly(said.text) if said.email else leaves(said.text)
    return _leaving(form, said) if "cancel" in said.controls or left else None


def _cancel_at_details(form: Form, said: _Said) -> Step | None:
    """Leave only on plain words: details are free text, and "no thanks" means that there are none."""
    plainly = "cancel" in said.controls and "skip" not in said.controls
    return _leaving(form, said) if plainly or leaves_plainly(said.text) else None


def _leaving(form: Form, said: _Said) -> Step:
    """Leave the form, unless what is left is only what was asked in between ("I was only asking")."""
    aside = wishes.refuses_another(form, said.text) or (form.spoken_of and only_asks(said.text))
    return Step("ask", replace(form, spoken_of=())) if aside else Step("cancel", form)


def _take_all_back(form: Form, said: _Said) -> Step | None:
    """Leave when the one wish is taken back ("don't delete it after all")."""
    back = not said.text.rstrip().endswith("?") and wishes.takes_all_back(form, said.text, said.intent)
    return Step("cancel", form) if back else None


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


def _clear_if_asked(form: Form, said: _Said) -> Step | None:
    """Do the same on a polite question ("can I change the e-mail?")."""
    return _clear(form, said) if said.text.rstrip().endswith("?") and not wonders(said.text) else None


def _clear_lost(form: Form, said: _Said) -> Step | None:
    return _clear(form, said) if loses_mailbox(said.text) else None


def _skip(form: Form, said: _Said) -> Step | None:
    return Step("ask", form.putting(form.asks, "")) if "skip" in said.controls and not form.needs_identity else None


def _refuse(form: Form, said: _Said) -> Step | None:
    return Step("again", form, problem="needed") if "skip" in said.controls else None


def _question(form: Form, said: _Said) -> Step | None:
    """Tell a question in between from an answer to the form."""
    if form.asks in ("name", "email") and said.email:
        return None
    if form.asks == "name" and (named := name_before_question(said.text)):
        return Step("interrupted", replace(form, name=named)) if "?" in said.text else None
    return Step("interrupted", form) if asks(said.text, said.intent) else None


def _question_at_details(form: Form, said: _Said) -> Step | None:
    """Details are free text: only what begins and ends like a question is one."""
    return Step("interrupted", form) if plainly_asks(said.text) else None


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


def _chat(form: Form, said: _Said) -> Step | None:
    """Wait on for the details when somebody only says thanks or hello."""
    idle = said.intent.name is IntentName.SMALLTALK and only_pleases(said.text)
    return Step("again", form, problem="details") if idle else None


def _details(form: Form, said: _Said) -> Step:
    return Step("ask", replace(form, details=said.text.strip()))


def _further_wish(form: Form, said: _Said) -> Step | None:
    return _wishing(form, wishes.with_further(form, said.text, said.intent))


def _swap(form: Form, said: _Said) -> Step | None:
    return _wishing(form, wishes.with_others(form, said.text, said.intent))


def _narrow(form: Form, said: _Said) -> Step | None:
    return _wishing(form, wishes.narrowed(form, said.text))


def _other_wish(form: Form, said: _Said) -> Step | None:
    return _wishing(form, wishes.changed(form, said.text, said.intent))


def _wishing(form: Form, form_now: Form | None) -> Step | None:
    if form_now is None:
        return None
    return Step("reopen", replace(form_now, reference="")) if form.reference else Step("ask", form_now)


def _story(form: Form, said: _Said) -> Step | None:
    """Add to the details what somebody tells of a complaint, an incident or a message, whatever was asked."""
    if not RIGHTS.isdisjoint(form.types) or len(said.text.split()) < _MIN_STORY_WORDS:
        return None
    details = "\n".join(part for part in (form.details, said.text.strip()) if part)
    return Step("ask", replace(form, details=details))


def _yes(form: Form, said: _Said) -> Step | None:
    yes = "yes" in said.controls or approves(said.text)
    return Step("submit", form) if yes and not wonders(said.text) else None


def _agree(form: Form, said: _Said) -> Step | None:
    agreed = confirms(said.text) and not wishes.names_another(form, said.text)
    return Step("submit", form) if agreed else None


def _no(form: Form, said: _Said) -> Step | None:
    return Step("correct", form) if "no" in said.controls or corrects(said.text) else None


def _code(form: Form, said: _Said) -> Step | None:
    code = find_code(said.text)
    return Step("verify", form, code=code) if code else None


def _resend(form: Form, said: _Said) -> Step | None:
    return Step("resend", form) if "resend" in said.controls or misses_code(said.text) else None


_OF_WHOM = (
    _restart,
    _skip,
    _unauthorised,
    _swap,
    _cancel,
    _refuse,
    _correct,
    _question,
    _further_wish,
    _take_all_back,
)
_READINGS: dict[Slot, tuple[Callable[[Form, _Said], Step | None], ...]] = {
    "name": (*_OF_WHOM, _name, _story),
    "email": (*_OF_WHOM, _email, _story),
    "details": (
        _restart,
        _unauthorised,
        _swap,
        _cancel_at_details,
        _correct,
        _no_details,
        _question_at_details,
        _further_wish,
        _chat,
        _details,
    ),
    "confirm": (
        _restart,
        _unauthorised,
        _swap,
        _narrow,
        _cancel,
        _yes,
        _correct,
        _further_wish,
        _agree,
        _clear_if_asked,
        _question,
        _other_wish,
        _take_all_back,
        _clear,
        _no,
        _story,
    ),
    "code": (
        _restart,
        _code,
        _unauthorised,
        _swap,
        _narrow,
        _reopen,
        _clear_lost,
        _resend,
        _cancel,
        _take_all_back,
        _clear,
        _question,
    ),
}
