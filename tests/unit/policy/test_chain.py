from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.documents import Document as ChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.tracers import BaseTracer

from assistant.policy.answer import Judge
from assistant.policy.chain import Question, build_chain, parts_of
from assistant.policy.documents import parse
from assistant.policy.passages import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.tracers.schemas import Run

    from assistant.model import Passage

TEXT = b"# Policy\n\nWe keep orders for 7 years. We share data with couriers. Cookies hold no password."
DOCUMENT = parse("policy", TEXT, suffix=".md")
PASSAGES = cut(DOCUMENT)
JUDGE = Judge(breadth=100, even=0.5, sharpness=20, answer_from=0.5, margin=0.05, related_from=0.1)


class Scripted(BaseRetriever):
    """Gives each passage the score that the script has for a word of the question."""

    scores: dict[str, list[float]]

    def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[ChainDocument]:  # noqa: ANN401, ARG002
        row = next((scores for word, scores in self.scores.items() if word in query), [0.0, 0.0, 0.0])
        pairs = sorted(zip(row, PASSAGES, strict=True), key=lambda pair: -pair[0])
        return [
            ChainDocument(page_content=p.text, metadata={"passage": p, "score": s, "document": DOCUMENT})
            for s, p in pairs
        ]


class Pointing:
    """A chooser that always points at the same numbers."""

    def __init__(self, numbers: list[int] | None) -> None:
        self.numbers = numbers

    def choose(self, question: str, passages: Sequence[Passage]) -> list[int] | None:  # noqa: ARG002
        return self.numbers


class Watching(BaseTracer):
    """Keeps what was traced."""

    def __init__(self) -> None:
        super().__init__()
        self.traced: list[Run] = []

    def _persist_run(self, run: Run) -> None:
        self.traced.append(run)


def chain(scores: dict[str, list[float]], chooser: Pointing | None = None) -> Any:  # noqa: ANN401
    return build_chain(
        Scripted(scores=scores), judge=JUDGE, contact="dpo@example.com", public_url="http://h", chooser=chooser
    )


class TestBuildChain:
    def test_says_the_documents_words_and_nothing_of_its_own(self) -> None:
        answer = chain({"keep": [0.9, 0.1, 0.1]}).invoke(Question("how long do you keep it"))
        assert answer.kind == "answer"
        assert [citation.quote for citation in answer.citations] == ["We keep orders for 7 years."]
        assert answer.text == "Under “Policy”, the policy says: “We keep orders for 7 years.” [1]"

    def test_quotes_what_is_as_close_and_no_more(self) -> None:
        answer = chain({"it": [0.9, 0.87, 0.5]}).invoke(Question("tell me about it"))
        assert [citation.quote for citation in answer.citations] == [
            "We keep orders for 7 years.",
            "We share data with couriers.",
        ]

    def test_says_that_the_policy_is_silent_and_whom_to_ask(self) -> None:
        answer = chain({"ai": [0.42, 0.1, 0.1]}).invoke(Question("do you train ai"))
        assert answer.kind == "no_answer"
        assert answer.text.startswith(
            "The policy doesn't say. You can ask the data protection officer: dpo@example.com."
        )
        assert all(citation.related for citation in answer.citations)

    def test_answers_each_part_and_says_which_is_silent(self) -> None:
        answer = chain({"keep": [0.9, 0.1, 0.1], "robots": [0.1, 0.1, 0.1]}).invoke(
            Question("How long do you keep orders? Do you use robots?")
        )
        assert [citation.quote for citation in answer.citations] == ["We keep orders for 7 years."]
        assert answer.text == (
            "On “How long do you keep orders?”: Under “Policy”, the policy says: “We keep orders for 7 years.” [1]\n\n"
            "On “Do you use robots?”: The policy doesn't say. "
            "You can ask the data protection officer: dpo@example.com."
        )

    def test_gives_a_false_premise_the_policys_position(self) -> None:
        answer = chain({"cookies": [0.1, 0.1, 0.9]}).invoke(Question("so cookies have my password in them, right?"))
        assert answer.text == "Here is what the policy says: “Cookies hold no password.” [1]"

    def test_lets_a_model_point_but_not_write(self) -> None:
        answer = chain({"it": [0.9, 0.1, 0.1]}, Pointing([1])).invoke(Question("what about it"))
        assert [citation.quote for citation in answer.citations] == ["We share data with couriers."]

    def test_is_silent_when_the_model_points_at_nothing(self) -> None:
        assert chain({"it": [0.9, 0.1, 0.1]}, Pointing([])).invoke(Question("what about it")).kind == "no_answer"

    def test_goes_on_without_a_model_that_fails(self) -> None:
        assert chain({"it": [0.9, 0.1, 0.1]}, Pointing(None)).invoke(Question("what about it")).kind == "answer"

    def test_shows_a_tracer_each_look_up(self) -> None:
        watching = Watching()
        chain({}).invoke(Question("Who sees it and how long is it kept?"), {"callbacks": [watching]})
        (run,) = watching.traced
        assert [child.run_type for child in run.child_runs] == ["retriever", "retriever"]


class TestPartsOf:
    @pytest.mark.parametrize(
        ("text", "previous", "parts"),
        [
            ("and for marketing?", "How long do you keep orders?", ["How long do you keep orders? and for marketing?"]),
            ("why?", "Do you sell data?", ["Do you sell data? why?"]),
            ("and for marketing?", "", ["and for marketing?"]),
            ("Who sees it and how long is it kept?", "", ["Who sees it", "how long is it kept?"]),
            ("I bought boots. How long do you keep that?", "", ["I bought boots. How long do you keep that?"]),
            ("Who sees it?", "Do you sell data?", ["Who sees it?"]),
        ],
    )
    def test_reads_a_message_as_the_questions_it_holds(self, text: str, previous: str, parts: list[str]) -> None:
        assert parts_of(Question(text, previous)) == parts
