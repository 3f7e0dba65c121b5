from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from acceptance.serving import FRIEND

from api.app import create_app

if TYPE_CHECKING:
    from acceptance.serving import Server

QUESTION = "Who do you share my data with?"
JSON = {"Content-Type": "application/json"}


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    return found


class TestAnswer:
    def test_quotes_the_document_word_for_word(self, server: Server) -> None:
        reply = server.say(QUESTION)
        assert reply["kind"] == "answer"
        assert reply["intent"]["name"] == "question"
        assert reply["citations"]
        for citation in reply["citations"]:
            document = server.client.get(
                f"/v1/documents/{citation['document']}", params={"version": citation["version"]}
            ).json()
            assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
            assert f"[{citation['number']}]" in reply["text"]

    def test_has_every_field_of_the_contract(self, server: Server) -> None:
        reply = server.say("Hello!")
        assert list(reply) == [
            "conversation_id",
            "kind",
            "text",
            "citations",
            "intent",
            "ask",
            "ticket",
            "suggestions",
        ]

    def test_goes_on_in_the_same_conversation(self, server: Server) -> None:
        first = server.say("Please delete my data")
        assert first["ask"]["slot"] == "name"
        second = server.say("Zoë Brandt", first["conversation_id"])
        assert second["conversation_id"] == first["conversation_id"]
        assert second["ask"]["slot"] == "email"

    @pytest.mark.parametrize("unknown", ["nothing", "x" * 120, "' OR 1=1 --", "🐈"])
    def test_takes_an_unknown_conversation_for_a_new_one(self, server: Server, unknown: str) -> None:
        assert server.say("Hello!", unknown)["kind"] == "smalltalk"


class TestStream:
    def test_tells_the_same_turn_piece_by_piece(self, server: Server) -> None:
        whole = server.say(QUESTION)
        body = {"message": QUESTION}
        with server.client.stream("POST", "/v1/chat", json=body, headers={"Accept": "text/event-stream"}) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            blocks = response.read().decode().removesuffix("\n\n").split("\n\n")
        events = [(block.split("\n")[0][7:], json.loads(block.split("\n")[1][6:])) for block in blocks]
        assert [name for name, _ in events if name != "delta"] == [
            "status",
            *["citation"] * len(whole["citations"]),
            "done",
        ]
        done = events[-1][1]
        assert "".join(data["text"] for name, data in events if name == "delta") == done["text"]
        assert [data for name, data in events if name == "citation"] == done["citations"]
        assert {**done, "conversation_id": ""} == {**whole, "conversation_id": ""}

    def test_refuses_bad_input_before_it_begins(self, server: Server) -> None:
        response = server.client.post("/v1/chat", json={"message": ""}, headers={"Accept": "text/event-stream"})
        problem(response, 422)


