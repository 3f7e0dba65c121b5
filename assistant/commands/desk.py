"""`desk`: who may sign in at the request desk, and what they may do there."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import TYPE_CHECKING

from assistant import bootstrap
from assistant.adapters.passwords import Argon2Passwords
from assistant.errors import InputError
from assistant.model import Role
from assistant.people.staff import SHORTEST_PASSWORD, NewUser, Staff
from assistant.ports import utc_now

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from assistant.commands import Commands
    from assistant.ports import UnitOfWork
    from assistant.settings import Settings

_STAFF = Staff(Argon2Passwords())
_ROLES = {
    Role.READER: "sees all requests",
    Role.HANDLER: "works on them too",
    Role.ADMIN: "may also keep them beyond their end, for a legal claim say",
}


def add_to(commands: Commands) -> None:
    """Describe the command."""
    deeds = commands.add_parser("desk", help="say who may sign in at the request desk").add_subparsers(
        dest="deed", required=True, metavar="COMMAND"
    )
    add = deeds.add_parser("add-user", help="make a user; asks for the password, twice")
    add.add_argument("name", metavar="NAME", help="what they sign in with, such as ines.duarte")
    add.add_argument("--full-name", required=True, help="how colleagues know them")
    add.add_argument("--email", required=True, help="their e-mail address; OpenID finds them by it")
    _ask_for_role(add)
    _ask_for_password(add, may_be_none=True)
    add.set_defaults(run=_add_user)
    password = deeds.add_parser("set-password", help="give a user another password and end their sessions")
    _ask_for_password(password)
    role = deeds.add_parser("set-role", help="give a user another role; it holds at once")
    _ask_for_role(role)
    disable = deeds.add_parser("disable", help="let a user in no more and end their sessions")
    enable = deeds.add_parser("enable", help="let a user in again")
    for parser, run in ((password, _set_password), (role, _set_role), (disable, _disable), (enable, _enable)):
        parser.add_argument("name", metavar="NAME", help="as `desk users` prints it")
        parser.set_defaults(run=run)
    deeds.add_parser("users", help="print who there is").set_defaults(run=_users)


def _ask_for_role(parser: argparse.ArgumentParser) -> None:
    words = "; ".join(f"{role}: {may}" for role, may in _ROLES.items())
    parser.add_argument("--role", required=True, choices=[role.value for role in Role], help=words)


def _ask_for_password(parser: argparse.ArgumentParser, *, may_be_none: bool = False) -> None:
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    if may_be_none:
        either.add_argument("--no-password", action="store_true", help="they sign in through OpenID Connect only")


def _add_user(settings: Settings, options: argparse.Namespace) -> int:
    password = None if options.no_password else _password(from_stdin=options.password_stdin)
    new = NewUser(options.name, options.full_name, options.email, Role(options.role), password)
    said = f"{new.name} may sign in at {settings.public_url}/desk as {new.role}."
    return _do(settings, lambda work: _STAFF.add(work, new, now=utc_now()), said)


def _set_password(settings: Settings, options: argparse.Namespace) -> int:
    name, password = options.name, _password(from_stdin=options.password_stdin)
    return _do(settings, lambda work: _STAFF.set_password(work, name, password), f"{name} has another password.")


def _set_role(settings: Settings, options: argparse.Namespace) -> int:
    name, role = options.name, Role(options.role)
    return _do(settings, lambda work: _STAFF.set_role(work, name, role), f"{name} is {role} now.")


def _disable(settings: Settings, options: argparse.Namespace) -> int:
    name = options.name
    return _do(settings, lambda work: _STAFF.disable(work, name, now=utc_now()), f"{name} is let in no more.")


def _enable(settings: Settings, options: argparse.Namespace) -> int:
    return _do(settings, lambda work: _STAFF.enable(work, options.name), f"{options.name} is let in again.")


def _do(settings: Settings, deed: Callable[[UnitOfWork], object], said: str) -> int:
    with bootstrap.opened_database(settings) as database, database.unit_of_work() as work:
        deed(work)
        work.commit()
    print(said)
    return 0


def _users(settings: Settings, _options: argparse.Namespace) -> int:
    with bootstrap.opened_database(settings) as database, database.unit_of_work(read_only=True) as work:
        users = work.users.all()
    for user in users:
        remarks = ["disabled"] * (user.disabled_at is not None) + ["OpenID only"] * (not user.password_hash)
        print("  ".join([user.name, user.role, user.email, user.full_name, *remarks]))
    return 0


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("Nobody can be asked for the password here. Send it with --password-stdin.")
    password = getpass(f"Password ({SHORTEST_PASSWORD} characters or more): ")
    if getpass("The same again: ") != password:
        raise InputError("The two are not the same. Nothing was done.")
    return password
