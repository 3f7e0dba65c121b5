"""What a person typed into the form: names, addresses and codes. Pure functions over text."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

MAX_NAME = 120
_MAX_NAME_WORDS = 7

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"“”]+@[^\s<>()\[\],;:\"“”]+", re.UNICODE)
_CODE = re.compile(r"(?<!\d)\d{3}[ \u00a0-]?\d{3}(?!\d)")
_EDGES = " \t\r\n.,;:!?-–—\"'“”‘’()<>"  # noqa: RUF001 - people type these around what they mean

_NAME_CUES = re.compile(
    r"(?:\bmy (?:full |first |real |legal |correct )?name(?: is|'s|s|:| should be| would be| ist)|\bname(?: is|:| should be| to)|\bi am called|\bi'm called|\bthey call me|\bcall me|\bfull name(?: is|:)?|\bsigned|\bput down)"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    r"(?:\b(?i:i am|i'm|i’m|im|this is|it's|it’s|here is|here's|me,|from)|^|\n)\s+"  # noqa: RUF001
    r"((?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sir|Dame)\.? )?[^\W\d_a-z][\w'’.-]*(?: (?:de|da|di|van|von|der|den|la|le|bin|al|el|y|e|of|[^\W\d_a-z][\w'’.-]*)){1,5})",  # noqa: RUF001
)
_SIGNATURE = re.compile(
    r"(?:regards|sincerely|faithfully|yours|cheers|thanks|thank you|best|greetings|wishes)[ \t]*[,.!–—-]*\s*[\n,–—-]\s*([^\W\d_][^\n,@]{1,60}?)\s*[.!]?\s*$",  # noqa: RUF001
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:(?:(?:hi|hello|hey|sure|ok|okay|yes|yeah|oh|well|certainly|of course|so|right|sorry|no,? wait|actually|no)\b[\s,.!:-]*)|"
    r"(?:(?:it is|it'?s|it’s|i am|i'?m|i’m|this is|that is|that'?s|that would be|that’d be|name is|name's|name|the name is|the name'?s|mine is|call me|my name is|my name'?s|my full name is|full name|my|you can (?:call|put) me(?: down)?(?: as)?|put down|please put|put|here is|here's|just)\b[\s,:–—-]+))+",  # noqa: RUF001
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"(?:[,;]|(?<=[^\W\d_]{3})\.|\s[-–—(/]|\s+\b(?:and|but|my|e-?mail|mail|address|email is|reach me|you can|here|at|on|with|as|born|is my|is the|if|thanks|please|by the way|for|from|not|contact)\b).*$",  # noqa: RUF001
    re.IGNORECASE | re.DOTALL,
)
# "van der Berg, Piet": the comma belongs to the name.
_SURNAME_FIRST = re.compile(
    r"(?:(?:van|von|de|der|den|da|di|la|le|bin|al|el) ){0,3}[^\W\d_][\w'’-]+, [^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’.-]*)?"  # noqa: RUF001
)
_NOT_NAMES = frozenset(
    "a an the and or not your my his her their data consent details account name email mail address request please delete remove all everything none nothing no yes sorry "
    "sure here there writing asking calling contacting looking trying unhappy happy tired sick annoyed furious customer client former subscriber retired interested done afraid "
    "about just only still moving under gdpr article what why how who when where want need would like".split()
)
_CORRECTS = re.compile(
    r"\b(?:wait|actually|instead|other|wrong|typo|mistake|correct(?:ion|ed)?|change|should be|should read|not|sorry|oops|rather|use|update|meant|mistyped|misspel\w+|spelt|spelled|replace|no)\b",
    re.IGNORECASE,
)


def find_email(text: str) -> str | None:
    """Return the last well-formed e-mail address in a text (people correct themselves), or None."""
    found = [address for match in _ADDRESS.finditer(text) if (address := _valid(match.group().strip(_EDGES)))]
    return found[-1] if found else None


def _valid(address: str) -> str | None:
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def tries_email(text: str) -> bool:
    """Tell whether a text was meant to hold an e-mail address."""
    return "@" in text or re.search(r"\bat\b.+\bdot\b|\w\.(?:com|org|net|in|uk|eu|de|fr)\b", text, re.IGNORECASE) is not None


def find_code(text: str) -> str | None:
    """Return the six digits of a one-time code, typed with or without a gap, or None."""
    match = _CODE.search(text)
    return re.sub(r"\D", "", match.group()) if match else None


def corrects(text: str) -> bool:
    """Tell whether a message takes something back that was said before."""
    return _CORRECTS.search(text) is not None


def volunteered_name(text: str) -> str | None:
    """Return the name that a person gave without being asked ("my name is …", "I'm …", a signature), or None."""
    if cue := _NAME_CUES.search(text):
        return _clean(_AFTER_NAME.sub("", text[cue.end() :]))
    if signature := _SIGNATURE.search(text):
        return _clean(signature.group(1))
    for match in _INTRODUCTION.finditer(text):
        if match.group(0).strip() != match.group(1) and (name := _clean(match.group(1))):
            return name
    return None


def answered_name(text: str) -> str | None:
    """Return the name in an answer to "What is your name?", or None when it does not look like one."""
    if (given := volunteered_name(text)) is not None:
        return given
    without_address = _ADDRESS.sub(" ", text)
    rest = _LEADS.sub("", without_address.strip())
    if surname_first := _SURNAME_FIRST.fullmatch(rest):
        return _clean(surname_first.group())
    kept = _AFTER_NAME.sub("", rest) if len(rest.split()) > 1 else rest
    return _clean(kept) or _clean(rest)


def _clean(name: str) -> str | None:
    name = re.sub(r"\s+", " ", name).strip(" \t\r\n,;:!?-–—\"“”()<>")  # noqa: RUF001
    if not name.endswith((" Jr.", " Sr.")) and not re.search(r"\b\w\.$", name):
        name = name.rstrip(".")
    words = name.split()
    if not 1 <= len(words) <= _MAX_NAME_WORDS or len(name) > MAX_NAME or not any(c.isalpha() for c in name):
        return None
    if any(c.isdigit() or c in "@{}[]=\\|" for c in name) or {word.lower() for word in words} & _NOT_NAMES:
        return None
    return name
