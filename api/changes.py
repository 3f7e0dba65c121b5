"""`/policy/{document}/changes`: what was added to a document, and removed from it, between two versions."""

from collections import Counter
from itertools import groupby
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.dependencies import Assistant
from api.pages import NOT_KEPT, name_of, render
from assistant.errors import NotFoundError
from assistant.policy.compare import compare
from assistant.words import is_plain

router = APIRouter(include_in_schema=False)


@router.get("/policy/{document}/changes")
def changes(
    document: str,
    *,
    assistant: Assistant,
    before: Annotated[str, Query(alias="from")] = "",
    after: Annotated[str, Query(alias="to")] = "",
) -> HTMLResponse:
    """Compare two versions: the one in force with the one before it, where nothing else is asked for."""
    if not is_plain(document + before + after):
        raise NotFoundError
    assistant.documents.document(document)  # one that is in force, or there is no such page
    editions = assistant.documents.editions(document)
    kept = [edition.version for edition in editions]
    new = kept.index(after) if after in kept else 0
    old = kept.index(before) if before in kept else new + 1
    found = (
        compare(*(assistant.documents.document(document, kept[number]) for number in (old, new)))
        if old < len(kept)
        else ()
    )
    return render(
        "changes.html",
        assistant,
        name=name_of(document),
        page=f"/policy/{quote(document)}",
        note=NOT_KEPT if {before, after} - {"", *kept} else "",
        editions=editions,
        old=old,
        new=new,
        counts=Counter(difference.kind for difference in found),
        sections=[(heading, list(each)) for heading, each in groupby(found, key=lambda one: one.section)],
    )
