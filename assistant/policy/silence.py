"""How much must speak for a passage before a question counts as answered; learned, since questions differ in it.

Some matters nearly every policy treats, so that a passage that comes near is likely to tell; of others hardly any
does. The encoder was taught, over many policies, a level for each question that the right passage rises above, and
that nothing rises above where the policy is silent (training/train.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.ports import Reader


class Silence:
    """The level of a question, read off its features by a linear head, in the unit of the passages' scores."""

    def __init__(self, reader: Reader, head: NDArray[np.float32]) -> None:
        """Take the head: a weight for each feature, and the bias last."""
        self._reader = reader
        self._head = head

    def level(self, question: str) -> float:
        """Return the score that stands for "the policy does not say"."""
        return float(self._reader.features(question) @ self._head[:-1] + self._head[-1])
