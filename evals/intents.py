"""Scores what messages are taken for: above all, no request invented and none missed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.model import IntentName
from evals.figures import Figure, Part, macro_f1

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from assistant.model import Intent
    from evals.sets import Utterance


@dataclass(frozen=True, slots=True)
class Taken:
    """An utterance and what it was taken for; types only count where it was taken for a request."""

    item: Utterance
    intent: str
    types: frozenset[str]

    @property
    def right(self) -> bool:
        """Whether intent and types are the ones wanted."""
        return self.intent == self.item.intent and self.types == self.item.request_types


def take(utterances: Iterable[Utterance], *, classify: Callable[[str], Intent]) -> list[Taken]:
    """Classify each utterance."""
    results = []
    for item in utterances:
        intent = classify(item.text)
        asks = intent.name == IntentName.REQUEST
        results.append(Taken(item, intent.name, frozenset(intent.request_types) if asks else frozenset()))
    return results


def figures(results: Sequence[Taken]) -> list[Figure]:
    """Work out the figures of the part "intents"."""
    asks = [each for each in results if each.item.intent == IntentName.REQUEST]
    rest = [each for each in results if each.item.intent != IntentName.REQUEST]
    types = [(each.item.request_types, each.types) for each in asks]
    part = Part("intents")
    part.share("accuracy", (each.intent == each.item.intent for each in results))
    part.score("macro_f1", macro_f1([({each.item.intent}, {each.intent}) for each in results]), items=len(results))
    part.share("false_request", (_requested(each) for each in rest), better="lower")
    part.share("false_request_tempting", (_requested(each) for each in rest if each.item.tempting), better="lower")
    part.share("missed_request", (not _requested(each) for each in asks), better="lower")
    part.share("types_exact", (wanted == got for wanted, got in types))
    part.score("types_macro_f1", macro_f1(types), items=len(types))
    return part.figures


def confusion(results: Sequence[Taken]) -> Counter[tuple[str, str]]:
    """Count the pairs (wanted, got)."""
    return Counter((str(each.item.intent), str(each.intent)) for each in results)


def _requested(taken: Taken) -> bool:
    return taken.intent == IntentName.REQUEST
