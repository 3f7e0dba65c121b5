"""From ranked passages to an answer: whether the policy tells at all, what to quote, and the text around it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant.model import Answer
from assistant.policy.cite import SECTION_MARK, cite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Citation, Document, Passage, ScoredPassage

_MOST = 3
_SHOWN = 80
_LEAD = "The policy says: "
_LEAD_UNDER = "Under “{section}”, the policy says: "
_PREMISE = "Here is what the policy says: "
_SILENT = "The policy doesn't say. You can ask the data protection officer: {contact}."
_RELATED = " Related, but not an answer: {quote}"
# A question that takes its answer for granted gets the policy's position, whatever that is.
_ASSUMES = re.compile(
    r"""
    # at the end: "…, right?", "…, i hope"
    \b(?:right|yeah|yes|no|correct|innit|isn'?t\ it|don'?t\ you|doesn'?t\ it|do\ you|is\ it|great
      |i\ (?:hope|assume|presume|guess|suppose|take\ it|imagine|trust|reckon|think))\ ?[?.!]*$
    # at the beginning: "surely …", "I take it …", "so you …"
    |^\W*(?:(?:so|and\ so|then)\ )?(?:surely|it'?s\ true\ that|my\ understanding|am\ i\ right
      |i'?m\ (?:right|sure|certain)
      |i\ (?:assume|presume|guess|suppose|take\ it|imagine|trust|reckon|understand|gather|heard|read|bet))\b
    |^\W*so\ (?:you|they|it|my|i|your|the)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Judge:
    """Calibrated on the development sets; see training/calibrate.py and docs/quality.md.

    All scores together are the evidence e = log(sum(exp(breadth s))) / breadth: near the best score, and the higher the
    more passages come close. It means that the policy tells with probability 1 / (1 + exp(-sharpness (e - even))); it
    answers from `answer_from`. Further passages are quoted while they score within `margin` of the best.
    """

    breadth: float
    even: float
    sharpness: float
    answer_from: float
    margin: float
    related_from: float

    def answerable(self, ranked: Sequence[ScoredPassage]) -> float:
        """Return the probability that the policy tells; 0 without passages."""
        if not ranked:
            return 0.0
        best = ranked[0].score
        evidence = best + math.log(sum(math.exp(self.breadth * (each.score - best)) for each in ranked)) / self.breadth
        return 1 / (1 + math.exp(-self.sharpness * (evidence - self.even)))

    def choose(self, ranked: Sequence[ScoredPassage]) -> list[Passage]:
        """Return the passages to quote, best first: none when the policy is silent."""
        if self.answerable(ranked) < self.answer_from:
            return []
        close = [each.passage for each in ranked[:_MOST] if each.score >= ranked[0].score - self.margin]
        return _without_repeats(close)

    def related(self, ranked: Sequence[ScoredPassage]) -> list[Passage]:
        """Return the one passage worth showing beside "the policy doesn't say", if any."""
        worth = bool(ranked) and self.answerable(ranked) >= self.related_from
        return [ranked[0].passage] if worth else []


def _without_repeats(passages: Sequence[Passage]) -> list[Passage]:
    """Drop passages that quote the same words again: rows of a table may say the same for different cases."""
    kept: dict[str, Passage] = {}
    for passage in passages:
        kept.setdefault(passage.text, passage)
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question: what was found for it, what of that answers it, and the documents it was found in."""

    text: str
    ranked: tuple[ScoredPassage, ...]
    chosen: tuple[Passage, ...]
    answerable: float
    documents: dict[str, Document]


def compose(parts: Sequence[Part], *, judge: Judge, contact: str, public_url: str) -> Answer:
    """Return the answer to all parts in order: a lead-in of ours, then the document's words with their [n].

    A part on which the policy is silent says so. Nothing is answered when every part is silent.
    """
    surest = max(parts, key=lambda part: part.answerable)
    citations: list[Citation] = []
    lines = []
    said: set[str] = set()
    for part in parts:
        fresh = [passage for passage in part.chosen if passage.id not in said]
        said |= {passage.id for passage in fresh}
        found = cite(fresh, part.documents, public_url=public_url, first=len(citations) + 1)
        citations += found
        lead = f"On “{shorten(part.text, _SHOWN, placeholder='…')}”: " if len(parts) > 1 else ""
        if found:
            lines.append(lead + _say(found, question=part.text))
        elif not part.chosen:
            lines.append(lead + _SILENT.format(contact=contact))
    if citations:
        return Answer("answer", "\n\n".join(lines), tuple(citations), surest.answerable, surest.ranked)
    related = cite(judge.related(surest.ranked), surest.documents, public_url=public_url, related=True)
    return Answer("no_answer", _silence(related, contact), related, surest.answerable, surest.ranked)


def _say(citations: Sequence[Citation], *, question: str) -> str:
    sections = list(dict.fromkeys(citation.section for citation in citations))
    lead = _LEAD_UNDER.format(section=sections[0]) if len(sections) == 1 else _LEAD
    if _ASSUMES.search(question):
        lead = _PREMISE
    if len(citations) == 1:
        return lead + _quoted(citations[0])
    # Words from different places each say where they stand: a row's period means little without its row.
    lines = [f"{_place(each)}: {_quoted(each)}" if len(sections) > 1 else _quoted(each) for each in citations]
    return "\n- ".join((lead.strip(), *lines))


def _place(citation: Citation) -> str:
    return citation.section.rsplit(SECTION_MARK, 1)[-1].rstrip(":?")


def _silence(related: Sequence[Citation], contact: str) -> str:
    text = _SILENT.format(contact=contact)
    return text + "".join(_RELATED.format(quote=_quoted(citation)) for citation in related[:1])


def _quoted(citation: Citation) -> str:
    return f"“{citation.quote}” [{citation.number}]"
