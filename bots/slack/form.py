"""The form of a rights request as Slack's modal, and what was typed into it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from assistant.model import OnBehalfOf, TicketType
from assistant.requests.addresses import read_address
from assistant.requests.clock import in_words
from assistant.requests.ticket import TITLES
from assistant.words import MAX_NAME, refusal
from bots.slack.blocks import MAX_TEXT, Block, notice, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.model import Ticket

CALLBACK = "hand_in"
_TITLE = "Rights request"
_VALUE = "value"
_OWN = "own"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the form shows when it opens. `today` is the day proposed as that of receipt, None where it is known."""

    types: tuple[TicketType, ...] = ()
    name: str = ""
    email: str = ""
    details: str = ""
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds when it is sent; `own` says that it is about the sender's own data."""

    types: tuple[TicketType, ...]
    name: str
    email: str
    details: str
    on_behalf_of: OnBehalfOf | None
    received_on: date | None
    own: bool


class FormError(Exception):
    """What was typed cannot be filed: `errors` says why, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__()


def view(proposed: Proposed, *, metadata: str) -> Block:
    """Return the modal; `metadata` comes back with what was typed."""
    options = [_option(kind) for kind in TicketType]
    select: Block = {"type": "multi_static_select", "options": options}
    if proposed.types:
        select["initial_options"] = [_option(kind) for kind in proposed.types]
    blocks = [_input("types", "What is asked for", select)]
    if proposed.today:
        box = {"type": "checkboxes", "options": [{"text": _plain("This is about my own data"), "value": _OWN}]}
        blocks.append(_input("own", "Mine", box, hint="Then your name and address in Slack are used.", optional=True))
    email: Block = {"type": "email_text_input"}
    if proposed.email:
        email["initial_value"] = proposed.email
    blocks += [
        _input("name", "Who asks", _text(proposed.name, most=MAX_NAME), optional=True),
        _input("email", "Their e-mail address", email, optional=True, hint="They are told that you handed it in."),
        _input("for", "On behalf of", _text("", most=MAX_NAME), optional=True, hint="If they ask for somebody else."),
        _input("authority", "By what authority", _text("", most=MAX_NAME), optional=True, hint="Parent, attorney …"),
    ]
    if proposed.today:
        picker = {"type": "datepicker", "initial_date": proposed.today.isoformat()}
        words = "The law's clock counts from then."
        blocks.append(_input("received", "When it reached you", picker, hint=words, optional=True))
    blocks.append(_input("details", "Details", _text(proposed.details, most=MAX_TEXT, lines=True), optional=True))
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": _plain(_TITLE),
        "submit": _plain("File it"),
        "close": _plain("Cancel"),
        "blocks": blocks,
    }


def receipt(ticket: Ticket, *, controller: str) -> Block:
    """Return the modal that says what was filed."""
    lines = [
        f"Filed as {ticket.reference}, dated {in_words(ticket.draft.requested_at.date())}.",
        f"{controller}'s data protection officer is mailed.",
    ]
    if ticket.law:
        lines.append(f"By law ({ticket.law}) the answer is due by {in_words(ticket.due_on)}.")
    if ticket.draft.email:
        lines.append(f"A mail about it goes to {ticket.draft.email}.")
    return {
        "type": "modal",
        "title": _plain(_TITLE),
        "close": _plain("Close"),
        "blocks": notice("\n".join(lines))["blocks"],
    }


def read(values: Mapping[str, Mapping[str, Any]], *, today: date) -> Typed:
    """Return what was typed; FormError says, for each field that cannot be used, why."""
    fields = _Fields(values)
    own = fields.chosen("own") == [_OWN]
    typed = Typed(
        types=tuple(TicketType(kind) for kind in fields.chosen("types")),
        name=fields.line("name"),
        email=fields.email("email"),
        details=fields.text("details"),
        on_behalf_of=fields.on_behalf_of(),
        received_on=fields.day("received", today=today),
        own=own,
    )
    if not own and not typed.name and not typed.email and "email" not in fields.errors:
        fields.errors.setdefault("name", "Give a name or an e-mail address, or nobody can be answered.")
    if own and typed.on_behalf_of:
        fields.errors["for"] = "Your own data need nobody to ask for you."
    if fields.errors:
        raise FormError(fields.errors)
    return typed


def received_at(day: date | None, *, now: datetime) -> datetime:
    """Return the moment from which the clock counts when a request came in on a day: now, where that is today."""
    return now if day is None or day >= now.date() else datetime.combine(day, time(12), UTC)


class _Fields:
    """The fields of a form, as Slack sends them; `errors` gathers what is wrong with each."""

    def __init__(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        self._values = values
        self.errors: dict[str, str] = {}

    def text(self, field: str, *, one_line: bool = False, most: int = MAX_TEXT) -> str:
        text = (self._of(field).get("value") or "").strip()
        if text and (why := refusal(text, most=most, one_line=one_line)):
            self.errors[field] = why
        return str(text)

    def line(self, field: str) -> str:
        return self.text(field, one_line=True, most=MAX_NAME)

    def email(self, field: str) -> str:
        text = self.text(field)
        try:
            return read_address(text).normalized if text else ""
        except ValueError:
            self.errors[field] = "This is not an e-mail address."
            return ""

    def day(self, field: str, *, today: date) -> date | None:
        chosen = self._of(field).get("selected_date")
        day = date.fromisoformat(chosen) if chosen else None
        if day and day > today:
            self.errors[field] = "This day is still to come."
        return day

    def chosen(self, field: str) -> list[str]:
        return [option["value"] for option in self._of(field).get("selected_options") or []]

    def on_behalf_of(self) -> OnBehalfOf | None:
        name, authority = self.line("for"), self.line("authority")
        if name and not authority:
            self.errors["authority"] = "Say why they may ask for somebody else. Without that it cannot be filed."
        if authority and not name:
            self.errors["for"] = "Say for whom."
        return OnBehalfOf(name, authority) if name and authority else None

    def _of(self, field: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._values.get(field, {}).get(_VALUE, {})
        return found


def _input(field: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field,
        "label": _plain(label),
        "element": {**element, "action_id": _VALUE},
        "optional": optional,
    }
    return block | ({"hint": _plain(hint)} if hint else {})


def _text(proposed: str, *, most: int, lines: bool = False) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    return element | ({"initial_value": shorten(proposed, most)} if proposed else {})


def _option(kind: TicketType) -> Block:
    return {"text": _plain(TITLES[kind].capitalize()), "value": str(kind)}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
