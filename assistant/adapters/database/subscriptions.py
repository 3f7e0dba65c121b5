"""Other systems: tokens they read with, addresses that are told, and workspaces the bot was installed to."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, select

from assistant.adapters.database.rows import insert_if_absent, put
from assistant.adapters.database.tables import api_tokens, installations, webhooks
from assistant.errors import ConflictError, NotFoundError
from assistant.model import ApiToken, Webhook

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection


class SqlSubscriptions:
    """Implements ports.Subscriptions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def token(self, token_hash: str) -> ApiToken | None:
        """Return a token or None."""
        row = self._connection.execute(select(api_tokens).where(api_tokens.c.token_hash == token_hash)).one_or_none()
        return None if row is None else ApiToken(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name

    def tokens(self) -> list[ApiToken]:
        """Return all tokens by name."""
        rows = self._connection.execute(select(api_tokens).order_by(api_tokens.c.name))
        return [ApiToken(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name

    def put_token(self, token: ApiToken) -> None:
        """Insert; ConflictError when the name is taken."""
        if not insert_if_absent(self._connection, api_tokens, asdict(token)):
            raise ConflictError("A token of this name exists.")

    def end_token(self, name: str) -> None:
        """Delete; NotFoundError when there is none of that name."""
        if self._connection.execute(delete(api_tokens).where(api_tokens.c.name == name)).rowcount == 0:
            raise NotFoundError("There is no token of that name.")

    def webhook(self, webhook_id: str) -> Webhook | None:
        """Return a webhook or None."""
        row = self._connection.execute(select(webhooks).where(webhooks.c.id == webhook_id)).one_or_none()
        return None if row is None else Webhook(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name

    def webhooks(self) -> list[Webhook]:
        """Return all webhooks, oldest first."""
        rows = self._connection.execute(select(webhooks).order_by(webhooks.c.created_at, webhooks.c.id))
        return [Webhook(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name

    def add_webhook(self, webhook: Webhook) -> None:
        """Insert."""
        self._connection.execute(insert(webhooks).values(asdict(webhook)))

    def end_webhook(self, webhook_id: str) -> None:
        """Delete; NotFoundError when there is none."""
        if self._connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id)).rowcount == 0:
            raise NotFoundError("There is no webhook of that id.")


class SqlInstallations:
    """Implements ports.Installations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, enterprise: str, team: str) -> str | None:
        """Return what was put there or None."""
        return self._connection.scalar(select(installations.c.sealed).where(_is_at(enterprise, team)))

    def put(self, enterprise: str, team: str, sealed: str) -> None:
        """Insert or replace."""
        values = {"enterprise": enterprise, "team": team, "sealed": sealed}
        put(self._connection, installations, _is_at(enterprise, team), values=values)

    def remove(self, enterprise: str, team: str) -> None:
        """Delete, if it is there."""
        self._connection.execute(delete(installations).where(_is_at(enterprise, team)))


def _is_at(enterprise: str, team: str) -> ColumnElement[bool]:
    return and_(installations.c.enterprise == enterprise, installations.c.team == team)
