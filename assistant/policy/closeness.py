"""How close a question's words are to a passage's, word by word (late interaction), beside the two as a whole.

A single vector a sentence blurs which of two neighbouring sentences is meant. So each word of the question looks for
its nearest word in the passage; the mean over the words, weighted by what the encoder has learned to look at, counts
as much as the cosine. After ColBERT (Khattab and Zaharia, 2020), on the states of the same one pass.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from assistant.model import Passage
    from assistant.ports import Reader

# 77 kB a passage of 50 words: 77 MB at most.
_KEPT = 1_000


@dataclass(frozen=True)
class Attention:
    """The learned weight of a word of the question: softplus(states @ direction + bias)."""

    direction: NDArray[np.float32]
    bias: float

    def weights(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return weights that sum to one for the words' states, shape (words, dimensions) -> (words,)."""
        raw = np.logaddexp(0, states @ self.direction + self.bias).astype(np.float32)
        return np.asarray(raw / raw.sum(), np.float32)


class Closeness:
    """Scores passages for a question. Passages are read when first met, and the latest are remembered."""

    def __init__(self, reader: Reader, attention: Attention) -> None:
        self._reader = reader
        self._attention = attention
        self._states: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def scores(self, question: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Return one score a passage, at most 1: the weighted mean of each question word's best cosine there."""
        if not passages:
            return np.empty(0, np.float32)
        asked = self._reader.states(question)
        asked = asked[1:-1] if len(asked) > 2 else asked  # noqa: PLR2004 - the marks at both ends are no words
        read = [self._of(passage) for passage in passages]
        first = np.cumsum([0, *map(len, read[:-1])])
        nearest = np.maximum.reduceat(np.concatenate(read) @ asked.T, first)
        return nearest @ self._attention.weights(asked)

    def _of(self, passage: Passage) -> NDArray[np.float32]:
        with self._lock:
            if (states := self._states.get(passage.id)) is not None:
                self._states.move_to_end(passage.id)
                return states
        states = self._reader.states(passage.context)
        with self._lock:
            self._states[passage.id] = states
            while len(self._states) > _KEPT:
                self._states.popitem(last=False)
        return states
