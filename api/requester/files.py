"""What a requester takes away: the files that the officer left for them, and the due day for their calendar."""

from urllib.parse import quote

from fastapi import APIRouter, Response

from api.dependencies import LIMITED
from api.requester.session import PATH, Visited
from assistant.errors import NotFoundError
from assistant.model import OPEN
from assistant.requests import calendar_file

router = APIRouter(prefix=f"{PATH}/{{reference}}", include_in_schema=False, dependencies=LIMITED)


@router.get("/files/{file_id}")
def collect(file_id: str, visit: Visited) -> Response:
    """Send a file of this request, to be saved and never shown; the first time is recorded."""
    with visit.assistant.unit_of_work() as uow:
        file, content = visit.assistant.requester.collect(uow, visit.ticket(uow), file_id, now=visit.now)
        uow.commit()
    return Response(content, media_type="application/octet-stream", headers=_saved_as(file.name))


@router.get("/due.ics")
def due_day(visit: Visited) -> Response:
    """Send the day by which the law wants an answer, while one is awaited."""
    with visit.assistant.unit_of_work(read_only=True) as uow:
        ticket = visit.ticket(uow)
    if not ticket.law or ticket.status not in OPEN:
        raise NotFoundError
    file = calendar_file.ics(
        reference=ticket.reference,
        controller=visit.assistant.organisation.controller,
        due_on=ticket.due_on,
        working=ticket.working,
        url=f"{visit.assistant.settings.public_url}{PATH}/{ticket.reference}",
        stamp=visit.now,
    )
    return Response(file, media_type=calendar_file.MEDIA_TYPE, headers=_saved_as(f"{ticket.reference}.ics"))


def _saved_as(name: str) -> dict[str, str]:
    """Return the header that gives a file its name, whatever letters that has (RFC 6266, RFC 8187)."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in " ._-()") else "_" for letter in name)
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
