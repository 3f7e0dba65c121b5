"""The details in what a person typed beside a name or an address, or to change them. Pure; cues in details.toml."""

from __future__ import annotations

import re

from assistant.requests.phrases import EDGES, anywhere, phrases, straight
from assistant.requests.slots import find_email

_LISTS = phrases("details")
_ANEW = re.compile(rf"{anywhere(_LISTS['anew']).pattern}[\s:]*(.+)", re.IGNORECASE | re.DOTALL)
_MORE = re.compile(rf"^\W*(?:{'|'.join(_LISTS['more'])})\s+(.+)", re.IGNORECASE | re.DOTALL)
_OF_CONTACT = anywhere(_LISTS["of_contact"])
_BETWEEN_CLAUSES = re.compile(
    r"(?<=[.;!])\s+|\n+|,\s*(?:and\s+)?(?=(?:i|we|it|you|my|this|that|they|he|she)\b)", re.IGNORECASE
)
_PLEASANTRY = anywhere(_LISTS["pleasantries"])
_NONE = {"no", "nope", "nothing", "none", "not", "don't", "all", "it", "enough", "that's"}
_MIN_WORDS = 4
_MAX_PLEASING = 8


def volunteered_details(text: str, *, name: str) -> str:
    """Return what a message tells beside the name and the address in it, or ""."""
    clauses = (clause.strip() for clause in _BETWEEN_CLAUSES.split(text))
    return " ".join(clause for clause in clauses if _tells(clause, name=name))


def only_pleases(text: str) -> bool:
    """Tell whether a short message is no more than thanks or a greeting."""
    words = straight(text).lower().split()
    return (
        0 < len(words) <= _MAX_PLEASING
        and _PLEASANTRY.search(text) is not None
        and _NONE.isdisjoint(word.strip(EDGES) for word in words)
    )


def changed_details(text: str, *, known: str) -> str:
    """Return the details as a message changes them ("add that …", "the details should be …"), or ""."""
    plain = straight(text)
    if more := _MORE.search(plain):
        return "\n".join(part for part in (known, text[more.start(1) :].strip()) if part)
    anew = _ANEW.search(plain)
    return text[anew.start(1) :].strip(EDGES) if anew else ""


def _tells(clause: str, *, name: str) -> bool:
    if len(clause.split()) < _MIN_WORDS or clause.endswith("?") or find_email(clause):
        return False
    return not (name and name in clause) and not _OF_CONTACT.search(straight(clause))
