"""The way in to the desk and out of it: `/desk/sign-in` and `/desk/sign-out`."""

import re
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.dependencies import LIMITED, Assistant, Present, Source
from api.desk.page import render
from api.desk.session import COOKIE, HOME, Reader, hold, let_go, own_form
from assistant.bootstrap import Application
from assistant.errors import ForbiddenError, InputError, RateLimitedError

router = APIRouter(prefix=HOME, include_in_schema=False)

_PLAIN_PATH = re.compile(rf"{HOME}(?:[/?][!-\[\]-~]*)?")
# What somebody wrote when their session was over is given back to them; what they had chosen is soon chosen again.
_WORTH_KEEPING = 20


@router.get("/sign-in")
def show(request: Request, assistant: Assistant, now: Present, next: str = HOME) -> Response:  # noqa: A002 - the query's name
    """Show the form, or go where who has signed in already wants to go."""
    wanted = within_desk(next)
    if assistant.sign_in.visit(request.cookies.get(COOKIE, ""), now=now):
        return RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    return sign_in_page(assistant, wanted=wanted)


@router.post("/sign-in", dependencies=[*LIMITED, Depends(own_form)])
def sign_in(  # noqa: PLR0913 - what the form holds, and what it takes to judge it
    request: Request,
    assistant: Assistant,
    caller: Source,
    now: Present,
    *,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = HOME,  # noqa: A002 - the field's name
) -> Response:
    """Sign somebody in, or say on the same form why not."""
    wanted = within_desk(next)
    held = request.cookies.get(COOKIE, "")
    try:
        token = assistant.sign_in.by_password(name, password, source=caller, now=now, replacing=held)
    except InputError as error:
        return sign_in_page(assistant, wanted=wanted, status=401, name=name, error=error.message)
    except RateLimitedError as error:
        page = sign_in_page(assistant, wanted=wanted, status=429, name=name, error=error.message)
        page.headers["Retry-After"] = str(error.retry_after)
        return page
    response = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    hold(response, token, assistant=assistant)
    return response


@router.post("/sign-out")
def sign_out(request: Request, assistant: Assistant, _who: Reader) -> Response:
    """End the session."""
    assistant.sign_in.out(request.cookies[COOKIE])
    response = RedirectResponse(f"{HOME}/sign-in", HTTPStatus.SEE_OTHER)
    let_go(response)
    return response


async def ask(request: Request, _error: Exception) -> Response:
    """Answer who has not signed in: with the way to the form, or, where they sent one, with what became of it."""
    assistant: Application = request.app.state.application
    path = request.url.path
    if path == f"{HOME}/sign-out":
        return RedirectResponse(f"{HOME}/sign-in", HTTPStatus.SEE_OTHER)
    if request.method == "POST":
        return sign_in_page(
            assistant,
            wanted=within_desk(path.rpartition("/")[0]),
            status=401,
            notice="Your session has ended. Nothing was done. Sign in and do it again.",
            kept=await _written(request, assistant),
        )
    wanted = within_desk(f"{path}?{request.url.query}".rstrip("?"))
    if request.headers.get("sec-fetch-site") == "cross-site":
        return arrival(assistant, wanted=wanted)
    return RedirectResponse(f"{HOME}/sign-in?next={quote(wanted, safe='')}", HTTPStatus.SEE_OTHER)


def arrival(assistant: Application, *, wanted: str) -> HTMLResponse:
    """Return a page that leads on at once: the browser then sends the cookie that it holds back from other sites."""
    page = render("arrival.html", assistant, None, wanted=wanted)
    page.headers["Refresh"] = f"0; url={wanted}"
    return page


def sign_in_page(  # noqa: PLR0913 - what can stand on it
    assistant: Application,
    *,
    wanted: str,
    status: int = 200,
    name: str = "",
    error: str = "",
    notice: str = "",
    kept: tuple[str, ...] = (),
) -> HTMLResponse:
    """Return the form.

    `error` is what is wrong with what was typed, `notice` why it is shown now, `kept` what was written elsewhere.
    """
    return render(
        "sign_in.html",
        assistant,
        None,
        status=status,
        wanted=wanted,
        name=name,
        error=error,
        notice=notice,
        kept=kept,
        openid=f"{HOME}/openid?next={quote(wanted, safe='')}" if assistant.openid else "",
    )


def within_desk(path: str) -> str:
    """Return the path if it leads to a page of the desk, else the desk's first page."""
    return path if _PLAIN_PATH.fullmatch(path) and ".." not in unquote(path) else HOME


async def _written(request: Request, assistant: Application) -> tuple[str, ...]:
    """Return the longer texts of a form that came too late, if it is one of our own."""
    try:
        await own_form(request, assistant)
        form = await request.form()
    except (ForbiddenError, InputError, HTTPException):
        return ()
    texts = [text for name, text in form.multi_items() if isinstance(text, str) and name != "csrf"]
    return tuple(text for text in texts if len(text) >= _WORTH_KEEPING)
