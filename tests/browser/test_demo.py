"""The demo's customer page, with the real assistant behind it on another origin."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from browser.axe import assert_accessible
from browser.real import real_site
from browser.stage import serving
from browser.visitor import STORED, ask, open_chat
from playwright.sync_api import Page, expect

from api.demo import create_customer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI


@pytest.fixture
def customer(tmp_path: Path) -> Iterator[str]:
    """The address of the customer's page, which the assistant allows to embed its chat."""
    with ExitStack() as assistants:

        def make(address: str) -> FastAPI:
            return create_customer(assistants.enter_context(real_site(tmp_path, allowed=address)))

        with serving(make) as address:
            yield address


def test_embeds_the_chat_and_breaks_no_policy(page: Page, customer: str) -> None:
    reports: list[str] = []
    page.expose_function("report", lambda rule: reports.append(rule))  # noqa: PLW0108 - Playwright marks what it is given
    page.add_init_script("addEventListener('securitypolicyviolation', ({violatedDirective: rule}) => report(rule))")
    open_chat(page, customer)
    expect(page.get_by_text("write to dpo@integra.co.in")).to_be_visible()
    ask(page, "Do you use cookies?")
    expect(page.locator(".bubble[data-kind=answer] q").first).to_be_visible()
    ask(page, "Please delete my data")
    expect(page.get_by_label("Your name", exact=True)).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Clear this chat").click()
    expect(page.get_by_role("status")).to_have_text("The chat is cleared, here and on the server.")
    assert page.evaluate(STORED) == {"cookies": "", "local": 0, "session": 0}
    assert reports == []
