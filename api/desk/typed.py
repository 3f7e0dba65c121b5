"""What a form of the desk carries: the texts that were typed, and what their writer had before their eyes."""

from typing import Annotated

from fastapi import Depends, Request

# Of the number of an entry, as databases count them.
_MOST_DIGITS = 18


async def _typed(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(_typed)]
"""The texts of a form by name; of several of one name the last. To be asked for after the session."""


def number_seen(typed: str) -> int:
    """Return the number of the newest entry that a form's writer had seen; what is no number has seen nothing."""
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) <= _MOST_DIGITS else 0
