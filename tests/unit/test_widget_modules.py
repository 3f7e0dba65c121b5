"""The widget's modules that need no browser, in a JavaScript runner: `tests/widget/*.test.js`."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parents[1] / "widget"


@pytest.mark.parametrize("file", sorted(TESTS.glob("*.test.js")), ids=lambda file: file.name)
def test_modules_do_what_their_tests_say(needs: Callable[[str], Path], file: Path) -> None:
    done = subprocess.run([needs("node"), "--test", file], check=False, capture_output=True, text=True)  # noqa: S603 - our own files
    assert done.returncode == 0, done.stdout
