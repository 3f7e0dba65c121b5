"""Slack as a client of ours: what it sends to `/slack/events`, signed."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI
from slack_peer import signed

from bots.slack.http import router

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from slack_peer import SlackPeer

    from bots.slack.application import Assistant


@dataclass(frozen=True)
class SigningClient:
    """Speaks to the routes as Slack does; what is sent must be acknowledged."""

    client: httpx.AsyncClient

    async def post(self, body: str | bytes, headers: Mapping[str, str]) -> httpx.Response:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return await self.client.post("/slack/events", content=body, headers=raw)

    async def send(self, body: str, **headers: str) -> httpx.Response:
        return await self.post(body, signed(body) | headers)

    async def event(self, body: dict[str, Any], **headers: str) -> None:
        response = await self.send(json.dumps(body), **headers)
        assert (response.status_code, response.text) == (200, "")

    async def command(self, body: dict[str, str]) -> None:
        response = await self.send(urlencode(body))
        assert (response.status_code, response.text) == (200, "")

    async def press(self, body: dict[str, Any]) -> None:
        response = await self.send(urlencode({"payload": json.dumps(body)}))
        assert (response.status_code, response.text) == (200, "")

    async def submit(self, body: dict[str, Any]) -> dict[str, Any]:
        response = await self.send(urlencode({"payload": json.dumps(body)}))
        assert response.status_code == 200
        answer: dict[str, Any] = response.json()
        return answer


@asynccontextmanager
async def signing_client(application: Assistant, slack: SlackPeer) -> AsyncIterator[SigningClient]:
    """Yield a client of a server with the bot's routes, which is stopped at the end of the block."""
    app = FastAPI()
    routes = router(application, base_url=slack.base_url)
    assert routes is not None
    app.include_router(routes)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://assistant.test") as client,
    ):
        yield SigningClient(client)
