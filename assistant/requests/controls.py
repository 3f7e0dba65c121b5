"""Yes, no, cancel and the like: what a short message tells a form to do. The phrases are data, in controls.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Control = Literal["yes", "no", "cancel", "restart", "skip", "resend"]

_MAX_WORDS = 12
_MAX_LEAVING = 20
_EDGES = " \t\r\n.,;:!?-–—\"'“”‘()<>"  # noqa: RUF001 - people type these around what they mean
_BETWEEN_PARTS = re.compile(r"\s*(?:[.,;!\n–—]+|\s-+\s|\band\b)\s*")  # noqa: RUF001

_TAKES_BACK = re.compile(
    r"\b(?:but|except|apart|however|though|although|change|wrong|not|no|never|instead|wait|add|only|first|rather|should|"
    r"actually|also|cancel|stop|forget|replace|correct (?:the|my)|when|if|unless)\b|n't\b|[?@\d]"
)


@cache
def _phrases() -> dict[str, frozenset[str]]:
    lists = tomllib.loads(files(__package__).joinpath("controls.toml").read_text(encoding="utf-8"))
    return {name: frozenset(phrases) for name, phrases in lists.items()}


def controls(text: str) -> frozenset[Control]:
    """Return every control that a short message can be read as; empty when it says something else.

    The form picks the reading that fits what it waits for: "that's it" is a yes to a summary and a
    "nothing to add" to the details. A message of several parts ("all good, send it") is read part by
    part: the readings that all parts share count, and a cancel or restart in one part counts alone
    when the other parts are a no ("no no, forget it").
    """
    said = re.sub(r"\s+", " ", text.replace("’", "'")).strip(_EDGES).lower()  # noqa: RUF001 - phones type it
    said = re.sub(r"\b(\w+)(?:[ ,.!]+\1\b)+", r"\1", said)  # "yes yes yes"
    if not said:
        return frozenset({"skip"}) if text.strip() else frozenset()
    if len(said.split()) > _MAX_WORDS:
        return frozenset()
    if whole := _readings(said):
        return whole
    courtesies = {*_phrases()["leading"], *_phrases()["trailing"]} - _phrases()["yes"] - _phrases()["no"]
    said_parts = [part.strip(_EDGES) for part in _BETWEEN_PARTS.split(said)]
    parts = [_readings(part) for part in said_parts if part and part not in courtesies]
    if not parts or not all(parts):
        return frozenset()
    for decisive in ("restart", "cancel"):
        if any(decisive in part for part in parts) and all({decisive, "no"} & part for part in parts):
            return frozenset({decisive})
    return frozenset.intersection(*parts)


def agrees(text: str) -> bool:
    """Tell a yes with words behind it ("yes, now it is right") from one that takes something back ("yes, but …")."""
    said = text.replace("’", "'").lower()  # noqa: RUF001 - phones type it
    words = re.findall(r"[\w']+", said)
    starts = any(" ".join(words[:count]) in _phrases()["yes"] for count in (1, 2, 3))
    return starts and len(words) <= _MAX_WORDS and _TAKES_BACK.search(said) is None


def leaves(text: str) -> bool:
    """Tell whether a short message leaves the form in more words than the list has ("no, drop it, I'll write myself")."""
    said = re.sub(r"\s+", " ", text.replace("’", "'")).lower()  # noqa: RUF001 - phones type it
    return len(said.split()) <= _MAX_LEAVING and any(re.search(rf"\b{phrase}\b", said) for phrase in _phrases()["leaving"])


def _readings(said: str) -> frozenset[Control]:
    """Look a phrase up, dropping words of courtesy from its ends until it is found."""
    lists = _phrases()
    todo, seen = [said], {said}
    while todo:
        phrase = todo.pop(0)
        if found := frozenset(name for name in get_args(Control) if phrase in lists[name]):
            return found
        shorter = [phrase[len(word) :].strip(_EDGES) for word in lists["leading"] if re.match(rf"{re.escape(word)}\b", phrase)]
        shorter += [phrase[: -len(word)].strip(_EDGES) for word in lists["trailing"] if phrase.endswith(f" {word}") or phrase.endswith(f",{word}")]
        todo += [s for s in shorter if s and s not in seen]
        seen.update(shorter)
    return frozenset()
