from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 60.0


def run(*arguments: str, data: Path, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "api", *arguments]
    variables = {**os.environ, "ASSISTANT_DATA_DIR": str(data), **environment}
    return subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


class TestServer:
    def test_serves_until_told_to_stop_and_names_nobody_in_its_log(self, data: Path) -> None:
        port = free_port()
        process = run("--port", str(port), data=data)
        try:
            answer = self.ask(f"http://127.0.0.1:{port}/healthz?name=jane")
            early = httpx.get(f"http://127.0.0.1:{port}/readyz")
        finally:
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=SECONDS)
        assert answer.json() == {"status": "up"}
        assert "server" not in answer.headers
        assert early.status_code == 503
        assert process.returncode == -signal.SIGTERM
        assert "GET /healthz 200" in log
        assert "Finished server process" in log
        assert "jane" not in log
        assert "Traceback" not in log

    def test_says_in_one_sentence_why_it_cannot_start(self, data: Path) -> None:
        process = run(data=data, ASSISTANT_DATABASE_URL="nonsense://")
        _, log = process.communicate(timeout=SECONDS)
        assert process.returncode == 2
        assert "ASSISTANT_DATABASE_URL" in log
        assert "Traceback" not in log

    def ask(self, address: str) -> httpx.Response:
        until = time.monotonic() + SECONDS
        while True:
            try:
                return httpx.get(address)
            except httpx.ConnectError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
