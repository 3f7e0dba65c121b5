"""A person who has a keyboard and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

_MOST_TABS = 100
# Playwright asks this of the page itself, so it also works where the page's own scripts may not run.
_FOCUSED = "(e => (e.labels?.[0] ?? e).textContent)(document.activeElement)"


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if " ".join(page.evaluate(_FOCUSED).split()).startswith(words):
            return
    pytest.fail(f"No way by keyboard to “{words}”")


def enter(page: Page) -> None:
    """Press what has the focus, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
