"""What counts as found, as abstained and as right."""

from __future__ import annotations

import pytest

from assistant.model import Answer, Citation, Intent, IntentName, Kind, Reply
from evals import answers
from evals.overlap import Ground
from evals.sets import Question, SetError
from evals.threshold import curve, working_point

_GROUND = Ground(["We keep invoices for seven years. We never sell your data."])
_KEPT = "We keep invoices for seven years."
_SOLD = "We never sell your data."


def _question(*gold: str, mention: str = "", topic: str = "retention") -> Question:
    return Question(
        id="1",
        question="how long?",
        style="lay",
        topic=topic,
        answerable=bool(gold),
        gold=tuple((words,) for words in gold),
        must_mention=(mention,) if mention else (),
    )


def _scored(
    item: Question, *quotes: str, kind: Kind = "answer", related: str = "", score: float = 0.9
) -> answers.Answered:
    cited = [Citation(1, "policy", "1", "", words, 0, 1, "") for words in quotes]
    cited += [Citation(1, "policy", "1", "", related, 0, 1, "", related=True)] if related else []
    intent = Intent(IntentName.QUESTION, (), 1.0)
    reply = Reply("1", kind, "The policy says so.", intent, tuple(cited))
    judged = Answer("answer" if kind == "answer" else "no_answer", "", (), score)
    return answers.score(item, reply, ground=_GROUND, judged=judged)


def _figures(*results: answers.Answered) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in answers.figures(results)}


class TestScore:
    def test_finds_an_answer_that_covers_half_of_the_gold(self) -> None:
        assert _scored(_question(_KEPT), "We keep invoices").found
        assert not _scored(_question(_KEPT), "We keep").found

    def test_takes_the_alternative_that_fits_best(self) -> None:
        assert _scored(_question(_KEPT, _SOLD), _SOLD).overlap.f1 == 1

    def test_counts_no_related_passage_as_an_answer(self) -> None:
        scored = _scored(_question(_KEPT), kind="no_answer", related=_KEPT)
        assert (scored.found, scored.quotes, scored.cited) == (False, (), 1)

    def test_looks_for_the_words_to_mention_in_the_quotes_too(self) -> None:
        assert _scored(_question(_KEPT, mention="Seven YEARS"), _KEPT).mentions
        assert not _scored(_question(_KEPT, mention="eight"), _KEPT).mentions

    def test_counts_a_false_quote_of_a_related_passage(self) -> None:
        assert _scored(_question(), kind="no_answer", related="We sell it all.").false_quotes == 1

    def test_refuses_gold_that_no_document_says(self) -> None:
        with pytest.raises(SetError, match="no document says"):
            _scored(_question("We sell your data."), _KEPT)

    def test_refuses_an_answerable_question_without_gold(self) -> None:
        item = _question().model_copy(update={"answerable": True})
        with pytest.raises(SetError, match="no gold"):
            _scored(item, _KEPT)


class TestFigures:
    def test_tells_abstention_by_what_was_due(self) -> None:
        found = _figures(
            _scored(_question(_KEPT), _KEPT),
            _scored(_question(_KEPT), kind="no_answer"),
            _scored(_question(), _SOLD),
            _scored(_question(), kind="ask"),
            _scored(_question(topic="off_topic"), kind="no_answer"),
        )
        assert found["false_abstention"] == 0.5
        assert found["near_miss_abstention"] == 0.5
        assert found["off_topic_abstention"] == 1
        assert found["balanced"] == pytest.approx((1 / 2 + 2 / 3) / 2)

    def test_averages_precision_over_the_unanswered_too(self) -> None:
        found = _figures(_scored(_question(_KEPT), _KEPT), _scored(_question(_KEPT), kind="no_answer"))
        assert (found["citation_precision"], found["quotes_an_answer"]) == (0.5, 1)


class TestThreshold:
    def test_marks_the_lowest_score_that_was_answered(self) -> None:
        results = [
            _scored(_question(_KEPT), _KEPT, score=0.9),
            _scored(_question(), _SOLD, score=0.6),
            _scored(_question(_KEPT), kind="no_answer", score=0.4),
            _scored(_question(), kind="no_answer", score=0.1),
        ]
        used = working_point(results)
        assert used is not None
        assert (used.threshold, used.precision, used.recall) == (0.6, 0.5, 0.5)
        assert used in curve(results)

    def test_draws_nothing_without_questions_of_both_kinds(self) -> None:
        assert curve([_scored(_question(_KEPT), _KEPT)]) == []
