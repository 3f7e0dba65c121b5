"""Reply -> Block Kit. Pure, and within Slack's published limits whatever the reply holds."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypedDict

from bots.slack.mrkdwn import escape, link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.model import Citation, Reply

MAX_BLOCKS = 50
MAX_TEXT = 3000
MAX_BUTTONS = 25
MAX_LABEL = 75
MAX_VALUE = 2000
_TEXT_BLOCKS = 30
_CITATION_BLOCKS = MAX_BLOCKS - _TEXT_BLOCKS - 3
_QUOTE = 1000
_SECTION = 200
_ELLIPSIS = "…"

Block = dict[str, Any]


class Post(TypedDict):
    """What Slack's posting methods take: the fallback for notifications and screen readers, and the blocks."""

    text: str
    blocks: list[Block]


def render(reply: Reply, *, aside: str = "") -> Post:
    """Return the reply as a post: text, citations, suggestions as buttons, the hint of what is asked, an aside."""
    post = notice(reply.text)
    blocks = post["blocks"]
    blocks += [_context(text) for text in _pack(map(_cited, reply.citations))][:_CITATION_BLOCKS]
    if buttons := [_button(number, words) for number, words in enumerate(_offered(reply.suggestions))]:
        blocks.append({"type": "actions", "elements": buttons})
    if reply.ask and reply.ask.hint.strip():
        blocks.append(_context(_inert(reply.ask.hint, MAX_TEXT)))
    if aside:
        blocks.append(_context(_inert(aside, MAX_TEXT)))
    return post


def notice(text: str) -> Post:
    """Return nothing but text as a post."""
    lines = (piece for line in text.split("\n") for piece in _wrap(_bullet(line)))
    texts = list(_pack(lines)) or [_ELLIPSIS]
    if len(texts) > _TEXT_BLOCKS:
        texts[_TEXT_BLOCKS - 1 :] = [_ELLIPSIS]
    sections: list[Block] = [{"type": "section", "text": _mrkdwn(text)} for text in texts]
    return Post(text=_inert(text, MAX_TEXT) or _ELLIPSIS, blocks=sections)


def _bullet(line: str) -> str:
    return f"• {line[2:]}" if line.startswith("- ") else line


def _cited(citation: Citation) -> str:
    related = "related: " if citation.related else ""
    place = link(citation.url, shorten(citation.section or citation.document, _SECTION))
    return f"[{citation.number}] {related}{place}: “{_inert(citation.quote, _QUOTE)}”"


def _offered(suggestions: Iterable[str]) -> list[str]:
    # One too long for a button is left out: cut short, it would put other words into the person's mouth.
    return [words for words in suggestions if words.strip() and len(words) <= MAX_VALUE][:MAX_BUTTONS]


def _button(number: int, words: str) -> Block:
    label = {"type": "plain_text", "text": shorten(words, MAX_LABEL), "emoji": False}
    return {"type": "button", "action_id": f"say:{number}", "text": label, "value": words}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> Block:
    # Verbatim: Slack makes no links of its own out of addresses and names in the text.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def shorten(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters, with an ellipsis where something was cut off."""
    return text if len(text) <= limit else text[: limit - 1] + _ELLIPSIS


def _inert(text: str, limit: int) -> str:
    if len(escape(text)) <= limit:
        return escape(text)
    return escape(text[: _fitting(text, limit - 1)]) + _ELLIPSIS


def _fitting(text: str, limit: int) -> int:
    """Return how many characters fit when escaped, so that no cut goes through an entity."""
    return bisect_right(list(accumulate(len(escape(character)) for character in text[:limit])), limit)


def _wrap(line: str) -> Iterator[str]:
    """Yield a line in escaped pieces that each fit a block, cut at spaces where there are any."""
    while (count := _fitting(line, MAX_TEXT)) < len(line):
        count = line.rfind(" ", 1, count) + 1 or count
        yield escape(line[:count])
        line = line[count:]
    yield escape(line)


def _pack(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines joined into texts as long as a block allows, blank ones left out."""
    held = ""
    for line in lines:
        joined = f"{held}\n{line}" if held else line
        if len(joined) > MAX_TEXT and held.strip():
            yield held
        held = line if len(joined) > MAX_TEXT else joined
    if held.strip():
        yield held
