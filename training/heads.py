"""The heads that read intents and request types off the encoder: fitted to it as it runs, in minutes and not in hours.

The encoder has been shaped by most of these utterances, so that nearly any heads tell them apart. What decides is how
the heads carry over, which is why they are fitted here once more, held small, and why the boundary of what is a request
counts several times.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from assistant.adapters.encoder import OnnxEncoder
from assistant.intents.classifier import INTENTS, TYPES, Heads
from assistant.model import IntentName
from training import data
from training.noise import typed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

# What all utterances of an intent weigh together.
_SHARES = {
    IntentName.REQUEST: 0.50,
    IntentName.QUESTION: 0.26,
    IntentName.OUT_OF_SCOPE: 0.14,
    IntentName.COMPLAINT: 0.08,
    IntentName.INCIDENT: 0.06,
    IntentName.STATUS: 0.06,
    IntentName.HUMAN: 0.05,
    IntentName.SMALLTALK: 0.03,
}
# How often the boundary counts, and what the policies' questions weigh together; every fourth of them will do.
_BOUNDARY = 4.0
_TOLD = 0.1
_EVERY = 4
_ROUNDS = 3
_KINDS = 8
_HELD_SMALL = 1e-3
_STEPS = 120


def refit(models: Path, *, seed: int) -> None:
    """Fit the heads for intents and types to the encoder in `models`; the others and the thresholds stay."""
    encoder = OnnxEncoder(models / "encoder")
    rng = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    boundary = _with_typos(data.utterances(data.BOUNDARY), rng)
    common = _with_typos(data.utterances() + data.questions(data.concepts()), rng)
    told = data.told(data.policies())[::_EVERY]
    spoken = boundary + common + told
    weights = np.append(_weigh(boundary, common), np.full(len(told), _TOLD / len(told), np.float32))
    features = np.array([encoder.features(utterance.text) for utterance in spoken])
    known = [row for row, utterance in enumerate(spoken) if utterance.types is not None]
    torch.manual_seed(seed)
    heads = replace(
        Heads.read(models / "heads.npz"),
        intents=fit_intents(features, [utterance.intent for utterance in spoken], weights),
        types=fit_types(features[known], [spoken[row].types or () for row in known], weights[known]),
    )
    write(models / "heads.npz", heads)


def write(path: Path, heads: Heads) -> None:
    """Write heads as assistant.intents.classifier.Heads.read reads them."""
    np.savez(path, **vars(heads))


def _with_typos(utterances: list[data.Utterance], rng: random.Random) -> list[data.Utterance]:
    """Return the utterances and, of some, what hurried fingers make of them."""
    hurried = [replace(each, text=typed(each.text, rng)) for _ in range(_ROUNDS) for each in utterances]
    right = {each.text for each in utterances}
    return utterances + [each for each in hurried if each.text not in right]


def _weigh(boundary: Sequence[data.Utterance], common: Sequence[data.Utterance]) -> NDArray[np.float32]:
    """Return what each utterance weighs, those of the boundary first."""
    counts = Counter(utterance.intent for utterance in (*boundary, *common))
    once = np.array([_SHARES[each.intent] / counts[each.intent] for each in (*boundary, *common)], np.float32)
    once[: len(boundary)] *= _BOUNDARY
    return once


def fit_intents(
    features: NDArray[np.float32], intents: Sequence[IntentName], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return heads (8, kinds, features + 1) for features (n, features), the intent and the weight of each utterance."""
    gold = torch.tensor([INTENTS.index(intent) for intent in intents])

    def loss(logits: torch.Tensor) -> torch.Tensor:
        scores = torch.logsumexp(logits.reshape(-1, len(INTENTS), _KINDS), dim=2)
        return functional.cross_entropy(scores, gold, reduction="none")

    return _fit(features, weights, loss, heads=len(INTENTS) * _KINDS).reshape(len(INTENTS), _KINDS, -1)


def fit_types(
    features: NDArray[np.float32], types: Sequence[Sequence[str]], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return heads (8, features + 1) for features (n, features), the types and the weight of each utterance."""
    gold = torch.tensor([[float(kind in wanted) for kind in TYPES] for wanted in types])

    def loss(logits: torch.Tensor) -> torch.Tensor:
        return 4 * functional.binary_cross_entropy_with_logits(logits, gold, reduction="none").mean(dim=1)

    return _fit(features, weights / weights.sum(), loss, heads=len(TYPES))


def _fit(
    features: NDArray[np.float32],
    weights: NDArray[np.float32],
    loss: Callable[[torch.Tensor], torch.Tensor],
    *,
    heads: int,
) -> NDArray[np.float32]:
    """Return the heads (heads, features + 1) with the least weighted loss, large weights of theirs costing too."""
    read, weigh = torch.tensor(features), torch.tensor(weights)
    layer = torch.nn.Linear(read.shape[1], heads)
    optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=_STEPS, line_search_fn="strong_wolfe")

    def step() -> float:
        optimizer.zero_grad()
        total = (weigh * loss(layer(read))).sum() + _HELD_SMALL * layer.weight.square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return float(total.detach())

    optimizer.step(step)  # type: ignore[no-untyped-call]
    fitted: NDArray[np.float32] = torch.cat([layer.weight, layer.bias[:, None]], dim=1).detach().numpy()
    return fitted
