"""Citations: the document's exact words, checked against the document before anything is said."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote as escaped
from urllib.parse import urlencode

from assistant.model import Citation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Document, Passage

SECTION_MARK = " › "  # noqa: RUF001 - between the headings of a path, for people


def cite(
    passages: Sequence[Passage],
    documents: dict[str, Document],
    *,
    public_url: str,
    first: int = 1,
    related: bool = False,
) -> tuple[Citation, ...]:
    """Return the citations of some passages, numbered from `first`; related ones are marked as no answer.

    A passage whose words are not the document's is left out: what cannot be checked is not said. A table row is
    quoted without its first cell, which names the row and so stands in the section.
    """
    citations: list[Citation] = []
    for passage in passages:
        document = documents[passage.document]
        spans = passage.spans[1:] if passage.table_row and len(passage.spans) > 1 else passage.spans
        quotes = [document.text[start:end] for start, end in spans]
        if document.version != passage.version or not all(words and words in passage.text for words in quotes):
            continue
        for (start, end), words in zip(spans, quotes, strict=True):
            citations.append(
                Citation(
                    number=first + len(citations),
                    document=document.name,
                    version=document.version,
                    section=_section(passage, document),
                    quote=words,
                    start=start,
                    end=end,
                    url=_url(document, start, end, public_url=public_url),
                    related=related,
                )
            )
    return tuple(citations)


def _section(passage: Passage, document: Document) -> str:
    row = (document.text[slice(*passage.spans[0])],) if passage.table_row else ()
    return SECTION_MARK.join((*(passage.section or (document.title,)), *row))


def _url(document: Document, start: int, end: int, *, public_url: str) -> str:
    where = urlencode({"version": document.version, "start": start, "end": end})
    return f"{public_url.rstrip('/')}/policy/{escaped(document.name)}?{where}#cited"
