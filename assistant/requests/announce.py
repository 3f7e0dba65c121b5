"""Tells other systems that something happened to a ticket: what, when and where it stands now, and nobody's words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from assistant.model import Action, Call, TicketStatus

if TYPE_CHECKING:
    from assistant.model import Entry
    from assistant.ports import UnitOfWork

_EVENTS = {Action.VERIFIED: "received", Action.FILED_UNPROVED: "received", Action.HANDED_IN: "received"}


def announce(uow: UnitOfWork, entry: Entry) -> None:
    """Promise each webhook a call about the entry, in the caller's unit of work."""
    # A request that waits for its code is nobody's business yet, and what the desk notes is its own.
    if entry.deed.status is TicketStatus.AWAITING_VERIFICATION or entry.deed.action is Action.NOTED:
        return
    for webhook in uow.subscriptions.webhooks():
        event_id = f"{webhook.id}.{entry.number}"
        call = Call(f"webhook:{event_id}", webhook.id, event_id, _body(entry), about=entry.deed.reference)
        uow.outbox.add(call, now=entry.deed.at)


def _body(entry: Entry) -> str:
    """Write the event in the form of Standard Webhooks: type, timestamp, data."""
    deed = entry.deed
    event = {
        "type": f"ticket.{_EVENTS.get(deed.action, deed.action)}",
        "timestamp": deed.at.isoformat().replace("+00:00", "Z"),
        "data": {"reference": deed.reference, "status": deed.status, "entry": entry.number},
    }
    return json.dumps(event)
