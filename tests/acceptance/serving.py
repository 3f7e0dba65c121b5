"""A running server as tests see it: spoken to over HTTP, its mails in a folder."""

from __future__ import annotations

import contextlib
import email
import email.policy
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    import httpx
    from fastapi import FastAPI

    from assistant.bootstrap import Application

FRIEND = "https://friend.example"
SECONDS = 20.0


@dataclass(frozen=True)
class Server:
    """A running server, a client that speaks to it, and the folder its mails land in."""

    application: Application
    client: httpx.Client
    mails: Path

    def say(self, message: str, conversation_id: str | None = None) -> dict[str, Any]:
        body = {"message": message, "conversation_id": conversation_id}
        response = self.client.post("/v1/chat", json=body)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        return reply

    def mails_to(self, address: str, *, count: int) -> list[EmailMessage]:
        """Wait until at least `count` mails to an address are there; oldest first."""
        until = time.monotonic() + SECONDS
        while True:
            found = [mail for mail in self._mails() if address in mail["To"]]
            if len(found) >= count or time.monotonic() > until:
                return found
            time.sleep(0.02)

    def _mails(self) -> list[EmailMessage]:
        files = sorted(self.mails.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve on a free port, in a thread, until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, server_header=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + SECONDS
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(SECONDS)
