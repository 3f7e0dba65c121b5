"""`purge`: end what is past its end date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import bootstrap
from assistant.organisation import read_organisation
from assistant.ports import utc_now

if TYPE_CHECKING:
    import argparse

    from assistant.commands import Commands
    from assistant.settings import Settings

_KINDS = {
    "conversations": "conversations",
    "unverified": "requests that nobody confirmed",
    "tickets": "closed requests, stripped of what identifies",
    "files": "files for requesters",
    "sent": "mails that were sent",
    "set_aside": "mails that were set aside",
    "codes": "one-time codes",
    "sessions": "sessions",
    "api_tokens": "tokens of other systems",
    "limits": "counts for limits",
    "keys": "keys against repeats",
}


def add_to(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("purge", help="end what is past its end date, as a server does every hour")
    parser.add_argument("--dry-run", action="store_true", help="only say what would go")
    parser.set_defaults(run=_run)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    organisation = read_organisation(settings.corpus_dir)
    with bootstrap.opened_database(settings) as database:
        purge = bootstrap.purge(database, organisation=organisation, now=utc_now)
        gone = purge.preview() if options.dry_run else purge.run()
    print("Would go:" if options.dry_run else "Gone:")
    for kind, words in _KINDS.items():
        print(f"{gone[kind]:>9,}  {words}")
    return 0
