"""The three mails of a request: the code, the ticket to the officer, the acknowledgement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from assistant.model import Channel, Mail
from assistant.requests.clock import in_words
from assistant.requests.regime import load_regime
from assistant.requests.ticket import TITLES
from assistant.requests.verification import LIFETIME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from assistant.model import Entry, Ticket

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
    """Writes the mails of one controller; `mail_id` mints the first half of a Message-ID."""

    controller: str
    dpo_email: str
    mail_id: Callable[[], str]

    def code(self, ticket: Ticket, code: str, *, now: datetime) -> Mail:
        """Return the mail with the one-time code, which is of no use once the code's time is over.

        It repeats nothing that the requester typed: anybody can have it sent to anybody, and must not be able to
        put words of theirs into it.
        """
        return self._mail(
            "code",
            ticket,
            key=f"code:{ticket.reference}:{now.isoformat()}",
            to=ticket.draft.email,
            subject=f"Your code to confirm a request to {self.controller}",
            expires_at=now + LIFETIME,
            words={"code": code, "minutes": LIFETIME.seconds // 60},
        )

    def sign_in(self, ticket: Ticket, code: str, *, now: datetime) -> Mail:
        """Return the mail with the one-time code that opens the requester's page.

        Anybody who has the reference can have it sent: like the other code's, it repeats nothing that was typed.
        """
        return self._mail(
            "sign_in",
            ticket,
            key=f"sign_in:{ticket.reference}:{now.isoformat()}",
            to=ticket.draft.email,
            subject=f"Your code to look at your request to {self.controller}",
            expires_at=now + LIFETIME,
            words={"code": code, "minutes": LIFETIME.seconds // 60},
        )

    def officer(self, ticket: Ticket) -> Mail:
        """Return the mail to the data protection officer: everything that is needed to act."""
        what = ", ".join(TITLES[kind] for kind in ticket.draft.types).capitalize()
        until = f", due {ticket.due_on.day} {ticket.due_on:%B %Y}" if ticket.law else ""
        return self._mail(
            "officer",
            ticket,
            key=f"officer:{ticket.reference}",
            to=self.dpo_email,
            subject=f"{what}: {ticket.reference}{until}",
            # An address that nobody proved may be a stranger's: no reply goes there by accident.
            reply_to=ticket.draft.email if ticket.verified_at else "",
        )

    def acknowledgement(self, ticket: Ticket) -> Mail:
        """Return the acknowledgement to the requester, whose mailbox must be proved."""
        return self._mail(
            "acknowledgement",
            ticket,
            key=f"acknowledgement:{ticket.reference}",
            to=ticket.draft.email,
            subject=f"We have your request {ticket.reference}",
            reply_to=self.dpo_email,
        )

    def step(self, letter: str, ticket: Ticket, entry: Entry) -> Mail:
        """Return the mail that tells of an entry of the ticket's history.

        `letter` names its template, whose first line is the subject; one that is "heard" goes to the officer, all
        others to the requester.
        """
        regime = load_regime(ticket.regime)
        ground = entry.deed.body.get("ground")
        filling = {
            "entry": entry,
            "body": entry.deed.body,
            "regime": regime,
            "ground": next((known for known in regime.refuse.grounds if known.key == ground), None),
        }
        to_officer = letter == "heard"
        return self._mail(
            letter,
            ticket,
            key=f"{letter}:{ticket.reference}:{entry.number}",
            to=self.dpo_email if to_officer else ticket.draft.email,
            subject=f"{letter} {ticket.reference}",
            reply_to=ticket.draft.email if to_officer else self.dpo_email,
            words=filling,
        )

    def _mail(  # noqa: PLR0913 - a mail has so many parts
        self,
        template: str,
        ticket: Ticket,
        *,
        key: str,
        to: str,
        subject: str,
        reply_to: str = "",
        expires_at: datetime | None = None,
        words: Mapping[str, object] | None = None,
    ) -> Mail:
        filling = {
            "controller": self.controller,
            "dpo_email": self.dpo_email,
            "subject": subject,
            "ticket": ticket,
            # Of the regime it was filed under, whatever is in force today.
            "articles": load_regime(ticket.regime).articles,
            "titles": TITLES,
            "channels": _CHANNELS,
            **(words or {}),
        }
        return Mail(
            key=key,
            message_id=self._message_id(),
            to=to,
            subject=subject,
            text=_TEMPLATES.get_template(f"{template}.txt").render(filling),
            html=_TEMPLATES.get_template(f"{template}.html").render(filling),
            reply_to=reply_to,
            about=ticket.reference,
            expires_at=expires_at,
        )

    def _message_id(self) -> str:
        domain = self.dpo_email.rpartition("@")[2].encode("idna").decode()
        return f"<{self.mail_id()}@{domain}>"
