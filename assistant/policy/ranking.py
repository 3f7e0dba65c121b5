"""What training/calibrate.py fitted: how scores are mixed, and when and how much is quoted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from assistant.errors import ModelWeightsError
from assistant.policy.answer import Judge
from assistant.policy.retrieve import Mixture

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Ranking:
    """The mixture of the scores and the judge of the best."""

    mixture: Mixture
    judge: Judge

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read `ranking.json`; ModelWeightsError when it is absent or not usable."""
        try:
            fitted = json.loads(path.read_text(encoding="utf-8"))
            return cls(Mixture(**fitted["mixture"]), Judge(**fitted["judge"]))
        except (OSError, ValueError, KeyError, TypeError):
            raise ModelWeightsError(f"{path} is missing or cannot be used. Install the assistant again.") from None
