"""`python -m evals`: score the assistant, print the table, write the report, hold the floors."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from assistant import bootstrap
from assistant.errors import AssistantError
from assistant.settings import Settings
from evals import company, floors, public, report, table
from evals.failures import failures
from evals.run import Run, pooled
from evals.sets import SetError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABOUT = """\
Score answers, abstention, intents and dialogues on the shipped sets, or on an operator's own folder with documents,
organisation.toml and qa.test.jsonl (docs/quality.md tells its form)."""
_REPORT = "eval/report.html"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 when a figure is under its floor, 2 when something cannot be used."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if (given.check or given.raise_floors) and (given.corpus or given.split != "test"):
        parser.error("floors are kept for the test parts of the shipped sets")
    try:
        return _evaluate(given)
    except (SetError, AssistantError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=_ABOUT)
    parser.add_argument("corpus", nargs="?", type=Path, help="an operator's own folder (the shipped sets)")
    parser.add_argument("--split", choices=("dev", "test"), default="test", help="which part of the sets (%(default)s)")
    parser.add_argument("--public", type=Path, metavar="DIR", help="public sets to count false requests on as well")
    ends = parser.add_mutually_exclusive_group()
    ends.add_argument("--check", action="store_true", help="only say which figures are under their floors")
    ends.add_argument("--raise-floors", action="store_true", help="record every figure that is better than its floor")
    return parser


def _evaluate(given: argparse.Namespace) -> int:
    known = {} if given.corpus else floors.read()
    if given.check and not known:
        raise SetError(f"{floors.PATH} holds no floors. Record them: python -m evals --raise-floors")
    companies = [company.given(given.corpus)] if given.corpus else company.ours()
    runs = [Run(each, split=given.split, peers=not given.check) for each in companies]
    results = [run.results() for run in runs]
    every = pooled(results)
    if given.check:
        return _check(floors.misses(every.figures(), known))
    asked = _ask_public(given.public) if given.public else []
    columns = [[*every.figures(), *public.figures(asked)]]
    names = ["all"]
    if len(companies) > 1:
        columns += [each.figures() for each in results]
        names += [each.name for each in companies]
    title = f"Evaluation of {', '.join(each.name for each in companies)}, {given.split} part"
    rows = table.rows(columns, known if given.split == "test" else {})
    Console().print(table.printed(rows, names=names, title=title))
    path = Settings.from_environment().data_dir / _REPORT
    wrong = [*failures(every), *public.failures(asked)]
    report.write(path, title=title, made_at=datetime.now(UTC), names=names, rows=rows, results=every, failures=wrong)
    sys.stdout.write(f"{len(wrong)} failures and the plots: {path}\n")
    if given.raise_floors:
        floors.write(floors.raised(every.figures(), known))
    return 0


def _check(missed: list[floors.Miss]) -> int:
    for miss in missed:
        now = "is not measured any more" if miss.value is None else f"is {miss.value:.4f}"
        sys.stderr.write(f"{miss.key} {now}; its floor is {miss.floor:g}.\n")
    return 1 if missed else 0


def _ask_public(folder: Path) -> list[public.Asked]:
    console = Console(stderr=True)
    with company.installed(company.ours()[0]) as settings, bootstrap.understanding(settings) as understanding:
        classify = understanding.classifier.classify
        return [
            public.ask(
                name,
                track(questions, f"public: {name}", console=console, transient=True, disable=not console.is_terminal),
                classify=classify,
            )
            for name, questions in public.read(folder).items()
        ]


if __name__ == "__main__":
    sys.exit(main())
