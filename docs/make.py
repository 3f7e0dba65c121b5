"""Writes the documents that are made from the code: `python -m docs.make`, or with `--check` only compares them."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from assistant.settings import Settings

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
COMMANDS = (
    ("ingest.py",),
    ("-m", "assistant"),
    ("-m", "assistant", "due"),
    ("-m", "assistant", "explain"),
    ("-m", "assistant", "deliver"),
    ("-m", "assistant", "desk"),
    ("-m", "assistant", "desk", "add-user"),
    ("-m", "assistant", "mail", "preview"),
    ("-m", "assistant", "purge"),
    ("-m", "assistant", "audit", "verify"),
    ("-m", "assistant", "token", "add"),
    ("-m", "assistant", "webhook", "add"),
    ("-m", "api"),
    ("-m", "api.demo"),
    ("-m", "api.widget"),
    ("-m", "bots.slack"),
    ("-m", "evals"),
    ("-m", "benchmarks"),
)
_MADE = "<!-- Made from the code by `make format`. Change it there. -->"
_TARGET = re.compile(r"^(?P<name>[a-z]+):.*?## (?P<does>.+)$", re.MULTILINE)


def settings() -> str:
    """Return docs/settings.md: every field of `Settings`."""
    lines = [
        "# Settings",
        "",
        _MADE,
        "",
        "All are environment variables, read once at the start and only in",
        "[`assistant/settings.py`](../assistant/settings.py). An empty one counts as unset.",
        "",
        "| name | default | meaning |",
        "|---|---|---|",
    ]
    for field in Settings.model_fields.values():
        default = f"`{field.default}`" if field.default else "unset"
        lines.append(f"| `{field.alias}` | {default} | {field.description} |")
    return "\n".join([*lines, ""])


def targets() -> dict[str, str]:
    """Return the Makefile's commands and what its comments say of them."""
    return {found["name"]: found["does"] for found in _TARGET.finditer((ROOT / "Makefile").read_text(encoding="utf-8"))}


def commands() -> str:
    """Return docs/commands.md: the Makefile's commands, and what each program says to `--help`."""
    lines = ["# Commands", "", _MADE, "", "| command | does |", "|---|---|"]
    lines += [f"| `make {name}` | {does} |" for name, does in targets().items()]
    for words in COMMANDS:
        lines += ["", f"## python {' '.join(words)}", "", "```text", _help(words), "```"]
    return "\n".join([*lines, ""])


def _help(words: tuple[str, ...]) -> str:
    # A fixed width and no colours, so that every terminal gives the same words.
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    command = [sys.executable, *words, "--help"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own words
    return done.stdout.rstrip()


DOCUMENTS = {"settings.md": settings, "commands.md": commands}


def stale() -> list[Path]:
    """Return the files that are not what the code would make."""
    found = []
    for name, make in DOCUMENTS.items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != make():
            found.append(path)
    return found


def main() -> int:
    """Write the documents; with `--check` write nothing and return 1 when one is out of step."""
    parser = argparse.ArgumentParser(prog="python -m docs.make", description="Write the documents made from the code.")
    parser.add_argument("--check", action="store_true", help="only say which are out of step")
    if not parser.parse_args().check:
        for name, make in DOCUMENTS.items():
            (FOLDER / name).write_text(make(), encoding="utf-8")
        return 0
    found = stale()
    for path in found:
        sys.stderr.write(f"{path.relative_to(ROOT)} is out of step with the code. Run: make format\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
