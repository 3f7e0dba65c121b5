"""The mails about requests, to those who made them and to the officer: when each is written, to whom, with what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from assistant.model import Attachment, Channel, Mail
from assistant.requests import calendar_file
from assistant.requests.lifecycle import STATUS_WORDS
from assistant.requests.regime import load_regime
from assistant.requests.stationery import write
from assistant.requests.ticket import TITLES
from assistant.requests.verification import LIFETIME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from assistant.model import AnswerFile, Entry, Ticket

OVERDUE = -1
"""The milestone of a reminder once the due day is over; the others are days before it."""

_CHANNELS = {Channel.WEB: "the web chat", Channel.API: "the API", Channel.SLACK: "Slack"}
_REPORTS = {"heard", "taken_back"}
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes the mails of one controller; `mail_id` mints the first half of a Message-ID.

    `public_url` is where this installation is reached, without a slash at its end.
    """

    controller: str
    dpo_email: str
    mail_id: Callable[[], str]
    public_url: str

    def code(self, ticket: Ticket, code: str, *, now: datetime) -> Mail:
        """Return the mail with the one-time code that files a request; of no use once the code's time is over.

        It repeats nothing that the requester typed: anybody can have it sent to anybody, and must not be able to
        put words of theirs into it.
        """
        return self._one_time("code", ticket, code, now=now)

    def sign_in(self, ticket: Ticket, code: str, *, now: datetime) -> Mail:
        """Return the mail with the one-time code that opens the requester's page; as careful as `code`."""
        return self._one_time("sign_in", ticket, code, now=now)

    def officer(self, ticket: Ticket) -> Mail:
        """Return the mail to the data protection officer: everything that is needed to act."""
        return self._to_officer("officer", ticket, key=f"officer:{ticket.reference}")

    def acknowledgement(self, ticket: Ticket) -> Mail:
        """Return the acknowledgement to the requester, whose mailbox must be proved."""
        mail = self._to_person("acknowledgement", ticket, key=f"acknowledgement:{ticket.reference}")
        return replace(mail, attachments=self._due_day(ticket, at=ticket.verified_at or ticket.created_at))

    def handed_in(self, ticket: Ticket) -> Mail:
        """Return the mail to the person whose request a member of staff has handed in; it repeats none of its words.

        The address was read from a message or typed by somebody else: its reader may be anybody.
        """
        return self._to_person("handed_in", ticket, key=f"handed_in:{ticket.reference}")

    def notice(self, ticket: Ticket) -> Mail:
        """Return the mail to the person for whom somebody else has filed, whose address must have been given.

        It repeats hardly anything: its reader may have nothing to do with the one who filed.
        """
        assert ticket.draft.on_behalf_of
        mail = self._about(
            ticket, "notice", key=f"notice:{ticket.reference}", to=ticket.draft.on_behalf_of.email, words={}
        )
        return replace(mail, reply_to=self.dpo_email)

    def step(self, letter: str, ticket: Ticket, entry: Entry) -> Mail:
        """Return the mail that tells of an entry of the ticket's history.

        `letter` names its template; one that reports what the requester did goes to the officer, all others to them.
        """
        chosen = entry.deed.body.get("ground")
        ground = next((known for known in load_regime(ticket.regime).refuse.grounds if known.key == chosen), None)
        types, refused = ticket.draft.types, ground.types if ground else ()
        # What the ground may be about is not said to be done, unless there is nothing else.
        done = [kind for kind in types if kind not in refused] or types
        words = {"body": entry.deed.body, "ground": ground, "done": done}
        to = self._to_officer if letter in _REPORTS else self._to_person
        mail = to(letter, ticket, key=f"{letter}:{ticket.reference}:{entry.number}", **words)
        if letter != "extension":
            return mail
        return replace(mail, attachments=self._due_day(ticket, at=entry.deed.at))

    def answer_file(self, ticket: Ticket, file: AnswerFile, *, entry: Entry) -> Mail:
        """Return the mail that tells the requester of a file on their page; `entry` records that it was put there."""
        key = f"answer_file:{ticket.reference}:{entry.number}"
        return self._to_person("answer_file", ticket, key=key, file=file)

    def reminder(self, ticket: Ticket, *, today: date, days: int) -> Mail:
        """Return the mail that reminds the officer of a day set by law, one for each milestone.

        `days` is the milestone reached, such as 14 days before the due day, or OVERDUE. How many days are really
        left is counted from `today`.
        """
        key = f"reminder:{ticket.reference}:{ticket.due_on.isoformat()}:{days}"
        return self._to_officer("reminder", ticket, key=key, left=(ticket.due_on - today).days)

    def digest(  # noqa: PLR0913 - a day has so many sides
        self,
        *,
        today: date,
        new: Sequence[Ticket],
        due_soon: Sequence[Ticket],
        overdue: Sequence[Ticket],
        waiting: Sequence[Ticket],
        waiting_long: Sequence[Ticket],
        head: tuple[int, str],
        stripped: int = 0,
    ) -> Mail:
        """Return the officer's daily mail.

        `new` arrived since the last one, `due_soon` is due within 7 days, `waiting` waits for the person, and
        `waiting_long` is the part of it that has waited for more than 14 days. `head` is number and hash of the audit
        log's newest entry: kept in a mailbox, they tell of a log that was cut off. So many tickets were `stripped` of
        what identifies, as their end had come.
        """
        lists = {
            "overdue": overdue,
            "due within 7 days": due_soon,
            "new": new,
            "waiting for the person for more than 14 days": waiting_long,
            "waiting for the person": waiting,
        }
        words = {"today": today, "lists": lists, "most": _MOST_LISTED, "head": head, "stripped": stripped}
        return self._mail("digest", key=f"digest:{today.isoformat()}", to=self.dpo_email, words=words)

    def _one_time(self, letter: str, ticket: Ticket, code: str, *, now: datetime) -> Mail:
        words = {"code": code, "minutes": LIFETIME.seconds // 60}
        key = f"{letter}:{ticket.reference}:{now.isoformat()}"
        mail = self._about(ticket, letter, key=key, to=ticket.draft.email, words=words)
        return replace(mail, thread=self._thread(ticket, "person"), expires_at=now + LIFETIME)

    def _to_person(self, letter: str, ticket: Ticket, *, key: str, **words: object) -> Mail:
        mail = self._about(ticket, letter, key=key, to=ticket.draft.email, words=words)
        return replace(mail, thread=self._thread(ticket, "person"), reply_to=self.dpo_email)

    def _to_officer(self, letter: str, ticket: Ticket, *, key: str, **words: object) -> Mail:
        mail = self._about(ticket, letter, key=key, to=self.dpo_email, words=words)
        # An address that nobody proved may be a stranger's: no reply goes there by accident.
        reply_to = ticket.draft.email if ticket.verified_at else ""
        return replace(mail, thread=self._thread(ticket, "officer"), reply_to=reply_to)

    def _about(self, ticket: Ticket, letter: str, *, key: str, to: str, words: Mapping[str, object]) -> Mail:
        # Of the regime it was filed under, whatever is in force today.
        regime = load_regime(ticket.regime)
        articles = [f" ({regime.articles[kind]})" if kind in regime.articles else "" for kind in ticket.draft.types]
        filling = {
            "ticket": ticket,
            "draft": ticket.draft,
            "regime": regime,
            "asked": [TITLES[kind] + article for kind, article in zip(ticket.draft.types, articles, strict=True)],
            "page": self._page(ticket.reference),
            **words,
        }
        return replace(self._mail(letter, key=key, to=to, words=filling), about=ticket.reference)

    def _mail(self, letter: str, *, key: str, to: str, words: Mapping[str, object]) -> Mail:
        written = write(
            letter,
            controller=self.controller,
            dpo_email=self.dpo_email,
            pages=f"{self.public_url}/requests",
            desk=f"{self.public_url}/desk",
            channels=_CHANNELS,
            status_words=STATUS_WORDS,
            **words,
        )
        message_id = f"<{self.mail_id()}@{self._domain}>"
        return Mail(key, message_id, to, subject=written.subject, text=written.text, html=written.html)

    def _due_day(self, ticket: Ticket, *, at: datetime) -> tuple[Attachment, ...]:
        """Return the due day as a file for the requester's calendar; none where the law sets no day."""
        if not ticket.law:
            return ()
        file = calendar_file.ics(
            reference=ticket.reference,
            controller=self.controller,
            due_on=ticket.due_on,
            working=ticket.working,
            url=self._page(ticket.reference),
            stamp=at,
        )
        return (Attachment(f"{ticket.reference}.ics", calendar_file.MEDIA_TYPE, file.decode()),)

    def _page(self, reference: str) -> str:
        return f"{self.public_url}/requests/{reference}"

    def _thread(self, ticket: Ticket, side: Literal["person", "officer"]) -> str:
        # No mail has this id; that all mails to one side refer to it is what holds them together.
        return f"<{ticket.reference}.{side}@{self._domain}>"

    @property
    def _domain(self) -> str:
        return self.dpo_email.rpartition("@")[2].encode("idna").decode()
