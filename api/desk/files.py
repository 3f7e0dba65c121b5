"""Files for the person: taken in from the desk, kept for a while, collected on the person's own page."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api.dependencies import Assistant, Present
from api.desk.case import read_case
from api.desk.session import Handler, Visitor
from api.desk.ticket import number_seen, show
from api.limits import BODY_LIMIT
from assistant.errors import ConflictError, InputError, NotAllowedError
from assistant.model import staff
from assistant.requests.desk import LARGEST_FILE, Order

router = APIRouter(include_in_schema=False)

# The file, its name and the form's other fields.
_MAX_BODY_BYTES = LARGEST_FILE + 10_000


async def _large(request: Request, _visitor: Visitor) -> None:
    """Let a body be larger than others may be: only for who has signed in, and before anything of it is read."""
    setattr(request.state, BODY_LIMIT, _MAX_BODY_BYTES)


async def _upload(request: Request) -> tuple[str, bytes, int]:
    """Return a file's name and content, and the newest entry that its sender had seen; no file has no content.

    What comes in lies in a temporary file until it is known to be whole and small enough.
    """
    form = await request.form()
    file, seen = form.get("file"), form.get("seen")
    content = await file.read() if isinstance(file, UploadFile) else b""
    name = file.filename or "" if isinstance(file, UploadFile) else ""
    return name, content, number_seen(seen if isinstance(seen, str) else "")


@router.post("/desk/tickets/{reference}/files", dependencies=[Depends(_large)])
def add_file(
    reference: str,
    *,
    assistant: Assistant,
    signed_in: Handler,
    uploaded: Annotated[tuple[str, bytes, int], Depends(_upload)],
    now: Present,
) -> Response:
    """Leave a file for the person, who is mailed that it waits for them."""
    name, content, seen = uploaded
    order = Order(reference, staff(signed_in.user.name), now, seen)
    kept = timedelta(days=assistant.organisation.retention.files_days)
    wrong, status = "", HTTPStatus.CONFLICT
    try:
        with assistant.unit_of_work() as unit:
            assistant.desk.attach(unit, order, name=name, content=content, kept=kept)
            unit.commit()
    except InputError as error:
        wrong, status = error.message, HTTPStatus.UNPROCESSABLE_ENTITY
    except (ConflictError, NotAllowedError) as error:
        wrong = error.message
    if not wrong:
        assistant.worker.wake()
        return RedirectResponse(f"/desk/tickets/{reference}?done=files#files", HTTPStatus.SEE_OTHER)
    with assistant.unit_of_work(read_only=True) as unit:
        case = read_case(unit, assistant, reference, viewer=signed_in.user, now=now)
    return show(case, assistant, signed_in, status=status, file_error=wrong)
