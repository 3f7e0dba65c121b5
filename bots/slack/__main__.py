"""`python -m bots.slack`: the Slack bot in Socket Mode."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys

from assistant.bootstrap import Application, build
from assistant.errors import AssistantError, ConfigurationError
from assistant.settings import Settings
from bots.slack.app import create, posting
from bots.slack.listeners import Listeners
from bots.slack.socket_mode import serve


def main() -> int:
    """Run until SIGINT or SIGTERM; return the exit code, 2 when something is not set up."""
    argparse.ArgumentParser(
        prog="python -m bots.slack", description="Answer in Slack over Socket Mode. Setting it up: docs/slack.md."
    ).parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = Settings.from_environment()
        if settings.slack_bot_token is None or settings.slack_app_token is None:
            raise ConfigurationError("Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN; docs/slack.md says where to find them.")
        if settings.slack_client_id:
            raise ConfigurationError(
                "Socket Mode serves one workspace. For several use HTTP, else unset SLACK_CLIENT_ID."
            )
        tokens = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
        application = build(settings)
        try:
            asyncio.run(_run(application, *tokens))
        finally:
            application.close()
    except AssistantError as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    return 0


async def _run(application: Application, bot_token: str, app_token: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listeners = Listeners(application)
    app = create(listeners, token=bot_token)
    application.start()
    async with posting(app, application):
        await serve(app, listeners, app_token=app_token, stop=stop)


if __name__ == "__main__":
    sys.exit(main())
