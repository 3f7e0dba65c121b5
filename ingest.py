"""Bring documents into the index: python ingest.py [PATH ...] [--dry-run]."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from assistant import bootstrap
from assistant.errors import AssistantError
from assistant.policy import documents
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.policy.index import Plan

_ABOUT = """\
Bring Markdown, HTML and plain-text documents into the index. Without a PATH, the index becomes what the folder
ASSISTANT_CORPUS_DIR holds; with some, those documents are added or replaced and the others stay."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 after one sentence on standard error that says what is wrong."""
    parser = argparse.ArgumentParser(prog="ingest.py", description=_ABOUT)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a document, or a folder of them")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="show what would change, and leave the index as it is; the data folder and its tables are made if missing",
    )
    given = parser.parse_args(arguments)
    try:
        _ingest(given.paths, dry_run=given.dry_run)
    except AssistantError as error:
        print(f"ingest.py: {error.message}", file=sys.stderr)  # noqa: T201 - what a command line is for
        return 2
    return 0


def _ingest(paths: list[Path], *, dry_run: bool) -> None:
    began = time.monotonic()
    settings = Settings.from_environment()
    found = documents.read(paths or [settings.corpus_dir])
    with bootstrap.ingester(settings) as index:
        plan = index.plan(found, keep_others=bool(paths))
        if not dry_run:
            with _progress() as bar:
                task = bar.add_task("Embedding passages", total=None, visible=False)
                index.apply(
                    plan,
                    progress=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
                )
    Console().print(_table(plan, title="Would change" if dry_run else "", seconds=time.monotonic() - began))


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True))


def _table(plan: Plan, *, title: str, seconds: float) -> Table:
    rows = [(c.document, c.sections, c.passages, c.added, c.kept, c.removed) for c in plan.changes]
    sums = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    table = Table(title=title or None, show_footer=True, caption=f"{seconds:.1f} seconds")
    table.add_column("document", footer=f"documents: {len(plan.new.documents)}", overflow="fold")
    for name, total in zip(("sections", "passages", "added", "kept", "removed"), sums, strict=True):
        table.add_column(name, footer=str(total), justify="right")
    for document, *counts in rows:
        table.add_row(document, *map(str, counts))
    return table


if __name__ == "__main__":
    sys.exit(main())
