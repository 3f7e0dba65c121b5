"""A composer for one ticket as a form: whether it is offered, what stands in it, and what is wrong with that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.desk.composers import COMPOSERS
from assistant.model import Role
from assistant.requests.clock import in_words
from assistant.requests.drafts import GAP, draft
from assistant.requests.lifecycle import allows
from assistant.requests.reasons import LONGEST_TEXT
from assistant.requests.ticket import TITLES
from assistant.words import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from api.desk.case import Case
    from api.desk.composers import Asked, Composer
    from assistant.model import Ticket
    from assistant.requests.regime import Remedy, Rule


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; `more` is said of it in smaller letters."""

    value: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked for, with what stands in it and, where that cannot be used, why."""

    asked: Asked
    choices: tuple[Choice, ...] = ()
    value: str = ""
    error: str = ""

    @property
    def in_short(self) -> bool:
        """Whether a line is enough for each choice."""
        return not any(choice.more for choice in self.choices)

    def checked(self, typed: str) -> Field:
        """Return the field with what was typed, and with what is wrong with it."""
        value = typed.replace("\r\n", "\n")
        if self.asked.rows:
            error = refusal(value, most=LONGEST_TEXT)
            if GAP in value:
                error = f"Finish the text first: {GAP} still stands in it."
        else:
            error = "" if value in {choice.value for choice in self.choices} else "Choose one."
        return replace(self, value=value, error=error)


@dataclass(frozen=True, slots=True)
class Form:
    """A composer, filled for one ticket. `law` is what its regime says of it, None where it says nothing."""

    deed: str
    composer: Composer
    title: str
    lead: str
    fields: tuple[Field, ...]
    law: Rule | None
    remedies: tuple[Remedy, ...]

    @property
    def errors(self) -> tuple[Field, ...]:
        """The fields that something is wrong with."""
        return tuple(field for field in self.fields if field.error)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields, by name."""
        return {field.asked.name: field.value for field in self.fields}

    def filled(self, typed: Mapping[str, str]) -> Form:
        """Return the form with what was typed."""
        return replace(self, fields=tuple(replace(field, error="") for field in self.checked(typed).fields))

    def checked(self, typed: Mapping[str, str]) -> Form:
        """Return the form with what was typed, and with what is wrong with it."""
        fields = tuple(field.checked(typed.get(field.asked.name, "")) for field in self.fields)
        return replace(self, fields=fields)

    def refused(self, name: str, message: str) -> Form:
        """Return the form with a message beside one field."""
        fields = (replace(field, error=message) if field.asked.name == name else field for field in self.fields)
        return replace(self, fields=tuple(fields))


def offered(case: Case, *, controller: str) -> dict[str, Form]:
    """Return the forms that the viewer can use on the ticket as it is, by deed."""
    return {
        deed: form_of(deed, case, controller=controller)
        for deed, composer in COMPOSERS.items()
        if case.viewer.role.covers(composer.role) and allows(case.ticket, composer.action) and _is_of_use(deed, case)
    }


def form_of(deed: str, case: Case, *, controller: str) -> Form:
    """Return a composer's form as it is before anybody has typed, whether or not it is offered."""
    composer = COMPOSERS[deed]
    rule: Rule | None = getattr(case.regime, composer.rule) if composer.rule and case.ticket.law else None
    return Form(
        deed=deed,
        composer=composer,
        title="Hand it on" if deed == "take" and case.ticket.handler == case.viewer.name else composer.title,
        lead=composer.lead.format(until=in_words(case.extends_to) if case.extends_to else "a later day"),
        fields=tuple(_fields(deed, case, controller=controller)),
        law=rule,
        remedies=case.regime.remedies if composer.refuses else (),
    )


def _is_of_use(deed: str, case: Case) -> bool:
    ticket, admin = case.ticket, case.viewer.role.covers(Role.ADMIN)
    return {
        "take": admin or ticket.handler != case.viewer.name,
        "acknowledge": bool(ticket.draft.email),
        "ask": bool(ticket.draft.email),
        "ask-proof": bool(ticket.draft.email),
        "extend": case.extends_to is not None,
        "complete": bool(ticket.handler),
        "partly-refuse": bool(ticket.handler and case.regime.grounds(ticket.draft.types)),
        "refuse": bool(ticket.handler and case.regime.grounds(ticket.draft.types, whole=True)),
        "merge": bool(case.duplicates),
        "hold": not ticket.hold,
        "release": bool(ticket.hold),
    }.get(deed, True)


def _fields(deed: str, case: Case, *, controller: str) -> Iterator[Field]:
    start = draft(deed, case.ticket.draft.types, controller=controller)
    for asked in COMPOSERS[deed].asked:
        if asked.rows:
            yield Field(asked, value=start)
            start = ""
        elif asked.name != "handler":
            yield Field(asked, choices=_choices(asked.name, case, whole=deed == "refuse"))
        elif case.viewer.role.covers(Role.ADMIN):
            # Whom a request is given to is for admins to say; the others take it themselves.
            users = tuple(Choice(user.name, user.full_name) for user in case.handlers)
            yield Field(asked, choices=users, value=case.viewer.name)


def _choices(name: str, case: Case, *, whole: bool) -> tuple[Choice, ...]:
    if name == "ground":
        grounds = case.regime.grounds(case.ticket.draft.types, whole=whole)
        return tuple(Choice(ground.key, ground.words, ground.source) for ground in grounds)
    return tuple(
        Choice(other.reference, other.reference, f"{_titles(other)}, {in_words(other.draft.requested_at.date())}")
        for other in case.duplicates
    )


def _titles(ticket: Ticket) -> str:
    return ", ".join(TITLES[kind] for kind in ticket.draft.types)
