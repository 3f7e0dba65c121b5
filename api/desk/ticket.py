"""A ticket's page: who asks for what, by when and why that day, what happened, and what can be done now."""

from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from api.dependencies import Assistant, Present
from api.desk.case import Case, read_case
from api.desk.composers import COMPOSERS
from api.desk.forms import Form, offered
from api.desk.page import render
from api.desk.queue import standing
from api.desk.session import Reader, SignedIn
from api.desk.timeline import events
from assistant.bootstrap import Application
from assistant.errors import NotFoundError
from assistant.model import CLOSED, Action, Channel, Mail, Role
from assistant.requests.calendar_file import MEDIA_TYPE, ics
from assistant.requests.lifecycle import allows
from assistant.requests.regime import Regime, Rule

router = APIRouter(include_in_schema=False)

CHANNELS = {Channel.WEB: "the web chat", Channel.API: "the API", Channel.SLACK: "Slack"}
MAIL_STATES = {"pending": "waiting to leave", "sent": "sent", "set_aside": "could not be delivered"}
_DONE = {"files": "Files", **{deed: composer.title for deed, composer in COMPOSERS.items()}}


@router.get("/desk/tickets/{reference}")
def read_ticket(
    reference: str, *, assistant: Assistant, signed_in: Reader, now: Present, done: str = ""
) -> HTMLResponse:
    """Show a ticket; `done` is the deed that led here."""
    with assistant.unit_of_work(read_only=True) as unit:
        case = read_case(unit, assistant, reference, viewer=signed_in.user, now=now)
    return show(case, assistant, signed_in, done=done)


@router.get("/desk/tickets/{reference}/due.ics")
def due_day(reference: str, *, assistant: Assistant, signed_in: Reader, now: Present) -> Response:
    """Send the due day as a file that a calendar takes in; 404 where the law sets none."""
    with assistant.unit_of_work(read_only=True) as unit:
        ticket = read_case(unit, assistant, reference, viewer=signed_in.user, now=now).ticket
    if not ticket.law:
        raise NotFoundError
    file = ics(
        reference=ticket.reference,
        controller=assistant.organisation.controller,
        due_on=ticket.due_on,
        working=ticket.working,
        url=f"{assistant.settings.public_url}/desk/tickets/{ticket.reference}",
        stamp=now,
    )
    headers = {"Content-Disposition": f'attachment; filename="{ticket.reference}.ics"'}
    return Response(file, media_type=MEDIA_TYPE, headers=headers)


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that comes back to its writer, with what was typed.

    `seen` is the newest entry that they had before their eyes; `message` says why nothing was done, "" where they go
    on editing or a field says it.
    """

    form: Form
    seen: int
    message: str = ""

    @property
    def texts(self) -> list[str]:
        """What was typed and not chosen."""
        return [field.value for field in self.form.fields if field.asked.rows and field.value]


def show(  # noqa: PLR0913 - what may have led here
    case: Case,
    assistant: Application,
    signed_in: SignedIn,
    *,
    status: int = 200,
    returned: Returned | None = None,
    done: str = "",
    file_error: str = "",
) -> HTMLResponse:
    """Return the ticket's page; `done` is the deed that was done just now, `file_error` why a file was not taken."""
    forms = offered(case, controller=assistant.organisation.controller)
    if returned and returned.form.deed in forms:
        forms[returned.form.deed] = returned.form
    used = dict.fromkeys(form.composer.group for form in forms.values())
    ticket = case.ticket
    return render(
        "ticket.html",
        assistant,
        signed_in,
        status=status,
        case=case,
        ticket=ticket,
        draft=ticket.draft,
        groups={group: [form for form in forms.values() if form.composer.group == group] for group in used},
        may_close="complete" in forms,
        laws=_laws(case.regime) if ticket.law else [],
        returned=returned,
        kept=returned.texts if returned and returned.form.deed not in forms else [],
        meanwhile=events(case, after=returned.seen) if returned and returned.message else [],
        # Who is told what happened meanwhile has seen it.
        seen=returned.seen if returned and not returned.message else case.newest,
        done=_DONE.get(done, ""),
        standing=standing(ticket, today=case.today),
        closed=ticket.status in CLOSED,
        timeline=events(case)[::-1],
        mails=[(row, MAIL_STATES[row.state]) for row in case.parcels if isinstance(row.parcel, Mail)],
        channel=CHANNELS[ticket.draft.channel],
        takes_files=_takes_files(case),
        file_error=file_error,
        files_days=assistant.organisation.retention.files_days,
    )


def _laws(regime: Regime) -> list[tuple[str, Rule]]:
    """Return what a regime says of a request's handling, each with what it is about."""
    rules = {
        "Identity": regime.identity,
        "Questions": regime.clarification,
        "More time": regime.extend,
        "Refusal": regime.refuse,
        "Fee": regime.fee,
        "Delivery": regime.deliver,
        "Records": regime.records,
    }
    return [(name, rule) for name, rule in rules.items() if rule]


def _takes_files(case: Case) -> bool:
    ticket = case.ticket
    proved = ticket.verified_at is not None and bool(ticket.draft.email)
    return proved and allows(ticket, Action.FILE_ADDED) and case.viewer.role.covers(Role.HANDLER)
