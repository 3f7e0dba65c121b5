"""The three mails of a request: the code, the ticket to the officer, the acknowledgement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from assistant.model import Channel, Mail
from assistant.requests.clock import in_words
from assistant.requests.ticket import RIGHTS, TITLES
from assistant.requests.verification import LIFETIME

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.model import Ticket
    from assistant.requests.clock import Due
    from assistant.requests.regime import Regime

_CHANNELS = {Channel.WEB: "the web chat", Channel.API: "the API", Channel.SLACK: "Slack"}
# Whatever some reader may take for the end of a line.
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text)


def _quoted(text: str) -> str:
    # Each line is marked, so that nobody's words can pass for a line of ours.
    return "\n".join(f"> {_one_line(line)}" if line else ">" for line in _LINE_ENDS.split(text))


def _moment(at: datetime) -> str:
    return f"{in_words(at.date())}, {at:%H:%M} UTC"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("assistant.requests"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"one_line": _one_line, "quoted": _quoted, "in_words": in_words, "moment": _moment}
    return environment


_TEMPLATES = _environment()


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes the mails of one controller under one regime; `mail_id` mints the first half of a Message-ID."""

    controller: str
    dpo_email: str
    regime: Regime
    mail_id: Callable[[], str]

    def code(self, ticket: Ticket, code: str, *, now: datetime) -> Mail:
        """Return the mail with the one-time code.

        It repeats nothing that the requester typed: anybody can have it sent to anybody, and must not be able to
        put words of theirs into it.
        """
        subject = f"Your code to confirm a request to {self.controller}"
        return Mail(
            key=f"code:{ticket.reference}:{now.isoformat()}",
            message_id=self._message_id(),
            to=ticket.draft.email,
            subject=subject,
            **self._parts("code", subject=subject, ticket=ticket, code=code, minutes=LIFETIME.seconds // 60),
        )

    def officer(self, ticket: Ticket, due: Due) -> Mail:
        """Return the mail to the data protection officer: everything that is needed to act."""
        by_law = _by_law(ticket)
        what = ", ".join(TITLES[kind] for kind in ticket.draft.types).capitalize()
        until = f", due {ticket.due_on.day} {ticket.due_on:%B %Y}" if by_law else ""
        subject = f"{what}: {ticket.reference}{until}"
        return Mail(
            key=f"officer:{ticket.reference}",
            message_id=self._message_id(),
            to=self.dpo_email,
            subject=subject,
            # An address that nobody proved may be a stranger's: no reply goes there by accident.
            reply_to=ticket.draft.email if ticket.verified_at else "",
            **self._parts("officer", subject=subject, ticket=ticket, due=due, by_law=by_law),
        )

    def acknowledgement(self, ticket: Ticket, due: Due) -> Mail:
        """Return the acknowledgement to the requester, whose mailbox must be proved."""
        subject = f"We have your request {ticket.reference}"
        return Mail(
            key=f"acknowledgement:{ticket.reference}",
            message_id=self._message_id(),
            to=ticket.draft.email,
            subject=subject,
            reply_to=self.dpo_email,
            **self._parts("acknowledgement", subject=subject, ticket=ticket, due=due, by_law=_by_law(ticket)),
        )

    def _parts(self, template: str, **words: Any) -> dict[str, str]:  # noqa: ANN401 - a template takes anything
        house = {
            "controller": self.controller,
            "dpo_email": self.dpo_email,
            "regime": self.regime,
            "titles": TITLES,
            "channels": _CHANNELS,
        }
        suffixes = {"text": "txt", "html": "html"}
        return {
            part: _TEMPLATES.get_template(f"{template}.{suffix}").render(house | words)
            for part, suffix in suffixes.items()
        }

    def _message_id(self) -> str:
        domain = self.dpo_email.rpartition("@")[2].encode("idna").decode()
        return f"<{self.mail_id()}@{domain}>"


def _by_law(ticket: Ticket) -> bool:
    return not RIGHTS.isdisjoint(ticket.draft.types)
