"""What a person may type: a text of a bounded length without what no database and no mail can carry."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

MAX_MESSAGE = 4_000
MAX_LINE = 120

_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_BREAKS = re.compile("[\t\n\r\u2028\u2029]")


def is_plain(text: str) -> bool:
    """Tell whether every character of a text can be stored, mailed and shown."""
    return not (_HALF_CHARACTERS.search(text) or _CONTROLS.search(text))


def _check(text: str, *, most: int, one_line: bool = False) -> str:
    """Return the text as it came: a person's words are kept as they are, or refused with what to do about them."""
    if len(text) > most:
        refusal = f"This has {len(text):,} characters; {most:,} are the most. Shorten it or send it in parts."
    elif _HALF_CHARACTERS.search(text):
        refusal = "This contains half of a character (a lone surrogate). Send it again as proper Unicode text."
    elif _CONTROLS.search(text):
        refusal = (
            "This contains control characters that no keyboard types. Take them out; line breaks and tabs are fine."
        )
    elif one_line and _LINE_BREAKS.search(text):
        refusal = "This has to stand on one line."
    elif not text.strip():
        refusal = "This is empty. Write something."
    else:
        return text
    raise PydanticCustomError("words", "{refusal}", {"refusal": refusal})


Words = Annotated[
    str,
    AfterValidator(partial(_check, most=MAX_MESSAGE)),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_MESSAGE}),
]
"""A message or the details of a request: line breaks and tabs are fine."""

Line = Annotated[
    str,
    AfterValidator(partial(_check, most=MAX_LINE, one_line=True)),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_LINE}),
]
"""A name, a code or an id: one line."""
