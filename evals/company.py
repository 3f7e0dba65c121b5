"""Whose policy is asked about: where the documents and the sets stand, and the real assistant opened on them."""

from __future__ import annotations

import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import uvicorn

from api.app import create_app
from assistant import bootstrap
from assistant.policy import documents
from assistant.settings import Settings
from evals.overlap import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.bootstrap import Application

_HERE = Path(__file__).parent
_START_SECONDS = 20.0
_ELSEWHERE = ("database_url", "chroma_url", "smtp_url", "dpo_email")


@dataclass(frozen=True, slots=True)
class Company:
    """A folder of documents with `organisation.toml`, and the folder of the sets; `hostile` is None for no attacks."""

    name: str
    corpus: Path
    sets: Path
    hostile: Path | None = None


def ours() -> list[Company]:
    """Return the companies whose sets are shipped; only the first, the real one, is attacked."""
    real = Company("integra", _HERE.parent / "corpus", _HERE / "integra", _HERE / "hostile.jsonl")
    imaginary = sorted(path.parent for path in _HERE.glob("*/organisation.toml"))
    return [real, *(Company(folder.name, folder, folder) for folder in imaginary)]


def given(folder: Path) -> Company:
    """Return an operator's own: documents, `organisation.toml` and sets in one folder."""
    return Company(folder.resolve().name, folder, folder, _HERE / "hostile.jsonl")


def settings_for(company: Company, *, data_dir: Path) -> Settings:
    """Return settings that keep database, index and mails in `data_dir`, whatever the environment says."""
    here = {"data_dir": data_dir, "corpus_dir": company.corpus}
    return Settings.from_environment().model_copy(update=here | dict.fromkeys(_ELSEWHERE))


@contextmanager
def installed(company: Company) -> Iterator[Settings]:
    """Ingest the documents into a temporary data folder and yield the settings to open the assistant with."""
    # A worker thread may still be closing files while the folder goes.
    with TemporaryDirectory(prefix="evals-", ignore_cleanup_errors=True) as folder:
        settings = settings_for(company, data_dir=Path(folder))
        with bootstrap.ingester(settings) as index:
            plan = index.plan(documents.read([company.corpus]), keep_others=False)
            index.apply(plan, progress=lambda _done, _total: None)
        yield settings


@contextmanager
def opened(settings: Settings) -> Iterator[Application]:
    """Open the assistant in this process, its mails leaving as they would in the server."""
    with closing(bootstrap.build(settings)) as application:
        application.worker.start()
        yield application


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Serve the assistant over HTTP from a thread, and yield the address."""
    with closing(bootstrap.build(settings)) as application:
        server = uvicorn.Server(uvicorn.Config(create_app(application), port=0, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            until = time.monotonic() + _START_SECONDS
            while not server.started and time.monotonic() < until:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def ground_of(application: Application) -> Ground:
    """Return the letters of the documents in force."""
    return Ground(application.documents.document(name).text for name in application.documents.names())
