"""The other side: a local server that speaks Slack's Web API and Socket Mode, and requests signed as Slack signs."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer
from slack_limits import complaints, view_complaints

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BOT_TOKEN = "xoxb-made-up"
APP_TOKEN = "xapp-made-up"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, BOT, PERSON, DM, ROOM = "T01TEAM", "U01BOT", "U01PERSON", "D01DM", "C01ROOM"


@dataclass
class SlackPeer:
    """What the bot called, in order, and the connections it opened."""

    server: TestServer
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refusals: list[web.Response] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    installed: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens_used: list[tuple[str, str]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return str(self.server.make_url("/api/"))

    @property
    def response_url(self) -> str:
        return str(self.server.make_url("/response"))

    def said(self) -> list[dict[str, Any]]:
        """What a person or a channel was shown."""
        return [call for method, call in self.calls if method in ("chat.postMessage", "chat.postEphemeral", "response")]

    async def wait_for_said(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(20), self.arrived:
            await self.arrived.wait_for(lambda: len(self.said()) >= count)
        return self.said()

    def allow(self, *, team: str | None, enterprise: str | None = None) -> str:
        """Return the code with which a workspace, or a whole organisation, lets itself be installed to."""
        code = f"code-{team or enterprise}"
        self.installed[code] = {
            "app_id": "A01APP",
            "access_token": f"xoxb-{team or enterprise}",
            "bot_user_id": BOT,
            "scope": "chat:write",
            "authed_user": {"id": PERSON},
            "team": {"id": team} if team else None,
            "enterprise": {"id": enterprise} if enterprise else None,
            "is_enterprise_install": team is None,
        }
        return code

    async def wait_for(self, method: str, count: int = 1) -> list[dict[str, Any]]:
        """Return the calls of a method, once there are so many."""
        async with asyncio.timeout(20), self.arrived:
            await self.arrived.wait_for(lambda: len(self.called(method)) >= count)
        return self.called(method)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [call for called, call in self.calls if called == method]

    async def deliver(self, envelope_type: str, payload: dict[str, Any], *, envelope_id: str) -> None:
        """Send through Socket Mode; `answered` gets the envelope's id once the bot acknowledged it."""
        envelope = {"envelope_id": envelope_id, "type": envelope_type, "payload": payload}
        await self.sockets[-1].send_json({**envelope, "accepts_response_payload": envelope_type != "events_api"})
        async with asyncio.timeout(20), self.arrived:
            await self.arrived.wait_for(lambda: envelope_id in self.answered)

    async def _note(self, method: str, call: dict[str, Any]) -> None:
        async with self.arrived:
            self.calls.append((method, call))
            self.arrived.notify_all()

    def _refusal(self, method: str, call: dict[str, Any]) -> str:
        if method in ("chat.postMessage", "chat.postEphemeral", "chat.update") and complaints(call):
            return "invalid_blocks"
        if method.startswith("views.") and view_complaints(call["view"]):
            return "invalid_arguments"
        return "user_not_found" if method == "users.info" and call["user"] not in self.people else ""

    async def _api(self, request: web.Request) -> web.Response:
        method, token = request.match_info["method"], request.headers.get("Authorization")
        call = await _sent(request)
        if method == "oauth.v2.access":
            known = self.installed.get(call["code"], {"error": "invalid_code"})
            return web.json_response({"ok": "error" not in known, **known})
        known_tokens = {BOT_TOKEN, APP_TOKEN, *(one["access_token"] for one in self.installed.values())}
        if not token or token.removeprefix("Bearer ") not in known_tokens:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        self.tokens_used.append((method, token.removeprefix("Bearer ")))
        if method in ("chat.postMessage", "views.open") and self.refusals:
            return self.refusals.pop(0)
        if why := self._refusal(method, call):
            return web.json_response({"ok": False, "error": why})
        await self._note(method, call)
        replies: dict[str, dict[str, Any]] = {
            "auth.test": {"team_id": TEAM, "user_id": BOT, "bot_id": "B01BOT", "url": "https://made-up.slack.com/"},
            "chat.postMessage": {"channel": call.get("channel"), "ts": "1700000001.000001"},
            "chat.postEphemeral": {"message_ts": "1700000001.000001"},
            "users.info": {"user": self.people.get(call.get("user", ""))},
            "views.open": {"view": {"id": "V01VIEW"}},
            "assistant.threads.setStatus": {},
            "assistant.threads.setTitle": {},
            "assistant.threads.setSuggestedPrompts": {},
            "views.publish": {"view": {"id": "V02VIEW"}},
            "chat.update": {"channel": call.get("channel"), "ts": call.get("ts")},
            "apps.connections.open": {"url": str(self.server.make_url("/socket")).replace("http", "ws", 1)},
        }
        if method not in replies or method in self.unknown:
            return web.json_response({"ok": False, "error": "unknown_method"})
        return web.json_response({"ok": True, **replies[method]})

    async def _response(self, request: web.Request) -> web.Response:
        if self.refusals:
            return self.refusals.pop(0)
        post = await request.json()
        if complaints(post):
            return web.Response(status=400, text="invalid_blocks")
        await self._note("response", post)
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.sockets.append(socket)
        self.connected.set()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                async with self.arrived:
                    self.answered.append(json.loads(message.data)["envelope_id"])
                    self.arrived.notify_all()
        return socket


