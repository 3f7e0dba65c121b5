"""The command line: `python -m assistant due | explain | deliver`."""

from __future__ import annotations

import argparse
import logging
import sys
from typing import TYPE_CHECKING

from assistant import bootstrap
from assistant.errors import AssistantError
from assistant.organisation import read_organisation
from assistant.ports import utc_now
from assistant.requests import clock, outbox
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Look inside the privacy assistant.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    due = commands.add_parser("due", help="print by when a request must be answered, and the working")
    due.add_argument("date", metavar="DATE", help="the day it came in, such as 2026-01-31")
    due.add_argument("--regime", help="whose law: eu, uk, california or india (default: the organisation's)")
    explain = commands.add_parser("explain", help="show what a message is taken for, and why")
    explain.add_argument("message", nargs="?", metavar="MESSAGE", help="what a person says")
    explain.add_argument(
        "--json",
        metavar="-",
        choices=["-"],
        help="read one message a line from standard input and print one JSON object each",
    )
    commands.add_parser("deliver", help="send the mails that are due, once")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 2, with one sentence on stderr, when it cannot be done."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "explain" and (options.message is None) == (options.json is None):
        parser.error("explain takes either a message or --json -")
    try:
        settings = Settings.from_environment()
        match options.command:
            case "due":
                organisation = read_organisation(settings.corpus_dir)
                regime = options.regime or organisation.clock.regime
                print(clock.explain(options.date, regime=regime, calendars=organisation.clock.calendars))
            case "explain":
                _explain(settings, options.message)
            case "deliver":
                _deliver(settings)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _explain(settings: Settings, message: str | None) -> None:
    from assistant import explain  # noqa: PLC0415 - the other commands need no models

    with bootstrap.understanding(settings) as understanding:
        if message is not None:
            print(explain.in_words(message, understanding))
            return
        for line in explain.lines(explain.messages(sys.stdin.buffer), understanding):
            print(line, flush=True)


def _deliver(settings: Settings) -> None:
    logging.basicConfig(format="%(message)s")
    logging.getLogger("assistant").setLevel(logging.INFO)
    organisation = read_organisation(settings.corpus_dir)
    database = bootstrap.open_database(settings)
    try:
        print(outbox.deliver(bootstrap.delivery(settings, database, organisation=organisation, now=utc_now)))
    finally:
        database.close()


if __name__ == "__main__":
    sys.exit(main())
