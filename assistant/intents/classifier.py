"""Linear heads over the encoder's token states: what a message is taken for, and which rights it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from assistant.errors import ModelWeightsError
from assistant.model import Intent, IntentName, RequestType

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from assistant.ports import Reader

INTENTS = tuple(IntentName)
TYPES = tuple(RequestType)


@dataclass(frozen=True)
class Heads:
    """The trained weights, float32, the last column the bias.

    Shapes: `intents` (8, kinds, 769), `types` (8, 769), `attention` (385,), `silence` (769,).
    What has one intent need not be alike: each has several kinds, and is as likely as these are together.
    `attention` weighs the words of a question for policy.closeness, `silence` gives its level for policy.silence.
    `request_from`: a message is a request only if that likely, else what is next likeliest. `type_from`: the
    probability from which a type counts; the likeliest counts always.
    """

    intents: NDArray[np.float32]
    types: NDArray[np.float32]
    attention: NDArray[np.float32]
    silence: NDArray[np.float32]
    request_from: float
    type_from: float

    @classmethod
    def read(cls, path: Path) -> Heads:
        """Read `heads.npz`; ModelWeightsError when it is absent or not usable."""
        try:
            # Opened here: numpy does not close a file that it finds to be no archive.
            with path.open("rb") as file, np.load(file) as stored:
                return cls(
                    intents=stored["intents"],
                    types=stored["types"],
                    attention=stored["attention"],
                    silence=stored["silence"],
                    request_from=float(stored["request_from"]),
                    type_from=float(stored["type_from"]),
                )
        except (OSError, KeyError, ValueError, EOFError, BadZipFile):
            raise ModelWeightsError(f"{path} is missing or cannot be used. Install the assistant again.") from None

    def intent_scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each intent, shape (n, 8), for features of shape (n, 768)."""
        logits = np.einsum("nf,ikf->nik", features, self.intents[..., :-1]) + self.intents[..., -1]
        kinds = np.exp(logits - logits.max((1, 2), keepdims=True))
        scores: NDArray[np.float32] = kinds.sum(2) / kinds.sum((1, 2))[:, None]
        return scores

    def type_scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each type, shape (n, 8), for features of shape (n, 768)."""
        scores: NDArray[np.float32] = 1 / (1 + np.exp(-(features @ self.types[:, :-1].T + self.types[:, -1])))
        return scores


class Classifier:
    """Deterministic: the same words are always taken for the same."""

    def __init__(self, reader: Reader, heads: Heads) -> None:
        self._reader = reader
        self._heads = heads

    def classify(self, text: str) -> Intent:
        """Return what a message is taken for, with all scores. Only a request has request types."""
        features = self._reader.features(text)[None]
        scores = self._heads.intent_scores(features)[0]
        types = self._heads.type_scores(features)[0]
        name = self._decide(scores)
        return Intent(
            name=name,
            request_types=self._types(types) if name is IntentName.REQUEST else (),
            confidence=round(float(scores[INTENTS.index(name)]), 4),
            scores=dict(zip(INTENTS, np.round(scores.astype(float), 4).tolist(), strict=True)),
            type_scores=dict(zip(TYPES, np.round(types.astype(float), 4).tolist(), strict=True)),
        )

    def _decide(self, scores: NDArray[np.float32]) -> IntentName:
        """In doubt a request is not one: the person is answered, and offered to file."""
        for place in map(int, np.argsort(-scores)):
            if INTENTS[place] is not IntentName.REQUEST or scores[place] >= self._heads.request_from:
                return INTENTS[place]
        raise AssertionError

    def _types(self, scores: NDArray[np.float32]) -> tuple[RequestType, ...]:
        chosen = [kind for kind, score in zip(TYPES, scores, strict=True) if score >= self._heads.type_from]
        return tuple(chosen) or (TYPES[int(np.argmax(scores))],)
