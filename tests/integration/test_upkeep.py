"""Against real databases: what is past its end date goes without anybody asking."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.upkeep import Upkeep

if TYPE_CHECKING:
    from assistant.adapters.database import Database

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class TestUpkeep:
    def test_purges_at_the_start_and_again(self, database: Database) -> None:
        upkeep = Upkeep(
            database.unit_of_work,
            tickets_kept=timedelta(days=1),
            now=lambda: NOW + timedelta(days=2),
            every_seconds=0.01,
        )
        upkeep.start()
        try:
            for conversation in ("first", "second"):
                with database.unit_of_work() as work:
                    work.conversations.save(conversation, "{}", now=NOW, expires_at=NOW + timedelta(days=1))
                    work.commit()
                assert _gone(database, conversation)
        finally:
            upkeep.stop()

    def test_can_be_stopped_without_having_been_started(self, database: Database) -> None:
        Upkeep(database.unit_of_work, tickets_kept=timedelta(days=1), now=lambda: NOW).stop()


def _gone(database: Database, conversation: str) -> bool:
    for _ in range(500):
        with database.unit_of_work() as work:
            if not work.purge(now=NOW, tickets_kept=timedelta(days=1))["conversations"] and (
                work.conversations.load(conversation) is None
            ):
                return True
        time.sleep(0.01)
    return False
