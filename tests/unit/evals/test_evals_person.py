"""The person of a dialogue."""

from __future__ import annotations

import pytest

from evals.person import Person, Speechless
from evals.sets import Dialogue


def _person(*, code: str | None = "123456", interruptions: list[dict[str, str]] | None = None) -> Person:
    answers = {
        "name": "Ada",
        "email": "ada at example",
        "email_retry": "ada@example.com",
        "confirm": "yes",
        "code": "it is <CODE>",
    }
    dialogue = Dialogue.model_validate(
        {
            "id": "1",
            "title": "t",
            "opening": "delete me",
            "answers": answers,
            "interruptions": interruptions or [],
            "expect": {"filed": True},
        }
    )
    return Person(dialogue, code=lambda addresses: code if "ada@example.com" in addresses else None)


class TestSays:
    def test_answers_again_otherwise_and_at_last_the_same(self) -> None:
        person = _person()
        said = [person.says("email") for _ in range(3)]
        assert said == ["ada at example", "ada@example.com", "ada@example.com"]

    def test_gives_the_code_that_was_mailed(self) -> None:
        assert _person().says("code") == "it is 123456"

    def test_is_speechless_without_a_code(self) -> None:
        with pytest.raises(Speechless, match="no code"):
            _person(code=None).says("code")

    def test_is_speechless_when_asked_for_what_the_set_does_not_answer(self) -> None:
        with pytest.raises(Speechless, match="details"):
            _person().says("details")

    def test_interrupts_after_the_answer_whatever_is_asked_then(self) -> None:
        person = _person(interruptions=[{"after": "name", "say": "who reads this?"}])
        assert [person.says("name"), person.says("email"), person.says("email")] == [
            "Ada",
            "who reads this?",
            "ada at example",
        ]

    def test_says_what_is_left_before_confirming(self) -> None:
        person = _person(interruptions=[{"after": "details", "say": "who reads this?"}])
        assert [person.says("confirm"), person.says("confirm")] == ["who reads this?", "yes"]

    def test_tells_a_form_that_was_not_resumed_from_one_that_never_began(self) -> None:
        person = _person()
        with pytest.raises(Speechless, match="nothing was asked"):
            person.says(None)
        person.says("name")
        with pytest.raises(Speechless, match="not resumed"):
            person.says(None)
