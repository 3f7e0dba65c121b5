"""Which passage counts as right, and how its place is counted."""

from __future__ import annotations

from assistant.policy.documents import parse
from assistant.policy.passages import cut
from evals.overlap import Ground
from evals.retrieval import OURS, Judge, figures
from evals.sets import Question

_POLICY = b"# Policy\n\nWe keep invoices for seven years. We never sell your data. Cookies last a day.\n"


class TestSearch:
    def test_gives_the_place_of_the_first_right_passage(self) -> None:
        document = parse("policy", _POLICY, suffix=".md")
        passages = {passage.id: passage for passage in cut(document)}
        judge = Judge(Ground([document.text]), passages, {"policy": document})
        item = Question(id="1", question="?", style="lay", topic="", answerable=True, gold=(("never sell your data",),))
        by_text = sorted(passages.values(), key=lambda passage: passage.text)
        order = [(passage.id, 1.0 - place / 10) for place, passage in enumerate(by_text)]
        search = judge.search(item, order)
        assert search.place == [passage.text for passage in by_text].index("We never sell your data.") + 1
        assert search.best == 1.0

        found = {figure.name: figure.value for figure in figures({OURS: [search]})}
        assert (found["recall_at_1"], found["recall_at_3"], found["mrr"]) == (0, 1, 1 / 3)
