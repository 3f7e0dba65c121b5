"""What the chat widget asks of the server beside `POST /v1/chat`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from acceptance.serving import FRIEND

if TYPE_CHECKING:
    from acceptance.serving import Server


class TestAbout:
    def test_says_whose_it_is_and_how_to_reach_a_person(self, server: Server) -> None:
        response = server.client.get("/v1/about", headers={"Origin": FRIEND})
        assert response.json() == {
            "controller": "Integra",
            "contact": "dpo@integra.co.in",
            "policy": "http://127.0.0.1:8000/policy/privacy_policy",
            "document_language": "en",
            "language": "en",
        }
        assert response.headers["access-control-allow-origin"] == FRIEND


class TestRepeatedMessage:
    def test_gets_the_same_reply(self, server: Server) -> None:
        begun = server.say("Please delete my data")["conversation_id"]
        body = {"message": "Zoë Brandt", "conversation_id": begun}
        headers = {"Idempotency-Key": str(uuid4())}
        first, again = (server.client.post("/v1/chat", json=body, headers=headers) for _ in range(2))
        assert first.json()["ask"]["slot"] == "email"
        assert again.json() == first.json()

    def test_with_other_words_is_409(self, server: Server) -> None:
        begun = server.say("Please delete my data")["conversation_id"]
        headers = {"Idempotency-Key": str(uuid4())}
        statuses = [
            server.client.post(
                "/v1/chat", json={"message": name, "conversation_id": begun}, headers=headers
            ).status_code
            for name in ("Zoë Brandt", "Zoe Brandt")
        ]
        assert statuses == [200, 409]


class TestClearedConversation:
    def test_is_gone(self, server: Server) -> None:
        begun = server.say("Please delete my data")["conversation_id"]
        assert server.client.delete(f"/v1/conversations/{begun}").status_code == 204
        assert server.say("Zoë Brandt", begun)["conversation_id"] != begun

    @pytest.mark.parametrize("unknown", ["nothing", "x" * 120, "slack:T1:C1", "%25"])
    def test_answers_alike_when_there_was_none(self, server: Server, unknown: str) -> None:
        response = server.client.delete(f"/v1/conversations/{unknown}")
        assert (response.status_code, response.content) == (204, b"")

    def test_may_be_cleared_from_an_allowed_site_only(self, server: Server) -> None:
        asked = {"Access-Control-Request-Method": "DELETE"}
        allowed, foreign = (
            server.client.options("/v1/conversations/c", headers={**asked, "Origin": origin})
            for origin in (FRIEND, "https://stranger.example")
        )
        assert allowed.headers["access-control-allow-origin"] == FRIEND
        assert "DELETE" in allowed.headers["access-control-allow-methods"]
        assert "access-control-allow-origin" not in foreign.headers


class TestFeedback:
    def test_is_counted(self, server: Server) -> None:
        body = {"kind": "answer", "helpful": False, "reason": "unclear"}
        pattern = re.compile(r'assistant_feedback_total\{helpful="no",kind="answer",reason="unclear"\} (\d+)')
        before = pattern.search(server.client.get("/metrics").text)
        assert server.client.post("/v1/feedback", json=body).status_code == 204
        after = pattern.search(server.client.get("/metrics").text)
        assert after
        assert int(after[1]) == (int(before[1]) if before else 0) + 1

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"kind": "filed", "helpful": True},
            {"kind": "answer", "helpful": False, "reason": "My name is Zoë"},
            {"kind": "answer", "helpful": True, "comment": "words"},
        ],
        ids=str,
    )
    def test_takes_no_words(self, server: Server, body: object) -> None:
        assert server.client.post("/v1/feedback", json=body).status_code == 422
