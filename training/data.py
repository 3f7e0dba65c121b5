"""What the encoder is taught with: banks of questions, utterances and imaginary policies, read from training/data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.model import IntentName, RequestType
from assistant.policy.documents import parse
from assistant.policy.passages import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.model import Passage

DATA = Path(__file__).parent / "data"
# Utterances on both sides of what is a request, written against what was taken for one and was none.
BOUNDARY = DATA / "boundary"
INTENTS = tuple(IntentName)
TYPES = tuple(RequestType)
SHORTEST_PART = 20
# The concepts that are a right one can be offered to use.
RIGHTS = {
    "right_of_access": RequestType.ACCESS,
    "copy_of_data": RequestType.ACCESS,
    "right_to_rectification": RequestType.RECTIFICATION,
    "right_to_erasure": RequestType.ERASURE,
    "right_to_restriction": RequestType.RESTRICTION,
    "right_to_portability": RequestType.PORTABILITY,
    "right_to_object": RequestType.OBJECTION,
    "object_direct_marketing": RequestType.MARKETING_OPT_OUT,
    "unsubscribe_marketing": RequestType.MARKETING_OPT_OUT,
    "withdraw_consent": RequestType.CONSENT_WITHDRAWAL,
}


@dataclass(frozen=True)
class Concept:
    """A matter that privacy policies speak of, with lay questions on it and sentences of imaginary policies."""

    name: str
    questions: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Utterance:
    """A message with what it is to be taken for.

    `types` are the rights it asks for or asks about; None when nobody has said whether a question is about one.
    """

    text: str
    intent: IntentName
    types: tuple[RequestType, ...] | None


@dataclass(frozen=True)
class PolicyQuestion:
    """A question on one policy. `gold` are the numbers of the passages that answer; none when the policy is silent."""

    text: str
    gold: tuple[int, ...]


@dataclass(frozen=True)
class Policy:
    """An imaginary policy: its passages as they are embedded, and questions on them."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[PolicyQuestion, ...]


def rows(path: Path) -> list[dict[str, Any]]:
    """Read a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def concepts(folder: Path = DATA / "questions") -> list[Concept]:
    """Read the question bank; rows on the same concept are joined."""
    questions: dict[str, list[str]] = {}
    statements: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for row in rows(path):
            questions.setdefault(row["concept"], []).extend(row["questions"])
            statements.setdefault(row["concept"], []).extend(row["statements"])
    return [Concept(name, tuple(questions[name]), tuple(statements[name])) for name in sorted(questions)]


def utterances(folder: Path = DATA / "utterances") -> list[Utterance]:
    """Read the utterance bank."""
    return [
        Utterance(
            row["text"],
            IntentName(row["intent"]),
            tuple(RequestType(kind) for kind in row["request_types"]) if row["request_types"] else None,
        )
        for path in sorted(folder.glob("*.jsonl"))
        for row in rows(path)
    ]


def questions(bank: Iterable[Concept]) -> list[Utterance]:
    """Return every sixth question of each concept as an utterance, with the right that the concept is about."""
    return [
        Utterance(text, IntentName.QUESTION, (RIGHTS[concept.name],) if concept.name in RIGHTS else ())
        for concept in bank
        for text in concept.questions[:: 2 if concept.name in RIGHTS else 6]
    ]


def told(documents: Iterable[Policy]) -> list[Utterance]:
    """Return the questions that policies answer as utterances; nobody has said which right they are about."""
    answered = (question.text for document in documents for question in document.questions if question.gold)
    return [Utterance(text, IntentName.QUESTION, None) for text in answered]


def policies(folder: Path = DATA / "policies") -> list[Policy]:
    """Read the imaginary policies with their questions."""
    return [policy(path, path.with_suffix(".jsonl")) for path in sorted(folder.glob("*.md"))]


def policy(document: Path, *questions: Path) -> Policy:
    """Read one policy and the questions on it; the gold is the first alternative's passages."""
    passages = cut(parse(document.stem, document.read_bytes(), suffix=document.suffix))
    asked = []
    for path in questions:
        for row in rows(path):
            gold = _numbers(passages, [piece for pieces in row["gold"] for piece in pieces])
            if bool(gold) == row["answerable"]:
                asked.append(PolicyQuestion(row["question"], gold))
    return Policy(document.stem, tuple(passage.context for passage in passages), tuple(asked))


def _numbers(passages: Sequence[Passage], pieces: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers of the passages that gold pieces are parts of, or made of.

    A short piece may be a table's cell: it means the row that most of the pieces are cells of, and no sentence that
    happens to hold the word.
    """
    wanted = {_letters(piece) for piece in pieces} - {""}
    cells = {number: _cells_among(passage, wanted) for number, passage in enumerate(passages) if passage.table_row}
    most = max(cells.values(), default=0)
    rows = {number for number, count in cells.items() if count == most > 0}
    sentences = {
        number
        for number, passage in enumerate(passages)
        if not passage.table_row
        and any(_letters(passage.text) in piece or _holds(passage.text, piece) for piece in wanted)
    }
    return tuple(sorted(rows | sentences))


def _cells_among(passage: Passage, wanted: set[str]) -> int:
    return sum(_letters(cell) in wanted for cell in passage.text.split(" | "))


def _holds(sentence: str, piece: str) -> bool:
    return len(piece) >= SHORTEST_PART and piece in _letters(sentence)


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
