"""A PostgreSQL server for the tests: in a folder of its own, on a socket only, deleted at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_SECONDS = 60.0


@dataclass(frozen=True)
class Cluster:
    """A running server whose socket lies in `folder`."""

    folder: Path

    def address(self, name: str) -> str:
        """Return the address of a database, as a user would write it."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def new_database(self, name: str = "", *, template: str = "template1") -> str:
        """Create a database as a copy of the template and return its address."""
        name = name or f"test_{uuid4().hex}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.address(name)


@contextmanager
def private_cluster(programs: Path, *, durable: bool = False) -> Iterator[Cluster]:
    """Run a server from the programs in that folder. Unless `durable`, it trades safety for speed."""
    # Not pytest's tmp_path: a socket's path may have 107 characters at most, and others may not enter there.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _unprivileged_user()
    try:
        if user:
            shutil.chown(folder, user=user)
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", user=user)
        quick = [] if durable else ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", *quick]
        server = _start(programs / "postgres", "-D", data, *settings, user=user)
        try:
            _wait(Cluster(folder), server)
            yield Cluster(folder)
        finally:
            server.terminate()
            server.wait(timeout=_START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> str:
    """PostgreSQL refuses to run as root: find somebody else, or "" when we are somebody else already."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(*command: object, user: str) -> None:
    words = [str(word) for word in command]
    subprocess.run(words, check=True, user=user or None, cwd="/", capture_output=True, timeout=_START_SECONDS)  # noqa: S603 - our own words


def _start(*command: object, user: str) -> subprocess.Popen[bytes]:
    words = [str(word) for word in command]
    return subprocess.Popen(  # noqa: S603 - our own words
        words, user=user or None, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _wait(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(cluster.address("postgres")).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
