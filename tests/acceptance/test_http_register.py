"""The register over HTTP: for who has a token, and no more than its scopes say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.model import ApiToken
from assistant.requests.access import token_hash

if TYPE_CHECKING:
    from acceptance.serving import Server

NOW = datetime.now(UTC)
ENDS = {"good": NOW + timedelta(days=1), "old": NOW - timedelta(seconds=1)}


@pytest.fixture(autouse=True)
def _tokens(server: Server) -> None:
    scopes = {"reader": ("tickets:read",), "full": ("tickets:read", "tickets:persons"), "none": (), "old": ()}
    with server.application.unit_of_work() as work:
        if not work.subscriptions.tokens():
            for name, granted in scopes.items():
                ends = ENDS["old" if name == "old" else "good"]
                work.subscriptions.put_token(ApiToken(token_hash(f"t-{name}"), name, granted, NOW, ends))
        work.commit()


def listed(server: Server, token: str, query: str = "") -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = server.client.get(f"/v1/tickets?{query}", headers=headers)
    return answer.status_code, answer.json()


def file(server: Server, email: str) -> str:
    body = {"types": ["erasure"], "name": "Ivy Register", "email": email, "details": "all of it"}
    return str(server.client.post("/v1/tickets", json=body).json()["reference"])


class TestListTickets:
    @pytest.mark.parametrize("token", ["", "t-unknown", "t-old"])
    def test_needs_a_token_that_is_good(self, server: Server, token: str) -> None:
        status, problem = listed(server, token)
        assert (status, problem["type"]) == (401, "urn:privacy-assistant:problem:token-needed")

    def test_needs_the_scope(self, server: Server) -> None:
        assert listed(server, "t-none")[0] == 403

    def test_tells_who_only_to_whom_it_concerns(self, server: Server) -> None:
        reference = file(server, "ivy@register.example")
        query = "status=awaiting_verification&limit=200"
        found = {}
        for token in ("t-reader", "t-full"):
            _, page = listed(server, token, query)
            tickets = page["tickets"]
            assert isinstance(tickets, list)
            found[token] = next(ticket for ticket in tickets if ticket["reference"] == reference)
        assert found["t-reader"]["person"] is None
        assert found["t-full"]["person"]["email"] == "ivy@register.example"
        assert found["t-reader"]["due_by_law"] is True

    def test_goes_on_page_by_page_and_ends(self, server: Server) -> None:
        for number in range(5):
            file(server, f"page{number}@register.example")
        seen: list[str] = []
        after: object = ""
        while after is not None:
            status, page = listed(server, "t-reader", f"status=awaiting_verification&limit=2&after={after}")
            assert status == 200
            tickets = page["tickets"]
            assert isinstance(tickets, list)
            seen += [ticket["reference"] for ticket in tickets]
            after = page["next"]
        assert len(seen) == len(set(seen)) >= 5
        assert len(seen) == len(listed(server, "t-reader", "status=awaiting_verification&limit=200")[1]["tickets"])  # type: ignore[arg-type]

    @pytest.mark.parametrize("query", ["after=yesterday", "status=lost", "limit=0", "type=x", "due_before=soon"])
    def test_says_what_is_wrong_with_a_question(self, server: Server, query: str) -> None:
        assert listed(server, "t-reader", query)[0] == 422
