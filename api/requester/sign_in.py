"""`/requests`: from a reference to a mailed code, and from the code to the request's page.

What a stranger is shown depends on what they typed and on nothing else: no page here looks up whether there is such a
request, and what must look it up answers in the same words and on the same beat for all.
"""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import Assistant, Present, Source
from api.requester.pace import Pace, Paced
from api.requester.page import render
from api.requester.session import FORM, PATH, Reference, Visit, Visited, hold
from assistant.bootstrap import Application
from assistant.errors import InputError
from assistant.requests.ticket import read_reference

router = APIRouter(prefix=PATH, include_in_schema=False)

_CODE = "/{reference}/code"
_NO_REFERENCE = "This is no complete reference. It looks like PR-7KQ2-M9XD-4T and stands in each mail about it."


def knock(
    assistant: Application, reference: str = "", *, status: int = 200, error: str = "", kept: str = ""
) -> HTMLResponse:
    """Return the page that asks for a reference; `kept` are words that could not be taken, to be copied."""
    return render("knock.html", assistant, status=status, reference=reference, error=error, kept=kept)


@router.get("")
def ask(assistant: Assistant) -> HTMLResponse:
    """Ask for a reference."""
    return knock(assistant)


@router.post("", dependencies=FORM)
async def send_code(  # noqa: PLR0913 - what a route is handed
    *,
    assistant: Assistant,
    caller: Source,
    now: Present,
    pace: Paced,
    reference: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "",
) -> Response:
    """Have a code mailed, unless they have one, and go on to where it is typed."""
    wanted = read_reference(reference)
    if not wanted:
        return knock(assistant, reference, status=HTTPStatus.UNPROCESSABLE_ENTITY, error=_NO_REFERENCE)
    if then == "type":
        return RedirectResponse(f"{PATH}/{wanted}/code", HTTPStatus.SEE_OTHER)

    def send() -> None:
        with assistant.unit_of_work() as uow:
            assistant.requester.send_code(uow, wanted, now=now, source=caller)
            uow.commit()
        assistant.worker.wake()

    await pace.keep(send)
    return RedirectResponse(f"{PATH}/{wanted}/code?mailed=yes", HTTPStatus.SEE_OTHER)


@router.get(_CODE)
def ask_code(reference: Reference, *, assistant: Assistant, mailed: str = "") -> HTMLResponse:
    """Ask for the code."""
    return render("code.html", assistant, reference=reference, mailed=bool(mailed), error="")


@router.post(_CODE, dependencies=FORM)
async def take_code(visit: Visited, *, caller: Source, pace: Paced, code: Annotated[str, Form()] = "") -> Response:
    """Open the request's page for a code that fits."""
    return await opened(visit, code, source=caller, pace=pace, page="code.html", leads_to=f"{PATH}/{visit.reference}")


async def opened(visit: Visit, code: str, *, source: str, pace: Pace, page: str, leads_to: str) -> Response:  # noqa: PLR0913 - two forms ask for a code
    """Lead who typed a code that fits to their request, and show `page` again to who did not."""
    try:
        token = await pace.keep(partial(open_request, visit, code, source=source))
    except InputError as error:
        values = {"reference": visit.reference, "mailed": False, "error": error.message}
        return render(page, visit.assistant, status=HTTPStatus.UNPROCESSABLE_ENTITY, **values)
    answer = RedirectResponse(leads_to, HTTPStatus.SEE_OTHER)
    hold(answer, token, assistant=visit.assistant)
    return answer


def open_request(visit: Visit, code: str, *, source: str) -> str:
    """Return the token of a session for a code that fits, also the one that files the request; else InputError."""
    requester = visit.assistant.requester
    with visit.assistant.unit_of_work() as uow:
        try:
            token = requester.sign_in(uow, visit.reference, code, now=visit.now, source=source)
        except InputError:
            uow.commit()  # a wrong try has to count
            raise
        requester.sign_out(uow, visit.token)
        uow.commit()
    visit.assistant.worker.wake()
    return token
