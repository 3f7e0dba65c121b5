from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.scripted import Script
    from playwright.sync_api import Browser, Page


class TestPolicyPage:
    def test_marks_the_words_without_a_script(self, browser: Browser, site: str, script: Script) -> None:
        text = script.documents.policy.text
        start = text.index("For the duration of your consent")
        with browser.new_context(java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(f"{site}/policy/privacy_policy?start={start}&end={start + 32}#cited")
            expect(page.locator("#cited")).to_be_in_viewport()
            assert page.locator("mark").all_inner_texts() == [text[start : start + 32]]

    def test_leads_to_its_chapters(self, page: Page, site: str) -> None:
        page.goto(f"{site}/policy/privacy_policy")
        page.get_by_role("navigation", name="Contents").get_by_role("link", name="Cookies").click()
        expect(page.get_by_role("heading", name="Cookies")).to_be_in_viewport()

    @pytest.mark.parametrize("width", [320, 768, 1440])
    def test_fits_the_screen(self, page: Page, site: str, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        for path in ("/", "/policy/privacy_policy"):
            page.goto(site + path)
            assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_shows_hostile_documents_as_words(self, page: Page, site: str) -> None:
        page.goto(f"{site}/policy/hostile?start=3&end=40#cited")
        expect(page.get_by_role("main")).to_contain_text("<script>alert(4)</script>")
        assert page.locator("main :is(img, svg, script)").count() == 0
