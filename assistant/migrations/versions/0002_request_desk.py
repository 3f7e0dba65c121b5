"""What the request desk needs: a ticket's later life, its history, users, files, and other systems."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)
_APPEND_ONLY = "The history is append-only."
# Added one by one: made anew, the table would take the codes that hang on it along in SQLite.
_TICKET_COLUMNS = (
    sa.Column("types", sa.String(255), nullable=False, server_default=""),
    sa.Column("requested_at", _TIME, nullable=False, server_default="1970-01-01 00:00:00"),
    sa.Column("address_key", sa.String(64), nullable=False, server_default=""),
    sa.Column("handler", sa.String(64), nullable=False, server_default=""),
    sa.Column("waits", sa.Text, nullable=False, server_default="[]"),
    sa.Column("extended_at", _TIME),
    sa.Column("closed_at", _TIME),
    sa.Column("merged_into", sa.String(32), nullable=False, server_default=""),
    sa.Column("hold", sa.Text, nullable=False, server_default=""),
    sa.Column("reminded", sa.String(32), nullable=False, server_default=""),
    sa.Column("stripped_at", _TIME),
)
_FIXED = ("number", "reference", "at", "actor", "action", "status", "digest", "previous", "hash")


def upgrade() -> None:
    """Step forward."""
    op.execute("ALTER TABLE outbox RENAME COLUMN mail TO parcel")
    op.add_column("documents", sa.Column("since", _TIME))
    _widen_tickets()
    _create_history()
    _create_people()
    _create_files_and_subscriptions()


def downgrade() -> None:
    """Step back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_history_change() CASCADE")
    subscriptions = ("installations", "webhooks", "api_tokens")
    for table in (*subscriptions, "sessions", "users", "files", "history_head", "history", "terms"):
        op.drop_table(table)
    for index in ("address_key", "status_due_on", "due_on", "created_at"):
        op.drop_index(f"ix_tickets_{index}", "tickets")
    for column in _TICKET_COLUMNS:
        op.execute(f"ALTER TABLE tickets DROP COLUMN {column.name}")
    op.execute("ALTER TABLE documents DROP COLUMN since")
    op.execute("ALTER TABLE outbox RENAME COLUMN parcel TO mail")


def _widen_tickets() -> None:
    for column in _TICKET_COLUMNS:
        op.add_column("tickets", column)
    op.create_table(
        "terms",
        sa.Column("term", sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql"), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("term", "reference", name="pk_terms"),
        sa.ForeignKeyConstraint(
            ["reference"], ["tickets.reference"], name="fk_terms_reference_tickets", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_terms_reference", "terms", ["reference", "term"])
    _take_out_of_drafts()
    op.create_index("ix_tickets_address_key", "tickets", ["address_key"])
    filtered_by = ["handler", "types", "law"]
    op.create_index("ix_tickets_status_due_on", "tickets", ["status", "due_on", "reference", *filtered_by])
    op.create_index("ix_tickets_due_on", "tickets", ["due_on", "reference", "status", *filtered_by])
    op.create_index("ix_tickets_created_at", "tickets", ["created_at", "reference"])


def _take_out_of_drafts() -> None:
    """Fill the new columns of the tickets there are from what stands in their drafts."""
    connection = op.get_bind()
    tickets = sa.table(
        "tickets",
        *(sa.column(name) for name in ("reference", "draft", "types", "address_key")),
        sa.column("requested_at", _TIME),
    )
    terms = sa.table("terms", sa.column("term"), sa.column("reference"))
    key = connection.execute(sa.text("SELECT value FROM secrets WHERE name = 'hashes'")).scalar()
    for reference, text in connection.execute(sa.select(tickets.c.reference, tickets.c.draft)).all():
        draft = json.loads(text)
        # As assistant.requests.verification.keyed_hash and the tickets' adapter do it today.
        message = "\0".join(("address", draft["email"].casefold())).encode()
        requested_at = datetime.fromisoformat(draft["requested_at"])
        if connection.dialect.name == "sqlite":
            requested_at = requested_at.astimezone(UTC).replace(tzinfo=None)
        connection.execute(
            tickets.update()
            .where(tickets.c.reference == reference)
            .values(
                types=f",{','.join(draft['types'])},",
                requested_at=requested_at,
                address_key=hmac.new(bytes.fromhex(key or ""), message, hashlib.sha256).hexdigest(),
            )
        )
        name, email, short = map(_folded, (draft["name"], draft["email"], reference))
        short = short.removeprefix("pr-")
        words = {*name.split(), email, email.partition("@")[2], short, *short.split("-")[1:]}
        connection.execute(
            terms.insert(), [{"term": word[:255], "reference": reference} for word in sorted(words) if word]
        )


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _create_history() -> None:
    op.create_table(
        "history",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_history"),
    )
    op.create_index("ix_history_reference", "history", ["reference"])
    head = op.create_table(
        "history_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history_head"),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": ""}])
    _refuse_changes()


def _refuse_changes() -> None:
    """Let the database itself refuse every change of an entry but the emptying of its body and salt."""
    emptied = "NEW.body = '{}' AND NEW.salt = ''"
    same = " AND ".join(f"NEW.{column} = OLD.{column}" for column in _FIXED)
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
        op.execute(
            f"CREATE TRIGGER history_no_update BEFORE UPDATE ON history WHEN NOT ({same} AND {emptied}) {refuse}"
        )
        op.execute(f"CREATE TRIGGER history_no_delete BEFORE DELETE ON history {refuse}")
    elif op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$"
        )
        refuse = "FOR EACH ROW {when} EXECUTE FUNCTION refuse_history_change()"
        op.execute(
            "CREATE TRIGGER history_no_update BEFORE UPDATE ON history "
            + refuse.format(when=f"WHEN (NOT ({same} AND {emptied}))")
        )
        op.execute("CREATE TRIGGER history_no_delete BEFORE DELETE ON history " + refuse.format(when=""))


def _create_people() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("full_name", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("disabled_at", _TIME),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index("ix_sessions_kind_subject", "sessions", ["kind", "subject"])


def _create_files_and_subscriptions() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(255), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("collected_at", _TIME),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.ForeignKeyConstraint(
            ["reference"], ["tickets.reference"], name="fk_files_reference_tickets", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_files_reference", "files", ["reference"])
    op.create_index("ix_files_expires_at", "files", ["expires_at"])
    op.create_table(
        "api_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_api_tokens"),
        sa.UniqueConstraint("name", name="uq_api_tokens_name"),
    )
    op.create_index("ix_api_tokens_expires_at", "api_tokens", ["expires_at"])
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.String(255), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_table(
        "installations",
        sa.Column("enterprise", sa.String(32), nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("enterprise", "team", name="pk_installations"),
    )
