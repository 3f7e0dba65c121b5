"""E-mail addresses and one-time codes in what a person typed. Pure functions over text."""

from __future__ import annotations

import re

from assistant.requests.addresses import read_address
from assistant.requests.phrases import EDGES, anywhere, phrases, straight

_IN_ADDRESS = r"[^\s<>()\[\],;:|\"“”]"
# Only where a run of such characters begins: tried from each of them, a long one would take its length squared.
_ADDRESS = re.compile(rf"(?<!{_IN_ADDRESS}){_IN_ADDRESS}+@{_IN_ADDRESS}+")
_SPOKEN_ADDRESS = re.compile(r"@|\bat\b.{1,80}?\bdot\b|\w\.(?:com|org|net|in|uk|eu|de|fr)\b", re.IGNORECASE)
# Six digits, in one piece or with gaps, that are no part of a longer number.
_CODE = re.compile(r"(?<!\d)(?<!\d[ -])\d(?:[ \u00a0-]?\d){5}(?![ -]?\d)")
_LISTS = phrases("corrections")
_CORRECTS = anywhere(_LISTS["takes_back"])
_GIVEN_UP_BEFORE = re.compile(rf"{anywhere(_LISTS['given_up_before']).pattern}[\s:<(\"']*$", re.IGNORECASE)
_GIVEN_UP_AFTER = re.compile(rf"\W*{anywhere(_LISTS['given_up_after']).pattern}", re.IGNORECASE)


def find_email(text: str) -> str | None:
    """Return the last well-formed e-mail address in a text (people correct themselves), or None.

    One that is given up does not count: of "new@example.org, not old@example.org" it is the first. When all are
    given up, none is meant to be used.
    """
    found = [
        address
        for match in _ADDRESS.finditer(text)
        if (address := _valid(match.group().strip(EDGES))) and not _given_up(text, match)
    ]
    return found[-1] if found else None


def _valid(address: str) -> str | None:
    try:
        return read_address(address).normalized
    except ValueError:
        return None


def _given_up(text: str, address: re.Match[str]) -> bool:
    """Tell whether the words around an address say that it is not the one."""
    before, after = straight(text[: address.start()]), straight(text[address.end() :])
    return _GIVEN_UP_BEFORE.search(before) is not None or _GIVEN_UP_AFTER.match(after) is not None


def without_addresses(text: str) -> str:
    """Return the text with a gap where each e-mail address stood."""
    return _ADDRESS.sub(" ", text)


def tries_email(text: str) -> bool:
    """Tell whether a text was meant to hold an e-mail address."""
    return _SPOKEN_ADDRESS.search(text) is not None


def find_code(text: str) -> str | None:
    """Return the six digits of a one-time code, typed with or without gaps, or None."""
    match = _CODE.search(without_addresses(text))
    return "".join(str(int(digit)) for digit in match.group() if digit.isdecimal()) if match else None


def corrects(text: str) -> bool:
    """Tell whether a message takes something back that was said before."""
    return _CORRECTS.search(straight(text)) is not None
