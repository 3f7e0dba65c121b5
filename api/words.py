"""The house's bounds on what a person may write, as types of a field."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from assistant.words import MAX_MESSAGE, MAX_NAME, refusal


def _check(text: str, *, most: int, one_line: bool = False) -> str:
    """Return the text as it came: a person's words are kept as they are, or refused with what to do about them."""
    if why := refusal(text, most=most, one_line=one_line):
        raise PydanticCustomError("words", "{refusal}", {"refusal": why})
    return text


Words = Annotated[
    str,
    AfterValidator(partial(_check, most=MAX_MESSAGE)),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_MESSAGE}),
]
"""A message or the details of a request: line breaks and tabs are fine."""

Line = Annotated[
    str,
    AfterValidator(partial(_check, most=MAX_NAME, one_line=True)),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_NAME}),
]
"""A name, a code or an id: one line."""