class TestBadInput:
    @pytest.mark.parametrize(
        "body",
        [
            {"message": ""},
            {"message": " \n\t "},
            {"message": "x" * 4_001},
            {"message": "x" * 100_000},
            {"message": "🐈" * 100_000},
            {"message": "a\0b"},
            {"message": "a\x1b[31mb"},
            {"message": None},
            {"message": 5},
            {"message": ["a"]},
            {"message": {"text": "a"}},
            {"message": True},
            {},
            {"message": "a", "conversation_id": 5},
            {"message": "a", "conversation_id": ""},
            {"message": "a", "conversation_id": "a\0"},
            {"message": "a", "conversation_id": "x" * 121},
            {"message": "a", "unknown": 1},
            {"message": "a", "x" * 100_000: 1},
            [],
            "a",
            5,
        ],
        ids=lambda body: str(body)[:40],
    )
    def test_is_422_and_says_what_to_do(self, server: Server, body: object) -> None:
        found = problem(server.client.post("/v1/chat", json=body), 422)
        assert found["detail"]
        assert all(set(error) == {"field", "message"} for error in found["errors"])

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"null",
            b"{",
            b"\xff\xfe\xfa",
            b'{"message": "\xff"}',
            b'{"message": "\xed\xa0\x80"}',
            b'{"message": "\\ud800"}',
            b'{"message": "a", "\\ud800": 1}',
            b'{"message": "a", "conversation_id": "\\udfff"}',
            b'{"message": NaN}',
            b'{"message": ' + b"9" * 5_000 + b"}",
            b'{"message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            b'{"message": ' + b"[" * 500 + b"]" * 500 + b"}",
            b"[" * 100_000,
            b'{"a":' * 100_000,
            '{"message": 5}'.encode("utf-16"),
            b"\x00\x00",
        ],
        ids=lambda raw: repr(raw[:40]),
    )
    def test_in_bytes_is_422(self, server: Server, raw: bytes) -> None:
        problem(server.client.post("/v1/chat", content=raw, headers=JSON), 422)

    def test_of_what_nobody_can_see_is_422(self, server: Server) -> None:
        problem(server.client.post("/v1/chat", json={"message": "\u200b \u2060"}), 422)

    def test_names_the_field(self, server: Server) -> None:
        found = problem(server.client.post("/v1/chat", json={"message": "x" * 4_001}), 422)
        message = "This has 4,001 characters; 4,000 are the most. Shorten it or send it in parts."
        assert found["errors"] == [{"field": "message", "message": message}]

    def test_over_two_megabytes_is_413(self, server: Server) -> None:
        problem(server.client.post("/v1/chat", content=b" " * 2_000_001, headers=JSON), 413)

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
    def test_that_is_not_json_is_415(self, server: Server, kind: str) -> None:
        response = server.client.post("/v1/chat", content=b'{"message": "a"}', headers={"Content-Type": kind})
        problem(response, 415)

    @pytest.mark.parametrize(
        "message",
        [
            "a\u200bb",
            "\u202e evil",
            "a\u2028b",
            "\ufffe",
            "👩‍👩‍👧" * 300,
            "e" + "\u0301" * 3_000,
            "<script>alert(1)</script>",
            "'; --",
        ],
        ids=ascii,
    )
    def test_strange_but_proper_words_are_answered(self, server: Server, message: str) -> None:
        assert server.say(message)["text"]


class TestAddresses:
    @pytest.mark.parametrize("path", ["/nothing", "/v1/chat/", "/v1", "/docs", "/redoc", "/v1/documents/%00"])
    def test_unknown_ones_are_404(self, server: Server, path: str) -> None:
        problem(server.client.get(path), 404)

    def test_other_methods_are_405_and_name_the_right_one(self, server: Server) -> None:
        response = server.client.get("/v1/chat")
        problem(response, 405)
        assert response.headers["allow"] == "POST"


class TestOrigins:
    def test_a_friend_may_read(self, server: Server) -> None:
        response = server.client.post("/v1/chat", json={"message": "Hello!"}, headers={"Origin": FRIEND})
        assert response.headers["access-control-allow-origin"] == FRIEND
        assert "access-control-allow-credentials" not in response.headers
        assert "set-cookie" not in response.headers

    def test_a_friend_may_read_errors_too(self, server: Server) -> None:
        response = server.client.post("/v1/chat", json={}, headers={"Origin": FRIEND})
        assert response.headers["access-control-allow-origin"] == FRIEND

    def test_a_stranger_may_not(self, server: Server) -> None:
        response = server.client.post("/v1/chat", json={"message": "a"}, headers={"Origin": "https://stranger.example"})
        assert "access-control-allow-origin" not in response.headers

    def test_the_widgets_preflight_passes(self, server: Server) -> None:
        asks = {
            "Origin": FRIEND,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        assert server.client.options("/v1/chat", headers=asks).status_code == 200


class TestLimits:
    async def test_refuse_after_a_burst_and_say_for_how_long(self, server: Server) -> None:
        app = create_app(server.application, clock=lambda: 0.0)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            for _ in range(300):
                assert (await client.post("/v1/chat", json={})).status_code == 422
            response = await client.post("/v1/chat", json={})
        problem(response, 429)
        assert response.headers["retry-after"] == "1"

    async def test_believe_no_forwarded_address(self, server: Server) -> None:
        app = create_app(server.application, clock=lambda: 0.0)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            for number in range(300):
                await client.post("/v1/chat", json={}, headers={"X-Forwarded-For": f"192.0.2.{number % 250}"})
            response = await client.post("/v1/chat", json={}, headers={"X-Forwarded-For": "198.51.100.1"})
        problem(response, 429)
