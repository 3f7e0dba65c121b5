from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx

from api.app import create_app
from assistant.adapters.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from acceptance.serving import Server


class TestHealth:
    def test_is_up_and_ready(self, server: Server) -> None:
        assert server.client.get("/healthz").json() == {"status": "up"}
        assert server.client.get("/readyz").json() == {"status": "ready"}

    async def test_is_ready_while_mails_wait(self, server: Server, database: Database) -> None:
        body = {"types": ["access"], "name": "Zoë", "email": "zoe@example.com", "details": "All of it."}
        app = create_app(replace(server.application, database=database))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            assert (await client.post("/v1/tickets", json=body)).status_code == 201
            with database.unit_of_work() as unit:  # what a worker leaves behind that waits for a silent server
                unit.outbox.postpone(1, until=datetime.now(UTC) - timedelta(hours=1), error="TimeoutError")
                unit.commit()
            assert (await client.get("/readyz")).status_code == 200
            assert 'assistant_outbox_mails{state="pending"} 1.0' in (await client.get("/metrics")).text

    async def test_is_not_ready_without_a_database(self, server: Server, tmp_path: Path) -> None:
        away = Database(f"postgresql:///db?host={tmp_path}")
        app = create_app(replace(server.application, database=away))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            answers = [await client.get("/readyz"), await client.get("/v1/tickets/PR-0000-0000-00")]
        away.close()
        assert [(answer.status_code, answer.headers["retry-after"]) for answer in answers] == [(503, "10")] * 2


class TestMetrics:
    def test_count_without_naming_anybody(self, server: Server) -> None:
        server.say("My name is Zoë Brandt, delete my data")
        server.client.get("/v1/tickets/PR-7777-7777-77")
        page = server.client.get("/metrics").text
        assert 'assistant_http_requests_total{method="POST",route="/v1/chat",status="200"}' in page
        assert 'route="/v1/tickets/{reference}",status="404"' in page
        assert 'assistant_intents_total{intent="request"}' in page
        assert 'assistant_replies_total{kind="ask"}' in page
        assert 'assistant_outbox_mails{state="set_aside"} 0.0' in page
        assert "Zoë" not in page
        assert "PR-7777" not in page


class TestOpenApi:
    def test_documents_every_route_of_the_contract(self, server: Server) -> None:
        document = server.client.get("/openapi.json").json()
        assert {
            "/v1/chat",
            "/v1/tickets",
            "/v1/tickets/{reference}",
            "/v1/tickets/{reference}/codes",
            "/v1/tickets/{reference}/verification",
            "/v1/documents/{document}",
            "/healthz",
            "/readyz",
            "/metrics",
        } <= set(document["paths"])
        assert document["components"]["securitySchemes"]["ticket"]["scheme"] == "bearer"

    def test_refers_to_nothing_that_is_not_there(self, server: Server) -> None:
        response = server.client.get("/openapi.json")
        schemas = response.json()["components"]["schemas"]
        references = {part.split('"')[0] for part in response.text.split('"#/components/schemas/')[1:]}
        assert references <= set(schemas)
        assert "HTTPValidationError" not in schemas
