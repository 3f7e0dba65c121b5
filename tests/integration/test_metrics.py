"""Figures about a real outbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.metrics import Metrics
from assistant.model import Mail

if TYPE_CHECKING:
    from assistant.adapters.database import Database

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


class TestOutboxFigures:
    def test_count_by_state_while_somebody_writes(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for key in "abc":
                mail = Mail(key=key, message_id=f"<{key}@example.org>", to="a@b.org", subject="", text="", html="")
                unit.outbox.add(mail, now=NOW)
            unit.outbox.set_aside(1, now=NOW, error="refused")
            unit.commit()
        with database.unit_of_work() as writing:
            assert writing.outbox.claim(now=NOW, lease_seconds=60)
            page = Metrics(database.unit_of_work).page().decode()
        assert 'assistant_outbox_mails{state="pending"} 2.0' in page
        assert 'assistant_outbox_mails{state="set_aside"} 1.0' in page
