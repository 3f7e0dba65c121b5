"""What the desk does to a ticket: checked, shown as the mail that would leave, and done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import Assistant, Present
from api.desk.case import Case, read_case
from api.desk.composers import COMPOSERS
from api.desk.forms import Form, form_of, offered
from api.desk.page import render
from api.desk.session import Handler, Reader
from api.desk.ticket import Returned, show
from api.desk.typed import Typed, number_seen
from assistant.errors import ConflictError, ForbiddenError, InputError, NotAllowedError, NotFoundError
from assistant.model import Action, Mail, Ticket, staff
from assistant.ports import UnitOfWork
from assistant.requests.desk import Desk, Order
from assistant.requests.lifecycle import advance

router = APIRouter(include_in_schema=False)

Does = Callable[[Desk, UnitOfWork, Order, Mapping[str, str]], Ticket]

_DONE_ALREADY = "You have done this already. It was not done a second time."
_MEANWHILE = "Something happened to this ticket meanwhile. Nothing was sent, and what you typed is kept."
_AS_IT_IS = "This ticket does not allow that as it is now."

DOES: dict[str, Does] = {
    "take": lambda desk, unit, order, said: desk.take(unit, order, **said),
    "note": lambda desk, unit, order, said: desk.note(unit, order, **said),
    "resume": lambda desk, unit, order, said: desk.resume(unit, order, **said),
    "acknowledge": lambda desk, unit, order, said: desk.acknowledge(unit, order, **said),
    "ask": lambda desk, unit, order, said: desk.ask(unit, order, kind="clarification", **said),
    "ask-proof": lambda desk, unit, order, said: desk.ask(unit, order, kind="identity", **said),
    "extend": lambda desk, unit, order, said: desk.extend(unit, order, **said),
    "complete": lambda desk, unit, order, said: desk.close(unit, order, outcome=Action.COMPLETED, **said),
    "partly-refuse": lambda desk, unit, order, said: desk.close(unit, order, outcome=Action.PARTLY_REFUSED, **said),
    "refuse": lambda desk, unit, order, said: desk.close(unit, order, outcome=Action.REFUSED, **said),
    "withdraw": lambda desk, unit, order, said: desk.withdraw(unit, order, **said),
    "merge": lambda desk, unit, order, said: desk.merge(unit, order, **said),
    "hold": lambda desk, unit, order, said: desk.hold(unit, order, **said),
    "release": lambda desk, unit, order, said: desk.release(unit, order, **said),
}


@dataclass(frozen=True)
class Posted:
    """A composer's form as it was sent: about which ticket, by whom, when, and with what in it."""

    reference: str
    deed: str
    assistant: Assistant
    signed_in: Handler
    typed: Typed
    now: Present

    @property
    def seen(self) -> int:
        """The newest entry that its writer had before their eyes."""
        return number_seen(self.typed.get("seen", ""))

    @property
    def step(self) -> str:
        """What was pressed: "" or "preview", "edit" or "send"."""
        return self.typed.get("step", "")

    def case(self) -> Case:
        """Read the ticket as it is; NotFoundError for an unknown reference."""
        with self.assistant.unit_of_work(read_only=True) as unit:
            return read_case(unit, self.assistant, self.reference, viewer=self.signed_in.user, now=self.now)

    def blank(self, case: Case) -> Form:
        """Return the form as it is before anybody has typed.

        NotFoundError for a deed that is none, ForbiddenError for one that the user's role does not cover.
        """
        composer = COMPOSERS.get(self.deed)
        if composer is None:
            raise NotFoundError
        if not self.signed_in.user.role.covers(composer.role):
            raise ForbiddenError(f"For this you need to be {composer.role}; you are {self.signed_in.user.role}.")
        return form_of(self.deed, case, controller=self.assistant.organisation.controller)

    def check(self, case: Case) -> None:
        """Raise ConflictError or NotAllowedError where nothing that could be typed would do."""
        if self.seen < case.newest:
            raise ConflictError
        advance(case.ticket, COMPOSERS[self.deed].action)
        if self.deed not in offered(case, controller=""):
            raise NotAllowedError(_AS_IT_IS)

    def do(self, unit: UnitOfWork, form: Form) -> None:
        """Do the deed in a transaction that is not committed."""
        user = self.signed_in.user.name
        order = Order(self.reference, staff(user), self.now, self.seen)
        said = {"handler": user, **form.values} if self.deed == "take" else form.values
        DOES[self.deed](self.assistant.desk, unit, order, said)

    def back(self, case: Case, form: Form, *, status: int, message: str = "") -> HTMLResponse:
        """Return the page with the form open and everything kept that was typed."""
        returned = Returned(form, self.seen, message)
        return show(case, self.assistant, self.signed_in, status=status, returned=returned)

    def too_late(self, error: ConflictError | NotAllowedError, form: Form) -> HTMLResponse:
        """Return the page as it is now, and say kindly why nothing was done."""
        case, actor = self.case(), staff(self.signed_in.user.name)
        newer = [entry.deed for entry in case.entries if entry.number > self.seen]
        message = _MEANWHILE if isinstance(error, ConflictError) else error.message
        if any((deed.actor, deed.action) == (actor, form.composer.action) for deed in newer):
            message = _DONE_ALREADY
        return self.back(case, form, status=HTTPStatus.CONFLICT, message=message)


@router.get("/desk/tickets/{reference}/{deed}")
def compose(reference: str, deed: str, *, assistant: Assistant, signed_in: Reader, now: Present) -> HTMLResponse:
    """Show a ticket with one of its forms open, for those who come back to it from the sign-in page."""
    posted = Posted(reference, deed, assistant, signed_in, {}, now)
    case = posted.case()
    return show(case, assistant, signed_in, returned=Returned(posted.blank(case), case.newest))


@router.post("/desk/tickets/{reference}/{deed}")  # noqa: FAST003 - `Posted` asks for both
def do(posted: Annotated[Posted, Depends()]) -> Response:
    """Do a deed. What mails the person is shown first, and done at `step=send`; `step=edit` leads back to the form."""
    case = posted.case()
    blank = posted.blank(case)
    if posted.step == "edit":
        return posted.back(case, blank.filled(posted.typed), status=HTTPStatus.OK)
    form = blank.checked(posted.typed)
    try:
        posted.check(case)
        if form.errors:
            return posted.back(case, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        with posted.assistant.unit_of_work() as unit:
            posted.do(unit, form)
            if form.composer.mails and posted.step != "send":
                return _preview(unit, posted, case=case, form=form)
            unit.commit()
    except InputError as error:
        wrong = form.refused(error.field, error.message)
        return posted.back(case, wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (ConflictError, NotAllowedError) as error:
        return posted.too_late(error, form)
    posted.assistant.worker.wake()
    return RedirectResponse(f"/desk/tickets/{posted.reference}?done={posted.deed}", HTTPStatus.SEE_OTHER)


def _preview(unit: UnitOfWork, posted: Posted, *, case: Case, form: Form) -> HTMLResponse:
    """Show the mail that the deed has just promised in a transaction that is never committed."""
    # By its entry, and not whatever is newest: that may be somebody's code.
    key = f":{posted.reference}:{unit.history.of(posted.reference)[-1].number}"
    mails = [row.parcel for row in unit.outbox.about(posted.reference) if row.parcel.key.endswith(key)]
    return render(
        "preview.html",
        posted.assistant,
        posted.signed_in,
        ticket=case.ticket,
        form=form,
        seen=posted.seen,
        mails=[mail for mail in mails if isinstance(mail, Mail)],
    )
