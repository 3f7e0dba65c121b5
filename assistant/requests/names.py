"""The name in what a person typed, asked for or not. Pure functions over text; the cues are data, in names.toml."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from assistant.requests.phrases import EDGES, anywhere, collapsed, phrases, straight
from assistant.requests.slots import without_addresses
from assistant.words import MAX_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_WORDS = 7
# No further than a word that changes whose name it is, and than what is too long for a name: there may be many cues.
_LOOKED_BACK = 40
_LOOKED_ON = 2 * MAX_NAME

_LISTS = phrases("names")
_TITLE = rf"(?:(?:{'|'.join(_LISTS['titles'])})\.? )"
_CAPITALISED = r"(?:(?:[^\W\d_a-z]\.)+|[^\W\d_a-z][\w'-]*)"
_MORE = rf"(?: (?:{'|'.join(_LISTS['particles'])}|{_CAPITALISED}))"

FILLERS = rf"\s*[:=]?\s*(?:(?:{'|'.join(_LISTS['fillers'])})\s+)*"
_CUE = re.compile(anywhere(_LISTS["cues"]).pattern + FILLERS, re.IGNORECASE)
_NOT_BEFORE = re.compile(rf"(?:'s|\b(?:{'|'.join(_LISTS['not_before'])}))\s*$", re.IGNORECASE)
_INTRODUCED = re.compile(rf"\b(?i:{'|'.join(_LISTS['introductions'])})\s+({_TITLE}?{_CAPITALISED}{_MORE}{{1,5}})")
_CALL_ME = re.compile(rf"\b(?i:{'|'.join(_LISTS['call_me'])}):?\s+({_TITLE}?{_CAPITALISED}{_MORE}{{0,5}})")
_HERE = re.compile(rf"(?:^|[,.!\n])\s*({_TITLE}?{_CAPITALISED}{_MORE}{{1,5}}) (?:here|speaking)\b")
_SIGNED = re.compile(
    rf"(?:{'|'.join(_LISTS['closings'])})[ \t]*[,.!–—-]*\s*[\n,–—-]\s*([^\W\d_][^\n,@]{{1,60}}?)\s*[.!]?\s*$",  # noqa: RUF001
    re.IGNORECASE,
)
_LEADS = re.compile(rf"^(?:(?:{'|'.join(_LISTS['leads'])})(?!\w|')[\s,.:!–—-]*)+(?=\S)", re.IGNORECASE)  # noqa: RUF001
_NO_SHORT_FORM = "".join(rf"(?<!\b{each})" for each in (*_LISTS["titles"], "Jr", "Sr", "St"))
_AFTER = re.compile(
    rf"""
      ,(?!\ (?:Jr|Sr|II|III|PhD|MD|Esq)\b) | [;\n|]  # a comma, unless it belongs to the name
    | (?<=[^\W\d_]{{2}}){_NO_SHORT_FORM}\.(?!\w)     # the end of a sentence, not of an initial or a title
    | \s[–—(/+\d-] | [!?(]                           # a dash, a bracket, a telephone number
    | \s+(?:{"|".join(each.replace(" ", chr(92) + " ") for each in _LISTS["follow"])})(?![\w'])
    """,  # noqa: RUF001
    re.VERBOSE,
)
# "van der Berg, Piet": the comma belongs to the name.
_SURNAME_FIRST = re.compile(
    rf"(?:(?:{'|'.join(_LISTS['particles'])}) ){{0,3}}[^\W\d_][\w'-]+, {_CAPITALISED}(?: {_CAPITALISED})?"
)
# "first name Jane, surname Doe"
_PART = r"(?:\s+is|'s)?\s*:?\s*([\w'-]+(?: [\w'-]+)?)"
_IN_PARTS = re.compile(
    rf"\b(?:(?:first|given|fore|christian)[ -]?names?{_PART}\W+(?:(?:and|my) )*(?:last|family|sur)[ -]?name{_PART}"
    rf"|(?:last|family|sur)[ -]?name{_PART}\W+(?:(?:and|my) )*(?:first|given|fore|christian)[ -]?names?{_PART})",
    re.IGNORECASE,
)
# "Bond, James Bond"
_SAID_TWICE = re.compile(r"([\w'-]+), ([\w' -]*\b\1\b[\w' -]*)", re.IGNORECASE)
# "I'm Senior Editor now"
_SAYS_WHAT_ONE_IS = anywhere(_LISTS["positions"])
_PICTURES = {"So", "Sk"}
_NOT_IN_NAMES = set(":@{}[]=\\|<>_#$%&*~^")


def volunteered_name(text: str) -> str | None:
    """Return the name that a person gave without being asked ("my name is …", "I'm …", a signature), or None."""
    return next(_told(collapsed(text)), None)


def answered_name(text: str) -> str | None:
    """Return the name in an answer to "What is your name?", or None when it does not look like one."""
    if (given := volunteered_name(text)) is not None:
        return given
    said = re.sub(r"[ \t]+", " ", without_addresses(collapsed(text))).strip()
    rest = said[_end_of(_LEADS, said) :]
    if twice := _SAID_TWICE.fullmatch(straight(rest).rstrip(EDGES)):
        return clean_name(rest[twice.start(2) : twice.end(2)])
    if _SURNAME_FIRST.fullmatch(straight(rest)):
        return clean_name(rest)
    return clean_name(first_words(rest)) or clean_name(rest)


def name_before_question(text: str) -> str | None:
    """Return the name in a message that begins with one ("Do Thi Ha", "Will Smith. Why do you ask?"), or None."""
    first = re.split(r"(?<=\w\w)[.!] ", text.strip(), maxsplit=1)[0]
    words = first.split()
    written_as_one = len(words) > 1 and all(word[:1].isupper() for word in words) and not first.endswith("?")
    return answered_name(first) if written_as_one else None


def clean_name(name: str) -> str | None:
    """Return the name without what people type around it, or None when it is none."""
    name = "".join(" " if unicodedata.category(character) in _PICTURES else character for character in name)
    name = re.sub(r"\s+", " ", name).strip(" \t\r\n,;:!?-–—\"“”()<>'’‘")  # noqa: RUF001
    if not re.search(r"\b(?:\w|Jr|Sr|Esq)\.$", name):
        name = name.rstrip(".")
    letters = sum(character.isalpha() for character in name)
    digits = sum(character.isdigit() for character in name)
    fits = 1 <= len(name.split()) <= _MAX_WORDS and len(name) <= MAX_NAME
    if not fits or letters <= digits or _NOT_IN_NAMES & set(name) or _says_no_name(name.split()):
        return None
    return name


def first_words(text: str) -> str:
    """Return the beginning of a text, up to where a name would end."""
    ends = _AFTER.search(straight(text))
    return text[: ends.start()] if ends else text


def names_after(cue: re.Pattern[str], text: str) -> Iterator[str]:
    """Yield the name after each place where the cue is found."""
    text = collapsed(text)
    plain = straight(text)
    for match in cue.finditer(plain):
        before = plain[max(0, match.start() - _LOOKED_BACK) : match.start()]
        after = text[match.end() : match.end() + _LOOKED_ON]
        if not _NOT_BEFORE.search(before) and (name := clean_name(first_words(after))):
            yield name


def _told(text: str) -> Iterator[str]:
    plain = straight(text)
    if (parts := _IN_PARTS.search(plain)) and (
        name := clean_name(f"{parts[1] or parts[4]} {first_words(parts[2] or parts[3])}")
    ):
        yield name
    yield from names_after(_CUE, text)
    for pattern in (_SIGNED, _HERE, _INTRODUCED, _CALL_ME):
        for match in pattern.finditer(plain):
            name = clean_name(text[match.start(1) : match.end(1)])
            if name and not _SAYS_WHAT_ONE_IS.search(straight(name)):
                yield name


def _says_no_name(words: list[str]) -> bool:
    exempt = _LISTS["names_too"] if len(words) > 1 else ()
    if words[0] in {"I", "i"} and words[1:] and words[1].islower():  # "I changed", but "I Wayan"
        return True
    said = ((word, straight(word).strip(EDGES).lower()) for word in words)
    return any(plain in _LISTS["not_names"] and word not in exempt for word, plain in said)


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(straight(text))
    return match.end() if match else 0
