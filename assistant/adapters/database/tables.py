"""The tables as SQLAlchemy knows them. The migrations make them; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from assistant.model import Call, Document, Draft, Mail, Passage, Wait

if TYPE_CHECKING:
    from sqlalchemy import Dialect

T = TypeVar("T")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time in every database, also in those that keep no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could tell what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a time zone cannot be stored.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class AsJson(TypeDecorator[T], Generic[T]):
    """A noun of the model, stored as JSON text and read back as itself."""

    impl = Text
    cache_ok = True

    def __init__(self, noun: type[T] | Any) -> None:  # noqa: ANN401 - `tuple[Passage, ...]` is no `type`
        super().__init__()
        self.noun = noun
        self._adapter: TypeAdapter[T] = TypeAdapter(noun)

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's call
        """Write JSON; times carry their zone."""
        return None if value is None else self._adapter.dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:  # noqa: ARG002 - SQLAlchemy's call
        """Read JSON."""
        return None if value is None else self._adapter.validate_json(value)


metadata = MetaData(
    # Named constraints, so that a later migration can speak of them in every database.
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

tickets = Table(
    "tickets",
    metadata,
    Column("reference", String(32), primary_key=True),
    Column("status", String(32), nullable=False),
    Column("draft", AsJson(Draft), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("regime", String(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("verified_at", UtcDateTime),
    Column("token_hash", String(64), nullable=False),
    Column("law", Text, nullable=False),
    Column("working", AsJson(tuple[str, ...]), nullable=False),
    # Both stand in the draft, too: here they can be searched by.
    Column("types", String(255), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("address_key", String(64), nullable=False, index=True),
    Column("handler", String(64), nullable=False),
    Column("waits", AsJson(tuple[Wait, ...]), nullable=False),
    Column("extended_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("merged_into", String(32), nullable=False),
    Column("hold", Text, nullable=False),
    Column("reminded", String(32), nullable=False),
    Column("stripped_at", UtcDateTime),
    Index("ix_tickets_status_created_at", "status", "created_at"),
    # These have all that the queue filters by, so that of 100,000 tickets only those that are shown are read.
    Index("ix_tickets_status_due_on", "status", "due_on", "reference", "handler", "types", "law"),
    Index("ix_tickets_due_on", "due_on", "reference", "status", "handler", "types", "law"),
    Index("ix_tickets_created_at", "created_at", "reference"),
)

# The words a ticket is found by, in small letters: of its name, its e-mail address and its reference.
terms = Table(
    "terms",
    metadata,
    # Sorted letter by letter: where PostgreSQL sorts as a language does, a beginning would be no range.
    Column("term", String(255).with_variant(String(255, collation="C"), "postgresql"), primary_key=True),
    Column("reference", String(32), ForeignKey("tickets.reference", ondelete="CASCADE"), primary_key=True),
    Index("ix_terms_reference", "reference", "term"),
    sqlite_with_rowid=False,
)

# Append-only: triggers refuse every change but the emptying of body and salt. No foreign key: it outlives its ticket.
history = Table(
    "history",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("reference", String(32), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(32), nullable=False),
    Column("status", String(32), nullable=False),
    Column("body", AsJson(dict[str, str]), nullable=False),
    Column("salt", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

# One row: what an append locks, so that entries take turns.
history_head = Table(
    "history_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("reference", String(32), ForeignKey("tickets.reference", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("media_type", String(255), nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("collected_at", UtcDateTime),
    Column("content", LargeBinary, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("full_name", String(255), nullable=False),
    # In small letters, so that no two differ by case alone.
    Column("email", String(320), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("data", Text, nullable=False),
    Index("ix_sessions_kind_subject", "kind", "subject"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("scopes", AsJson(tuple[str, ...]), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", String(255), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# Where the Slack bot was installed: "" is no enterprise, or all teams of one. `sealed` needs a key from outside.
installations = Table(
    "installations",
    metadata,
    Column("enterprise", String(32), primary_key=True),
    Column("team", String(32), primary_key=True),
    Column("sealed", Text, nullable=False),
)

codes = Table(
    "codes",
    metadata,
    Column("reference", String(32), ForeignKey("tickets.reference", ondelete="CASCADE"), primary_key=True),
    Column("code_hash", String(64), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("used", Boolean, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(255), nullable=False, unique=True),
    Column("about", String(32), nullable=False, index=True),
    Column("parcel", AsJson(Mail | Call), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("last_error", Text, nullable=False),
    Index("ix_outbox_state_next_attempt_at", "state", "next_attempt_at"),
)

limits = Table(
    "limits",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("hits", AsJson(tuple[datetime, ...]), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

keys = Table(
    "keys",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(255), nullable=False),
    Column("answer", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

generations = Table(
    "generations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("encoder", String(255), nullable=False),
    Column("passages", AsJson(tuple[Passage, ...]), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("generation", String(64), ForeignKey("generations.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("content", AsJson(Document), nullable=False),
    # Since when this version holds, over however many generations.
    Column("since", UtcDateTime),
    Index("ix_documents_name_version", "name", "version"),
)

# One row, made by the first migration: it is what an ingest locks and what readers look at.
in_force = Table(
    "in_force",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("generation", String(64), ForeignKey("generations.id")),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(255), nullable=False),
)
