"""What mails are written on: the templates, and what keeps a person's words from passing for ours."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from assistant.requests.clock import in_words
from assistant.requests.ticket import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from assistant.model import TicketType

_WIDTH = 78
_SUBJECT = "Subject: "
# Whatever some reader may take for the end of a line, and the other controls.
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# What stands before the words of a list's item.
_BULLET = re.compile(r" *(?:- |\d+\. )? *")
_BLANK_LINES = re.compile("\n{3,}")
_HYPHENATED = re.compile(r"[^\s&<>]+-[^\s&<>]+")
_BETWEEN_LETTERS = " '\u2019-"
# Stands before a person's words within a line of ours; none of their own is left in a text on one line.
_THEIRS = "\x00"


@dataclass(frozen=True, slots=True)
class Written:
    """A mail's words: the subject, one line, and the same letter as text and as a page of HTML."""

    subject: str
    text: str
    html: str


def write(letter: str, **filling: object) -> Written:
    """Fill in the templates of a letter; the text's first line is its subject."""
    rendered = _TEMPLATES.get_template(f"{letter}.txt").render(filling)
    first, _, rest = rendered.partition("\n")
    subject = first.removeprefix(_SUBJECT)
    rest = _BLANK_LINES.sub("\n\n", rest).strip("\n")
    text = "\n".join(_wrapped(line) for line in rest.split("\n")).replace(_THEIRS, "")
    html = _TEMPLATES.get_template(f"{letter}.html").render(filling, subject=subject)
    return Written(subject, f"{text}\n", html)


def _wrapped(line: str) -> str:
    # A line with a person's words is left as it is: what they wrote must begin no line of ours.
    if line.startswith(">") or _THEIRS in line or len(line) <= _WIDTH:
        return line
    bullet = _BULLET.match(line)
    indent = " " * (bullet.end() if bullet else 0)
    return textwrap.fill(line, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _one_line(text: str) -> str:
    return _THEIRS + _BREAKS.sub(" ", text) if text else ""


def _lines(text: str) -> list[str]:
    return [_BREAKS.sub(" ", line) for line in _LINE_ENDS.split(text)]


def _plain(text: str) -> str:
    return "\n".join(_lines(text))


def _quoted(text: str) -> str:
    # Each line is marked, so that nobody's words can pass for a line of ours.
    return "\n".join(f"> {line}" if line else ">" for line in _lines(text))


def _letters_only(text: str) -> str:
    # No address, number or link can be made of it; marks belong to the letters of many scripts.
    kept = (sign if sign in _BETWEEN_LETTERS or unicodedata.category(sign)[0] in "LM" else " " for sign in text)
    return " ".join("".join(kept).split())


def _unbroken(text: str) -> Markup:
    # A reference that is broken at a hyphen is hard to read, and to copy.
    return Markup(_HYPHENATED.sub(r'<span class="unbroken">\g<0></span>', str(Markup.escape(text))))  # noqa: S704 - escaped


def _moment(at: datetime) -> str:
    return f"{in_words(at.date())}, {at:%H:%M} UTC"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _kinds(types: Iterable[TicketType]) -> str:
    return ", ".join(TITLES[kind] for kind in types)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("assistant.requests"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "one_line": _one_line,
        "plain": _plain,
        "quoted": _quoted,
        "letters_only": _letters_only,
        "unbroken": _unbroken,
        "in_words": in_words,
        "moment": _moment,
        "day": _day,
        "kinds": _kinds,
    }
    return environment


_TEMPLATES = _environment()
