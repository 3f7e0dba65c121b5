"""The other way in to the desk: `/desk/openid` sends to the OpenID provider, its callback lets in who comes back."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends
from fastapi.responses import RedirectResponse, Response

from api.dependencies import LIMITED, Assistant, Present
from api.desk.session import HOME, hold
from api.desk.sign_in import arrival, sign_in_page, within_desk
from assistant.errors import ForbiddenError, NotFoundError, UnavailableError
from assistant.people.openid import LIFETIME, OpenId

_PATH = f"{HOME}/openid"
_COOKIE = "desk_openid"

router = APIRouter(prefix=_PATH, include_in_schema=False, dependencies=LIMITED)


def _configured(assistant: Assistant) -> OpenId:
    if assistant.openid is None:
        raise NotFoundError
    return assistant.openid


Configured = Annotated[OpenId, Depends(_configured)]


@router.get("")
def leave(assistant: Assistant, openid: Configured, now: Present, next: str = HOME) -> Response:  # noqa: A002 - the query's name
    """Send the browser to the provider, and remember that it was this one."""
    wanted = within_desk(next)
    try:
        departure = openid.leave(wanted=wanted, now=now)
    except (ForbiddenError, UnavailableError) as error:
        return _refused(error, assistant, wanted=wanted)
    response = RedirectResponse(departure.address, 303)
    response.set_cookie(
        _COOKIE,
        departure.token,
        max_age=int(LIFETIME.total_seconds()),
        path=_PATH,
        secure=assistant.settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",  # it has to come along when the provider sends the browser back
    )
    return response


@router.get("/callback")
def callback(  # noqa: PLR0913 - what the provider sends, and what it takes to judge it
    assistant: Assistant,
    openid: Configured,
    now: Present,
    *,
    state: str = "",
    code: str = "",
    token: Annotated[str, Cookie(alias=_COOKIE)] = "",
) -> Response:
    """Let in who comes back from the provider, or say on the sign-in page why not."""
    try:
        found = openid.arrive(token, state=state, code=code, now=now)
    except (ForbiddenError, UnavailableError) as error:
        response: Response = _refused(error, assistant, wanted=HOME)
    else:
        response = arrival(assistant, wanted=found.wanted)
        hold(response, found.token, assistant=assistant)
    response.delete_cookie(_COOKIE, path=_PATH, httponly=True, samesite="lax")
    return response


def _refused(error: ForbiddenError | UnavailableError, assistant: Assistant, *, wanted: str) -> Response:
    status = 403 if isinstance(error, ForbiddenError) else 503
    return sign_in_page(assistant, wanted=wanted, status=status, notice=error.message)
