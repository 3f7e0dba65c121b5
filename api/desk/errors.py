"""What went wrong, as a page: for the desk and the requester's pages, where a person would read a problem document."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from api.desk.session import HOME, SignedOutError


def register(app: FastAPI) -> None:
    """Make the app send who has not signed in to the sign-in page."""
    app.add_exception_handler(SignedOutError, _send_to_sign_in)


async def _send_to_sign_in(request: Request, _error: Exception) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{HOME}/sign-in?next={quote(wanted, safe='')}", HTTPStatus.SEE_OTHER)
