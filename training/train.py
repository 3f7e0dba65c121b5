"""One encoder for all: finds the passage that answers, knows when none does, and tells what a message is taken for.

all-MiniLM-L6-v2 is taught three things at once, so that one pass a message serves them all:
  - question and statement of one concept of the bank lie close (in-batch contrast, both ways),
  - among all passages of a policy, those that answer a question score highest, or "silent" when none does,
  - intent and request types can be read off the token states by linear heads.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from assistant.model import IntentName
from training import data
from training.noise import typed

if TYPE_CHECKING:
    from pathlib import Path

HEADS = "heads.npz"
SCALE = 20.0
MAX_TOKENS = 80
WARM_UP = 60
AVERAGED = 0.99
ROUNDS = 2
REPORT_EVERY = 20
PASSAGES = 40
# How often a message of an intent is shown; most mistakes are made between the first three.
_SHARES = {
    IntentName.REQUEST: 0.32,
    IntentName.QUESTION: 0.26,
    IntentName.OUT_OF_SCOPE: 0.14,
    IntentName.COMPLAINT: 0.08,
    IntentName.INCIDENT: 0.06,
    IntentName.STATUS: 0.06,
    IntentName.HUMAN: 0.05,
    IntentName.SMALLTALK: 0.03,
}


@dataclass(frozen=True)
class Read:
    """What the transformer makes of n texts.

    `vectors` (n, 384) are unit means; `features` (n, 768) mean and first token; `tokens` (n, length, 384) unit token
    states; `mask` (n, length) tells words from padding, `words` the same without the first and the last token.
    """

    vectors: torch.Tensor
    features: torch.Tensor
    tokens: torch.Tensor
    mask: torch.Tensor
    words: torch.Tensor

    def part(self, start: int, end: int | None) -> Read:
        """Return the texts from start to end."""
        return Read(*(getattr(self, field.name)[start:end] for field in fields(self)))


class Student(torch.nn.Module):
    """The transformer with its heads."""

    def __init__(self, source: Path) -> None:
        super().__init__()
        base = SentenceTransformer(str(source), device="cpu", model_kwargs={"dtype": "float32"})
        self.tokenizer = base.tokenizer
        self.trunk: torch.nn.Module = base[0].auto_model  # type: ignore[assignment]  # the stub knows no better
        # The words' own vectors are left as they are, half the weights and a fifth of a step; and without dropout of
        # its weights, attention takes the fast path.
        self.trunk.get_parameter("embeddings.word_embeddings.weight").requires_grad = False
        for layer in self.trunk.get_submodule("encoder.layer").children():
            layer.get_submodule("attention.self.dropout").p = 0.0  # type: ignore[assignment]  # the stub's Module
        self.intents = torch.nn.Linear(768, len(data.INTENTS))
        self.types = torch.nn.Linear(768, len(data.TYPES))
        self.attention = torch.nn.Linear(384, 1)
        torch.nn.init.zeros_(self.attention.weight)
        self.silence = torch.nn.Linear(768, 1)
        torch.nn.init.zeros_(self.silence.weight)
        torch.nn.init.constant_(self.silence.bias, 0.45)
        self.sharpness = torch.nn.Parameter(torch.tensor(20.0).log())
        if (source / HEADS).exists():
            self._resume(source / HEADS)

    def _resume(self, path: Path) -> None:
        with np.load(path) as stored, torch.no_grad():
            for name, head in self.heads().items():
                weights = torch.tensor(stored[name]).reshape(head.weight.shape[0], -1)
                head.weight.copy_(weights[:, :-1])
                head.bias.copy_(weights[:, -1])
            self.sharpness.fill_(float(stored["sharpness"])).log_()

    def heads(self) -> dict[str, torch.nn.Linear]:
        """Return the linear heads by name."""
        return {"intents": self.intents, "types": self.types, "attention": self.attention, "silence": self.silence}

    def read(self, texts: list[str]) -> Read:
        """Run the texts through the transformer, short ones with short ones."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        states, masks = [], []
        for at in range(0, len(order), 32):
            chunk = [texts[i] for i in order[at : at + 32]]
            tokens = self.tokenizer(chunk, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states.append(self.trunk(**tokens).last_hidden_state.float())
            masks.append(tokens["attention_mask"].float())
        longest = max(mask.shape[1] for mask in masks)
        back = torch.tensor(np.argsort(order))
        hidden = torch.cat([functional.pad(s, (0, 0, 0, longest - s.shape[1])) for s in states])[back]
        mask = torch.cat([functional.pad(m, (0, longest - m.shape[1])) for m in masks])[back]
        mean = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        words = mask.clone()
        words[:, 0] = 0
        words[torch.arange(len(texts)), mask.sum(1).long() - 1] = 0
        return Read(
            functional.normalize(mean, dim=-1),
            torch.cat([mean, hidden[:, 0]], dim=-1),
            functional.normalize(hidden, dim=-1),
            mask,
            words,
        )

    def scores(self, questions: Read, passages: Read) -> torch.Tensor:
        """Return (questions, passages): half the cosine, half the weighted mean of each word's nearest word there."""
        similar = torch.einsum("qid,pjd->qpij", questions.tokens, passages.tokens)
        similar = similar.masked_fill(passages.mask[None, :, None, :] == 0, -1.0)
        weights = functional.softplus(self.attention(questions.tokens).squeeze(-1)) * questions.words
        weights = weights / weights.sum(1, keepdim=True).clamp_min(1e-6)
        late = (similar.amax(-1) * weights[:, None, :]).sum(-1)
        return 0.5 * questions.vectors @ passages.vectors.T + 0.5 * late


class Average:
    """The weights' moving average over the last hundred steps or so: steadier than where the last step went."""

    def __init__(self, student: Student) -> None:
        self._weights = {name: weights.detach().clone() for name, weights in student.named_parameters()}

    @torch.no_grad()
    def update(self, student: Student, *, step: int) -> None:
        """Move towards the student, quickly at first."""
        for name, weights in student.named_parameters():
            self._weights[name].lerp_(weights, 1 - min(AVERAGED, step / (step + 10)))

    @torch.no_grad()
    def give_to(self, student: Student) -> None:
        """Put the average in the place of the student's weights."""
        for name, weights in student.named_parameters():
            weights.copy_(self._weights[name])


def contrast(student: Student, bank: list[data.Concept], rng: random.Random, *, size: int) -> torch.Tensor:
    """Question to statement both ways, and half a weight question to question, over `size` distinct concepts."""
    picked = rng.sample(bank, size)
    pairs = [rng.sample(concept.questions, 2) for concept in picked]
    asked = [typed(pair[0], rng) for pair in pairs] + [pair[1] for pair in pairs]
    texts = asked + [rng.choice(concept.statements) for concept in picked]
    read = student.read(texts)
    first, second = read.vectors[:size], read.vectors[size : 2 * size]
    target = torch.arange(size)
    scores = SCALE * student.scores(read.part(0, size), read.part(2 * size, None))
    return (
        functional.cross_entropy(scores, target)
        + functional.cross_entropy(scores.T, target)
        + 0.5 * functional.cross_entropy(SCALE * first @ second.T, target)
    )


def patchwork(bank: list[data.Concept], rng: random.Random, *, size: int, asked: int) -> data.Policy:
    """Return a policy sewn together from statements on some concepts, with questions on these and on others."""
    picked = rng.sample(bank, size + asked // 3)
    told, silent = picked[:size], picked[size:]
    questions = [data.PolicyQuestion(rng.choice(concept.questions), ()) for concept in silent]
    questions += [
        data.PolicyQuestion(rng.choice(told[place].questions), (place,))
        for place in rng.sample(range(size), asked - len(silent))
    ]
    return data.Policy("patchwork", tuple(rng.choice(concept.statements) for concept in told), tuple(questions))


def policy_choice(student: Student, policy: data.Policy, rng: random.Random, *, size: int) -> torch.Tensor:
    """Among all passages of one policy and "silent", the right ones."""
    asked = rng.sample(policy.questions, min(size, len(policy.questions)))
    # Every answer stays, and of the rest enough that neighbours are among them.
    kept = {number for question in asked for number in question.gold}
    others = [number for number in range(len(policy.passages)) if number not in kept]
    chosen = sorted([*kept, *rng.sample(others, min(len(others), max(0, PASSAGES - len(kept))))])
    place = {number: row for row, number in enumerate(chosen)}
    questions = student.read([typed(q.text, rng) for q in asked])
    passages = student.read([policy.passages[number] for number in chosen])
    sharp = student.sharpness.exp()
    told = student.scores(questions, passages)
    scores = torch.cat([told, student.silence(questions.features)], dim=1) * sharp
    right = [[place[number] for number in question.gold] or [len(chosen)] for question in asked]
    return torch.stack([_each_above_the_rest(scores[row], places) for row, places in enumerate(right)]).mean()


def _each_above_the_rest(scores: torch.Tensor, right: list[int]) -> torch.Tensor:
    """Return the mean loss of each right one against all that are wrong; the other right ones do not compete."""
    wrong = torch.ones(len(scores), dtype=torch.bool)
    wrong[right] = False
    rest = torch.logsumexp(scores[wrong], dim=0)
    return functional.softplus(rest - scores[right]).mean()


def speech(student: Student, bank: list[data.Utterance], rng: random.Random, *, size: int) -> torch.Tensor:
    """Intents by cross-entropy; types by binary cross-entropy, where they are known."""
    by_intent: dict[str, list[data.Utterance]] = {}
    for utterance in bank:
        by_intent.setdefault(utterance.intent, []).append(utterance)
    names = list(by_intent)
    odds = [_SHARES[IntentName(name)] for name in names]
    picked = [rng.choice(by_intent[rng.choices(names, odds)[0]]) for _ in range(size)]
    features = functional.dropout(student.read([typed(u.text, rng) for u in picked]).features, 0.1)
    loss = functional.cross_entropy(
        student.intents(features), torch.tensor([data.INTENTS.index(u.intent) for u in picked])
    )
    known = [(row, utterance.types) for row, utterance in enumerate(picked) if utterance.types is not None]
    if not known:
        return loss
    gold = torch.tensor([[float(kind in types) for kind in data.TYPES] for _, types in known])
    asked_for = student.types(features[[row for row, _ in known]])
    return loss + 4 * functional.binary_cross_entropy_with_logits(asked_for, gold)


@dataclass(frozen=True)
class Plan:
    """How long and how fast; `seed` decides everything that is left to chance."""

    steps: int = 1500
    rate: float = 6e-5
    seed: int = 7


def train(source: Path, target: Path, plan: Plan) -> None:
    """Train from the model in `source`, printing the three losses, and write the encoder and its heads to `target`."""
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)  # noqa: S311 - to be repeated, not to be secret
    bank, documents = data.concepts(), data.policies()
    spoken = data.utterances() + data.utterances(data.BOUNDARY) + data.questions(bank) + data.told(documents)
    student = Student(source)
    optimizer = _optimizer(student, plan.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / WARM_UP, max(0.02, (plan.steps - step) / (plan.steps - WARM_UP))),
    )
    student.train()
    average = Average(student)
    began = time.monotonic()
    sums = [0.0, 0.0, 0.0]
    for step in range(1, plan.steps + 1):
        for document in rng.sample(documents, ROUNDS):
            losses = [
                contrast(student, bank, rng, size=24),
                policy_choice(student, document, rng, size=40)
                + 0.5 * policy_choice(student, patchwork(bank, rng, size=40, asked=30), rng, size=30),
                speech(student, spoken, rng, size=40),
            ]
            (torch.stack(losses).sum() / ROUNDS).backward()  # type: ignore[no-untyped-call]
            sums = [total + float(loss.detach()) / ROUNDS for total, loss in zip(sums, losses, strict=True)]
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        average.update(student, step=step)
        if step % REPORT_EVERY == 0:
            shown = ", ".join(
                f"{name} {total / REPORT_EVERY:.3f}"
                for name, total in zip(("contrast", "policies", "speech"), sums, strict=True)
            )
            print(f"step {step}/{plan.steps}: {shown}; {(time.monotonic() - began) / step:.1f} s a step", flush=True)
            sums = [0.0, 0.0, 0.0]
    average.give_to(student)
    save(student, source, target)


def _optimizer(student: Student, rate: float) -> torch.optim.Optimizer:
    heads = [weights for head in student.heads().values() for weights in head.parameters()]
    groups = [
        {"params": [weights for weights in student.trunk.parameters() if weights.requires_grad], "lr": rate},
        {"params": [*heads, student.sharpness], "lr": 1e-3},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def save(student: Student, source: Path, target: Path) -> None:
    """Write transformer and tokenizer as a sentence-transformers folder, and the heads beside them."""
    target.mkdir(parents=True, exist_ok=True)
    base = SentenceTransformer(str(source), device="cpu", model_kwargs={"dtype": "float32"})
    trunk: torch.nn.Module = base[0].auto_model  # type: ignore[assignment]  # the same
    trunk.load_state_dict(student.trunk.state_dict())
    base.save(str(target))
    arrays: dict[str, Any] = {
        name: torch.cat([head.weight, head.bias[:, None]], 1).detach().numpy().squeeze()
        for name, head in student.heads().items()
    }
    arrays |= {"sharpness": float(student.sharpness.detach().exp())}
    np.savez(target / HEADS, **arrays)
