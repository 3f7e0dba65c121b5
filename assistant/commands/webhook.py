"""`webhook`: addresses of other systems that are told what happens to tickets."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant import bootstrap
from assistant.errors import InputError
from assistant.model import Webhook
from assistant.ports import utc_now

if TYPE_CHECKING:
    import argparse

    from assistant.commands import Commands
    from assistant.settings import Settings

_SECRET_BYTES = 32
_LOCAL = {"localhost", "127.0.0.1", "::1"}


def add_to(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("webhook", help="tell other systems what happens to tickets")
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="COMMAND")
    add = deeds.add_parser("add", help="call an address from now on; prints the secret that signs the calls, once")
    add.add_argument("url", metavar="URL", help="https://…; http:// only on this machine")
    add.set_defaults(run=_add)
    deeds.add_parser("list", help="print the addresses that are called").set_defaults(run=_list)
    remove = deeds.add_parser("remove", help="call an address no more")
    remove.add_argument("id", metavar="ID", help="as `webhook list` prints it")
    remove.set_defaults(run=_remove)


def _add(settings: Settings, options: argparse.Namespace) -> int:
    parts = urlsplit(options.url)
    if not parts.hostname or (parts.scheme != "https" and (parts.scheme, parts.hostname in _LOCAL) != ("http", True)):
        raise InputError("The address has to begin with https:// (http:// only on this machine).")
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    webhook = Webhook(secrets.token_hex(6), options.url, secret, utc_now())
    with bootstrap.opened_database(settings) as database, database.unit_of_work() as work:
        work.subscriptions.add_webhook(webhook)
        work.commit()
    print(f"{webhook.id} is called from now on. Its secret, shown this once: {secret}")
    return 0


def _list(settings: Settings, _options: argparse.Namespace) -> int:
    with bootstrap.opened_database(settings) as database, database.unit_of_work(read_only=True) as work:
        for webhook in work.subscriptions.webhooks():
            print(f"{webhook.id}  since {webhook.created_at:%Y-%m-%d}  {webhook.url}")
    return 0


def _remove(settings: Settings, options: argparse.Namespace) -> int:
    with bootstrap.opened_database(settings) as database, database.unit_of_work() as work:
        work.subscriptions.end_webhook(options.id)
        work.commit()
    return 0
