from __future__ import annotations

import random
from typing import TYPE_CHECKING

from assistant.model import IntentName
from training import data
from training.noise import typed

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """# Shop

We share your address with couriers. We keep orders for the periods below.

| What | How long |
|---|---|
| Orders | 7 years |
"""


class TestPolicy:
    def test_finds_the_passages_that_answer(self, tmp_path: Path) -> None:
        document, questions = tmp_path / "shop.md", tmp_path / "shop.jsonl"
        document.write_text(POLICY)
        questions.write_text(
            '{"question": "who gets it", "answerable": true, "gold": [["We share your address with couriers."]]}\n'
            '{"question": "orders kept?", "answerable": true, "gold": [["Orders", "7 years"], ["7 years"]]}\n'
            '{"question": "do you sell it", "answerable": false, "gold": []}\n'
        )
        policy = data.policy(document, questions)
        assert [question.gold for question in policy.questions] == [(0,), (2,), ()]
        assert "Orders" in policy.passages[2]

    def test_leaves_out_a_question_whose_gold_is_not_there(self, tmp_path: Path) -> None:
        document, questions = tmp_path / "shop.md", tmp_path / "shop.jsonl"
        document.write_text(POLICY)
        questions.write_text('{"question": "q", "answerable": true, "gold": [["We lost it."]]}\n')
        assert data.policy(document, questions).questions == ()


class TestBanks:
    def test_hold_every_concept_with_enough_of_both(self) -> None:
        for concept in data.concepts():
            assert len(concept.questions) >= 40, concept.name
            assert len(concept.statements) >= 16, concept.name

    def test_name_types_for_requests_and_for_nothing_else(self) -> None:
        for utterance in data.utterances() + data.utterances(data.BOUNDARY):
            assert bool(utterance.types) == (utterance.intent is IntentName.REQUEST), utterance.text

    def test_know_the_right_that_a_question_is_about(self) -> None:
        bank = data.concepts()
        assert set(data.RIGHTS) <= {concept.name for concept in bank}
        about = {utterance.types for utterance in data.questions(bank)}
        assert about == {(), *((kind,) for kind in data.RIGHTS.values())}

    def test_share_no_text_with_the_test_sets(self) -> None:
        taught = {text for concept in data.concepts() for text in concept.questions}
        taught |= {utterance.text for utterance in data.utterances() + data.utterances(data.BOUNDARY)}
        taught |= {question.text for policy in data.policies() for question in policy.questions}
        letters = {_letters(text) for text in taught}
        for path in (data.DATA.parent.parent / "evals").glob("*/*.test.jsonl"):
            for row in data.rows(path):
                said = row.get("question") or row.get("text")
                assert said is None or _letters(said) not in letters, (path.name, said)


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


class TestTyped:
    def test_changes_little_and_only_now_and_then(self) -> None:
        rng = random.Random(1)
        text = "How long do you keep my invoices?"
        typos = [typed(text, rng) for _ in range(400)]
        changed = [typo for typo in typos if typo != text]
        assert 20 < len(changed) < 90
        assert all(abs(len(typo) - len(text)) <= 2 for typo in changed)

    def test_leaves_short_words_alone(self) -> None:
        assert typed("cookies?", random.Random(1)) == "cookies?"
