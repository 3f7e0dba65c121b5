"""`explain`: what a message is taken for, and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant import bootstrap

if TYPE_CHECKING:
    import argparse

    from assistant.commands import Commands
    from assistant.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("explain", help="show what a message is taken for, and why")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("message", nargs="?", metavar="MESSAGE", help="what a person says")
    what.add_argument(
        "--json",
        metavar="-",
        choices=["-"],
        help="read one message a line from standard input and print one JSON object each",
    )
    parser.set_defaults(run=_run)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    from assistant import explain  # noqa: PLC0415 - the other commands need no models

    with bootstrap.understanding(settings) as understanding:
        if options.message is not None:
            print(explain.in_words(options.message, understanding))
            return 0
        for line in explain.lines(explain.messages(sys.stdin.buffer), understanding):
            print(line, flush=True)
    return 0
