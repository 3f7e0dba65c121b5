"""A word put right within what was said before: "Scarlatti, with two t's", "2019, not 2018". Pure."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from assistant.requests.phrases import EDGES, phrases, straight

_WORD = r"[\"'“‘]?(?P<{}>\w(?:[\w'.-]{{0,40}}\w)?)[\"'”’]?"  # noqa: RUF001 - as phones quote
_OLD, _NEW = _WORD.format("old"), _WORD.format("new")
_EXCHANGES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w){_NEW},? (?:and |but )?(?:not|instead of|rather than) (?:in )?{_OLD}(?!\w)",
        rf"\bnot (?:in )?{_OLD}[,;.:]? (?:but |it's |it is |it was |rather |(?<=[,;.:] ))(?:in )?{_NEW}(?!\w)",
        rf"\b(?:replace|change|swap|correct) {_OLD} (?:with|to|by|for|into) {_NEW}(?!\w)",
        rf"\bfrom {_OLD} to {_NEW}(?!\w)",
        rf"(?<!\w){_OLD} (?:should|must|ought to) (?:be|read|say|have been) {_NEW}(?!\w)",
        rf"(?<!\w){_OLD} ?(?:->|→|=>) ?{_NEW}(?!\w)",
        rf"\b(?:said|wrote|typed|put|says|reads) {_OLD}\b[^.;!?]{{0,20}}\b(?:meant|be|it's|is|was) {_NEW}(?!\w)",
    )
]
_NO_NEW_WORD = frozenset(phrases("corrections")["no_new_word"])
_LIKE = 0.75
_MIN_LETTERS = 3


def exchanged_word(text: str, *, known: str) -> str:
    """Return what is known with one word exchanged, as in "it's Smith, not Smyth"; "" when none of it is."""
    for match in (match for pattern in _EXCHANGES for match in pattern.finditer(straight(text))):
        old = re.compile(rf"(?<!\w){re.escape(match['old'])}(?!\w)", re.IGNORECASE)
        new = match["new"]
        if old.search(known) and new != match["old"] and new.lower() not in _NO_NEW_WORD:
            return old.sub(new, known, count=1)
    return ""


def respelt(text: str, *, known: str) -> str | None:
    """Return a name with a word spelt as in the text, where one is nearly the same; None when none is."""
    said = [word.strip(EDGES + "'") for word in straight(text).split()]
    said = [word for word in said if word.lower() not in known.lower().split()]
    for old in known.split():
        for new in said:
            if new[:1].isupper() and _nearly(old, new):
                return " ".join(new if word == old else word for word in known.split())
    return None


def _nearly(old: str, new: str) -> bool:
    if min(len(old), len(new)) < _MIN_LETTERS:
        return False
    return SequenceMatcher(None, _plain(old), _plain(new), autojunk=False).ratio() >= _LIKE


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