async def _sent(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    call: dict[str, Any] = dict(request.query.items())
    if request.method == "POST":
        call |= dict((await request.post()).items())
    if "view" in call:
        call["view"] = json.loads(call["view"])
    return call


@asynccontextmanager
async def slack_peer() -> AsyncIterator[SlackPeer]:
    app = web.Application()
    peer = SlackPeer(TestServer(app))
    app.router.add_route("*", "/api/{method}", peer._api)  # noqa: SLF001 - its own routes
    app.router.add_post("/response", peer._response)  # noqa: SLF001 - its own routes
    app.router.add_get("/socket", peer._socket)  # noqa: SLF001 - its own routes
    await peer.server.start_server()
    try:
        yield peer
    finally:
        for socket in peer.sockets:
            await socket.close()
        await peer.server.close()


def signed(body: str, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Return the headers that prove a body, as Slack makes them."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}


_numbers = itertools.count(1)


def event(text: str, *, kind: str = "message", **more: str | dict[str, str] | None) -> dict[str, Any]:
    """Return a new event: a person's direct message, or with kind "app_mention" words in a channel."""
    number = next(_numbers)
    place = {"channel": ROOM} if kind == "app_mention" else {"channel": DM, "channel_type": "im"}
    inner = {"type": kind, "user": PERSON, "text": text, "ts": f"1700000000.{number:06}", **place, **more}
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A01APP",
        "event_id": f"Ev{number:08}",
        "event_time": 1700000000,
        "event": inner,
    }


def command(text: str, *, response_url: str) -> dict[str, str]:
    """Return the form of a new `/privacy`."""
    return {
        "command": "/privacy",
        "text": text,
        "team_id": TEAM,
        "channel_id": ROOM,
        "user_id": PERSON,
        "user_name": "person",
        "trigger_id": f"{next(_numbers)}.2.abc",
        "response_url": response_url,
        "api_app_id": "A01APP",
    }


def press(value: str, *, response_url: str = "", ephemeral: bool = False, thread: str = "") -> dict[str, Any]:
    """Return the payload of a new press on a suggestion."""
    channel = ROOM if ephemeral or thread else DM
    container = {"type": "message", "message_ts": "1700000001.000001", "channel_id": channel, "is_ephemeral": ephemeral}
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "made-up"},
        "user": {"id": PERSON, "team_id": TEAM},
        "channel": {"id": channel},
        "container": container | ({"thread_ts": thread} if thread else {}),
        "trigger_id": f"{next(_numbers)}.2.abc",
        "response_url": response_url,
        "actions": [{"type": "button", "action_id": "say:0", "block_id": "b", "value": value, "action_ts": "1.0"}],
    }


def person(name: str, email: str, **more: bool) -> dict[str, Any]:
    """Return what `users.info` tells of a member of the workspace."""
    profile = {"real_name": name, "email": email}
    return {"real_name": name, "profile": profile, "is_email_confirmed": True, **more}


def shortcut(text: str = "", **message: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever Slack says of a message
    """Return the payload of a new click on a message of this text, or without one on the global shortcut."""
    body = {
        "type": "shortcut",
        "callback_id": "hand_in_new",
        "team": {"id": TEAM, "domain": "made-up"},
        "user": {"id": PERSON, "team_id": TEAM},
        "trigger_id": f"{next(_numbers)}.2.abc",
    }
    if not text:
        return body
    clicked = {"type": "message", "user": "U02ASKS", "ts": "1700000000.250000", "text": text, **message}
    place = {"channel": {"id": ROOM, "name": "room"}, "message_ts": clicked["ts"], "message": clicked}
    return body | {"type": "message_action", "callback_id": "hand_in_message", **place}


def submission(view: dict[str, Any], **typed: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a field holds
    """Return the payload of an opened form that is sent: as it was proposed, but for what was `typed`."""
    values = {}
    for block in view["blocks"]:
        element, field_id = block["element"], block["block_id"]
        held = typed.get(field_id, element.get("initial_value") or element.get("initial_date"))
        kind = {"datepicker": "selected_date"}.get(element["type"], "value")
        if "options" in element:
            chosen = typed.get(field_id, [option["value"] for option in element.get("initial_options", [])])
            kind, held = "selected_options", [{"value": value} for value in chosen]
        values[field_id] = {element["action_id"]: {"type": element["type"], kind: held}}
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "made-up"},
        "user": {"id": PERSON, "team_id": TEAM},
        "trigger_id": f"{next(_numbers)}.2.abc",
        "view": {**view, "id": "V01VIEW", "team_id": TEAM, "state": {"values": values}},
    }
