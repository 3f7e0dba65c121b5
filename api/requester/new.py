"""`/requests/new`: files every kind of ticket without the chat: form, summary, code, receipt.

Nothing is stored before the summary is confirmed; until then all that was typed travels in hidden fields.
"""

from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import Assistant, Present, Source
from api.requester import choices
from api.requester.filled import Filled, Sent
from api.requester.pace import Paced
from api.requester.page import render
from api.requester.session import FORM, PATH, Reference, Visited
from api.requester.sign_in import opened
from assistant.bootstrap import Application
from assistant.errors import ConflictError, RateLimitedError
from assistant.model import Draft, TicketType
from assistant.requests.form import needs_identity
from assistant.requests.ticket import RIGHTS
from assistant.words import MAX_MESSAGE, MAX_NAME

router = APIRouter(prefix=PATH, include_in_schema=False)

_NEW = "/new"
_CODE = "/new/{reference}"
_RECEIPT = "/{reference}/receipt"
_KEY_LIFETIME = timedelta(hours=24)
_CHANGED = "This is not what you saw before you sent it. Look at it again; nothing was sent."


@router.get(_NEW)
def ask(assistant: Assistant, about: str = "") -> HTMLResponse:
    """Show the empty form; `about` names a section of the policy that somebody has a question on."""
    section = about[:MAX_NAME].strip()
    enquiry = Filled(types=(TicketType.ENQUIRY,), details=f"About “{section}” in the privacy policy:\n")
    return _form(assistant, enquiry if section else Filled())


@router.post(_NEW, dependencies=FORM)
def take(filled: Sent, *, assistant: Assistant, caller: Source, now: Present) -> Response:
    """Take the form on to its summary, back from there, or file what was confirmed."""
    if filled.then == "edit":
        return _form(assistant, filled)
    if problems := filled.problems:
        return _form(assistant, filled, problems=problems)
    draft = filled.draft(now=now)
    if filled.then != "send" or not filled.key:
        return _summary(assistant, filled, draft)
    return _send(assistant, filled, draft, source=caller)


@router.get(_CODE)
def ask_code(reference: Reference, *, assistant: Assistant, mailed: str = "") -> HTMLResponse:
    """Ask for the code that files a request; like all that strangers can open, it looks up nothing."""
    return render("confirm.html", assistant, reference=reference, mailed=bool(mailed), error="")


@router.post(_CODE, dependencies=FORM)
async def take_code(visit: Visited, *, caller: Source, pace: Paced, code: Annotated[str, Form()] = "") -> Response:
    """File the request for a code that fits, and open it for who typed it."""
    leads_to = f"{PATH}/{visit.reference}/receipt"
    return await opened(visit, code, source=caller, pace=pace, page="confirm.html", leads_to=leads_to)


@router.post(f"{_CODE}/codes", dependencies=FORM)
async def renew_code(visit: Visited, *, caller: Source, pace: Paced) -> Response:
    """Have a new code mailed, if there is a request that waits for one."""

    def send() -> None:
        with visit.assistant.unit_of_work() as uow:
            visit.assistant.requester.send_code(uow, visit.reference, now=visit.now, source=caller)
            uow.commit()
        visit.assistant.worker.wake()

    await pace.keep(send)
    return RedirectResponse(f"{PATH}/new/{visit.reference}?mailed=yes", HTTPStatus.SEE_OTHER)


@router.get(_RECEIPT)
def receipt(visit: Visited) -> HTMLResponse:
    """Show what is to be kept of a request that was just filed."""
    with visit.assistant.unit_of_work(read_only=True) as uow:
        ticket = visit.ticket(uow)
    return render("receipt.html", visit.assistant, reference=ticket.reference, ticket=ticket)


def _send(assistant: Application, filled: Filled, draft: Draft, *, source: str) -> Response:
    try:
        reference = _file(assistant, filled, draft, source=source)
    except ConflictError:
        return _summary(assistant, filled, draft, status=HTTPStatus.CONFLICT, error=_CHANGED)
    except RateLimitedError as error:
        wait = f"These were many in a short time, so nothing was sent. Try again in {-(-error.retry_after // 60)} min."
        page = _summary(assistant, filled, draft, status=HTTPStatus.TOO_MANY_REQUESTS, error=wait)
        page.headers["Retry-After"] = str(error.retry_after)
        return page
    assistant.worker.wake()
    if needs_identity(draft.types):
        return RedirectResponse(f"{PATH}/new/{reference}", HTTPStatus.SEE_OTHER)
    return render("receipt.html", assistant, reference=reference, ticket=None)


def _file(assistant: Application, filled: Filled, draft: Draft, *, source: str) -> str:
    """Return the reference of the ticket: a new one, or the one that the same summary has led to before."""
    key, now = f"form:{sha256(filled.key.encode()).hexdigest()}", draft.requested_at
    with assistant.unit_of_work() as uow:
        known = uow.keys.take(key, fingerprint=filled.fingerprint, now=now, expires_at=now + _KEY_LIFETIME)
        if known:
            return known
        open_ = assistant.filing.open if needs_identity(draft.types) else assistant.filing.file_unverified
        reference = open_(uow, draft, now=now, source=source).reference
        uow.keys.answer(key, reference)
        uow.commit()
    return reference


def _form(assistant: Application, filled: Filled, *, problems: dict[str, str] | None = None) -> HTMLResponse:
    return render(
        "new.html",
        assistant,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        filled=filled,
        problems=problems or {},
        rights=choices.RIGHTS,
        others=choices.OTHERS,
        articles=assistant.filing.regime.articles,
        most=MAX_MESSAGE,
    )


def _summary(
    assistant: Application, filled: Filled, draft: Draft, *, status: int = 200, error: str = ""
) -> HTMLResponse:
    filing = assistant.filing
    return render(
        "check.html",
        assistant,
        status=status,
        filled=filled.model_copy(update={"key": filing.mint.token()}),
        draft=draft,
        labels=choices.LABELS,
        regime=filing.regime,
        due=None if RIGHTS.isdisjoint(draft.types) else filing.due(draft),
        proved=needs_identity(draft.types),
        error=error,
    )
