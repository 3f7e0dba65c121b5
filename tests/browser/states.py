"""Every state of the widget on the scripted site, and how to get there: for pictures, and for what must hold in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def say(page: Page, *messages: str) -> None:
    """Say the messages one after the other, each when the one before is answered."""
    for message in messages:
        answers = page.locator("article.assistant .bubble[data-kind]")
        count = answers.count()
        send(page, message)
        expect(answers).to_have_count(count + 1)


def send(page: Page, message: str) -> None:
    """Say something and do not wait for the answer."""
    page.evaluate("text => { document.querySelector('privacy-chat').ask(text) }", message)


def answer(page: Page) -> None:
    """Open the chat with an answer."""
    say(page, "How long do you hang on to stuff after a job is done?")


def quote(page: Page) -> None:
    """Look at the quote of the answer's first chip."""
    answer(page)
    page.locator("a.chip").first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()


def reasons(page: Page) -> None:
    """Say that the answer did not help."""
    answer(page)
    page.get_by_role("group", name="Was this helpful?").get_by_role("button", name="No").click()


def menu(page: Page) -> None:
    """Unfold how the chat can be downloaded."""
    answer(page)
    page.get_by_role("button", name="Download this chat").click()


def trouble(page: Page, message: str) -> None:
    """Say something that goes wrong."""
    send(page, message)
    expect(page.get_by_role("alert")).to_be_visible()


def stopped(page: Page) -> None:
    """Stop an answer halfway."""
    send(page, "slow")
    expect(page.get_by_text("The policy says")).to_be_visible()
    page.get_by_role("button", name="Stop answering").click()


def working(page: Page) -> None:
    """Wait for an answer that does not come."""
    send(page, "hang")
    expect(page.locator(".working")).to_be_visible()


def offline(page: Page) -> None:
    """Lose the network."""
    page.locator("privacy-chat").evaluate("node => node.open()")
    page.context.set_offline(True)
    trouble(page, "How long?")


def policy(page: Page) -> None:
    """Follow the answer's first chip."""
    answer(page)
    page.goto(page.locator("a.chip").first.get_attribute("href") or "")


WIDGET: dict[str, Callable[[Page], None]] = {
    "closed": lambda _: None,
    "welcome": lambda page: page.locator("privacy-chat").evaluate("node => node.open()"),
    "working": working,
    "answer": answer,
    "quote": quote,
    "related": lambda page: say(page, "do you train ai on it"),
    "reasons": reasons,
    "menu": menu,
    "stopped": stopped,
    "name": lambda page: say(page, "Please delete my data"),
    "confirm": lambda page: say(page, "Please delete my data", "Zoë Brandt", "zoe@example.com"),
    "code": lambda page: say(page, "Please delete my data", "yes"),
    "filed": lambda page: say(page, "yes", "123456"),
    "failed": lambda page: trouble(page, "break"),
    "busy": lambda page: trouble(page, "busy"),
    "offline": offline,
}
STATES: dict[str, Callable[[Page], None]] = {**WIDGET, "policy": policy}
