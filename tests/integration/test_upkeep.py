"""The thread that works without anybody asking."""

from __future__ import annotations

import threading
import time

import pytest

from assistant.upkeep import Job, Upkeep


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
