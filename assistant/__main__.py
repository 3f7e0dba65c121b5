"""The command line: `python -m assistant COMMAND`; each command is a module of `assistant.commands`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from assistant.commands import audit, deliver, desk, due, explain, mail, purge, token, webhook
from assistant.errors import AssistantError
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = (due, explain, deliver, mail, purge, audit, token, webhook, desk)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Look inside the privacy assistant.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 2, with one sentence on stderr, when it cannot be done."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(Settings.from_environment(), options)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
