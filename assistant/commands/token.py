"""`token`: what other systems show to read the register of requests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant import bootstrap
from assistant.errors import InputError
from assistant.model import ApiToken
from assistant.ports import utc_now
from assistant.requests.access import SCOPES, token_hash
from assistant.requests.ticket import mint_token

if TYPE_CHECKING:
    import argparse

    from assistant.commands import Commands
    from assistant.settings import Settings

_LONGEST_DAYS = 366
_LONGEST_NAME = 64


def add_to(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("token", help="let other systems read the register")
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="COMMAND")
    add = deeds.add_parser("add", help="make a token; prints it, once")
    add.add_argument("name", metavar="NAME", help="who will use it")
    add.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=sorted(SCOPES),
        help="; ".join(f"{scope}: {words}" for scope, words in SCOPES.items()),
    )
    add.add_argument("--days", type=int, default=90, help=f"until it ends, {_LONGEST_DAYS} at most (default: 90)")
    add.set_defaults(run=_add)
    deeds.add_parser("list", help="print the tokens there are").set_defaults(run=_list)
    remove = deeds.add_parser("remove", help="end a token now")
    remove.add_argument("name", metavar="NAME", help="as `token list` prints it")
    remove.set_defaults(run=_remove)


def _add(settings: Settings, options: argparse.Namespace) -> int:
    if not 1 <= options.days <= _LONGEST_DAYS:
        raise InputError(f"A token lives one to {_LONGEST_DAYS} days.")
    if not 1 <= len(options.name) <= _LONGEST_NAME:
        raise InputError(f"A token's name has one to {_LONGEST_NAME} characters.")
    token, now = mint_token(), utc_now()
    kept = ApiToken(
        token_hash(token), options.name, tuple(sorted(set(options.scope))), now, now + timedelta(days=options.days)
    )
    with bootstrap.opened_database(settings) as database, database.unit_of_work() as work:
        work.subscriptions.put_token(kept)
        work.commit()
    print(f"Good until {kept.expires_at:%Y-%m-%d}. The token, shown this once: {token}")
    return 0


def _list(settings: Settings, _options: argparse.Namespace) -> int:
    with bootstrap.opened_database(settings) as database, database.unit_of_work(read_only=True) as work:
        for token in work.subscriptions.tokens():
            print(f"{token.name}  until {token.expires_at:%Y-%m-%d}  {' '.join(token.scopes)}")
    return 0


def _remove(settings: Settings, options: argparse.Namespace) -> int:
    with bootstrap.opened_database(settings) as database, database.unit_of_work() as work:
        work.subscriptions.end_token(options.name)
        work.commit()
    return 0
