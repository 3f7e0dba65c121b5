"""Fit on the development sets what is no weight: the mixture of the scores, how much to quote, and when to say nothing.

Only development sets are read. The questions on three policies are pooled, so that nothing is fitted to one document;
the two thresholds of the intents come from the one set of utterances there is.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from assistant import weights
from assistant.adapters.encoder import OnnxEncoder
from assistant.adapters.lexical import Bm25Ranker
from assistant.intents.classifier import INTENTS, TYPES, Heads
from assistant.model import IntentName
from assistant.policy.answer import Judge
from assistant.policy.closeness import Attention, Closeness
from assistant.policy.documents import parse
from assistant.policy.passages import cut
from assistant.policy.retrieve import CANDIDATES, Mixture
from assistant.policy.silence import Silence
from training import data
from training.heads import write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from assistant.model import Passage

ROOT = Path(__file__).parent.parent
SETS = (
    (ROOT / "corpus/privacy_policy.md", ROOT / "evals/integra/qa.dev.jsonl"),
    (ROOT / "evals/harbourlight/policy.md", ROOT / "evals/harbourlight/qa.dev.jsonl"),
    (ROOT / "evals/nimbusfit/policy.md", ROOT / "evals/nimbusfit/qa.dev.jsonl"),
)
# What a wrong answer to a near miss costs, measured in silences on an answerable question.
_COST_OF_ANSWERING = 0.8
_COST_OF_FALSE_REQUEST = 3.0
_BREADTHS = (10.0, 15.0, 20.0, 30.0, 50.0, 100.0)


@dataclass(frozen=True)
class Asked:
    """One question with its level of silence, three views of every passage, and the gold (none when silent)."""

    silence: float
    cosines: NDArray[np.float32]
    closeness: NDArray[np.float32]
    bm25: NDArray[np.float32]
    gold: frozenset[int]
    lengths: NDArray[np.float32]

    def scores(self, mixture: Mixture) -> NDArray[np.float32]:
        """Return one score a passage."""
        return mixture.scores(self.cosines, closeness=self.closeness, bm25=self.bm25) - self.silence

    def evidence(self, mixture: Mixture, *, breadth: float) -> float:
        """Return the logarithm of the summed exponentials of the best scores; see assistant.policy.answer.Judge."""
        best = np.sort(self.scores(mixture))[-CANDIDATES:]
        return float(np.log(np.exp(breadth * best).sum()) / breadth)


def read(encoder: OnnxEncoder, heads: Heads) -> list[Asked]:
    """Look every development question up in its policy."""
    close = Closeness(encoder, Attention(heads.attention[:-1], float(heads.attention[-1])))
    silence = Silence(encoder, heads.silence)
    asked = []
    for document, questions in SETS:
        passages = cut(parse(document.stem, document.read_bytes(), suffix=document.suffix))
        vectors = encoder.encode([passage.context for passage in passages])
        ranker = Bm25Ranker(passages)
        lengths = np.array([len(_quotable(passage)) for passage in passages], np.float32)
        for question in data.policy(document, questions).questions:
            words = dict(ranker.rank(question.text, count=len(passages)))
            asked.append(
                Asked(
                    silence.level(question.text),
                    vectors @ encoder.encode([question.text])[0],
                    close.scores(question.text, passages),
                    np.array([words.get(passage.id, 0.0) for passage in passages], np.float32),
                    frozenset(question.gold),
                    lengths,
                )
            )
    return asked


def _quotable(passage: Passage) -> str:
    return passage.text.split(" | ", 1)[-1] if passage.table_row else passage.text


def best_mixture(asked: Iterable[Asked]) -> Mixture:
    """Return the mixture with the best mean reciprocal rank over the answerable questions."""
    answerable = [each for each in asked if each.gold]

    def reciprocal_rank(mixture: Mixture) -> float:
        ranks = []
        for each in answerable:
            order = np.argsort(-each.scores(mixture), kind="stable")
            ranks.append(1 / (1 + min(int(np.flatnonzero(order == gold)[0]) for gold in each.gold)))
        return float(np.mean(ranks))

    grid = itertools.product((0.0, 0.25, 0.5, 0.75), (0.0, 0.025, 0.05, 0.1, 0.15))
    return max((Mixture(closeness, lexical) for closeness, lexical in grid), key=reciprocal_rank)


def best_judge(asked: list[Asked], mixture: Mixture) -> Judge:
    """Return the calibrated judge: a logistic curve over the evidence, the threshold, and how much to quote."""
    told = np.array([bool(each.gold) for each in asked])

    def evidence(breadth: float) -> NDArray[np.float32]:
        return np.array([each.evidence(mixture, breadth=breadth) for each in asked])

    breadth = max(_BREADTHS, key=lambda breadth: float(roc_auc_score(told, evidence(breadth))))
    curve = LogisticRegression(C=1e4).fit(evidence(breadth)[:, None], told)
    sharpness = float(curve.coef_[0, 0])
    even = float(-curve.intercept_[0] / sharpness)
    # Where the two shares of mistakes, weighed by their cost, are least if the curve is true: the curve is steadier
    # than the few items that stand near any one threshold.
    wrong, silent = _COST_OF_ANSWERING * np.mean(told), np.mean(~told)
    answer_from = wrong / (wrong + silent)
    margin = max(np.arange(0.0, 0.16, 0.01), key=lambda at: _usefulness(asked, mixture, margin=at))
    return Judge(
        breadth=breadth,
        even=round(even, 4),
        sharpness=round(sharpness, 2),
        answer_from=round(float(answer_from), 4),
        margin=round(float(margin), 3),
        related_from=0.1,
    )


def _usefulness(asked: Iterable[Asked], mixture: Mixture, *, margin: float) -> float:
    """Return the mean F1 of quoted and gold words, with half a point more where half the gold is quoted."""
    gained = []
    for each in asked:
        if not each.gold:
            continue
        scores = each.scores(mixture)
        order = np.argsort(-scores, kind="stable")[:3]
        quoted = {int(place) for place in order if scores[place] >= scores[order[0]] - margin}
        hit = sum(each.lengths[place] for place in quoted & each.gold)
        precision = hit / sum(each.lengths[place] for place in quoted)
        recall = hit / sum(each.lengths[place] for place in each.gold)
        f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
        gained.append(f1 + 0.5 * (recall >= 0.5))  # noqa: PLR2004 - "found" in docs/quality.md
    return float(np.mean(gained))


def thresholds(encoder: OnnxEncoder, heads: Heads) -> tuple[float, float]:
    """Return from what probability a message is a request, and a type is asked for.

    The questions on the policies count among what is no request: some of them tell a wish of the person's.
    """
    rows = data.rows(ROOT / "evals/integra/intents.dev.jsonl")
    for _, questions in SETS:
        rows += [
            {"text": row["question"], "intent": IntentName.QUESTION, "request_types": []}
            for row in data.rows(questions)
        ]
    features = np.array([encoder.features(row["text"]) for row in rows])
    scores = heads.intent_scores(features)
    place = INTENTS.index(IntentName.REQUEST)
    asks = np.array([row["intent"] == IntentName.REQUEST for row in rows])
    wins = scores.argmax(1) == place

    def cost(at: float) -> float:
        taken = wins & (scores[:, place] >= at)
        return float(np.mean(~taken[asks]) + _COST_OF_FALSE_REQUEST * np.mean(taken[~asks]))

    likely = heads.type_scores(features[asks])
    wanted = np.array([[kind in row["request_types"] for kind in TYPES] for row in rows if row["request_types"]])

    def exact(at: float) -> float:
        chosen = likely >= at
        chosen[np.arange(len(chosen)), likely.argmax(1)] = True
        return float(np.mean((chosen == wanted).all(1)))

    # Many thresholds do as well on so few; the highest of them takes the fewest questions for requests.
    return max(np.arange(0.3, 0.96, 0.05), key=lambda at: (-cost(at), at)), max(np.arange(0.2, 0.9, 0.05), key=exact)


def calibrate(models: Path) -> dict[str, Any]:
    """Fit and write ranking.json and the thresholds in heads.npz, seal `models`, and return what was fitted."""
    encoder = OnnxEncoder(models / "encoder")
    heads = Heads.read(models / "heads.npz")
    asked = read(encoder, heads)
    mixture = best_mixture(asked)
    fitted = {"mixture": asdict(mixture), "judge": asdict(best_judge(asked, mixture))}
    (models / "ranking.json").write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    request_from, type_from = thresholds(encoder, heads)
    write(models / "heads.npz", replace(heads, request_from=request_from, type_from=type_from))
    weights.seal(models)
    return fitted | {"request_from": round(float(request_from), 2), "type_from": round(float(type_from), 2)}
