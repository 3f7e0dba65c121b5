"""The plain form in a real browser: by keyboard alone, without JavaScript, at every size, in light and dark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser.axe import assert_accessible_everywhere
from browser.keyboard import enter, tab_to
from bureau import Bureau, bureau
from playwright.sync_api import expect

from assistant.model import OnBehalfOf, TicketType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

LONG = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>" + "x" * 50


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with bureau(ASSISTANT_DATA_DIR=tmp_path_factory.mktemp("plain")) as running:
        yield running


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """The page of a browser that runs no script."""
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


def code_in(desk: Bureau, address: str) -> str:
    text = desk.mails(address, count=1)[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(r"(?m)^\s*(\d{6})\s*$", text)
    assert found, text
    return found[1]


class TestKeyboard:
    def test_files_a_request_without_a_script(self, desk: Bureau, plain: Page) -> None:
        page = plain
        page.goto(f"{desk.url}/requests/new")
        tab_to(page, "Delete my data")
        page.keyboard.press("Space")
        tab_to(page, "What is it about?")
        page.keyboard.type("Customer 4711")
        tab_to(page, "Your name")
        page.keyboard.type("Zoë Brandt")
        tab_to(page, "Your e-mail address")
        page.keyboard.type("zoe@")
        tab_to(page, "My own")
        page.keyboard.press("ArrowDown")
        tab_to(page, "Their name")
        page.keyboard.type("Ada Brandt")
        tab_to(page, "Why you may act for them")
        page.keyboard.type("I am her mother")
        tab_to(page, "Go on to the summary")
        enter(page)

        expect(page.get_by_role("alert")).to_contain_text("not a complete e-mail address")
        tab_to(page, "This is not a complete e-mail address")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Your e-mail address")).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.type("example.com")
        tab_to(page, "Go on to the summary")
        enter(page)

        expect(page.get_by_role("heading", name="Check your request")).to_be_visible()
        tab_to(page, "How the law finds that day")
        page.keyboard.press("Enter")
        expect(page.get_by_text("One month later")).to_be_visible()
        tab_to(page, "Yes, mail me the code")
        enter(page)

        expect(page.get_by_label("Code from the mail")).to_be_focused()
        code = code_in(desk, "zoe@example.com")
        page.keyboard.insert_text(f" {code[:3]} {code[3:]} ")  # as it is pasted
        enter(page)

        expect(page.get_by_role("status")).to_contain_text("A confirmation is on its way to zoe@example.com")
        tab_to(page, "See my request")
        enter(page)
        reference = page.get_by_role("heading", level=1).inner_text()
        draft = desk.ticket(reference).draft
        assert (draft.types, draft.details) == ((TicketType.ERASURE,), "Customer 4711")
        assert draft.on_behalf_of == OnBehalfOf("Ada Brandt", "I am her mother")


class TestAccess:
    def test_is_for_everybody_at_each_step(self, desk: Bureau, page: Page) -> None:
        page.goto(f"{desk.url}/requests/new")
        assert_accessible_everywhere(page)
        page.get_by_label("Somebody else").check()
        page.get_by_label("What is it about?").fill(LONG)
        page.get_by_role("button").click()
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(5)
        assert_accessible_everywhere(page)

        page.get_by_label("See my data").check()
        page.get_by_label("Make a complaint").check()
        for label in ("Your name", "Their name", "Why you may act for them"):
            page.get_by_label(label).fill(LONG[:120])
        page.get_by_label("Your e-mail address").fill("ada@example.com")
        page.get_by_label("Their e-mail address").fill("bea@example.com")
        page.get_by_role("button").click()
        page.locator("summary").click()
        expect(page.get_by_role("main")).to_contain_text(LONG)
        assert_accessible_everywhere(page)

        page.get_by_role("button", name="Yes, mail me the code").click()
        assert_accessible_everywhere(page)
        page.get_by_label("Code from the mail").fill("no")
        page.get_by_role("button", name="Send my request").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert_accessible_everywhere(page)
        page.get_by_label("Code from the mail").fill(code_in(desk, "ada@example.com"))
        page.get_by_role("button", name="Send my request").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your request is filed")
        assert_accessible_everywhere(page)

    def test_is_for_who_reports_an_incident_too(self, desk: Bureau, page: Page) -> None:
        page.goto(f"{desk.url}/requests/new")
        page.get_by_label("Report an incident").check()
        page.get_by_label("What is it about?").fill("A laptop was stolen.")
        page.get_by_role("button").click()
        assert_accessible_everywhere(page)
        page.get_by_role("button", name="Yes, send it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
        assert_accessible_everywhere(page)


class TestForm:
    def test_asks_about_another_person_only_where_one_is_meant(self, desk: Bureau, plain: Page) -> None:
        plain.goto(f"{desk.url}/requests/new")
        theirs = plain.get_by_label("Their name")
        expect(theirs).to_be_hidden()
        plain.get_by_label("Somebody else").check()
        expect(theirs).to_be_visible()

    def test_asks_nobody_else_for_anything_and_stores_nothing(self, desk: Bureau, page: Page, asked: list[str]) -> None:
        page.goto(f"{desk.url}/requests/new")
        page.get_by_role("button").click()
        assert all(address.startswith(desk.url) for address in asked)
        assert page.context.cookies() == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
