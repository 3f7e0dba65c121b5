from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.errors import ModelWeightsError
from assistant.intents.classifier import INTENTS, TYPES, Classifier, Heads
from assistant.model import IntentName, RequestType
from assistant.weights import MODELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


class OneHot:
    """A reader whose features are the numbers written in the text."""

    name = "one-hot"

    def features(self, text: str) -> NDArray[np.float32]:
        return np.array([float(part) for part in text.split()], np.float32)

    def states(self, text: str) -> NDArray[np.float32]:
        raise AssertionError(text)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError(texts)


def heads(**values: float) -> Heads:
    """One feature a wish: 0 the question's logit, 1 the request's, 2 erasure's, 3 access's."""
    intents = np.full((len(INTENTS), 5), 0.0, np.float32)
    intents[:, 4] = -9
    intents[INTENTS.index(IntentName.QUESTION), [0, 4]] = 1, 0
    intents[INTENTS.index(IntentName.REQUEST), [1, 4]] = 1, 0
    types = np.full((len(TYPES), 5), 0.0, np.float32)
    types[:, 4] = -9
    types[TYPES.index(RequestType.ERASURE), [2, 4]] = 1, 0
    types[TYPES.index(RequestType.ACCESS), [3, 4]] = 1, 0
    none = np.zeros(5, np.float32)
    return Heads(intents[:, None], types, none, none, values.get("request_from", 0.5), values.get("type_from", 0.5))


class TestClassify:
    def test_gives_a_request_the_types_that_are_likely(self) -> None:
        intent = Classifier(OneHot(), heads()).classify("0 5 4 3")
        assert intent.name is IntentName.REQUEST
        assert set(intent.request_types) == {RequestType.ERASURE, RequestType.ACCESS}

    def test_gives_a_request_its_likeliest_type_when_none_is_likely(self) -> None:
        assert Classifier(OneHot(), heads()).classify("0 5 -1 -2").request_types == (RequestType.ERASURE,)

    def test_gives_a_question_no_types_but_shows_their_scores(self) -> None:
        intent = Classifier(OneHot(), heads()).classify("5 0 4 -4")
        assert (intent.name, intent.request_types) == (IntentName.QUESTION, ())
        assert intent.type_scores["erasure"] > 0.9

    def test_takes_a_doubtful_request_for_what_is_next_likeliest(self) -> None:
        assert Classifier(OneHot(), heads(request_from=0.9)).classify("1 2 4 0").name is IntentName.QUESTION

    def test_takes_together_what_the_kinds_of_an_intent_say(self) -> None:
        several = heads()
        twice = np.repeat(several.intents, 2, axis=1)
        # Alone each kind of a request is less likely than the question, together they are more likely.
        twice[INTENTS.index(IntentName.QUESTION), 1, 4] = -9
        intent = Classifier(OneHot(), replace(several, intents=twice)).classify("1.2 1 4 0")
        assert intent.name is IntentName.REQUEST
        assert intent.scores[IntentName.QUESTION] > intent.scores[IntentName.REQUEST] / 2

    def test_takes_the_same_words_for_the_same(self) -> None:
        classifier = Classifier(OneHot(), heads())
        assert classifier.classify("1 2 3 4") == classifier.classify("1 2 3 4")


class TestHeads:
    def test_says_what_to_do_when_they_are_missing(self, tmp_path: Path) -> None:
        with pytest.raises(ModelWeightsError, match="Install the assistant again"):
            Heads.read(tmp_path / "heads.npz")

    @pytest.mark.parametrize("length", [0, 30, 2000])
    def test_says_what_to_do_when_they_are_cut_short(self, tmp_path: Path, length: int) -> None:
        path = tmp_path / "heads.npz"
        path.write_bytes((MODELS / "heads.npz").read_bytes()[:length])
        with pytest.raises(ModelWeightsError, match="Install the assistant again"):
            Heads.read(path)
