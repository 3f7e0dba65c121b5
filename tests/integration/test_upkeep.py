"""The thread that works without anybody asking."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from office import FILED_AT, Office

from assistant.adapters.database import Database
from assistant.bootstrap import build
from assistant.model import Action
from assistant.settings import Settings
from assistant.upkeep import Job, Upkeep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from postbox import Postbox


def done_in_time(job: threading.Event) -> bool:
    return job.wait(timeout=5)


class TestUpkeep:
    def test_does_each_job_at_the_start_and_again(self) -> None:
        counts = {"often": 0, "once": 0}
        often = threading.Event()

        def count(name: str) -> None:
            counts[name] += 1
            if counts["often"] == 3:
                often.set()

        upkeep = Upkeep([Job("often", 0.01, lambda: count("often")), Job("once", 3600, lambda: count("once"))])
        upkeep.start()
        try:
            assert done_in_time(often)
        finally:
            upkeep.stop()
        assert counts["once"] == 1

    def test_goes_on_after_a_failure_and_logs_only_its_kind(self, caplog: pytest.LogCaptureFixture) -> None:
        other, again = threading.Event(), threading.Event()
        failed = []

        def fail() -> None:
            failed.append(time.monotonic())
            if len(failed) == 2:
                again.set()
            raise ValueError("zoe@example.org")

        upkeep = Upkeep([Job("digest", 0.01, fail), Job("purge", 3600, other.set)])
        upkeep.start()
        try:
            assert done_in_time(other)
            assert done_in_time(again)
        finally:
            upkeep.stop()
        assert "The digest failed: ValueError" in caplog.text
        assert "zoe" not in caplog.text

    def test_can_be_stopped_while_it_waits(self) -> None:
        begun = threading.Event()
        upkeep = Upkeep([Job("purge", 3600, begun.set)])
        upkeep.start()
        assert done_in_time(begun)
        before = time.monotonic()
        upkeep.stop()
        assert time.monotonic() - before < 4

    def test_can_be_stopped_without_having_been_started(self) -> None:
        Upkeep([Job("purge", 3600, lambda: None)]).stop()


class TestApplication:
    def test_reminds_tells_and_purges_once_it_is_started(
        self, database_address: str, tmp_path: Path, start_smtp: Callable[[], Postbox]
    ) -> None:
        now = datetime(2030, 1, 1, 6, 30, tzinfo=UTC)
        postbox = start_smtp()
        settings = Settings(
            ASSISTANT_DATA_DIR=tmp_path,
            ASSISTANT_DATABASE_URL=database_address,
            ASSISTANT_SMTP_URL=f"smtp://127.0.0.1:{postbox.port}?tls=none",
        )
        with closing(Database(database_address)) as database:
            office = Office(database)
            ended = office.does(office.desk.close, office.taken(), outcome=Action.COMPLETED, text="Done.")
            overdue = office.taken()
            leave_out_what_is_there(database)
            work_until(postbox, 2, settings, now)
            office.sleeps(hours=1)
            later = office.taken()
            leave_out_what_is_there(database)
            work_until(postbox, 3, settings, now)  # as after a restart; what comes first would come first
            assert office.ticket(ended.reference).stripped_at == now
            assert office.ticket(overdue.reference).reminded == f"{overdue.due_on}:-1"
        subjects = sorted(str(mail["Subject"]) for mail in postbox.messages)
        assert [subject.rpartition(": ")[2] for subject in subjects] == [
            overdue.reference,
            later.reference,
            "0 new, 1 overdue",
        ]


def leave_out_what_is_there(database: Database) -> None:
    with database.unit_of_work() as work:
        for row in work.outbox.rows():
            work.outbox.mark_sent(row.id, now=FILED_AT)
        work.commit()


def work_until(postbox: Postbox, count: int, settings: Settings, now: datetime) -> None:
    """Run the whole application until so many mails have come."""
    with closing(build(settings, now=lambda: now)) as application:
        application.start()
        until = time.monotonic() + 20
        while time.monotonic() < until and len(postbox.messages) < count:
            time.sleep(0.02)
