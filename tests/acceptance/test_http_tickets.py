from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    import httpx
    from acceptance.serving import Server

DETAILS = "Please delete everything.\nThank you — Zoë"


def asked(**changed: object) -> dict[str, Any]:
    """A ticket's body with an address of its own."""
    body = {"types": ["erasure"], "name": "Zoë Brandt", "email": f"zoe.{uuid4().hex}@example.com", "details": DETAILS}
    return {**body, **changed}


def opened(server: Server, body: dict[str, Any]) -> str:
    response = server.client.post("/v1/tickets", json=body)
    assert response.status_code == 201, response.text
    return str(response.json()["reference"])


def code_for(server: Server, body: dict[str, Any]) -> str:
    text = server.mails_to(body["email"], count=1)[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(r"(?m)^\s*(\d{6})\s*$", text)
    assert found
    return found.group(1)


def verified(server: Server, reference: str, code: str) -> httpx.Response:
    return server.client.post(f"/v1/tickets/{reference}/verification", json={"code": code})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class TestFiling:
    def test_leads_from_the_code_to_the_officer(self, server: Server) -> None:
        body = asked(on_behalf_of={"name": "Émile Brandt", "authority": "power of attorney"})
        response = server.client.post("/v1/tickets", json=body)
        receipt = response.json()
        assert (response.status_code, receipt["status"]) == (201, "awaiting_verification")
        assert response.headers["location"] == f"/v1/tickets/{receipt['reference']}"
        assert receipt["received_at"].endswith("Z")

        filed = verified(server, receipt["reference"], code_for(server, body))
        assert filed.status_code == 200
        assert filed.json()["status"] == "received"
        assert filed.json()["due_on"] == receipt["due_on"]

        acknowledgement = server.mails_to(body["email"], count=2)[1]
        assert receipt["due_on"] in acknowledgement.as_string() or receipt["reference"] in acknowledgement.as_string()
        officer = [
            m for m in server.mails_to("dpo@integra.co.in", count=1) if m["Reply-To"] and body["email"] in m["Reply-To"]
        ]
        assert len(officer) == 1
        words = officer[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert all(
            part in words for part in ("Zoë Brandt", "Émile Brandt", "power of attorney", "Please delete everything.")
        )

        seen = server.client.get(response.headers["location"], headers=bearer(filed.json()["token"])).json()
        assert seen["types"] == ["erasure"]
        assert seen["working"]
        assert [mail["kind"] for mail in seen["messages"]] == ["code", "acknowledgement"]
        assert seen["messages"][0]["state"] == "sent"
        assert "token" not in seen

    def test_tells_the_person_for_whom_somebody_else_files(self, server: Server) -> None:
        address = f"emile.{uuid4().hex}@example.com"
        body = asked(on_behalf_of={"name": "Émile Brandt", "authority": "power of attorney", "email": address})
        reference = opened(server, body)
        verified(server, reference, code_for(server, body))
        (notice,) = server.mails_to(address, count=1)
        assert notice["Subject"] == f"Somebody made a request for you: {reference}"

    def test_holds_a_tickets_mails_to_the_person_together(self, server: Server) -> None:
        body = asked()
        verified(server, opened(server, body), code_for(server, body))
        code, acknowledgement = server.mails_to(body["email"], count=2)
        assert code["References"] == acknowledgement["References"] == acknowledgement["In-Reply-To"]
        assert len({code["Message-ID"], acknowledgement["Message-ID"], code["References"]}) == 3
        (calendar,) = acknowledgement.iter_attachments()
        assert calendar.get_content_type() == "text/calendar"

    def test_tells_the_officer_a_persons_words_once(self, server: Server) -> None:
        body = asked()
        verified(server, opened(server, body), code_for(server, body))
        server.mails_to(body["email"], count=2)  # the acknowledgement leaves last
        mails = server.mails_to("dpo@integra.co.in", count=1)
        (officer,) = [mail for mail in mails if body["email"] in (mail["Reply-To"] or "")]
        assert officer.get_body(("plain",)).get_content().count("Please delete everything.") == 1  # type: ignore[union-attr]

    @pytest.mark.parametrize("kind", ["complaint", "enquiry"])
    def test_works_out_no_date_where_the_law_sets_none(self, server: Server, kind: str) -> None:
        body = asked(types=[kind])
        reference = opened(server, body)
        assert verified(server, reference, code_for(server, body)).json()["working"] == []

    def test_tells_the_officer_nothing_before_the_mailbox_is_proved(self, server: Server) -> None:
        body = asked()
        opened(server, body)
        code_for(server, body)
        assert not [m for m in server.mails_to("dpo@integra.co.in", count=0) if body["email"] in m.as_string()]


class TestVerification:
    def test_counts_wrong_tries(self, server: Server) -> None:
        body = asked()
        reference = opened(server, body)
        code = code_for(server, body)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        answers = [verified(server, reference, wrong) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [422, 422, 422]
        assert [answer.json().get("tries_left") for answer in answers] == [2, 1, None]
        late = verified(server, reference, code)
        assert (late.status_code, late.json()["type"]) == (422, "urn:privacy-assistant:problem:code-expired")

    def test_takes_the_right_code_once(self, server: Server) -> None:
        body = asked()
        reference = opened(server, body)
        code = code_for(server, body)
        assert verified(server, reference, code).status_code == 200
        assert verified(server, reference, code).status_code == 422

    def test_answers_for_a_reference_that_does_not_exist_as_for_one_that_is_spent(self, server: Server) -> None:
        body = asked()
        reference = opened(server, body)
        code = code_for(server, body)
        verified(server, reference, code)
        spent, unknown = verified(server, reference, code), verified(server, "PR-0000-0000-00", code)
        assert (spent.status_code, spent.content) == (unknown.status_code, unknown.content)

    @pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 123456}, {"code": "1\0"}, {"code": "1", "x": 1}])
    def test_refuses_what_is_no_code(self, server: Server, body: object) -> None:
        assert server.client.post("/v1/tickets/PR-0000-0000-00/verification", json=body).status_code == 422


