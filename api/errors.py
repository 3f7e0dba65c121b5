"""Every error as a problem document (RFC 9457), or as a page for a person. One table has its status and title."""

from __future__ import annotations

import logging
import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.error_page import error_page
from api.schemas import FieldError, Problem
from assistant.errors import (
    AssistantError,
    CodeExpiredError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    IndexMissingError,
    InputError,
    NotAllowedError,
    NotFoundError,
    RateLimitedError,
    TokenError,
    UnavailableError,
    WrongCodeError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request
    from starlette.types import Scope

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 10
_MAX_ERRORS = 20
_MAX_FIELD = 100

_TABLE: dict[type[Exception], tuple[int, str, str]] = {
    WrongCodeError: (422, "wrong-code", "The code does not fit"),
    CodeExpiredError: (422, "code-expired", "The code cannot be used any more"),
    InputError: (422, "invalid-input", "This cannot be used as it is"),
    RequestValidationError: (422, "invalid-input", "This cannot be used as it is"),
    NotFoundError: (404, "not-found", "There is nothing here, or it is not for you"),
    NotAllowedError: (409, "not-allowed", "The ticket does not allow that now"),
    TokenError: (401, "token-needed", "This needs a token"),
    ForbiddenError: (403, "forbidden", "You may not do that"),
    ConflictError: (409, "conflict", "The same key was used for something else"),
    RateLimitedError: (429, "too-many-requests", "Too many requests in a short time"),
    IndexMissingError: (503, "not-ready", "The assistant is not ready"),
    ConfigurationError: (503, "not-ready", "The assistant is not ready"),
    UnavailableError: (503, "not-ready", "The assistant is not ready"),
    AssistantError: (500, "internal", "Something went wrong on our side"),
}
_BY_STATUS = {
    # What cannot be read as JSON at all is what a person sent, like everything else that cannot be used.
    400: (422, "invalid-input", "This cannot be used as it is"),
    404: _TABLE[NotFoundError],
    405: (405, "method-not-allowed", "This address does not take that method"),
    413: (413, "too-large", "The request is too large"),
    415: (415, "unsupported-media-type", "The body has to be JSON"),
}
_IN_OUR_WORDS = {
    "missing": "This is needed.",
    "extra_forbidden": "This field is not known here. Leave it out.",
    "string_type": "This has to be a string.",
    "string_unicode": "This contains half of a character (a lone surrogate). Send it again as proper Unicode text.",
    "json_invalid": "The body is not valid JSON.",
}

_log = logging.getLogger("api.errors")


def problem_of(error: Exception) -> Problem:
    """Return what a caller is told of an error; of one that is not in the table: nothing but that there was one."""
    if isinstance(error, HTTPException):
        status, slug, title = _BY_STATUS.get(error.status_code, (error.status_code, "http", error.detail))
        detail = "The body cannot be read as JSON in UTF-8." if error.status_code == HTTPStatus.BAD_REQUEST else title
        return Problem.named(slug, title=title, status=status, detail=detail)
    status, slug, title = next((_TABLE[kind] for kind in type(error).__mro__ if kind in _TABLE), _TABLE[AssistantError])
    problem = Problem.named(slug, title=title, status=status, detail=title)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem
    if isinstance(error, RequestValidationError):
        errors = [_field_error(entry) for entry in error.errors()[:_MAX_ERRORS]]
        return problem.model_copy(update={"detail": _sentence(errors[0]), "errors": errors})
    assert isinstance(error, AssistantError)
    return problem.model_copy(update={"detail": error.message, **_particulars(error)})


def _particulars(error: AssistantError) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if isinstance(error, InputError) and error.field:
        known["errors"] = [FieldError(field=error.field, message=error.message)]
    if isinstance(error, WrongCodeError):
        known["tries_left"] = error.tries_left
    if isinstance(error, RateLimitedError):
        known["retry_after"] = error.retry_after
    if isinstance(error, IndexMissingError | ConfigurationError | UnavailableError):
        # What is missing is for the operator's log, not for the public.
        known |= {"detail": "The assistant is not ready yet. Please try again shortly.", "retry_after": RETRY_SECONDS}
    return known


def _field_error(entry: Mapping[str, Any]) -> FieldError:
    """Name the field and say what is wrong with it, without repeating what was sent."""
    where = ".".join(str(part) for part in entry["loc"][1:] if entry["type"] != "json_invalid")
    message = _IN_OUR_WORDS.get(entry["type"], entry["msg"])
    # A field's name may be anything that JSON can spell, also what UTF-8 cannot.
    return FieldError(field=where[:_MAX_FIELD].encode("utf-8", "replace").decode(), message=message)


def _sentence(error: FieldError) -> str:
    return f"{error.field}: {error.message}" if error.field else error.message


def respond(problem: Problem, scope: Scope, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as a response, with Retry-After when it tells when to come back: as a page for who reads one."""
    sent = dict(headers or {})
    if problem.retry_after is not None:
        sent["Retry-After"] = str(problem.retry_after)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        sent["WWW-Authenticate"] = "Bearer"
    if page := error_page(problem, scope):
        page.headers.update(sent)
        return page
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=sent)


def _unexpected(error: Exception, *, request_id: str) -> Problem:
    """Write to the log where an unforeseen error arose, and return the problem that names only the request.

    The error's own message stays out of the log: it may hold what a person wrote.
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("Request %s failed with %s:\n%s", request_id, type(error).__qualname__, frames)
    detail = "Something went wrong on our side. If you report this, please give the id."
    return problem_of(AssistantError()).model_copy(update={"detail": detail, "id": request_id})


def answer(error: Exception, *, request_id: str) -> Problem:
    """Return what a caller is told of an error, and write to the log what the operator has to know of it."""
    problem = problem_of(error)
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unexpected(error, request_id=request_id)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        _log.error("Request %s came before we are ready: %s", request_id, error)
    return problem


def register(app: FastAPI) -> None:
    """Make the app answer every error that has a place in the tables with its problem document."""
    for kind in (AssistantError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    problem = answer(error, request_id=request.state.request_id)
    return respond(problem, request.scope, headers=getattr(error, "headers", None))
