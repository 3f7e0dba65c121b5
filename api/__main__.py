"""`python -m api`: serve on one port until told to stop."""

from __future__ import annotations

import argparse
import logging
import sys
from importlib.metadata import entry_points

import uvicorn

from api.app import create_app
from assistant.bootstrap import build
from assistant.errors import AssistantError
from assistant.settings import Settings

_GRACE_SECONDS = 10
_LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def main() -> int:
    """Build the application, serve it, and return the exit status: 2 when it cannot start."""
    parser = argparse.ArgumentParser(prog="python -m api", description="Serve the API, the widget and the policy page.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument(
        "--forwarded-allow-ips",
        default="",
        metavar="ADDRESSES",
        help="proxies whose X-Forwarded-* headers are believed, separated by commas (none)",
    )
    options = parser.parse_args()
    handler = logging.StreamHandler()
    handler.setLevel(logging.INFO)  # some libraries turn their own loggers up
    logging.basicConfig(level=logging.INFO, handlers=[handler], format=_LOG_LINE)
    try:
        application = build(Settings.from_environment())
    except AssistantError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    # Other doors announce themselves in the package's metadata, since doors never import each other.
    doors = [point.load() for point in entry_points(group="privacy_assistant.routers")]
    routers = [router for door in doors if (router := door(application)) is not None]
    uvicorn.run(
        create_app(application, routers=routers),
        host=options.host,
        port=options.port,
        access_log=False,  # api.boundary writes one without addresses and queries
        server_header=False,
        forwarded_allow_ips=options.forwarded_allow_ips,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
