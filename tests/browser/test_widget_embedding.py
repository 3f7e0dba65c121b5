from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest
from browser.scripted import customer_app
from browser.stage import serving
from browser.visitor import STORED, ask, open_chat
from playwright.sync_api import Page, expect

from api import embed

if TYPE_CHECKING:
    from browser.scripted import Script

SHIFTS = """() => new Promise((resolve) => {
  const told = (list) => resolve(list.getEntries().flatMap(({sources}) => sources.map(({node}) => String(node))));
  new PerformanceObserver(told).observe({type: "layout-shift", buffered: true});
  setTimeout(() => resolve([]), 500);
})"""


class TestPrivacy:
    def test_asks_only_its_own_server_and_stores_nothing_before_a_message(
        self, page: Page, site: str, asked: list[str]
    ) -> None:
        page.goto(site)
        page.wait_for_load_state("networkidle")
        assert all(url.startswith(site) for url in asked)
        assert not any("/v1/" in url for url in asked)
        page.get_by_role("button", name="Ask about privacy").click()
        expect(page.get_by_text("To reach a person at any time, write to dpo@integra.co.in")).to_be_visible()
        assert [url for url in asked if "/v1/" in url] == [f"{site}/v1/about"]
        assert page.evaluate(STORED) == {"cookies": "", "local": 0, "session": 0}
        assert page.context.cookies() == []

    def test_keeps_the_conversation_for_the_tab_until_it_is_cleared_here_and_there(
        self, page: Page, site: str, script: Script
    ) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
        assert page.evaluate(STORED) == {"cookies": "", "local": 0, "session": 1}
        open_chat(page, site)
        ask(page, "plainly")
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_be_visible()
        page.get_by_role("button", name="Clear this chat").click()
        expect(page.get_by_role("status")).to_have_text("The chat is cleared, here and on the server.")
        assert script.forgotten == ["c-1"]
        assert page.evaluate(STORED) == {"cookies": "", "local": 0, "session": 0}
        ask(page, "anew")
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_be_visible()
        assert [conversation for _, conversation in script.said] == [None, "c-1", None]

    def test_says_when_only_its_own_part_could_be_cleared(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
        page.context.set_offline(True)
        page.evaluate("document.querySelector('privacy-chat').clear()")
        expect(page.get_by_role("log")).to_contain_text("The server could not be reached")
        assert page.evaluate(STORED) == {"cookies": "", "local": 0, "session": 0}


class TestEmbedding:
    def test_works_on_another_site_under_the_strictest_policy(self, page: Page, site: str, asked: list[str]) -> None:
        with serving(partial(customer_app, site)) as customer:
            open_chat(page, customer)
            ask(page, "How long?")
            expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
            send = page.get_by_role("button", name="Send", exact=True)
            assert send.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(11, 93, 78)"
        assert set(asked) == {f"{customer}/", f"{site}{embed.address()}", f"{site}/v1/about", f"{site}/v1/chat"}

    def test_moves_nothing_of_the_page(self, page: Page, site: str) -> None:
        with serving(partial(customer_app, site, attributes="open")) as customer:
            page.goto(customer)
            expect(page.get_by_role("dialog")).to_be_visible()
            assert page.evaluate(SHIFTS) == []

    @pytest.mark.parametrize(("position", "left"), [("left", 20), ("right", 844)])
    def test_stands_on_the_side_that_is_set(self, page: Page, site: str, position: str, left: int) -> None:
        page.set_viewport_size({"width": 1280, "height": 800})
        with serving(partial(customer_app, site, attributes=f'open position="{position}"')) as customer:
            page.goto(customer)
            box = page.get_by_role("dialog").bounding_box()
        assert box
        assert box["x"] == left

    @pytest.mark.parametrize(
        ("accent", "background", "words"),
        [
            ("#ffcc00", "rgb(255, 204, 0)", "rgb(0, 0, 0)"),
            ("rebeccapurple", "rgb(102, 51, 153)", "rgb(255, 255, 255)"),
            ("red; } * { display: none", "rgb(11, 93, 78)", "rgb(255, 255, 255)"),
        ],
    )
    def test_takes_the_colour_of_the_site(
        self, page: Page, site: str, accent: str, background: str, words: str
    ) -> None:
        with serving(partial(customer_app, site, attributes=f'accent="{accent}"')) as customer:
            page.goto(customer)
            launcher = page.get_by_role("button", name="Ask about privacy")
            style = launcher.evaluate("node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]")
        assert style == [background, words]


class TestLanguage:
    @pytest.mark.parametrize(
        ("attributes", "page_attributes", "launcher"),
        [
            ("", 'lang="de-AT"', "Fragen zum Datenschutz"),
            ('lang="ta"', 'lang="de"', "தனியுரிமை பற்றிக் கேளுங்கள்"),
            ("", 'lang="pt"', "Ask about privacy"),
        ],
    )
    def test_is_the_elements_or_the_pages(
        self, page: Page, site: str, attributes: str, page_attributes: str, launcher: str
    ) -> None:
        with serving(partial(customer_app, site, attributes=attributes, page=page_attributes)) as customer:
            page.goto(customer)
            expect(page.get_by_role("button", name=launcher)).to_be_visible()

    def test_of_quotes_and_of_the_assistant_is_told(self, page: Page, site: str) -> None:
        with serving(partial(customer_app, site, page='lang="de"')) as customer:
            open_chat(page, customer, launcher="Fragen zum Datenschutz")
            expect(page.get_by_text("Ich verstehe und schreibe Englisch.")).to_be_visible()
            page.get_by_label("Ihre Nachricht").fill("How long?")
            page.keyboard.press("Enter")
            expect(page.get_by_text("Zitiert auf Englisch, in der Sprache des Dokuments.")).to_be_visible()
        assert page.locator(".bubble q").first.get_attribute("lang") == "en"
        assert page.get_by_role("dialog").get_attribute("lang") == "de"

    def test_runs_from_right_to_left_with_the_page(self, page: Page, site: str) -> None:
        page.set_viewport_size({"width": 1280, "height": 800})
        with serving(partial(customer_app, site, page='lang="en" dir="rtl"')) as customer:
            open_chat(page, customer)
            ask(page, "How long?")
            expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
        panel = page.get_by_role("dialog").bounding_box()
        send = page.get_by_role("button", name="Send", exact=True).bounding_box()
        field = page.get_by_label("Your message").bounding_box()
        assert panel
        assert send
        assert field
        assert panel["x"] == 20
        assert send["x"] < field["x"]

    def test_stays_english_where_the_texts_cannot_be_had(self, page: Page, site: str) -> None:
        page.route("**/widget/de.json", lambda route: route.abort())
        with serving(partial(customer_app, site, page='lang="de"')) as customer:
            page.goto(customer)
            expect(page.get_by_role("button", name=re.compile("Ask about"))).to_be_visible()
