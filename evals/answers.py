"""Scores what is quoted to a question: enough, no more, and nothing where the policy is silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.figures import Figure, Part, auroc
from evals.overlap import NOTHING, Ground, Overlap
from evals.sets import SetError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Answer, Reply
    from evals.sets import Question

_ENOUGH = 0.5
OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what came back.

    `quotes` are those given as an answer, related passages left out; `cited` counts both. `judged` is what the policy's
    half alone says, whatever the message was taken for.
    """

    item: Question
    kind: str
    quotes: tuple[str, ...]
    cited: int
    false_quotes: int
    overlap: Overlap
    mentions: bool
    judged: Answer

    @property
    def answered(self) -> bool:
        """Whether it was taken as told by the policy."""
        return self.kind == "answer"

    @property
    def found(self) -> bool:
        """Whether the quotes cover at least half of what answers."""
        return self.overlap.recall >= _ENOUGH

    @property
    def right(self) -> bool:
        """Whether nothing is to be wished for."""
        if self.false_quotes:
            return False
        return self.found and self.mentions if self.item.answerable else not self.answered


def score(item: Question, reply: Reply, *, ground: Ground, judged: Answer) -> Answered:
    """Compare one reply with the gold; SetError when the gold does not stand in the documents.

    `judged` is what the policy's half alone says to the question.
    """
    _check(item, ground)
    quotes = tuple(citation.quote for citation in reply.citations if not citation.related)
    answered = reply.kind == "answer"
    coverage = ground.cover(quotes)
    told = " ".join((reply.text, *quotes)).lower()
    return Answered(
        item=item,
        kind=reply.kind,
        quotes=quotes,
        cited=len(reply.citations),
        false_quotes=ground.cover(citation.quote for citation in reply.citations).false_quotes,
        overlap=max((ground.overlap(coverage, pieces) for pieces in item.gold), default=NOTHING)
        if answered
        else NOTHING,
        mentions=answered and all(words.lower() in told for words in item.must_mention),
        judged=judged,
    )


def figures(results: Sequence[Answered]) -> list[Figure]:
    """Work out the figures of the part "answers"."""
    yes = [each for each in results if each.item.answerable]
    no = [each for each in results if not each.item.answerable]
    part = Part("answers")
    part.share("found", (each.found for each in yes))
    part.share("citation_precision", (each.overlap.precision for each in yes))
    part.share("citation_recall", (each.overlap.recall for each in yes))
    part.share("citation_f1", (each.overlap.f1 for each in yes))
    part.share("must_mention", (each.mentions for each in yes))
    part.share("false_abstention", (not each.answered for each in yes), better="lower")
    part.share("near_miss_abstention", (not each.answered for each in no if each.item.topic != OFF_TOPIC))
    part.share("off_topic_abstention", (not each.answered for each in no if each.item.topic == OFF_TOPIC))
    if yes and no:
        kept = sum(each.answered for each in yes) / len(yes), sum(not each.answered for each in no) / len(no)
        part.score("balanced", sum(kept) / 2, items=len(results))
    part.score("auroc", auroc(*([each.judged.answerable for each in side] for side in (yes, no))), items=len(results))
    part.count("false_quotes", sum(each.false_quotes for each in results))
    part.share("quotes_an_answer", (each.cited for each in yes if each.answered), better=None)
    return part.figures


def _check(item: Question, ground: Ground) -> None:
    if item.answerable and not item.gold:
        raise SetError(f"{item.id} is answerable and has no gold.")
    for piece in (piece for pieces in item.gold for piece in pieces):
        if not ground.places(piece):
            raise SetError(f"{item.id}: no document says “{piece}”.")
