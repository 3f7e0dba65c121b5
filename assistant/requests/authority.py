"""Whose data a request is about: one's own, or another person's with or without a stated authority.

The patterns are data, in authority.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.model import OnBehalfOf
from assistant.requests.names import volunteered_name
from assistant.requests.phrases import EDGES, anywhere, phrases, straight

_LISTS = phrases("authority")
_PERSON = rf"(?:(?:{'|'.join(_LISTS['described'])})[ -]?)*(?:{'|'.join(_LISTS['person'])})"
_DATA = rf"(?:personal )?(?:{'|'.join(_LISTS['data'])})"


def _filled(patterns: tuple[str, ...]) -> list[str]:
    return [pattern.replace("<person>", _PERSON).replace("<data>", _DATA) for pattern in patterns]


_ANOTHER = [anywhere([pattern]) for pattern in _filled(_LISTS["another"])]
_NAMED = [re.compile(pattern) for pattern in _filled(_LISTS["named"])]
_NAME = r"[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}"
_RELATED = re.compile(rf"\b(?i:my|our|a) (?i:{_PERSON})\b(?:,? (?i:called |named )?{_NAME})?")
_AFTER_ROLE = re.compile(rf"\b(?i:of|for|represent|on behalf of|acting for) ({_NAME})")
_OWN = anywhere(_LISTS["own"])
_AUTHORITY = anywhere(_LISTS["authority"])
_PARENT = anywhere(_filled(_LISTS["parent"]))
_GROWN_UP = anywhere(_LISTS["grown_up"])
_AGE = anywhere(_LISTS["age"])
_OF_AGE = 18
_NOT_HELD = anywhere(_LISTS["not_held"])
_NO_AUTHORITY = anywhere(_LISTS["no_authority"])
_TO_THE_HOUSE = anywhere(_LISTS["to_the_house"])
_MAX_QUOTED = 200
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")
# "…, isn't it?"; a plain question ("could you delete my son's data?") may state an authority all the same.
_TAG_QUESTION = re.compile(rf"(?:{'|'.join(_LISTS['tag_questions'])})\W*\?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Another:
    """Another person's data: who they are, and the authority stated ("" when none is)."""

    who: str
    authority: str

    @property
    def on_behalf_of(self) -> OnBehalfOf:
        """The two as a ticket keeps them."""
        return OnBehalfOf(name=self.who, authority=self.authority)


def about_another(text: str) -> Another | None:
    """Return whose data a message is about when it is not the writer's own, else None."""
    plain = straight(text)
    if _OWN.search(plain):
        return None
    place = next((match for pattern in (*_ANOTHER, *_NAMED) if (match := pattern.search(plain))), None)
    if place is None or (place.re in _NAMED and place[1] in (volunteered_name(text) or "")):
        return None
    return Another(who=_described(plain, place)[:_MAX_QUOTED].strip(), authority=stated_authority(text))


def _described(plain: str, place: re.Match[str]) -> str:
    """Say who the other person is, in the words of the message."""
    if place.re in _NAMED:
        return place[1]
    for start in (place.start(), 0):
        if related := _RELATED.search(plain, start):
            return related[0]
        if named := _AFTER_ROLE.search(plain, start):
            return named[1]
    return place[0]


def stated_authority(text: str) -> str:
    """Return the sentence in which a person states why they may act for another, or "".

    A parent may for a child, not for a grown-up; what is asked ("that's authority enough, isn't it?") is not stated,
    nor is what somebody has not ("if I had a power of attorney", "the mandate was revoked").
    """
    if denies_authority(text):
        return ""
    patterns = (_AUTHORITY,) if _is_grown_up(text) else (_AUTHORITY, _PARENT)
    for sentence in _SENTENCES.split(text):
        plain = straight(sentence).strip()
        doubtful = _TAG_QUESTION.search(plain) or _NOT_HELD.search(plain)
        if not doubtful and any(pattern.search(plain) for pattern in patterns):
            return sentence.strip()[:_MAX_QUOTED]
    return ""


def _is_grown_up(text: str) -> bool:
    plain = straight(text)
    ages = (int(age) for match in _AGE.finditer(plain) for age in match.groups() if age)
    return _GROWN_UP.search(plain) is not None or any(age >= _OF_AGE for age in ages)


def says_own(text: str) -> bool:
    """Tell whether a person says that the data is their own after all."""
    plain = straight(text)
    return _OWN.search(plain) is not None or plain.strip(EDGES).lower() in _LISTS["own_alone"]


def denies_authority(text: str) -> bool:
    """Tell whether a person says that they may not act for the other one."""
    sentences = _SENTENCES.split(straight(text))
    return any(_NO_AUTHORITY.search(each) and not _TO_THE_HOUSE.search(each) for each in sentences)
