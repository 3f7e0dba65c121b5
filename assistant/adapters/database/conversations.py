"""Conversations between turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.adapters.database.rows import held, put
from assistant.adapters.database.tables import conversations

if TYPE_CHECKING:
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
