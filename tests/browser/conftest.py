"""A real Chromium, the scripted site it looks at, and the promise that it looks at nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from browser.scripted import Script, scripted_app
from browser.stage import ARGUMENTS, serving
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Playwright, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


# Not for the session: while it is open, its event loop runs, and asynchronous tests elsewhere could start none.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(needs: Callable[[str], Path], playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=needs("chromium"), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def site(script: Script) -> Iterator[str]:
    """The address of the scripted site."""
    with serving(partial(scripted_app, script)) as address:
        yield address


@pytest.fixture
def asked() -> list[str]:
    """Every address that the page's browser asks for."""
    return []


@pytest.fixture
def page(browser: Browser, asked: list[str]) -> Iterator[Page]:
    """A fresh profile. What breaks the page's policy, throws, or opens a dialog (alert) fails the test."""
    context = browser.new_context(service_workers="block")
    wrong: list[str] = []

    def hear(dialog: Dialog) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def read(line: ConsoleMessage) -> None:
        if "Content Security Policy" in line.text:
            wrong.append(line.text)

    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("dialog", hear)
    context.on("console", read)
    yield context.new_page()
    context.close()
    assert wrong == []
