"""The person of a dialogue: answers what the form asks for as the set says, and talks of other things in between."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.model import Slot
    from evals.sets import Dialogue

_CODE = "<CODE>"
_TRIES = ("", "_retry", "_retry2")


class Speechless(Exception):  # noqa: N818 - it is no error of the program
    """The person has nothing to say to this."""


class Person:
    """Remembers what was asked how often. `code` fetches the code last mailed to one of some addresses."""

    def __init__(self, dialogue: Dialogue, *, code: Callable[[list[str]], str | None]) -> None:
        self._answers = dialogue.answers
        self._interruptions = {each.after: each.say for each in dialogue.interruptions}
        self._addresses = [text.strip() for slot, text in dialogue.answers.items() if slot.startswith("email")]
        self._asked: Counter[str] = Counter()
        self._on_the_tongue: str | None = None
        self._code = code

    def says(self, slot: Slot | None) -> str:
        """Return what the person says when asked for `slot`; Speechless tells what is missing."""
        if self._on_the_tongue is not None:
            said, self._on_the_tongue = self._on_the_tongue, None
            return said
        if slot is None:
            raise Speechless("the form was not resumed" if self._asked else "nothing was asked for")
        if slot == "confirm" and self._interruptions:
            return self._interruptions.pop(next(iter(self._interruptions)))
        self._on_the_tongue = self._interruptions.pop(slot, None)
        return self._answer(slot)

    def _answer(self, slot: Slot) -> str:
        self._asked[slot] += 1
        keys = [f"{slot}{again}" for again in _TRIES[: self._asked[slot]]]
        known = [self._answers[key] for key in keys if key in self._answers]
        if not known:
            raise Speechless(f"asked for {slot}, which the set does not answer")
        if _CODE not in known[-1]:
            return known[-1]
        code = self._code(self._addresses)
        if code is None:
            raise Speechless("no code was mailed")
        return known[-1].replace(_CODE, code)
