"""`python -m api.demo`: the assistant, and on another port a customer's page that embeds its chat from there.

The page is what a careful customer has: another origin, and a Content-Security-Policy that allows scripts by nonce
only, wants Trusted Types, and lets the browser speak to nobody but the assistant.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import embed
from api.app import create_app
from assistant.bootstrap import build
from assistant.errors import AssistantError
from assistant.settings import Settings

_PAGES = Path(__file__).parent / "widget" / "pages"
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src {server}; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def create_customer(server: str) -> FastAPI:
    """Return a customer's site, whose only page embeds the chat of `server` (such as http://127.0.0.1:8000)."""
    app = FastAPI(
        openapi_url=None, telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
    )
    pages = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined)

    @app.get("/")
    async def home() -> Response:
        nonce = secrets.token_urlsafe(16)
        values = {"script": server + embed.address(), "integrity": embed.script().integrity, "nonce": nonce}
        html = pages.get_template("customer.html").render(values)
        policy = _POLICY.format(nonce=nonce, server=server)
        return Response(html, media_type="text/html", headers={"Content-Security-Policy": policy})

    return app


def main() -> int:
    """Serve both until told to stop; return 2 when the assistant cannot start."""
    parser = argparse.ArgumentParser(
        prog="python -m api.demo", description="Serve the assistant, and a customer's page that embeds its chat."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, default=8000, help="the assistant's port; the page has the next (%(default)s)"
    )
    options = parser.parse_args()
    server, customer = (f"http://{options.host}:{port}" for port in (options.port, options.port + 1))
    own = {"public_url": server, "allowed_origins": (customer,)}
    try:
        application = build(Settings.from_environment().model_copy(update=own))
    except AssistantError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"The assistant: {server}\nA customer's page with its chat: {customer}\n")
    apps = {options.port: create_app(application), options.port + 1: create_customer(server)}
    asyncio.run(_serve(apps, host=options.host))
    return 0


async def _serve(apps: dict[int, FastAPI], *, host: str) -> None:
    configs = (
        uvicorn.Config(app, host=host, port=port, access_log=False, server_header=False) for port, app in apps.items()
    )
    await asyncio.gather(*(uvicorn.Server(config).serve() for config in configs))


if __name__ == "__main__":
    sys.exit(main())
