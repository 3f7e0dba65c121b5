"""Puts versions of a policy in force, one after the other, without an encoder: for pages that only show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.adapters.encoder import OnnxEncoder
from assistant.policy import index
from assistant.policy.documents import parse

if TYPE_CHECKING:
    from assistant.bootstrap import Application
    from assistant.model import Document


def put_in_force(application: Application, *texts: str, name: str = "privacy_policy") -> list[Document]:
    """Put each Markdown text in force in turn, and return them as documents."""
    documents = [parse(name, text.encode(), suffix=".md") for text in texts]
    for document in documents:
        with application.unit_of_work() as unit:
            unit.corpus.replace(index.plan(None, [document], encoder=OnnxEncoder().name).new)
            unit.commit()
    return documents
