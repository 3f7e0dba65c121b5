"""How a mail is read in the tests: its words whatever the line breaks, and its page as tags and text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from assistant.model import Action, Channel, Deed, Draft, Entry, Ticket, TicketStatus, TicketType, staff
from assistant.requests.clock import due
from assistant.requests.emails import Letters
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.model import Mail, Wait

NOW = datetime(2026, 2, 10, 9, 30, tzinfo=UTC)
REFERENCE = "PR-7KQ2-M9XD-4T"
PAGE = f"https://privacy.example/requests/{REFERENCE}"
AT_THE_DESK = f"https://privacy.example/desk/tickets/{REFERENCE}"
CALENDARS = {"eu": "GB-ENG", "uk": "GB-ENG", "california": "US-CA", "india": "IN-PY"}
LETTERS = Letters("Integra", "dpo@integra.co.in", lambda: "0123abcd", "https://privacy.example")


def squeezed(text: str) -> str:
    """Return the words with one space between them."""
    return re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029\u0085]+", " ", text).strip()


_BLOCKS = {"blockquote", "br", "h1", "h2", "li", "p", "td", "th"}


class Page(HTMLParser):
    """The tags, the links and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.text += " " if tag in _BLOCKS else ""
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.text += data


def both(mail: Mail) -> tuple[str, str]:
    """Return what is read in the text and on the page."""
    return squeezed(mail.text), squeezed(Page(mail.html).text)


def filed(
    regime: str = "eu",
    *,
    types: Iterable[TicketType] = (TicketType.ACCESS, TicketType.ERASURE),
    waits: Iterable[Wait] = (),
    extended: bool = False,
) -> Ticket:
    """Return a ticket as it stands on 10 February 2026, a week after it came in."""
    received = NOW - timedelta(days=7)
    draft = Draft(tuple(types), "Zoë Example", "zoe@example.org", "Customer 42", ("my data!",), received, Channel.WEB)
    found = due(
        received.date(),
        load_regime(regime),
        calendar=CALENDARS[regime],
        types=draft.types,
        waits=waits,
        extended=extended,
        today=NOW.date(),
    )
    ticket = Ticket(REFERENCE, draft, TicketStatus.IN_PROGRESS, found.due_on, regime, received, verified_at=received)
    return replace(ticket, law=found.law, working=found.working, waits=tuple(waits))


def entry(action: Action = Action.NOTED, /, **body: str) -> Entry:
    """Return the audit log's seventh entry: what a member of staff did."""
    deed = Deed(REFERENCE, NOW, staff("anna"), action, TicketStatus.IN_PROGRESS, body)
    return Entry(7, deed, salt="", digest="", previous="", hash="")
