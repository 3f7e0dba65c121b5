"""Questions of strangers that are no requests, from public sets that are not shipped here.

A folder holds what is at hand of `banking77/train.csv`, `clinc150/data_full.json` and
`privacyqa-train-questions/questions.jsonl`, in the form in which their makers publish them.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.model import IntentName
from evals.failures import Failure
from evals.figures import Figure, Part
from evals.sets import SetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from assistant.model import Intent


@dataclass(frozen=True, slots=True)
class Asked:
    """How many questions a set has, and which of them were taken for requests."""

    name: str
    questions: int
    taken: tuple[str, ...]


def read(folder: Path) -> dict[str, list[str]]:
    """Return the questions of each set that is there, each once; SetError when none is."""
    found = {}
    for name, (file, texts) in _SETS.items():
        if (folder / file).exists():
            found[name] = list(dict.fromkeys(texts(folder / file)))
    if not found:
        raise SetError(f"{folder} holds none of {', '.join(file for file, _ in _SETS.values())}.")
    return found


def ask(name: str, questions: Iterable[str], *, classify: Callable[[str], Intent]) -> Asked:
    """Count the questions that are taken for requests."""
    taken = {text: classify(text).name == IntentName.REQUEST for text in questions}
    return Asked(name, len(taken), tuple(text for text, requested in taken.items() if requested))


def figures(results: Sequence[Asked]) -> list[Figure]:
    """Work out the figures of the part "public": the share taken for requests, by set."""
    part = Part("public")
    for each in results:
        part.score(each.name, len(each.taken) / each.questions, items=each.questions, better="lower")
    return part.figures


def failures(results: Sequence[Asked]) -> list[Failure]:
    """Return every question that was taken for a request."""
    return [
        Failure("public", each.name, "false request", text, ("no request",), ("request",))
        for each in results
        for text in each.taken
    ]


def _banking(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def _clinc(path: Path) -> list[str]:
    return [text for rows in json.loads(path.read_bytes()).values() for text, _ in rows]


def _privacyqa(path: Path) -> list[str]:
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").split("\n") if line]


_SETS = {
    "privacyqa": ("privacyqa-train-questions/questions.jsonl", _privacyqa),
    "clinc150": ("clinc150/data_full.json", _clinc),
    "banking77": ("banking77/train.csv", _banking),
}
