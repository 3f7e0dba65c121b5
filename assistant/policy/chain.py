"""The retrieval chain, a LangChain runnable: question in context -> parts -> passages -> chosen ones -> checked answer.

Plug in another retriever, trace it or batch it as any runnable. A language model, where one is configured, only
points at passages (ports.Chooser): what is said stays the document's words, checked in cite.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.model import Answer, ScoredPassage
from assistant.policy.answer import Judge, Part, compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.documents import Document as ChainDocument
    from langchain_core.retrievers import BaseRetriever

    from assistant.model import Passage
    from assistant.ports import Chooser

_MOST_PARTS = 3
_POINTED_AT = 20
_SHORT = 8
_ASKING = "who|what|when|where|why|how|which|whose|do|does|did|is|are|was|can|could|will|would|should|may|have|has"
_FOLLOWS_UP = re.compile(
    r"""
    ^\W*(?:(?:ok|okay|right|thanks|hm+|oh|i\ see)\W+)?
      (?:and|or|but|what\ about|how\ about|what\ if|same\ for|also|then|even|including)\b
    |^\W*(?:why|why\ not|how\ so|since\ when|until\ when|for\ how\ long|how\ long|where|who|which\ ones?|such\ as
      |like\ what|really|always|ever)\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(rf"(?:(?:and|also|or|plus|then|but)\b[ ,]*)?(?:{_ASKING})\b", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"(?<=[?])\s+|;\s+|,?\s+(?:and|also|plus)\s+(?=(?:(?:also|then)\s)?(?:{_ASKING})\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the question before it ("" when there is none)."""

    text: str
    previous: str = ""


def build_chain(
    retriever: BaseRetriever,
    *,
    judge: Judge,
    contact: str,
    public_url: str,
    chooser: Chooser | None = None,
) -> Runnable[Question, Answer]:
    """Return the chain; `contact` is named where the policy is silent. See PassageRetriever for what it relies on."""

    def answer(question: Question) -> Answer:
        parts = [_decide(part, retriever.invoke(part), judge=judge, chooser=chooser) for part in parts_of(question)]
        return compose(parts, judge=judge, contact=contact, public_url=public_url)

    # One step around the retriever and the model: a sequence of four costs a quarter of the encoder's pass.
    return RunnableLambda(answer)


def follows_up(text: str) -> bool:
    """Tell whether a short message is only understood with the question before it ("and for marketing?")."""
    return len(text.split()) <= _SHORT and _FOLLOWS_UP.search(text) is not None


def parts_of(question: Question) -> list[str]:
    """Return the questions that a message holds; a short follow-up is read together with the question before it."""
    text = " ".join(question.text.split())
    if question.previous and follows_up(text):
        return [f"{question.previous} {text}"]
    pieces = [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]
    asking = [piece for piece in pieces if _ASKS.match(piece)]
    # Splitting helps only when every piece can stand alone; a story around one question is better read whole.
    return asking[:_MOST_PARTS] if len(asking) == len(pieces) > 1 else [text]


def _decide(text: str, found: Sequence[ChainDocument], *, judge: Judge, chooser: Chooser | None) -> Part:
    ranked = [ScoredPassage(each.metadata["passage"], each.metadata["score"]) for each in found]
    documents = {each.metadata["document"].name: each.metadata["document"] for each in found}
    chosen: Sequence[Passage] = judge.choose(ranked)
    answerable = judge.answerable(ranked)
    if chooser is not None:
        candidates = [each.passage for each in ranked[:_POINTED_AT]]
        if (pointed_at := chooser.choose(text, candidates)) is not None:
            chosen = [candidates[number] for number in pointed_at]
            answerable = float(bool(chosen))
    return Part(text, tuple(ranked), tuple(chosen), answerable, documents)
