"""The server as an operator runs it: a process of its own, spoken to over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from assistant.errors import ConfigurationError
from benchmarks.environment import environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.settings import Settings

_PATIENCE_SECONDS = 60.0
# No more than the server lets one address send at a time.
_MOST = 280


@dataclass(frozen=True, slots=True)
class Served:
    """Seconds from the start of the process to its first answer, milliseconds an answer, and memory in megabytes.

    `resident` is None where the system does not tell it.
    """

    cold_start: float
    wall: list[float]
    resident: float | None


def measure(settings: Settings, questions: Iterable[str]) -> Served:
    """Start a server on the data of `settings`, ask it one question after the other, and stop it."""
    with _server(settings) as (process, address), httpx.Client(base_url=address, timeout=_PATIENCE_SECONDS) as client:
        began = time.perf_counter()
        while not _asked(client, "How long do you keep my data?"):
            if process.poll() is not None or time.perf_counter() - began > _PATIENCE_SECONDS:
                raise ConfigurationError("The server did not start. Run `python -m api` to see why.")
            time.sleep(0.01)
        cold_start = time.perf_counter() - began
        wall = []
        for question in list(questions)[:_MOST]:
            asked = time.perf_counter()
            _asked(client, question)
            wall.append((time.perf_counter() - asked) * 1000)
        return Served(cold_start, wall, _resident(process.pid))


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = _free_port()
    command = [sys.executable, "-m", "api", "--port", str(port)]
    process = subprocess.Popen(command, env=environment(settings), stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _asked(client: httpx.Client, question: str) -> bool:
    try:
        response = client.post("/v1/chat", json={"message": question})
    except httpx.ConnectError:
        return False
    response.raise_for_status()
    return True


def _resident(pid: int) -> float | None:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    fields = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
