from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from unit.fakes.units import no_database

from api import errors
from api.boundary import FAILED_WITH, HEADERS, Boundary
from api.errors import MEDIA_TYPE
from api.metrics import Metrics
from assistant.errors import IndexMissingError, MailRefusedError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Message, Receive, Scope, Send


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})

    @app.get("/things/{thing}")
    def thing(thing: str) -> str:
        return thing

    @app.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("Jane's secret")

    @app.get("/undelivered")
    def undelivered() -> None:
        raise MailRefusedError("Jane's secret")

    @app.get("/unready")
    def unready() -> None:
        raise IndexMissingError

    @app.get("/stream")
    def stream(request: Request) -> StreamingResponse:
        setattr(request.state, FAILED_WITH, 503)
        return StreamingResponse(iter([b"event: error"]))

    @app.get("/away")
    def away() -> None:
        raise UnavailableError

    errors.register(app)
    metrics = Metrics(no_database)
    app.add_middleware(Boundary, metrics=metrics, new_id=lambda: "id-1")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


class TestBoundary:
    @pytest.mark.parametrize("path", ["/things/a", "/nothing", "/broken", "/unready", "/things/%00"])
    async def test_dresses_every_response(self, client: httpx.AsyncClient, path: str) -> None:
        headers = (await client.get(path)).headers
        assert headers["x-request-id"] == "id-1"
        assert {name.lower() for name in HEADERS} <= set(headers)

    @pytest.mark.parametrize("path", ["/broken", "/undelivered"])
    async def test_answers_a_failure_with_nothing_but_an_id(self, client: httpx.AsyncClient, path: str) -> None:
        response = await client.get(path)
        assert response.status_code == 500
        assert response.json()["id"] == "id-1"
        assert "Jane" not in response.text

    @pytest.mark.parametrize("path", ["/unready", "/away"])
    async def test_says_when_to_come_back_while_unready(self, client: httpx.AsyncClient, path: str) -> None:
        response = await client.get(path)
        assert (response.status_code, response.headers["retry-after"]) == (503, "10")

    @pytest.mark.parametrize("path", ["/things/%00", "/things/a?x=%00", "/things/a?x=%1b", "/things/%7f"])
    async def test_finds_nothing_at_an_address_with_control_characters(
        self, client: httpx.AsyncClient, path: str
    ) -> None:
        assert (await client.get(path)).status_code == 404

    @pytest.mark.parametrize("path", ["/things/%ff", "/things/a?x=%ff%ed%a0%80", "/things/%F0%9F%90%88"])
    async def test_takes_any_other_address(self, client: httpx.AsyncClient, path: str) -> None:
        assert (await client.get(path)).status_code == 200

    async def test_refuses_a_body_that_is_too_large(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/length", content=b"x" * 2_000_000)).json() == 2_000_000
        response = await client.post("/length", content=b"x" * 2_000_001)
        assert (response.status_code, response.headers["content-type"]) == (413, MEDIA_TYPE)

    async def test_refuses_it_also_when_it_comes_in_pieces(self, client: httpx.AsyncClient) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"x" * 700_000

        assert (await client.post("/length", content=pieces())).status_code == 413

    async def test_notes_what_became_of_a_stream_that_began_well(
        self, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, logger="api.access")
        assert (await client.get("/stream")).status_code == 200
        lines = [record.getMessage() for record in caplog.records if record.name == "api.access"]
        assert [line.split()[:3] for line in lines] == [["GET", "/stream", "503"]]

    async def test_notes_a_response_that_broke_off_as_a_failure(self, caplog: pytest.LogCaptureFixture) -> None:
        async def torn(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise ZeroDivisionError

        sent = []

        async def send(message: Message) -> None:
            sent.append(message["type"])

        caplog.set_level(logging.INFO, logger="api.access")
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
        boundary = Boundary(torn, metrics=Metrics(no_database), new_id=lambda: "id-1")
        await boundary(scope, _nothing, send)
        assert sent == ["http.response.start"]
        assert "GET unknown 500" in caplog.text

    async def test_logs_no_address_and_no_query(
        self, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, logger="api.access")
        await client.get("/things/jane?email=jane@example.com")
        await client.request("JANE", "/jane")
        lines = [record.getMessage() for record in caplog.records if record.name == "api.access"]
        assert lines[0].startswith("GET /things/{thing} 200 ")
        assert lines[1].startswith("OTHER unknown 404 ")
        assert "jane" not in "".join(lines)
