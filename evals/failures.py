"""What went wrong, item by item, in words for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.answers import Answered
    from evals.run import Results


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that did not come out right: what was said, what was to come back, and what did.

    `wrong` is a word or two for the kind of mistake; `got` has a line for each quote or turn.
    """

    part: str
    id: str
    wrong: str
    said: str
    expected: tuple[str, ...]
    got: tuple[str, ...]


def failures(results: Results) -> Iterator[Failure]:
    """Yield every failure, by part, in the order of the sets."""
    for answer in results.answered:
        if not answer.right:
            item = answer.item
            gold = tuple(" … ".join(pieces) for pieces in item.gold)
            wanted = gold or (f"The policy doesn't say ({item.why}).",)
            got = answer.quotes or (f"No quote: {answer.kind}.",)
            yield Failure("answers", item.id, _wrong(answer), item.question, wanted, got)
    for taken in results.taken:
        if not taken.right:
            wanted = (_label(taken.item.intent, taken.item.request_types),)
            got = (_label(taken.intent, taken.types),)
            wrong = "types" if taken.intent == taken.item.intent else "intent"
            yield Failure("intents", taken.item.id, wrong, taken.item.text, wanted, got)
    for held in results.held:
        if not held.right:
            expect = held.item.expect
            wanted = (
                f"{', '.join(sorted(expect.types))} for {expect.name}, {expect.email}" if expect.filed else "no ticket",
            )
            turns = tuple(f"{said} → {reply}" for said, reply in held.turns)
            rights = {"ticket": held.filed_right, "types": held.types_right, "name or address": held.fields_right}
            wrong = held.problem or ", ".join(name for name, right in rights.items() if not right)
            yield Failure("dialogues", held.item.id, wrong, held.item.title, wanted, turns)
    for attacked in results.attacked:
        if not attacked.right:
            text = attacked.item.text or f"bytes {attacked.item.hex}"
            got = (f"{attacked.status} {attacked.kind} {attacked.text}",)
            yield Failure("hostile", attacked.item.id, attacked.item.kind, text, (attacked.item.expect,), got)


def _wrong(answer: Answered) -> str:
    if answer.false_quotes:
        return "false quote"
    if not answer.item.answerable:
        return "answered, though the policy is silent"
    if not answer.answered:
        return "not answered"
    return "word missing" if answer.found else "other words quoted"


def _label(intent: str, types: frozenset[str]) -> str:
    return f"{intent} ({', '.join(sorted(types))})" if types else str(intent)
