"""`python -m benchmarks`: measure, print the table, write the report."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console

from assistant import bootstrap
from assistant.errors import AssistantError
from assistant.settings import Settings
from benchmarks import ingest, queue, report, server, tickets, turn, widget
from benchmarks.report import Row
from benchmarks.timing import Times, percentile
from evals import company
from evals.sets import Question, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.ingest import Ingested
    from benchmarks.server import Served
    from benchmarks.turn import Turns

_REPORT = "bench/report.html"
_ROUNDS = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 when a part cannot be used."""
    argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure turn, start, memory, ingest, tickets, queue and widget.",
    ).parse_args(arguments)
    try:
        _measure()
    except AssistantError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _measure() -> None:
    console = Console(stderr=True)
    ours = company.ours()[0]
    questions = [item.question for item in read(ours.sets / "qa.test.jsonl", Question)] * _ROUNDS
    # Everything that loads torch runs in other processes: a server does without it, so the turns here do too.
    with TemporaryDirectory(prefix="benchmarks-", ignore_cleanup_errors=True) as folder:
        settings = company.settings_for(ours, data_dir=Path(folder))
        with console.status("ingest"):
            first, again = ingest.measure(settings), ingest.measure(settings)
        with console.status("server"):
            served = server.measure(settings, questions)
        with closing(bootstrap.build(settings)) as application:
            with console.status("turns"):
                turns = turn.measure(application, questions)
            with console.status("tickets"):
                a_second = tickets.measure(application)
            with console.status("queue"):
                pages = queue.measure(application)
            with console.status("widget"):
                opened = widget.measure()
            passages = len(application.documents.index.current().passages)
    rows = [
        *_turn_rows(turns),
        *_server_rows(served),
        *_ingest_rows(first, again, passages=passages),
        Row("tickets opened and committed on SQLite", f"{a_second:,.0f} a second"),
        *_queue_rows(pages),
        *_widget_rows(opened),
    ]
    title = f"Benchmarks on {os.cpu_count()} cores ({platform.machine()}, Python {platform.python_version()})"
    Console().print(report.printed(rows, title=title))
    path = Settings.from_environment().data_dir / _REPORT
    report.write(path, title=title, made_at=datetime.now(UTC), rows=rows, turns=turns)
    sys.stdout.write(f"{path}\n")


def _turn_rows(turns: Turns) -> Iterator[Row]:
    ratio = percentile(turns.turn.wall, 50) / percentile(turns.encoder.wall, 50)
    yield Row(f"whole turn, {len(turns.turn.wall)} questions: p50 / p95", _spread(turns.turn.wall))
    yield Row("whole turn, processor time: p50 / p95", _spread(turns.turn.cpu))
    yield Row("bare int8 encoder, same questions: p50 / p95", _spread(turns.encoder.wall))
    yield Row("bare int8 encoder, processor time: p50 / p95", _spread(turns.encoder.cpu))
    yield Row("whole turn : bare encoder, ratio of medians", f"{ratio:.2f}", "≤ 2.5")


def _server_rows(served: Served) -> Iterator[Row]:
    memory = "unknown here" if served.resident is None else f"{served.resident:.0f} MB"
    yield Row(f"over HTTP, kept alive, {len(served.wall)} messages: p50 / p95", _spread(served.wall))
    yield Row("process start to first answer", f"{served.cold_start:.1f} s")
    yield Row("server's resident memory after that", memory, "< 500 MB")


def _ingest_rows(first: Ingested, again: Ingested, *, passages: int) -> Iterator[Row]:
    yield Row(f"ingest of {passages} passages: wall / processor", f"{first.wall:.1f} / {first.cpu:.1f} s")
    yield Row("ingest again, nothing changed: wall / processor", f"{again.wall:.1f} / {again.cpu:.1f} s")


def _queue_rows(pages: dict[str, Times]) -> Iterator[Row]:
    together, slowest = Times(), max(pages, key=lambda address: percentile(pages[address].wall, 95))
    for times in pages.values():
        together.extend(times)
    of = f"the queue's page, {queue.TICKETS:,} tickets on SQLite, {len(pages)} addresses"
    yield Row(f"{of}: p50 / p95", _spread(together.wall), "p95 < 150 ms")
    yield Row("the same, processor time: p50 / p95", _spread(together.cpu))
    yield Row(f"the slowest of them, {slowest}: p50 / p95", _spread(pages[slowest].wall), "p95 < 150 ms")


def _widget_rows(opened: list[float]) -> Iterator[Row]:
    if opened:
        what = f"click on the chat's button until one can type, processor slowed {widget.SLOWER}-fold: p50 / p95"
        yield Row(what, _spread(opened), "p50 < 100 ms")


def _spread(times: list[float]) -> str:
    return f"{percentile(times, 50):.1f} / {percentile(times, 95):.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
