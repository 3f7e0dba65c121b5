"""What stands in a composer before anybody has typed: short texts to begin from, each of them to be finished."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.model import TicketType

GAP = "[…]"
"""Stands where the handler has to say something; no text leaves with a gap in it."""


def draft(deed: str, types: Iterable[TicketType], *, controller: str) -> str:
    """Return the text to begin from for a deed of a ticket of these types, "" where there is none."""
    name = f"{deed}.txt"
    if name not in _templates().list_templates():
        return ""
    return _templates().get_template(name).render(types=list(types), controller=controller).strip()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("assistant.requests", "templates/drafts"),
        autoescape=False,  # noqa: S701 - it goes into a text, and whoever shows that escapes it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
