"""`deliver`: send the mails that are due, once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from assistant import bootstrap
from assistant.organisation import read_organisation
from assistant.ports import utc_now
from assistant.requests import outbox

if TYPE_CHECKING:
    import argparse

    from assistant.commands import Commands
    from assistant.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the command."""
    commands.add_parser("deliver", help="send the mails that are due, once").set_defaults(run=_run)


def _run(settings: Settings, _options: argparse.Namespace) -> int:
    logging.basicConfig(format="%(message)s")
    logging.getLogger("assistant").setLevel(logging.INFO)
    organisation = read_organisation(settings.corpus_dir)
    with bootstrap.opened_database(settings) as database:
        print(outbox.deliver(bootstrap.delivery(settings, database, organisation=organisation, now=utc_now)))
    return 0
