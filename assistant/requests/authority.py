"""Whose data a request is about: one's own, or another person's with or without a stated authority."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.model import OnBehalfOf

_PERSON = (
    r"(?:(?:late |elderly |old |minor |little |young(?:er|est)? |eld(?:er|est) |grown[- ]?up |adult |ex[- ]?|former |step-?|grand-?|great-?|best |good |dear |deceased |teenage |\d+[- ]year[- ]old )*"
    r"(?:mother|father|mum|mom|mam|dad|parents?|wife|husband|spouse|partner|ex|girl ?friend|boy ?friend|fianc[eé]e?|son|daughter|child(?:ren)?|kids?|baby|brother|sister|sibling|"
    r"ma|pa|grandma|grandpa|gran|nan|nana|uncle|aunt|auntie|cousin|nephew|niece|in-laws?|mother-in-law|father-in-law|neighbou?r|colleague|co-?worker|boss|manager|employees?|assistant|friend|mate|buddy|"
    r"room-?mate|flat-?mate|landlord|landlady|tenant|lodger|clients?(?! (?:number|no|account|file|profile|data|id|record)s?\b)|patient|pupil|student|ward|relative|family|principal|rival|competitor|teacher|doctor|stalker))"
)
_DATA = r"(?:personal )?(?:data|details?|information|info|records?|files?|accounts?|profile|address|e-?mails?|phone|number|name|history|stuff|cv|everything|copy|past|photos?|pictures?)"
_WHO = rf"(?:(?:my|our|the|a) {_PERSON}\b|(?:[A-Z][\w'-]+ ){{0,2}}[A-Z][\w'-]+(?='s |’s ))"  # noqa: RUF001
_ANOTHER = tuple(
    re.compile(pattern, re.IGNORECASE if "(?-i" not in pattern else 0)
    for pattern in (
        r"\b(?:on|in) (?:the )?behalf of\b(?! myself| me\b)",
        r"\bon (?:his|her|their|its) behalf\b",
        rf"\b(?:my|our) {_PERSON}['’]?s?['’]? (?:\w+ ){{0,2}}{_DATA}\b",  # noqa: RUF001
        rf"\b{_DATA}(?: that)?(?: (?:you|u|they|integra|is|are|was|were|have|has|hold|held|keep|kept|got|get|store|stored|had))* (?:of|about|on|for|from|belonging to|concerning|regarding) (?:my|our) {_PERSON}\b",
        rf"\b{_DATA} (?:of|about|on) (?:someone|somebody|another person|a (?:friend|neighbou?r|colleague|former|person|man|woman)|(?:mr|mrs|ms|dr)\b)",
        rf"\b(?:someone|somebody|anyone|another person|other people)(?: else)?['’]s {_DATA}",  # noqa: RUF001
        r"\b(?:what|everything|all|anything|whatever|stuff|things)(?: (?:data|info|information))?(?: that)? (?:you|u|they|integra)(?:'ve|’ve| have| hold| keep| store| know)*(?: got)? (?:about|on|of) (?:him|her|them|my|our)\b(?! (?:own|self|account|data|file|name|company|computer|system|server|record|record))",  # noqa: RUF001
        rf"\bi(?: am|'m|’m)? (?:acting |writing |asking |calling )?(?:as |for |the |a |an )*(?:{_PERSON}|guardian|lawyer|solicitor|attorney|advocate|executor|executrix|carer|representative|agent|deputy)s? (?:of|for|to) (?!this|the company|years)",  # noqa: RUF001
        r"\b(?:i|we) (?:represent|act for|am acting for|are acting for)\b",
        rf"\b(?:delete|erase|remove|send|give|show|see|get|wipe|correct|change|export|transfer|forward|stop|want|need|know)\b[^.?!]{{0,40}}\b(?:his|her) {_DATA}\b",
    )
)
_NAMED = re.compile(
    r"\b(?:delete|erase|remove|send|give|show|see|get|wipe|want|need|correct|export|transfer|have)\b[^.?!]{0,30}?\b([A-Z][\w-]+(?: [A-Z][\w'-]+){0,2})['’]s? (?:\w+ ){0,2}" + _DATA  # noqa: RUF001
)
_OWN = re.compile(
    r"\b(?:it(?:'s|’s| is)|they(?:'re|’re| are)|this is|that(?:'s|’s| is)) (?:all )?(?:my own|mine|about me|me)\b|\bmy own (?:data|details|account|information|records?)\b|\bi am (?:that|the) person\b|\bthat(?:'s|’s| is) me\b",  # noqa: RUF001
    re.IGNORECASE,
)
_NO_AUTHORITY = re.compile(
    r"\b(?:without|no|don'?t have|do not have|haven'?t|lack|not have|never gave)\b[^.?!]{0,25}\b(?:permission|authori\w+|power of attorney|consent|mandate|knowledge|knowing)|\bbehind (?:his|her|their) back|\b(?:he|she|they) (?:doesn'?t|does not|don'?t|do not|must not|mustn'?t|shouldn'?t) know|\b(?:grown[- ]?up|adult|ex[- ]?)\b",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"\bpower of attorney|\b(?:lasting |enduring )?\bpoa\b|\blpa\b|\battorney\b|\bguardian|\bparent(?:al|s)?\b|\bmy (?:\w+[- ]){0,3}(?:son|daughter|child|children|kids?|baby|ward)\b|\b(?:mother|father|mum|mom|dad) (?:of|to)\b|"
    r"\blawyer|\bsolicitor|\badvocate\b|\bcounsel\b|\bbarrister|\blegal representative|\brepresentative|\brepresent(?:ing)?\b|\bagent\b|\bauthori[sz](?:ed|ation|es|ing|e)\b|\bauthority\b|\bmandate|\bexecut(?:or|rix)|\badministrat(?:or|ing) of (?:the|his|her) estate|"
    r"\bprobate|\btrustee|\bdeputy|\bcourt[- ]appointed|\bappointed\b|\bproxy|\bwith (?:his|her|their) (?:\w+ )?(?:permission|consent|authority|approval|agreement)|\b(?:he|she|they)(?:'s|'ve|’s| has| have)? (?:asked|instructed|told|signed|given|gave) me|\bsigned (?:letter|form|permission|consent)|"  # noqa: RUF001
    r"\b(?:my|our) clients?\b|\bcarer\b|\bacting for\b",
    re.IGNORECASE,
)
_MAX_QUOTED = 200


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
    if _OWN.search(text):
        return None
    place = next((match for pattern in _ANOTHER if (match := pattern.search(text))), None) or _NAMED.search(text)
    if place is None:
        return None
    who = re.search(_WHO, text[place.start() :], re.IGNORECASE) or re.search(_WHO, text, re.IGNORECASE)
    described = who.group() if who else place.group()
    return Another(who=described[:_MAX_QUOTED].strip(), authority=stated_authority(text))


def stated_authority(text: str) -> str:
    """Return the sentence in which a person states why they may act for another, or ""."""
    if _NO_AUTHORITY.search(text):
        return ""
    sentences = re.split(r"(?<=[.!?])\s+|\n", text)
    return next((sentence.strip()[:_MAX_QUOTED] for sentence in sentences if _AUTHORITY.search(sentence)), "")


def says_own(text: str) -> bool:
    """Tell whether a person says that the data is their own after all."""
    return _OWN.search(text) is not None or re.fullmatch(r"\W*(?:mine|my own|me|myself|own)\W*", text, re.IGNORECASE) is not None
