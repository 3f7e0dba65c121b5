"""What every test may use: the programs some tests need, and the two databases."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from postgres import private_cluster

from assistant.adapters.database import Database, migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgres import Cluster


# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@dataclass(frozen=True)
class Need:
    """A program that some tests drive, and how a person gets it on Debian or Ubuntu."""

    programs: tuple[str, ...]
    get: str
    folders: str = ""


NEEDS = {
    "postgresql": Need(("initdb",), "apt-get install postgresql", folders="usr/lib/postgresql/*/bin"),
    "node": Need(("node", "nodejs"), "apt-get install nodejs"),
    "chromium": Need(("chromium", "chromium-browser"), "apt-get install chromium"),
}
LEFT_OUT = "left out for want of "


@pytest.fixture(scope="session")
def needs() -> Callable[[str], Path]:
    """`needs("postgresql")` returns the program's path, or leaves the test out; with REQUIRE_ALL=1 it fails."""

    def find(name: str) -> Path:
        need = NEEDS[name]
        folders = sorted(Path("/").glob(need.folders), reverse=True) if need.folders else []
        for program in need.programs:
            if found := shutil.which(program, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])):
                return Path(found).resolve()
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(f"REQUIRE_ALL=1 allows no left-outs, and {name} is missing: {need.get}", pytrace=False)
        pytest.skip(LEFT_OUT + name)

    return find


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, a line each, what was left out and how to get it."""
    reports = terminalreporter.stats.get("skipped", [])
    for name, need in NEEDS.items():
        # From the reports, not from a list of our own: they also arrive from xdist's other processes.
        count = sum(str(report.longrepr).find(LEFT_OUT + name) >= 0 for report in reports)
        if count:
            terminalreporter.write_line(f"Left out: {count} tests that need {name}. To get it: {need.get}")


@pytest.fixture(scope="session")
def postgres(needs: Callable[[str], Path]) -> Iterator[Cluster]:
    """A PostgreSQL server of our own, gone after the tests; its template database is migrated."""
    with private_cluster(needs("postgresql").parent) as cluster:
        migrate(cluster.new_database("template"))
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "assistant.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh, migrated database; the test runs once with each kind."""
    if request.param == "sqlite":
        path = tmp_path / "assistant.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new_database(template="template")


@pytest.fixture
def database(database_address: str) -> Iterator[Database]:
    """An open, empty database of each kind."""
    with contextlib.closing(Database(database_address)) as database:
        yield database
