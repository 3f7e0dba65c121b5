from __future__ import annotations

import pytest
from starlette.exceptions import HTTPException

from api.errors import MEDIA_TYPE, answer, problem_of, respond
from assistant.errors import (
    AssistantError,
    CodeExpiredError,
    ConflictError,
    CorpusError,
    IndexMissingError,
    InputError,
    MailDelayedError,
    ModelWeightsError,
    NotFoundError,
    RateLimitedError,
    WrongCodeError,
)

_SCOPE = {"type": "http", "path": "/v1/chat", "headers": []}


class TestProblemOf:
    @pytest.mark.parametrize(
        ("error", "status", "slug"),
        [
            (WrongCodeError(tries_left=2), 422, "wrong-code"),
            (CodeExpiredError(field="code"), 422, "code-expired"),
            (InputError("No.", field="name"), 422, "invalid-input"),
            (NotFoundError(), 404, "not-found"),
            (ConflictError(), 409, "conflict"),
            (RateLimitedError(retry_after=7), 429, "too-many-requests"),
            (IndexMissingError(), 503, "not-ready"),
            (ModelWeightsError(), 503, "not-ready"),
            (HTTPException(400), 422, "invalid-input"),
            (HTTPException(404), 404, "not-found"),
            (HTTPException(405), 405, "method-not-allowed"),
            (HTTPException(413), 413, "too-large"),
            (HTTPException(415), 415, "unsupported-media-type"),
            (MailDelayedError("smtp.internal said no"), 500, "internal"),
            (CorpusError(), 500, "internal"),
            (AssistantError(), 500, "internal"),
            (ZeroDivisionError(), 500, "internal"),
        ],
    )
    def test_gives_every_error_a_status_and_a_type(self, error: Exception, status: int, slug: str) -> None:
        problem = problem_of(error)
        assert (problem.status, problem.type) == (status, f"urn:privacy-assistant:problem:{slug}")
        assert problem.detail

    def test_names_the_field(self) -> None:
        problem = problem_of(InputError("This is no address.", field="email"))
        assert problem.errors is not None
        assert problem.errors[0].model_dump() == {"field": "email", "message": "This is no address."}

    def test_tells_the_tries_left(self) -> None:
        assert problem_of(WrongCodeError(tries_left=2)).tries_left == 2

    def test_keeps_the_innards_of_a_failure_to_itself(self) -> None:
        assert "smtp" not in problem_of(MailDelayedError("smtp.internal said no")).model_dump_json()
        assert "ingest" not in problem_of(IndexMissingError()).model_dump_json()


class TestRespond:
    def test_says_when_to_come_back(self) -> None:
        response = respond(problem_of(RateLimitedError(retry_after=7)), _SCOPE)
        assert response.headers["retry-after"] == "7"
        assert response.headers["content-type"] == MEDIA_TYPE

    def test_leaves_out_what_does_not_apply(self) -> None:
        assert b"null" not in bytes(respond(problem_of(NotFoundError()), _SCOPE).body)


class TestUnexpected:
    def test_logs_where_it_arose_and_not_what_was_said(self, caplog: pytest.LogCaptureFixture) -> None:
        person = "Jane"
        with pytest.raises(ValueError, match=person) as caught:
            raise ValueError(f"{person} wrote this")
        problem = answer(caught.value, request_id="id-1")
        assert all(part in caplog.text for part in ("ValueError", "test_problems.py", "id-1"))
        assert person not in caplog.text
        assert (problem.status, problem.id) == (500, "id-1")
