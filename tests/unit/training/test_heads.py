from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from assistant.intents.classifier import INTENTS, Heads
from assistant.model import IntentName, RequestType
from training.heads import fit_intents, fit_types, write

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Four corners: requests stand at two that lie across from each other, questions at the other two.
CORNERS = np.array([[9, 9], [-9, -9], [9, -9], [-9, 9]], np.float32)
ACROSS = [IntentName.REQUEST, IntentName.REQUEST, IntentName.QUESTION, IntentName.QUESTION]
EVENLY = np.full(4, 0.25, np.float32)


def with_heads(*, intents: NDArray[np.float32] | None = None, types: NDArray[np.float32] | None = None) -> Heads:
    nothing = np.zeros((8, 1, 3), np.float32)
    return Heads(
        intents=nothing if intents is None else intents,
        types=nothing[:, 0] if types is None else types,
        attention=np.zeros(3, np.float32),
        silence=np.zeros(3, np.float32),
        request_from=0.5,
        type_from=0.5,
    )


class TestFitIntents:
    def test_takes_in_an_intent_whose_kinds_are_nothing_alike(self) -> None:
        torch.manual_seed(1)
        scores = with_heads(intents=fit_intents(CORNERS, ACROSS, EVENLY)).intent_scores(CORNERS)
        assert [INTENTS[int(place)] for place in scores.argmax(1)] == ACROSS
        assert scores.max(1).min() > 0.8

    def test_listens_most_to_what_weighs_most(self) -> None:
        said_twice = np.array([[5, 5], [5, 5]], np.float32)
        weights = np.array([0.1, 0.9], np.float32)
        fitted = fit_intents(said_twice, [IntentName.REQUEST, IntentName.QUESTION], weights)
        scores = with_heads(intents=fitted).intent_scores(said_twice[:1])[0]
        assert scores[INTENTS.index(IntentName.QUESTION)] > scores[INTENTS.index(IntentName.REQUEST)]

    def test_comes_out_the_same_from_the_same_seed(self) -> None:
        fitted = []
        for _ in range(2):
            torch.manual_seed(3)
            fitted.append(fit_intents(CORNERS, ACROSS, EVENLY))
        np.testing.assert_array_equal(fitted[0], fitted[1])


class TestFitTypes:
    def test_tells_several_types_at_once(self) -> None:
        access, erasure = RequestType.ACCESS, RequestType.ERASURE
        fitted = fit_types(CORNERS, [(access, erasure), (), (access,), (erasure,)], EVENLY)
        likely = with_heads(types=fitted).type_scores(CORNERS) > 0.5
        told = [{kind for kind, yes in zip(RequestType, row, strict=True) if yes} for row in likely]
        assert told == [{access, erasure}, set(), {access}, {erasure}]


class TestWrite:
    def test_is_read_again_as_it_was(self, tmp_path: Path) -> None:
        heads = with_heads(intents=np.arange(48, dtype=np.float32).reshape(8, 2, 3))
        write(tmp_path / "heads.npz", heads)
        again = Heads.read(tmp_path / "heads.npz")
        for name, value in vars(heads).items():
            np.testing.assert_array_equal(getattr(again, name), value)
