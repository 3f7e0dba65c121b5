"""The real assistant with Integra's policy, for what must not be scripted."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from browser.stage import serving

from api.app import create_app
from assistant.bootstrap import build, ingester
from assistant.policy.documents import read
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

CORPUS = Path(__file__).parents[2] / "corpus"


@contextmanager
def real_site(folder: Path, *, allowed: str = "") -> Iterator[str]:
    """Ingest the policy into `folder` and yield the address of an assistant on it, until the block ends.

    `allowed` is the origin of another site that may embed the chat.
    """
    values: dict[str, Any] = {"ASSISTANT_DATA_DIR": folder, "ASSISTANT_CORPUS_DIR": CORPUS}
    with ingester(Settings(**values)) as index:
        index.apply(index.plan(read([CORPUS]), keep_others=False), progress=lambda _done, _total: None)

    def make(address: str) -> FastAPI:
        application = build(Settings(**values, ASSISTANT_PUBLIC_URL=address, ASSISTANT_ALLOWED_ORIGINS=allowed))
        return create_app(applications.enter_context(closing(application)))

    with ExitStack() as applications, serving(make) as address:
        yield address
