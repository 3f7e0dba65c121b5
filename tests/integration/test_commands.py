"""`python -m assistant deliver` as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from assistant.bootstrap import open_database
from assistant.model import Mail
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]


class TestDeliver:
    def test_says_where_mails_went_when_no_server_is_set(self, tmp_path: Path) -> None:
        database = open_database(Settings(ASSISTANT_DATA_DIR=tmp_path))
        with database.unit_of_work() as unit:
            mail = Mail("key", "<key@example.org>", to="zoe@example.org", subject="Hi", text="Hi", html="<p>Hi</p>")
            unit.outbox.add(mail, now=datetime.now(UTC))
            unit.commit()
        database.close()
        others = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "deliver"],
            cwd=ROOT,
            env={**others, "ASSISTANT_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        (written,) = (tmp_path / "mail").glob("*.eml")
        assert done.stdout == "1 sent, 0 postponed, 0 set aside.\n"
        assert done.stderr == f"No mail server is set (ASSISTANT_SMTP_URL): a mail was written to {written}\n"