def renewed(server: Server, reference: str) -> tuple[int, bytes]:
    answer = server.client.post(f"/v1/tickets/{reference}/codes")
    return answer.status_code, answer.content


class TestCodes:
    def test_mails_a_new_code_that_files(self, server: Server) -> None:
        body = asked()
        reference = opened(server, body)
        old = code_for(server, body)
        assert renewed(server, reference)[0] == 202
        text = server.mails_to(body["email"], count=2)[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        found = re.search(r"(?m)^\s*(\d{6})\s*$", text)
        assert found
        if old != found[1]:
            assert verified(server, reference, old).status_code == 422
        filed = verified(server, reference, found[1])
        assert [mail["kind"] for mail in filed.json()["messages"]] == ["code", "code", "acknowledgement"]

    def test_answers_the_same_for_every_reference(self, server: Server) -> None:
        body = asked()
        waiting = opened(server, body)
        body = asked()
        filed = opened(server, body)
        verified(server, filed, code_for(server, body))
        answers = [renewed(server, reference) for reference in (filed, "PR-0000-0000-00", *[waiting] * 11)]
        assert set(answers) == {(202, b"")}


class TestStatus:
    def test_is_the_same_404_for_everybody_without_the_token(self, server: Server) -> None:
        body = asked()
        reference = opened(server, body)
        verified(server, reference, code_for(server, body))
        known, unknown = f"/v1/tickets/{reference}", "/v1/tickets/PR-0000-0000-00"
        sent: list[dict[bytes, bytes]] = [{}]
        sent += [
            {b"Authorization": value}
            for value in (b"Bearer x", b"Bearer x y", b"Bearer \xff", b"Bearer", b"Basic eDp5")
        ]
        answers = [server.client.get(path, headers=headers) for path in (known, unknown) for headers in sent]
        assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
        assert answers[0].headers["content-type"] == "application/problem+json"


class TestIdempotencyKey:
    def test_replays_the_first_answer(self, server: Server) -> None:
        body, headers = asked(), {"Idempotency-Key": str(uuid4())}
        first, again = (server.client.post("/v1/tickets", json=body, headers=headers) for _ in range(2))
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["location"] == first.headers["location"]
        assert len(server.mails_to(body["email"], count=2 - 1)) == 1

    def test_of_another_body_is_409(self, server: Server) -> None:
        headers = {"Idempotency-Key": str(uuid4())}
        server.client.post("/v1/tickets", json=asked(), headers=headers)
        other = server.client.post("/v1/tickets", json=asked(), headers=headers)
        assert (other.status_code, other.headers["content-type"]) == (409, "application/problem+json")

    def test_is_not_used_up_by_a_refusal(self, server: Server) -> None:
        headers = {"Idempotency-Key": str(uuid4())}
        assert server.client.post("/v1/tickets", json=asked(name=""), headers=headers).status_code == 422
        assert server.client.post("/v1/tickets", json=asked(), headers=headers).status_code == 201

    def test_makes_one_ticket_of_many_at_once(self, server: Server) -> None:
        body, headers = asked(), {"Idempotency-Key": str(uuid4())}
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: server.client.post("/v1/tickets", json=body, headers=headers), range(8)))
        assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}

    @pytest.mark.parametrize("key", ["", "x" * 256])
    def test_of_a_strange_length_is_422(self, server: Server, key: str) -> None:
        assert server.client.post("/v1/tickets", json=asked(), headers={"Idempotency-Key": key}).status_code == 422


class TestBadInput:
    @pytest.mark.parametrize(
        "changed",
        [
            {"types": []},
            {"types": ["erasure", "erasure"]},
            {"types": ["everything"]},
            {"types": "erasure"},
            {"types": [1]},
            {"name": ""},
            {"name": "x" * 121},
            {"name": "Zoë\nBcc: dpo@example.com"},
            {"name": "Zoë\u2028"},
            {"name": "\ud800"},
            {"name": "a\0"},
            {"email": "no address"},
            {"email": "zoe@example.com\nBcc: x@example.com"},
            {"email": "zoe@\ud800.com"},
            {"email": "zoe\0@example.com"},
            {"email": "x" * 300 + "@example.com"},
            {"email": None},
            {"details": " "},
            {"details": "x" * 4_001},
            {"details": "a\0"},
            {"on_behalf_of": {}},
            {"on_behalf_of": {"name": "Émile", "authority": ""}},
            {"on_behalf_of": {"name": "Émile", "authority": "parent", "x": 1}},
            {"on_behalf_of": {"name": "Émile", "authority": "parent", "email": "émile"}},
            {"on_behalf_of": "Émile"},
            {"status": "received"},
        ],
        ids=ascii,
    )
    def test_is_422_and_names_the_field(self, server: Server, changed: dict[str, Any]) -> None:
        body = json.dumps(asked(**changed)).encode()  # in ASCII: only escaped can half a character travel
        response = server.client.post("/v1/tickets", content=body, headers={"Content-Type": "application/json"})
        assert response.status_code == 422, response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["errors"][0]["field"].startswith(next(iter(changed)))
