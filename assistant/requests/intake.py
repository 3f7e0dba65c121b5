"""The form behind the conversation: what is known, what is still to ask, and what one message does to it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 - the stored form is read back by its annotations
from typing import TYPE_CHECKING, Literal

from assistant.model import Draft, IntentName, OnBehalfOf, TicketType
from assistant.requests.controls import agrees, controls, leaves
from assistant.requests.slots import answered_name, corrects, find_code, find_email, tries_email, volunteered_name

if TYPE_CHECKING:
    from assistant.model import Channel, Intent, Slot

MAX_DETAILS = 4_000
_WITHOUT_IDENTITY = frozenset({TicketType.INCIDENT})
_QUESTION_WORDS = re.compile(
    r"^\W*(?:(?:and|but|so|wait|sorry|ok|okay|hang on|hold on|before (?:that|i do)|first|by the way|btw|one (?:more )?(?:thing|question)|quick question)\b[\s,:.-]*)*"
    r"(?:who|what|when|where|why|how|which|whose|do|does|did|is|are|can|could|will|would|should|may|have|has)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\b(name|e-?mail|mail|address|details?|message|note)\b", re.IGNORECASE)
# Details restate the wish in other words; only what is plainly a further one makes it two.
_BESIDES = re.compile(r"\b(?:also|as well|too|another thing|in addition|besides|plus|on top)\b|^\W*(?:oh,? )?and\b", re.IGNORECASE)
_NEW_DETAILS = re.compile(
    r"\b(?:details?|note|message)\b[^:.]{0,40}?(?:\bto\b|\bshould (?:be|say|read)\b|:|\bis\b)\s*(.+)$|\b(?:please )?(?:also )?(?:add|mention|include|note)(?: that| also|:)?\s+(.+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Form:
    """A request being put together. `details` is None until it was asked for or given; "" means none.

    `reference` is set while the code for an opened ticket is awaited.
    """

    types: tuple[TicketType, ...]
    words: tuple[str, ...]
    requested_at: datetime
    name: str | None = None
    email: str | None = None
    details: str | None = None
    on_behalf_of: OnBehalfOf | None = None
    reference: str = ""

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
        return not set(self.types) <= _WITHOUT_IDENTITY

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
    """What a message did to the form."""

    act: Act
    form: Form
    problem: str = ""
    code: str = ""


def begin(types: tuple[TicketType, ...], text: str, *, at: datetime, on_behalf_of: OnBehalfOf | None = None) -> Form:
    """Return a new form with everything that the first message already gives.

    An incident's and a complaint's first message are their details: the person is not asked for them twice.
    """
    told = set(types) <= {TicketType.INCIDENT, TicketType.COMPLAINT}
    return Form(
        types=types,
        words=(text,),
        requested_at=at,
        name=volunteered_name(text),
        email=find_email(text),
        details="" if told else None,
        on_behalf_of=on_behalf_of,
    )


def advance(form: Form, text: str, intent: Intent) -> Step:
    """Return what a message does to the form: take something in, correct it, leave it, confirm it, or none of these."""
    said = controls(text)
    waiting = form.asks
    if "restart" in said:
        return Step("restart", form)
    if waiting == "code":
        return _at_code(form, text, intent)
    if _leaves(text, waiting=waiting):
        return Step("cancel", form)
    if waiting == "confirm":
        return _at_summary(form, text, intent)
    if (corrected := _correction(form, text)) is not None:
        return Step("ask", _heard(corrected, text))
    if waiting in ("name", "email") and "skip" in said and not form.needs_identity:
        return Step("ask", replace(form, **{waiting: ""}))
    if _is_question(text, intent, slot=waiting):
        return Step("interrupted", form)
    if waiting == "name":
        return _at_name(form, text, intent)
    if waiting == "email":
        return _at_email(form, text)
    return _at_details(form, text, intent)


def _leaves(text: str, *, waiting: Slot) -> bool:
    said = controls(text)
    if waiting == "details":
        return "cancel" in said and "skip" not in said
    return "cancel" in said or leaves(text)


def _at_name(form: Form, text: str, intent: Intent) -> Step:
    email = find_email(text)
    name = answered_name(text)
    if name is None and email is None:
        more = _more_types(form, intent)
        if more != form.types:
            return Step("ask", _heard(replace(form, types=more), text))
        return Step("again", form, problem="name")
    filled = replace(form, name=name or form.name, email=email or form.email)
    return Step("ask", filled)


def _at_email(form: Form, text: str) -> Step:
    email = find_email(text)
    if email is None:
        return Step("again", form, problem="email_malformed" if tries_email(text) else "email")
    return Step("ask", replace(form, email=email))


def _at_details(form: Form, text: str, intent: Intent) -> Step:
    if controls(text) & {"skip", "no"}:
        return Step("ask", replace(form, details=""))
    if len(text) > MAX_DETAILS:
        return Step("again", form, problem="details")
    types = _more_types(form, intent) if _BESIDES.search(text) else form.types
    return Step("ask", _heard(replace(form, details=text.strip(), types=types), text))


def _at_summary(form: Form, text: str, intent: Intent) -> Step:
    said = controls(text)
    if "yes" in said or agrees(text):
        return Step("submit", form)
    if (corrected := _correction(form, text)) is not None:
        return Step("ask", _heard(corrected, text))
    if _is_question(text, intent, slot="confirm"):
        return Step("interrupted", form)
    if (field := _FIELD.search(text)) and corrects(text):
        slot = {"n": "name", "d": "details"}.get(field.group().lower()[0], "email")
        slot = "details" if field.group().lower().startswith(("mess", "note")) else slot
        return Step("ask", replace(form, **{slot: None}))
    more = _more_types(form, intent)
    if more != form.types:
        return Step("ask", _heard(replace(form, types=more), text))
    return Step("correct", form) if "no" in said else Step("again", form, problem="confirm")


def _at_code(form: Form, text: str, intent: Intent) -> Step:
    said = controls(text)
    if (email := find_email(text)) is not None and email != form.email:
        return Step("reopen", _heard(replace(form, email=email, reference=""), text))
    if (code := find_code(text)) is not None:
        return Step("verify", form, code=code)
    if "resend" in said:
        return Step("resend", form)
    if _leaves(text, waiting="code"):
        return Step("cancel", form)
    if _is_question(text, intent, slot="code"):
        return Step("interrupted", form)
    return Step("again", form, problem="code")


def _correction(form: Form, text: str) -> Form | None:
    """Return the form with what the message takes back and gives anew, or None when it corrects nothing known."""
    changes: dict[str, str] = {}
    at_summary = form.asks == "confirm"
    email = find_email(text)
    if form.email is not None and email is not None and email != form.email and (at_summary or corrects(text)):
        changes["email"] = email
    name = volunteered_name(text) if form.name is not None and (at_summary or corrects(text)) else None
    if name is not None and name != form.name:
        changes["name"] = name
    if at_summary and not changes and (details := _NEW_DETAILS.search(text)) is not None:
        given = (details.group(1) or details.group(2)).strip()
        changes["details"] = given if details.group(1) or not form.details else f"{form.details}\n{given}"
    return replace(form, **changes) if changes else None  # type: ignore[arg-type] - the keys are Form's own


def _is_question(text: str, intent: Intent, *, slot: Slot) -> bool:
    """Tell a question in between from an answer to the form. Details are free text: only a plain question counts."""
    asks = text.rstrip().endswith("?") or _QUESTION_WORDS.match(text) is not None
    if slot == "details":
        return text.rstrip().endswith("?") and _QUESTION_WORDS.match(text) is not None
    if slot in ("name", "email") and find_email(text):
        return False
    return asks or (intent.name is IntentName.QUESTION and intent.confidence > 0.8 and len(text.split()) > 3)  # noqa: PLR2004


def _more_types(form: Form, intent: Intent) -> tuple[TicketType, ...]:
    if intent.name is not IntentName.REQUEST:
        return form.types
    return tuple(dict.fromkeys((*form.types, *(TicketType(kind) for kind in intent.request_types))))


def _heard(form: Form, text: str) -> Form:
    """Keep the person's own words: all that was said about the matter goes to the officer."""
    return replace(form, words=(*form.words, text))
