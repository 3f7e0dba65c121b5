"""Conversations between turns."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from assistant.adapters.database.rows import held, put
from assistant.adapters.database.tables import conversations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from assistant.ports import Now


class SqlConversations:
    """Implements ports.Conversations."""

    def __init__(self, connection: Connection, *, now: Now) -> None:
        self._connection = connection
        self._now = now

    def load(self, conversation_id: str) -> str | None:
        """Return the state, or None when it is unknown or expired."""
        wanted = select(conversations.c.state).where(
            conversations.c.id == conversation_id, conversations.c.expires_at > self._now()
        )
        state: str | None = self._connection.scalar(held(self._connection, wanted))
        return state

    def save(self, conversation_id: str, state: str, *, now: datetime, expires_at: datetime) -> None:
        """Insert or update the state."""
        values = {"id": conversation_id, "state": state, "updated_at": now, "expires_at": expires_at}
        put(self._connection, conversations, conversations.c.id == conversation_id, values=values)

    def remove(self, conversation_id: str) -> None:
        """Delete a conversation, if it is there."""
        self._connection.execute(delete(conversations).where(conversations.c.id == conversation_id))

    def forget(self, references: Sequence[str]) -> None:
        """Take these tickets' references out of every state."""
        gone = re.compile("|".join(map(re.escape, references)), re.IGNORECASE)
        states = self._connection.execute(select(conversations.c.id, conversations.c.state)).all()
        for conversation_id in sorted(row.id for row in states if gone.search(row.state)):
            this = conversations.c.id == conversation_id
            # Read again, and held: its next turn may have come meanwhile.
            state = self._connection.scalar(held(self._connection, select(conversations.c.state).where(this)))
            if state is not None:
                without = json.dumps(_without(json.loads(state), gone), ensure_ascii=False, separators=(",", ":"))
                self._connection.execute(update(conversations).where(this).values(state=without))


def _without(value: Any, gone: re.Pattern[str]) -> Any:  # noqa: ANN401 - whatever JSON can say
    """Return a value without what `gone` finds: gone from texts, and from lists where it is the whole of an item."""
    if isinstance(value, str):
        return gone.sub("", value)
    if isinstance(value, list):
        return [_without(item, gone) for item in value if not (isinstance(item, str) and gone.fullmatch(item))]
    if isinstance(value, dict):
        return {name: _without(item, gone) for name, item in value.items()}
    return value
