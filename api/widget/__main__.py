"""`python -m api.widget`: print the lines that put the chat on a page, with the script's integrity hash."""

from __future__ import annotations

import argparse
import sys

from api.embed import tags
from assistant.errors import AssistantError
from assistant.settings import Settings


def main() -> int:
    """Print the lines; return 2 when the settings cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m api.widget",
        description="Print the lines of HTML that put the chat on a page. They fit the version that is installed: "
        "after an upgrade, print and paste them anew.",
    )
    parser.add_argument("--server", help="address of the assistant (ASSISTANT_PUBLIC_URL)")
    options = parser.parse_args()
    try:
        server = options.server or Settings.from_environment().public_url
    except AssistantError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(tags(server))
    return 0


if __name__ == "__main__":
    sys.exit(main())
