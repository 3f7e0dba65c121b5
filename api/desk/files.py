"""Files for the person: taken in from the desk, kept for a while, collected on the person's own page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api.dependencies import Assistant, Present
from api.desk.case import read_case
from api.desk.session import Handler, Visitor
from api.desk.ticket import show
from api.desk.typed import Typed, number_seen
from api.limits import BODY_LIMIT
from assistant.errors import ConflictError, InputError, NotAllowedError
from assistant.model import staff
from assistant.ports import UnitOfWork
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


@dataclass(frozen=True)
class _Asked:
    """What is to be done to a ticket's files: by whom, and when."""

    reference: str
    assistant: Assistant
    signed_in: Handler
    now: Present

    def order(self, seen: int) -> Order:
        """Return the order to the desk, of somebody who has seen the entry of that number."""
        return Order(self.reference, staff(self.signed_in.user.name), self.now, seen)

    def do(self, deed: Callable[[UnitOfWork], object]) -> Response:
        """Do it and lead back to the ticket, or show the ticket and say beside the form why it was not done."""
        try:
            with self.assistant.unit_of_work() as unit:
                deed(unit)
                unit.commit()
        except InputError as error:
            return self._refused(error.message, HTTPStatus.UNPROCESSABLE_ENTITY)
        except (ConflictError, NotAllowedError) as error:
            return self._refused(error.message, HTTPStatus.CONFLICT)
        self.assistant.worker.wake()
        return RedirectResponse(f"/desk/tickets/{self.reference}?done=files#files", HTTPStatus.SEE_OTHER)

    def _refused(self, message: str, status: int) -> Response:
        with self.assistant.unit_of_work(read_only=True) as unit:
            case = read_case(unit, self.assistant, self.reference, viewer=self.signed_in.user, now=self.now)
        return show(case, self.assistant, self.signed_in, status=status, file_error=message)


Asked = Annotated[_Asked, Depends()]


@router.post("/desk/tickets/{reference}/files", dependencies=[Depends(_large)])  # noqa: FAST003 - `Asked` takes it
def add_file(asked: Asked, uploaded: Annotated[tuple[str, bytes, int], Depends(_upload)]) -> Response:
    """Leave a file for the person, who is mailed that it waits for them."""
    name, content, seen = uploaded
    desk, kept = asked.assistant.desk, timedelta(days=asked.assistant.organisation.retention.files_days)
    return asked.do(lambda unit: desk.attach(unit, asked.order(seen), name=name, content=content, kept=kept))


@router.post("/desk/tickets/{reference}/files/{file_id}/removal")  # noqa: FAST003 - as above
def remove_file(file_id: str, *, asked: Asked, typed: Typed) -> Response:
    """Take a file back that the person has not collected yet."""
    order = asked.order(number_seen(typed.get("seen", "")))
    return asked.do(lambda unit: asked.assistant.desk.detach(unit, order, file_id=file_id))
