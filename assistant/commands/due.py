"""`due`: by when a request must be answered, and the working."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.organisation import read_organisation
from assistant.requests import clock

if TYPE_CHECKING:
    import argparse

    from assistant.commands import Commands
    from assistant.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("due", help="print by when a request must be answered, and the working")
    parser.add_argument("date", metavar="DATE", help="the day it came in, such as 2026-01-31")
    parser.add_argument("--regime", help="whose law: eu, uk, california or india (default: the organisation's)")
    parser.set_defaults(run=_run)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    organisation = read_organisation(settings.corpus_dir)
    regime = options.regime or organisation.clock.regime
    print(clock.explain(options.date, regime=regime, calendars=organisation.clock.calendars))
    return 0
