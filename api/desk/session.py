"""Who has signed in, as routes ask for it: `Reader`, `Handler` or `Admin`, each at least that.

What changes something is done only for a form of our own: it carries the session's token against forgery, and the
browser does not say that another site sent it.
"""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from email.message import Message
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from api.dependencies import Assistant, Present
from assistant.bootstrap import Application
from assistant.errors import ForbiddenError, InputError
from assistant.model import Role, User

COOKIE = "desk"
HOME = "/desk"
_READ = {"GET", "HEAD"}


class SignedOutError(Exception):
    """Nobody has signed in, or their session is over: `api.desk.errors` sends them to the sign-in page."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user who has signed in, and what every form of theirs carries in its field `csrf`."""

    user: User
    csrf: str


def hold(response: Response, token: str, *, assistant: Application) -> None:
    """Give the browser a session's token: for the desk's pages only, out of reach for scripts and other sites."""
    secure = assistant.settings.public_url.startswith("https:")
    response.set_cookie(COOKIE, token, path=HOME, secure=secure, httponly=True, samesite="strict")


def let_go(response: Response) -> None:
    """Make the browser forget the session's token."""
    response.delete_cookie(COOKIE, path=HOME, httponly=True, samesite="strict")


async def own_form(request: Request, assistant: Assistant) -> None:
    """Refuse, with ForbiddenError, what the browser says another site sent; a caller that says nothing may pass.

    InputError for a form in another encoding than UTF-8, since not all they can spell can be stored and shown.
    """
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    if header.get_content_charset("utf-8") != "utf-8":
        raise InputError("This form has to be sent in UTF-8. Nothing was done.")
    site = request.headers.get("sec-fetch-site")
    if site is None and (origin := request.headers.get("origin")):
        # What browsers said before 2023.
        ours = {urlsplit(assistant.settings.public_url).netloc, request.url.netloc}
        site = "same-origin" if urlsplit(origin).netloc in ours else "cross-site"
    if site not in {None, "same-origin", "none"}:
        raise ForbiddenError("This form was sent from another site. Nothing was done.")


def _of_the_cookie(request: Request, assistant: Assistant, now: Present) -> SignedIn:
    token = request.cookies.get(COOKIE, "")
    visit = assistant.sign_in.visit(token, now=now)
    if visit is None:
        raise SignedOutError
    return SignedIn(visit.user, assistant.sign_in.sessions.csrf(token))


async def _checked(
    request: Request, assistant: Assistant, signed_in: Annotated[SignedIn, Depends(_of_the_cookie)]
) -> AsyncIterator[SignedIn]:
    if request.method in _READ:
        yield signed_in
        return
    await own_form(request, assistant)
    # Read once: the routes get the same form, and what it holds of files is let go at their end.
    async with request.form() as form:
        typed = form.get("csrf")
        if not isinstance(typed, str) or not hmac.compare_digest(_bytes(typed), _bytes(signed_in.csrf)):
            raise ForbiddenError("This form is not one that the desk gave to you. Nothing was done.")
        yield signed_in


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _at_least(needed: Role) -> Callable[[SignedIn], Awaitable[SignedIn]]:
    async def check(signed_in: Annotated[SignedIn, Depends(_checked)]) -> SignedIn:
        if not signed_in.user.role.covers(needed):
            raise ForbiddenError(f"For this you need to be at least {needed}; you are {signed_in.user.role}.")
        return signed_in

    return check


Visitor = Annotated[SignedIn, Depends(_of_the_cookie)]
"""Who holds the cookie, before their form is read: leave to send much, and to do nothing yet."""
Reader = Annotated[SignedIn, Depends(_at_least(Role.READER))]
Handler = Annotated[SignedIn, Depends(_at_least(Role.HANDLER))]
Admin = Annotated[SignedIn, Depends(_at_least(Role.ADMIN))]
