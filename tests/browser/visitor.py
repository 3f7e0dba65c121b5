"""What a visitor does with the widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

STORED = """() => ({cookies: document.cookie, local: localStorage.length, session: sessionStorage.length})"""


def open_chat(page: Page, site: str, *, launcher: str = "Ask about privacy") -> None:
    """Go to a page and open the chat there."""
    page.goto(site)
    page.get_by_role("button", name=launcher).click()


def ask(page: Page, text: str) -> None:
    """Type a message below the conversation and send it."""
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
