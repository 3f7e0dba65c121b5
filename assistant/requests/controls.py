"""Yes, no, cancel and the like: what a short message tells a form to do. The phrases are data, in controls.toml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args

from assistant.requests.phrases import EDGES, anywhere, phrases, straight

if TYPE_CHECKING:
    from collections.abc import Iterator

Control = Literal["yes", "no", "cancel", "restart", "skip", "resend"]

_CONTROLS: tuple[Control, ...] = get_args(Control)
_LISTS = phrases("controls")
_SAID = {**_LISTS, "yes": _LISTS["yes"] + _LISTS["approval"] + _LISTS["go_ahead"]}
_PATTERNS = {control: re.compile("|".join(_SAID[control])) for control in _CONTROLS}
_APPROVAL = re.compile("|".join(_LISTS["go_ahead"] + _LISTS["approval"]))
_POLITE = re.compile(rf"\W*(?:{'|'.join(_LISTS['polite'])})\b")
_LEAVING = anywhere(_LISTS["leaving"] + _LISTS["leaving_plainly"])
_LEAVING_PLAINLY = anywhere(_LISTS["leaving_plainly"])
_ONLY_ASKING = anywhere(_LISTS["only_asking"])
_MISSES_CODE = anywhere(_LISTS["misses_code"])
_TAKES_BACK = re.compile(rf"{anywhere(_LISTS['takes_back']).pattern}|n't\b|[?@\d]", re.IGNORECASE)
_ABOUT_A_YES = frozenset(_LISTS["about_a_yes"])
_BETWEEN_PARTS = re.compile(r"\s*(?:[.,;!\n–—]+|\s-+\s|\band\b)\s*")  # noqa: RUF001 - all that people type for a dash
# The colour of a thumb, and the mark that makes a character a picture.
_SHADES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
_REPEATED = re.compile(r"\b(\w+)(?:[ ,.!]+\1\b)+")
# A word that is a yes or a no by itself is never mere courtesy.
_COURTESIES = {
    word
    for word in (*_LISTS["leading"], *_LISTS["trailing"])
    if not _PATTERNS["yes"].fullmatch(word) and not _PATTERNS["no"].fullmatch(word)
}
_MAX_WORDS = 12
_MAX_FREE = 20


def controls(text: str) -> frozenset[Control]:
    """Return every control that a short message can be read as; empty when it says something else.

    The form picks the reading that fits what it waits for: "that's it" is a yes to a summary and a
    "nothing to add" to the details. A message of several parts ("all good, send it") is read part by
    part: the readings that all parts share count, and a cancel or restart in one part counts alone
    when the other parts are a no ("no no, forget it").
    """
    said = _REPEATED.sub(r"\1", _folded(text).strip(EDGES))  # "yes yes yes"
    if not said:
        return frozenset({"skip"}) if text.strip() else frozenset()
    if len(said.split()) > _MAX_WORDS:
        return frozenset()
    return _readings(said) or _readings_of_parts(said)


def agrees(text: str) -> bool:
    """Tell a yes with words around it ("yes, I'm Ann") from one that takes something back ("yes, but …")."""
    return bool(_beside_a_yes(text))


def confirms(text: str) -> bool:
    """Tell the same where a yes sends something: of the words around it all must belong to a yes.

    "Ok, one moment" and "fine by him" take nothing back, and confirm nothing.
    """
    return any(_ABOUT_A_YES.issuperset(words) for words in _beside_a_yes(text))


def approves(text: str) -> bool:
    """Tell a no that says that nothing is to be changed ("no, it's all fine, send it", "no, that is correct")."""
    said = _REPEATED.sub(r"\1", _folded(text))
    if len(said.split()) > _MAX_WORDS:
        return False
    first, *rest = _parts(said) or [""]
    approved = any(_APPROVAL.fullmatch(phrase) for part in rest for phrase in _shortened(part))
    return approved and "no" in _readings(first) and all("yes" in _readings(part) for part in rest)


def wonders(text: str) -> bool:
    """Tell whether what could be a yes asks whether it is one ("all correct?"); "can you send it?" is polite."""
    return text.rstrip(EDGES.replace("?", "")).endswith("?") and _POLITE.match(_folded(text)) is None


def leaves(text: str) -> bool:
    """Tell whether a short message leaves the form in words of its own ("no, drop it, I'll write to them myself")."""
    said = _folded(text)
    return len(said.split()) <= _MAX_FREE and _LEAVING.search(said) is not None


def leaves_plainly(text: str) -> bool:
    """Tell the same of an answer that may be a story: what is left must be the request itself."""
    said = _folded(text)
    return len(said.split()) <= _MAX_WORDS and _LEAVING_PLAINLY.search(said) is not None


def only_asks(text: str) -> bool:
    """Tell whether a person says that they only asked a question."""
    return _ONLY_ASKING.search(_folded(text)) is not None


def misses_code(text: str) -> bool:
    """Tell whether a short message says that no code came, or asks for another ("still nothing in my inbox")."""
    said = _folded(text)
    return len(said.split()) <= _MAX_FREE and _MISSES_CODE.search(said) is not None


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", _SHADES.sub("", straight(text))).lower()


def _beside_a_yes(text: str) -> list[list[str]]:
    """Return the words around a yes, for each yes that begins or ends a short message which takes nothing back."""
    said = _folded(text)
    words = _words(said)
    if len(words) > _MAX_WORDS or _TAKES_BACK.search(said):
        return []
    after = [words[count:] for count in (1, 2, 3) if _PATTERNS["yes"].fullmatch(" ".join(words[:count]))]
    *parts, last = _parts(said) or [""]
    return [*after, _words(" ".join(parts))] if "yes" in _readings(last) else after


def _words(said: str) -> list[str]:
    return re.findall(r"[\w']+", said)


def _readings_of_parts(said: str) -> frozenset[Control]:
    readings = [_readings(part) for part in _parts(said)]
    if not readings or not all(readings):
        return frozenset()
    decisive: tuple[Control, ...] = ("restart", "cancel")
    for control in decisive:
        if any(control in part for part in readings) and all({control, "no"} & part for part in readings):
            return frozenset({control})
    return frozenset.intersection(*readings)


def _parts(said: str) -> list[str]:
    parts = (part.strip(EDGES) for part in _BETWEEN_PARTS.split(said))
    return [part for part in parts if part and part not in _COURTESIES]


def _readings(said: str) -> frozenset[Control]:
    """Look a phrase up, dropping words of courtesy from its ends until it is found."""
    for phrase in _shortened(said):
        if found := frozenset(control for control in _CONTROLS if _PATTERNS[control].fullmatch(phrase)):
            return found
    return frozenset()


def _shortened(said: str) -> Iterator[str]:
    """Yield a phrase, and what is left of it without words of courtesy at its ends, longest first."""
    todo, seen = [said], {said}
    for phrase in todo:
        yield phrase
        shorter = [each for each in _without_courtesy(phrase) if each and each not in seen]
        todo += shorter
        seen.update(shorter)


def _without_courtesy(phrase: str) -> Iterator[str]:
    for word in _LISTS["leading"]:
        if re.match(rf"{re.escape(word)}\b", phrase):
            yield phrase.removeprefix(word).strip(EDGES)
    for word in _LISTS["trailing"]:
        if phrase.endswith((f" {word}", f",{word}")):
            yield phrase.removesuffix(word).strip(EDGES)
