"""Tell a question in between from an answer to the form. Pure; the cues are data, in questions.toml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.model import IntentName
from assistant.requests.phrases import phrases, straight

if TYPE_CHECKING:
    from assistant.model import Intent

_LISTS = phrases("questions")
_BEGINS = re.compile(
    rf"^\W*(?:(?:{'|'.join(_LISTS['question_leads'])})\b[\s,:.-]*)*+(?:{'|'.join(_LISTS['question_words'])})\b",
    re.IGNORECASE,
)
_INTERRUPTING = (IntentName.QUESTION, IntentName.HUMAN)
_SURE = 0.8
_MIN_WORDS = 4


def asks(text: str, intent: Intent) -> bool:
    """Tell whether a message ends or begins like a question, or was surely taken for one."""
    taken_for_one = intent.name in _INTERRUPTING and intent.confidence > _SURE and len(text.split()) >= _MIN_WORDS
    return _ends(text) or _begins(text) or taken_for_one


def plainly_asks(text: str) -> bool:
    """Tell whether what may be a story begins and ends like a question."""
    return _ends(text) and _begins(text)


def _ends(text: str) -> bool:
    return text.rstrip().endswith("?")


def _begins(text: str) -> bool:
    return _BEGINS.match(straight(text)) is not None
