"""How errors stand in the OpenAPI document."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.errors import MEDIA_TYPE
from api.schemas import Problem

if TYPE_CHECKING:
    from fastapi import FastAPI

_SCHEMA = "#/components/schemas/{model}"
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that can answer with these statuses."""
    return {status: _response(status) for status in statuses}


def _response(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA.format(model="Problem")}}}
    headers = {"headers": _RETRY_AFTER} if status in {429, 503} else {}
    return {"description": HTTPStatus(status).phrase, "content": content, **headers}


def document_problems(app: FastAPI) -> None:
    """Make the OpenAPI document speak of our problem documents where FastAPI would speak of its own errors."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        schemas = document["components"]["schemas"]
        for route in (route for methods in document["paths"].values() for route in methods.values()):
            # FastAPI adds its own to every route with a parameter; one that takes any text never answers so.
            if "application/json" in route["responses"].get("422", {}).get("content", {}):
                del route["responses"]["422"]
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        problem = Problem.model_json_schema(ref_template=_SCHEMA)
        schemas |= {**problem.pop("$defs"), "Problem": problem}
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it
