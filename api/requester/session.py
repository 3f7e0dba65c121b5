"""Who has opened a request: the cookie that holds their token, and the request that an address names."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from api.dependencies import LIMITED, Assistant, Present
from api.desk.session import own_form
from assistant.bootstrap import Application
from assistant.errors import NotFoundError
from assistant.model import Ticket
from assistant.ports import UnitOfWork
from assistant.requests.requester import SESSION
from assistant.requests.ticket import read_reference

COOKIE = "requester"
PATH = "/requests"

FORM = [*LIMITED, Depends(own_form)]
"""For a route that a form of ours posts to."""

Csrf = Annotated[str, Form()]
"""What each form carries in its field `csrf`."""


class NotOpenError(Exception):
    """The browser has not opened this request, whether it exists or not: it is asked for a code."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__()


async def _reference(reference: str) -> str:
    if found := read_reference(reference):
        return found
    raise NotFoundError


Reference = Annotated[str, Depends(_reference)]
"""The reference in the address, as we write it; NotFoundError for what cannot be one."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The request that somebody wants to see, and the token that their browser holds ("" for none)."""

    assistant: Application
    reference: str
    token: str
    now: datetime

    @property
    def csrf(self) -> str:
        """What every form of the session carries."""
        return self.assistant.requester.csrf(self.token)

    def ticket(self, uow: UnitOfWork) -> Ticket:
        """Return the ticket that the token opens; NotOpenError when it opens another or none."""
        try:
            return self.assistant.requester.ticket(uow, self.reference, self.token, now=self.now)
        except NotFoundError:
            raise NotOpenError(self.reference) from None

    def ticket_of_form(self, uow: UnitOfWork, csrf: str) -> Ticket:
        """Return the ticket for a form that is of this session; NotOpenError also when it is not."""
        if not hmac.compare_digest(csrf.encode(errors="replace"), self.csrf.encode()):
            raise NotOpenError(self.reference)
        return self.ticket(uow)


async def _visit(request: Request, reference: Reference, assistant: Assistant, now: Present) -> Visit:
    return Visit(assistant, reference, request.cookies.get(COOKIE, ""), now)


Visited = Annotated[Visit, Depends(_visit)]


def hold(response: Response, token: str, *, assistant: Application) -> None:
    """Give the browser a session's token: for these pages only, out of reach for scripts and other sites."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION.total_seconds()),
        path=PATH,
        secure=assistant.settings.public_url.startswith("https:"),
        httponly=True,
        samesite="strict",
    )


def let_go(response: Response) -> None:
    """Make the browser forget the session's token."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")
