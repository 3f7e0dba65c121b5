"""A whole server a kind of database: real weights, real index, real mails, spoken to over HTTP."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from acceptance.serving import FRIEND, SECONDS, Server, serving
from bureau import Bureau, bureau

from api.app import create_app
from assistant.bootstrap import build, ingester
from assistant.model import Role
from assistant.policy.documents import read
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk import DeskClient

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with Integra's policy, over a database of each kind."""
    folder = tmp_path_factory.mktemp(request.param)
    settings = {
        "ASSISTANT_DATA_DIR": str(folder),
        "ASSISTANT_CORPUS_DIR": str(ROOT / "corpus"),
        "ASSISTANT_ALLOWED_ORIGINS": f"https://other.example/, {FRIEND}",
    }
    if request.param == "postgresql":
        settings["ASSISTANT_DATABASE_URL"] = request.getfixturevalue("postgres").new_database(template="template")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in settings.items():
            environment.setenv(name, value)
        ready = Settings.from_environment()
    with ingester(ready) as index:
        index.apply(index.plan(read([ready.corpus_dir]), keep_others=False), progress=lambda _done, _total: None)
    with (
        contextlib.closing(build(ready)) as application,
        serving(create_app(application)) as url,
        httpx.Client(base_url=url, timeout=SECONDS) as client,
    ):
        yield Server(application, client, folder / "mail")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """A desk with a real mail server, over a database of each kind."""
    settings: dict[str, Any] = {"ASSISTANT_DATA_DIR": tmp_path_factory.mktemp("desk")}
    if request.param == "postgresql":
        settings["ASSISTANT_DATABASE_URL"] = request.getfixturevalue("postgres").new_database(template="template")
    with bureau(**settings) as running:
        yield running


@pytest.fixture
def anna(desk: Bureau) -> Iterator[DeskClient]:
    """A handler."""
    with desk.client(name="Anna Weber") as client:
        yield client


@pytest.fixture
def ada(desk: Bureau) -> Iterator[DeskClient]:
    """An admin."""
    with desk.client(Role.ADMIN, name="Ada Admin") as client:
        yield client
