"""Requests as they are shown in Slack: the home tab, a post in the team's channel, a line. Pure; nobody is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.requests.clock import in_words
from assistant.requests.lifecycle import STATUS_WORDS
from assistant.requests.ticket import TITLES
from bots.slack.blocks import Block, Post, notice
from bots.slack.mrkdwn import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Ticket

TAKE = "queue:take"
OPEN = "queue:open"
_NO_DESK = "What you ask of us is shown here once you have made a request with the address you have in Slack."


def line(ticket: Ticket) -> str:
    """Return what a request is about, where it stands and when it is due."""
    kinds = ", ".join(TITLES[kind] for kind in ticket.draft.types)
    due = f", due {in_words(ticket.due_on)}" if ticket.law else ""
    return f"{ticket.reference}: {kinds}, {STATUS_WORDS[ticket.status]}{due}"


def post(ticket: Ticket, *, handler: str, desk: str) -> Post:
    """Return the post about a request, for a channel; `handler` is who works on it, "" for nobody yet."""
    text = f"{line(ticket)}\n{f'Taken by {handler}' if handler else 'Nobody has taken it yet'}"
    made = notice(text)
    made["blocks"].append({"type": "actions", "elements": _buttons(ticket, taken=bool(handler), desk=desk)})
    return made


def home(due: Sequence[Ticket] | None, own: Sequence[Ticket], *, desk: str) -> Block:
    """Return the home tab: what is due first (None for who does not work at the desk), then the person's own."""
    blocks: list[Block] = []
    if due is not None:
        blocks.append(_header("Due first"))
        blocks += [_row(ticket, desk=desk) for ticket in due] or notice("Nothing is open.")["blocks"]
        blocks.append({"type": "actions", "elements": [_link("Open the desk", desk)]})
    blocks.append(_header("Your own requests"))
    blocks += notice("\n".join(f"- {line(ticket)}" for ticket in own) or _NO_DESK)["blocks"]
    return {"type": "home", "blocks": blocks}


def _row(ticket: Ticket, *, desk: str) -> Block:
    text = {"type": "mrkdwn", "text": escape(line(ticket)), "verbatim": True}
    return {"type": "section", "text": text, "accessory": _link("Open", f"{desk}/tickets/{ticket.reference}")}


def _buttons(ticket: Ticket, *, taken: bool, desk: str) -> list[Block]:
    look = _link("Open at the desk", f"{desk}/tickets/{ticket.reference}")
    take = {"type": "button", "action_id": TAKE, "text": _plain("Take"), "value": ticket.reference, "style": "primary"}
    return [look] if taken or ticket.closed_at else [take, look]


def _link(label: str, url: str) -> Block:
    return {"type": "button", "action_id": OPEN, "text": _plain(label), "url": url, "value": "open"}


def _header(text: str) -> Block:
    return {"type": "header", "text": _plain(text)}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
