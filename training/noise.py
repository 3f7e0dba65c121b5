"""Typing errors, so that the encoder has seen some."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

TYPO_SHARE = 0.12
SHORTEST_WITH_TYPOS = 12
LOWER_SHARE = 0.5


def typed(text: str, rng: random.Random) -> str:
    """Return a text as hurried fingers type it, now and then: letters swapped, dropped or doubled."""
    if rng.random() > TYPO_SHARE or len(text) < SHORTEST_WITH_TYPOS:
        return text
    letters = list(text.lower() if rng.random() < LOWER_SHARE else text)
    for _ in range(1 + len(letters) // 30):
        at = rng.randrange(1, len(letters) - 1)
        match rng.randrange(3):
            case 0:
                letters[at], letters[at - 1] = letters[at - 1], letters[at]
            case 1:
                del letters[at]
            case 2:
                letters.insert(at, letters[at])
    return "".join(letters)
