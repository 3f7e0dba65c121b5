"""`audit verify`: whether the log of everything that happened to the tickets still holds together."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant import bootstrap
from assistant.requests.history import broken_at

if TYPE_CHECKING:
    import argparse

    from assistant.commands import Commands
    from assistant.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("audit", help="check the log of everything that happened to the tickets")
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="COMMAND")
    verify = deeds.add_parser("verify", help="recompute the chain of hashes; exit status 1 where it is broken")
    verify.add_argument(
        "--expect",
        metavar="NUMBER:HASH",
        help="an entry that was written down elsewhere, as in the officer's daily mail: it must still be there",
    )
    verify.set_defaults(run=_verify)


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    expected = options.expect
    with bootstrap.opened_database(settings) as database, database.unit_of_work(read_only=True) as work:
        number, newest = work.history.head()
        broken = broken_at(work.history.walk(), head=(number, newest))
        found = not expected or any(f"{entry.number}:{entry.hash}" == expected for entry in work.history.walk())
    if broken is not None:
        print(f"The log is broken at entry {broken}: it, or one before it, was changed or is missing.", file=sys.stderr)
        return 1
    if not found:
        print(
            f"The log holds together, but has no entry {expected}: its end was cut off or rewritten.", file=sys.stderr
        )
        return 1
    print(f"{number} entries, each in its place. The newest is {number}:{newest}" if number else "The log is empty.")
    return 0


def _fails(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
