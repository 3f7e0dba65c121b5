"""One encoder for all: finds the passage that answers, knows when none does, and tells what a message is taken for.

all-MiniLM-L6-v2 is taught three things at once, so that one pass a message serves them all:
  - question and statement of one concept of the bank lie close (in-batch contrast, both ways),
  - among all passages of a policy, those that answer a question score highest, or "silent" when none does,
  - intent and request types can be read off the token states by linear heads.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from training import data

SCALE = 20.0
MAX_TOKENS = 64


class Student(torch.nn.Module):
    """The transformer with its heads. Vectors are (n, 384) unit rows; features are (n, 768) mean and first token."""

    def __init__(self, source: str) -> None:
        super().__init__()
        base = SentenceTransformer(source, device="cpu")
        self.tokenizer = base.tokenizer
        self.trunk = base[0].auto_model
        self.intents = torch.nn.Linear(768, len(data.INTENTS))
        self.types = torch.nn.Linear(768, len(data.TYPES))
        self.silence = torch.nn.Parameter(torch.tensor(0.45))
        self.sharpness = torch.nn.Parameter(torch.tensor(20.0).log())

    def states(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return (vectors, features)."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors: list[torch.Tensor] = []
        features: list[torch.Tensor] = []
        for at in range(0, len(order), 32):
            chunk = [texts[i] for i in order[at : at + 32]]
            tokens = self.tokenizer(chunk, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = self.trunk(**tokens).last_hidden_state
            hidden = hidden.float()
            mask = tokens["attention_mask"].unsqueeze(-1).float()
            mean = (hidden * mask).sum(1) / mask.sum(1)
            vectors.append(functional.normalize(mean, dim=-1))
            features.append(torch.cat([mean, hidden[:, 0]], dim=-1))
        back = torch.tensor(np.argsort(order))
        return torch.cat(vectors)[back], torch.cat(features)[back]


def contrast(student: Student, bank: list[data.Concept], rng: random.Random, *, size: int) -> torch.Tensor:
    """Question to statement both ways, and half a weight question to question, over `size` distinct concepts."""
    picked = rng.sample(bank, size)
    pairs = [rng.sample(concept.questions, 2) for concept in picked]
    texts = [pair[0] for pair in pairs] + [pair[1] for pair in pairs] + [rng.choice(c.statements) for c in picked]
    vectors, _ = student.states(texts)
    first, second, statements = vectors.split(size)
    target = torch.arange(size)
    scores = SCALE * first @ statements.T
    return (
        functional.cross_entropy(scores, target)
        + functional.cross_entropy(scores.T, target)
        + 0.5 * functional.cross_entropy(SCALE * first @ second.T, target)
    )


def policy_choice(student: Student, policy: data.Policy, rng: random.Random, *, size: int) -> torch.Tensor:
    """Among all passages of one policy and "silent", the right ones."""
    asked = rng.sample(policy.questions, min(size, len(policy.questions)))
    vectors, _ = student.states([q.text for q in asked] + list(policy.passages))
    questions, passages = vectors[: len(asked)], vectors[len(asked) :]
    sharp = student.sharpness.exp()
    scores = torch.cat([questions @ passages.T, student.silence.expand(len(asked), 1)], dim=1) * sharp
    logs = functional.log_softmax(scores, dim=1)
    losses = [
        -torch.logsumexp(logs[row][list(q.gold)] if q.gold else logs[row][-1:], dim=0) for row, q in enumerate(asked)
    ]
    return torch.stack(losses).mean()


def speech(student: Student, bank: list[data.Utterance], rng: random.Random, *, size: int) -> torch.Tensor:
    """Intents by cross-entropy, types by binary cross-entropy over the requests."""
    by_intent: dict[str, list[data.Utterance]] = {}
    for utterance in bank:
        by_intent.setdefault(utterance.intent, []).append(utterance)
    weights = {"request": 0.36, "question": 0.28}
    names = list(by_intent)
    odds = [weights.get(name, 0.06) for name in names]
    picked = [rng.choice(by_intent[rng.choices(names, odds)[0]]) for _ in range(size)]
    _, features = student.states([u.text for u in picked])
    features = functional.dropout(features, 0.1)
    loss = functional.cross_entropy(
        student.intents(features), torch.tensor([data.INTENTS.index(u.intent) for u in picked])
    )
    asks = [i for i, u in enumerate(picked) if u.types]
    if asks:
        gold = torch.tensor([[float(kind in picked[i].types) for kind in data.TYPES] for i in asks])
        loss = loss + 4 * functional.binary_cross_entropy_with_logits(student.types(features[asks]), gold)
    return loss


def main() -> None:
    """Train and write the encoder folder and its heads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", help="folder of all-MiniLM-L6-v2")
    parser.add_argument("target", type=Path)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    bank, spoken, documents = data.concepts(), data.utterances(), data.policies()
    spoken += [data.Utterance(q, data.IntentName.QUESTION, ()) for c in bank for q in c.questions[::6]]
    student = Student(options.source)
    heads = [*student.intents.parameters(), *student.types.parameters()]
    scalars = [student.silence, student.sharpness]
    optimizer = torch.optim.AdamW(
        [
            {"params": student.trunk.parameters(), "lr": options.rate},
            {"params": heads, "lr": 1e-3},
            {"params": scalars, "lr": 1e-3},
        ],
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / 60, max(0.02, (options.steps - step) / (options.steps - 60)))
    )
    student.train()
    began = time.time()
    sums = [0.0, 0.0, 0.0]
    for step in range(options.steps):
        losses = [
            contrast(student, bank, rng, size=40),
            policy_choice(student, rng.choice(documents), rng, size=20),
            speech(student, spoken, rng, size=40),
        ]
        sum(losses).backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        sums = [a + float(b) for a, b in zip(sums, losses, strict=True)]
        if step % 20 == 19:
            print(step + 1, *(round(s / 20, 3) for s in sums), round(float(student.silence), 3), f"{(time.time() - began) / (step + 1):.2f} s/step", flush=True)
            sums = [0.0, 0.0, 0.0]
        if step % 150 == 149 or step == options.steps - 1:
            save(student, options)


def save(student: Student, options: argparse.Namespace) -> None:
    """Write transformer, tokenizer and heads."""
    options.target.mkdir(parents=True, exist_ok=True)
    base = SentenceTransformer(options.source, device="cpu")
    base[0].auto_model.load_state_dict(student.trunk.state_dict())
    base.save(str(options.target))
    np.savez(
        options.target / "heads.npz",
        intents=torch.cat([student.intents.weight, student.intents.bias[:, None]], 1).detach().numpy(),
        types=torch.cat([student.types.weight, student.types.bias[:, None]], 1).detach().numpy(),
        silence=float(student.silence), sharpness=float(student.sharpness.exp()),
    )
    (options.target / "run.json").write_text(json.dumps({"steps": options.steps, "rate": options.rate, "seed": options.seed}))


if __name__ == "__main__":
    main()
