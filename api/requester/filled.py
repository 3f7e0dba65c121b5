"""What was typed into the plain form: what is wrong with it, and the draft that it makes."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import Form
from pydantic import BaseModel, ConfigDict

from assistant.model import Channel, Draft, OnBehalfOf, TicketType
from assistant.requests.addresses import read_address
from assistant.requests.authority import denies_authority
from assistant.requests.form import needs_identity
from assistant.requests.ticket import RIGHTS
from assistant.words import MAX_MESSAGE, MAX_NAME, refusal

_NO_AUTHORITY = (
    "Somebody else's data can be asked for only with a right to do so. The person can also ask here themselves."
)
_NO_ADDRESS = "This is not a complete e-mail address. It should read like name@example.com."


class Filled(BaseModel):
    """The form's fields as they came. Nothing in them is believed: each step looks at all of them anew.

    `who` is "other" where somebody else's data is meant. `key` was minted for the summary, so that what was
    confirmed there is filed once; `then` is the button that was pressed.
    """

    model_config = ConfigDict(frozen=True)

    types: tuple[str, ...] = ()
    name: str = ""
    email: str = ""
    details: str = ""
    who: str = "me"
    other_name: str = ""
    authority: str = ""
    other_email: str = ""
    key: str = ""
    then: str = ""

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a person filled in, field by field, to be taken from step to step."""
        values = self.model_dump(exclude={"types", "key", "then"})
        return [*(("types", each) for each in self.types), *values.items()]

    @property
    def fingerprint(self) -> str:
        """Tells what was filled in from anything else."""
        return sha256(self.model_dump_json(exclude={"key", "then"}).encode()).hexdigest()

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by field and in the form's order, and what to do about it."""
        wanted = set(self.types)
        needed = not wanted or needs_identity(TicketType(each) for each in wanted & set(TicketType))
        tells = not wanted <= set(RIGHTS)
        found = {
            "types": "" if wanted and wanted <= set(TicketType) else "Choose at least one of these.",
            "details": _words(self.details, needed="Say what it is about." if tells else ""),
            "name": _line(self.name, needed="Write your name." if needed else ""),
            "email": _address(self.email, needed="Write your e-mail address." if needed else ""),
        }
        if self.who == "other":
            found |= {
                "other_name": _line(self.other_name, needed="Write the name of the person whose data it is."),
                "authority": _authority(self.authority),
                "other_email": _address(self.other_email),
            }
        return {field: problem for field, problem in found.items() if problem}

    def draft(self, *, now: datetime) -> Draft:
        """Return the request that this makes, where nothing is wrong with it; it counts from `now`."""
        return Draft(
            types=tuple(TicketType(each) for each in dict.fromkeys(self.types)),
            name=self.name.strip(),
            email=_normal(self.email),
            details=_unix(self.details),
            words=(),
            requested_at=now,
            channel=Channel.WEB,
            on_behalf_of=self._other(),
        )

    def _other(self) -> OnBehalfOf | None:
        if self.who != "other":
            return None
        return OnBehalfOf(self.other_name.strip(), self.authority.strip(), _normal(self.other_email))


Sent = Annotated[Filled, Form()]


def _words(text: str, *, needed: str) -> str:
    return refusal(_unix(text), most=MAX_MESSAGE) if text.strip() else needed


def _line(text: str, *, needed: str) -> str:
    return refusal(text.strip(), most=MAX_NAME, one_line=True) if text.strip() else needed


def _authority(text: str) -> str:
    return _line(text, needed="Say why you may act for this person.") or (
        _NO_AUTHORITY if denies_authority(text) else ""
    )


def _address(text: str, *, needed: str = "") -> str:
    if not text.strip():
        return needed
    try:
        _normal(text)
    except ValueError:
        return _NO_ADDRESS
    return ""


def _normal(text: str) -> str:
    return read_address(text.strip()).normalized if text.strip() else ""


def _unix(text: str) -> str:
    # As every form sends them, line ends have two characters.
    return text.replace("\r\n", "\n").strip()
