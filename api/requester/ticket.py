"""`/requests/{reference}`: where a request stands, what was written, adding to it and taking it back."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.requester.page import render
from api.requester.session import FORM, PATH, Csrf, NotOpenError, Visit, Visited, let_go
from api.requester.sign_in import knock
from assistant.errors import InputError, NotAllowedError, RateLimitedError
from assistant.model import OPEN, Ticket
from assistant.ports import UnitOfWork
from assistant.requests.correspondence import correspondence
from assistant.requests.regime import load_regime
from assistant.requests.requester import MAX_TEXT

router = APIRouter(prefix=f"{PATH}/{{reference}}", include_in_schema=False)


@router.get("")
def show(visit: Visited, done: str = "") -> HTMLResponse:
    """Show the request to who has opened it; whoever has not is asked for a code, whether it exists or not."""
    with visit.assistant.unit_of_work(read_only=True) as uow:
        try:
            ticket = visit.ticket(uow)
        except NotOpenError:
            return knock(visit.assistant, visit.reference)
        return _page(visit, uow, ticket, done=done)


@router.post("/messages", dependencies=FORM)
def write(visit: Visited, csrf: Csrf = "", text: Annotated[str, Form()] = "") -> Response:
    """Add the person's words; whatever keeps them from being taken, they are shown again."""
    with visit.assistant.unit_of_work() as uow:
        try:
            ticket = visit.ticket_of_form(uow, csrf)
        except NotOpenError:
            return knock(visit.assistant, visit.reference, status=HTTPStatus.NOT_FOUND, kept=text)
        try:
            visit.assistant.requester.write(uow, ticket, text=text, now=visit.now)
        except InputError as error:
            return _page(visit, uow, ticket, status=HTTPStatus.UNPROCESSABLE_ENTITY, error=error.message, text=text)
        except RateLimitedError as error:
            wait = f"These were many messages in a short time. Please go on in {-(-error.retry_after // 60)} min."
            return _page(visit, uow, ticket, status=HTTPStatus.TOO_MANY_REQUESTS, error=wait, text=text)
        except NotAllowedError:
            closed = "This request is closed, so nothing can be added to it here."
            return _page(visit, uow, ticket, status=HTTPStatus.CONFLICT, error=closed, text=text)
        uow.commit()
    visit.assistant.worker.wake()
    return _back(visit, "?done=written")


@router.get("/withdrawal")
def ask_withdrawal(visit: Visited) -> Response:
    """Ask whether the request shall really be taken back."""
    with visit.assistant.unit_of_work(read_only=True) as uow:
        ticket = visit.ticket(uow)
    if ticket.status not in OPEN:
        return _back(visit)
    return render("withdrawal.html", visit.assistant, reference=visit.reference, csrf=visit.csrf)


@router.post("/withdrawal", dependencies=FORM)
def withdraw(visit: Visited, csrf: Csrf = "") -> Response:
    """Take the request back; of one that is closed already, the page tells how it ended."""
    with visit.assistant.unit_of_work() as uow:
        ticket = visit.ticket_of_form(uow, csrf)
        try:
            visit.assistant.requester.withdraw(uow, ticket, now=visit.now)
        except NotAllowedError:
            return _back(visit)
        uow.commit()
    visit.assistant.worker.wake()
    return _back(visit, "?done=withdrawn")


@router.post("/sign-out", dependencies=FORM)
def sign_out(visit: Visited, csrf: Csrf = "") -> Response:
    """End the session."""
    with visit.assistant.unit_of_work() as uow:
        visit.ticket_of_form(uow, csrf)
        visit.assistant.requester.sign_out(uow, visit.token)
        uow.commit()
    answer = RedirectResponse(PATH, HTTPStatus.SEE_OTHER)
    let_go(answer)
    return answer


def _back(visit: Visit, query: str = "") -> RedirectResponse:
    return RedirectResponse(f"{PATH}/{visit.reference}{query}", HTTPStatus.SEE_OTHER)


def _page(  # noqa: PLR0913 - all that stands on it
    visit: Visit,
    uow: UnitOfWork,
    ticket: Ticket,
    *,
    status: int = 200,
    done: str = "",
    error: str = "",
    text: str = "",
) -> HTMLResponse:
    return render(
        "ticket.html",
        visit.assistant,
        status=status,
        ticket=ticket,
        regime=load_regime(ticket.regime),
        written=correspondence(ticket, uow.history.of(ticket.reference)),
        files=uow.files.of(ticket.reference),
        open=ticket.status in OPEN,
        now=visit.now,
        csrf=visit.csrf,
        done=done,
        error=error,
        text=text,
        most=MAX_TEXT,
    )
