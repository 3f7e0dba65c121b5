from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from acceptance.serving import Server

HOSTILE = Path(__file__).parents[2] / "evals" / "hostile.jsonl"


def items() -> list[dict[str, Any]]:
    return [json.loads(line) for line in HOSTILE.read_bytes().decode().split("\n") if line.strip()]


class TestHostile:
    @pytest.mark.parametrize("item", items(), ids=lambda item: item["id"])
    def test_is_answered_or_refused_and_files_nothing(self, server: Server, item: dict[str, Any]) -> None:
        text = bytes.fromhex(item["hex"]) if "hex" in item else json.dumps(item["text"])[1:-1].encode()
        body = b'{"message": "' + text + b'", "conversation_id": null}'
        response = server.client.post("/v1/chat", content=body, headers={"Content-Type": "application/json"})
        assert response.status_code in {200, 422}
        assert response.json().get("kind") != "filed"
        for citation in response.json().get("citations", []):
            document = server.application.documents.document(citation["document"])
            assert document.text[citation["start"] : citation["end"]] == citation["quote"]
