"""The real pages in front of a chat that follows a script: for what the real assistant does not do on demand."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import StreamingResponse
from unit.fakes.units import no_database

from api import embed, errors, feedback, pages
from api.about import About
from api.boundary import Boundary
from api.limits import TokenBuckets
from api.metrics import Metrics
from api.schemas import ChatReply
from api.stream import events
from assistant.errors import InputError, NotFoundError, RateLimitedError
from assistant.model import (
    Ask,
    Citation,
    Document,
    Intent,
    IntentName,
    Reply,
    RequestType,
    TicketStatus,
    TicketType,
    TicketView,
)
from assistant.organisation import Organisation, read_organisation
from assistant.policy.documents import parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

CORPUS = Path(__file__).parents[2] / "corpus"
HOSTILE = "<img src=x onerror=alert(1)><svg onload=alert(2)> [1](javascript:alert(3)) <script>alert(4)</script>"
_WHAT_HAPPENS = (
    "I can file an erasure request with Integra's data protection officer. You will see a summary before anything is "
    "sent.\n\nWhat is your name?"
)
_THEN = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_INTENT = Intent(IntentName.QUESTION, (), 0.97)
_ERASURE = Intent(IntentName.REQUEST, (RequestType.ERASURE,), 0.98)


@dataclass
class Documents:
    """Two editions of the real policy and a hostile document."""

    policy: Document = field(
        default_factory=lambda: parse("privacy_policy", (CORPUS / "privacy_policy.md").read_bytes(), suffix=".md")
    )

    def document(self, name: str, version: str | None = None) -> Document:
        hostile = f"<h2>&lt;script&gt;alert(5)&lt;/script&gt;</h2><p>{HOSTILE.replace('<', '&lt;')}</p>"
        known = [
            self.policy,
            replace(self.policy, version="000000000001"),
            parse("hostile", hostile.encode(), suffix=".html"),
        ]
        for document in known:
            if document.name == name and version in {None, document.version}:
                return document
        raise NotFoundError

    def cite(self, number: int, quote: str, *, section: str) -> Citation:
        start = self.policy.text.index(quote)
        end, version = start + len(quote), self.policy.version
        url = f"/policy/privacy_policy?version={version}&start={start}&end={end}#cited"
        return Citation(number, "privacy_policy", version, section, quote, start, end, url)


@dataclass
class Script:
    """What the assistant says. `base` completes the citations' addresses."""

    documents: Documents = field(default_factory=Documents)
    contact: str = "dpo@integra.co.in"
    organisation: Organisation = field(default_factory=lambda: read_organisation(CORPUS))
    said: list[tuple[str, str | None]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    limited: int = 1
    """How often it is too busy."""
    losses: int = 0
    base: str = ""

    def source_of(self, _address: str) -> str:
        return "everybody"

    def reply(self, text: str) -> Reply:
        """Return the line whose cue the message holds."""
        lines: dict[str, Callable[[], Reply]] = {
            "how long": self._answer,
            "train": self._silence,
            "hostile": partial(self._hostile, text),
            "<": partial(self._hostile, text),
            "delete": partial(self._form, _WHAT_HAPPENS, Ask("name", "Your name, as the company knows you")),
            "brandt": partial(
                self._form, "At which e-mail address can we reach you?", Ask("email", "Such as z@example.com")
            ),
            "@": self._summary,
            "yes": partial(
                self._form, "I have sent a code to zoe@example.com.", Ask("code", "The six digits from the mail")
            ),
            "123456": self._filed,
            "123 456": self._filed,
        }
        hello = Reply("c-1", "smalltalk", "Hello.", Intent(IntentName.SMALLTALK, (), 0.9))
        return next((line() for cue, line in lines.items() if cue in text.lower()), hello)

    def _answer(self) -> Reply:
        section = "How long do we keep your personal information"
        services = self.documents.cite(
            1,
            "Usually 7 years from the conclusion of the instruction unless we inform you otherwise",
            section=f"{section} {_THEN} In the course of providing services",
        )
        periods = self.documents.cite(
            2,
            "For the duration of your consent (to be deleted upon consent being withdrawn)",
            section=f"{section} {_THEN} Information submitted via website form",
        )
        text = (
            f'For services you instructed, the policy says: "{services.quote}" [1]\n\n'
            f'For what you send through a form on the website: "{periods.quote}" [2]'
        )
        return self._cited(text, services, periods)

    def _silence(self) -> Reply:
        near = self.documents.cite(1, "Usually 7 years", section="How long do we keep your personal information")
        placed = replace(near, related=True, url=self.base + near.url)
        text = (
            f"The policy doesn't say. You can ask the data protection officer: {self.contact}. "
            f'Related, but not an answer: "{near.quote}" [1]'
        )
        return Reply("c-1", "no_answer", text, _INTENT, citations=(placed,))

    def _hostile(self, text: str) -> Reply:
        citation = self.documents.cite(1, "Usually 7 years", section=HOSTILE)
        return self._cited(f"{HOSTILE} {text} [1]", replace(citation, url="javascript:alert(6)", quote=HOSTILE))

    def _cited(self, text: str, *citations: Citation) -> Reply:
        placed = tuple(replace(one, url=self.base + one.url) if one.url[0] == "/" else one for one in citations)
        suggestions = ("And for marketing?", "Please delete my data")
        return Reply("c-1", "answer", text, _INTENT, citations=placed, suggestions=suggestions)

    def _form(self, text: str, ask: Ask) -> Reply:
        return Reply("c-1", "ask", text, _ERASURE, ask=ask)

    def _summary(self) -> Reply:
        text = (
            "This is what I will send:\n\n- Request: erasure\n- Name: Zoë Brandt\n- E-mail: zoe@example.com\n"
            '- Your words: "please delete my data"\n\nIt goes to Integra\'s data protection officer. By law (GDPR Art. '
            "12(3)) the answer is due by 22 December 2026.\n\nShall I send it?"
        )
        ask = Ask("confirm", "Yes sends the code; you can still correct anything")
        return Reply("c-1", "confirm", text, _ERASURE, ask=ask, suggestions=("Yes, send it", "Cancel"))

    def _filed(self) -> Reply:
        due = date(2026, 12, 22)
        received = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
        ticket = TicketView("DSR-7F3K-29QX", (TicketType.ERASURE,), TicketStatus.RECEIVED, received, due)
        text = f"Done. See where it stands: {self.base}/requests/DSR-7F3K-29QX"
        return Reply("c-1", "filed", text, _ERASURE, ticket=ticket)


def scripted_app(script: Script, address: str) -> FastAPI:
    script.base = address
    app = FastAPI()
    app.state.application = script
    app.state.metrics = Metrics(no_database)
    app.state.buckets = TokenBuckets(burst=1000, per_second=1000, clock=time.monotonic)
    app.add_middleware(
        CORSMiddleware,
        allow_origin_regex=r"http://127\.0\.0\.1:\d+",
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Idempotency-Key"],
    )
    app.add_middleware(Boundary, metrics=app.state.metrics, new_id=lambda: "r")
    for router in (pages.router, embed.router, feedback.router):
        app.include_router(router)
    errors.register(app)

    @app.get("/v1/about")
    async def about() -> About:
        policy = f"{address}/policy/privacy_policy"
        return About(controller="Integra", contact=script.contact, policy=policy, document_language="en", language="en")

    @app.delete("/v1/conversations/{conversation_id}", status_code=204)
    async def forget(conversation_id: str) -> None:
        script.forgotten.append(conversation_id)

    @app.post("/v1/chat")
    async def chat(request: Request) -> Response:
        said = await request.json()
        script.said.append((said["message"], said["conversation_id"]))
        script.keys.append(request.headers["idempotency-key"])
        return _respond(script, said["message"])

    return app


def _respond(script: Script, text: str) -> Response:
    """Go wrong in the way that the message asks for, or reply."""
    if text == "busy" and script.limited:
        script.limited -= 1
        raise RateLimitedError(retry_after=7)
    if text == "too odd":
        raise InputError("This contains control characters that no keyboard types.")
    if text == "break":
        return Response(status_code=502)
    streams = {"hang": _hanging, "slow": _slowly}
    if text == "lose it" and not script.losses:
        script.losses += 1
        streams[text] = _breaking
    if text in streams:
        return StreamingResponse(streams[text](), media_type="text/event-stream")
    reply = ChatReply.model_validate(script.reply(text))
    if text == "plainly":
        return Response(reply.model_dump_json(), media_type="application/json")
    stream = events(lambda: reply, request_id="r", failed=lambda _status: None)
    return StreamingResponse(stream, media_type="text/event-stream")


def customer_app(site: str, _address: str, *, attributes: str = "", page: str = 'lang="en"') -> FastAPI:
    """A customer's site, on another origin, with the strictest policy that lets the widget's script in."""
    tags = embed.tags(site).replace("<script ", '<script nonce="n" ').replace("chat>", f"chat {attributes}>", 1)
    html = f"<!doctype html><html {page}><title>Customer</title><main><h1>Customer</h1></main>{tags}"
    policy = f"default-src 'none'; script-src 'nonce-n'; connect-src {site}; require-trusted-types-for 'script'"
    app = FastAPI()

    @app.get("/")
    async def home() -> Response:
        return Response(html, media_type="text/html", headers={"Content-Security-Policy": policy})

    return app


async def _breaking() -> AsyncIterator[bytes]:
    yield b'event: status\ndata: {"text":"Looking it up"}\n\n'


async def _hanging() -> AsyncIterator[bytes]:
    yield b'event: status\ndata: {"text":"Looking it up"}\n\n'
    await asyncio.sleep(30)


async def _slowly() -> AsyncIterator[bytes]:
    yield b'event: status\ndata: {"text":"Looking it up"}\n\nevent: delta\ndata: {"text":"The policy says "}\n\n'
    await asyncio.sleep(30)
