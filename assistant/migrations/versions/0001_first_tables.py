"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Step forward."""
    _create_conversation_and_ticket_tables()
    _create_mail_and_once_tables()
    _create_corpus_tables()


def downgrade() -> None:
    """Step back."""
    for table in (
        "secrets",
        "in_force",
        "documents",
        "generations",
        "keys",
        "limits",
        "outbox",
        "codes",
        "tickets",
        "conversations",
    ):
        op.drop_table(table)


def _create_conversation_and_ticket_tables() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_expires_at", "conversations", ["expires_at"])
    op.create_table(
        "tickets",
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("regime", sa.String(32), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("verified_at", _TIME),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("law", sa.Text, nullable=False),
        sa.Column("working", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_tickets"),
    )
    op.create_index("ix_tickets_status_created_at", "tickets", ["status", "created_at"])
    op.create_table(
        "codes",
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("sent_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_codes"),
        sa.ForeignKeyConstraint(
            ["reference"], ["tickets.reference"], name="fk_codes_reference_tickets", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_codes_expires_at", "codes", ["expires_at"])


def _create_mail_and_once_tables() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("mail", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", _TIME, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME),
        sa.Column("last_error", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_about", "outbox", ["about"])
    op.create_index("ix_outbox_state_next_attempt_at", "outbox", ["state", "next_attempt_at"])
    op.create_table(
        "limits",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("hits", sa.Text, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_limits"),
    )
    op.create_index("ix_limits_expires_at", "limits", ["expires_at"])
    op.create_table(
        "keys",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("fingerprint", sa.String(255), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_keys"),
    )
    op.create_index("ix_keys_expires_at", "keys", ["expires_at"])
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )


def _create_corpus_tables() -> None:
    op.create_table(
        "generations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("encoder", sa.String(255), nullable=False),
        sa.Column("passages", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_generations"),
        sa.UniqueConstraint("number", name="uq_generations_number"),
    )
    op.create_table(
        "documents",
        sa.Column("generation", sa.String(64), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("generation", "name", name="pk_documents"),
        sa.ForeignKeyConstraint(
            ["generation"], ["generations.id"], name="fk_documents_generation_generations", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_documents_name_version", "documents", ["name", "version"])
    in_force = op.create_table(
        "in_force",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("generation", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_in_force"),
        sa.ForeignKeyConstraint(["generation"], ["generations.id"], name="fk_in_force_generation_generations"),
    )
    op.bulk_insert(in_force, [{"id": 1, "generation": None}])
