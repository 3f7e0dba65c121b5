"""`GET /v1/documents/{document}`: the text that every citation is a slice of."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from api.dependencies import Assistant
from api.problems import problems
from api.schemas import Document, Section
from assistant import model

router = APIRouter(prefix="/v1", tags=["documents"])


@router.get(
    "/documents/{document}",
    response_model=Document,
    responses={304: {"description": "The version you have is the one in force."}, **problems(404, 503)},
)
def read_document(
    document: str,
    *,
    assistant: Assistant,
    version: str | None = None,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Return a document in force, or an earlier version of it that citations still point at."""
    found = assistant.documents.document(document, version)
    headers = {"ETag": f'"{found.version}"', "Cache-Control": "no-cache"}
    if {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")} & {headers["ETag"], "*"}:
        return Response(status_code=304, headers=headers)
    told = Document(
        document=found.name, version=found.version, title=found.title, text=found.text, sections=sections(found)
    )
    return Response(told.model_dump_json(), media_type="application/json", headers=headers)


def sections(document: model.Document) -> tuple[Section, ...]:
    """Return a document's sections in order; each ends where the next heading of its level or a higher one begins."""
    headings = [block for block in document.blocks if block.kind == "heading"]
    ends = [
        next((later.start for later in headings[place + 1 :] if later.level <= block.level), len(document.text))
        for place, block in enumerate(headings)
    ]
    return tuple(
        Section(heading=document.text[block.start : block.end], level=block.level, start=block.start, end=end)
        for block, end in zip(headings, ends, strict=True)
    )
