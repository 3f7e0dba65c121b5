from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.axe import assert_accessible_everywhere
from bureau import bureau
from playwright.sync_api import expect
from policies import put_in_force

if TYPE_CHECKING:
    from browser.scripted import Script
    from playwright.sync_api import Browser, Page

CORPUS = Path(__file__).parents[2] / "corpus"
SECTION = "How long do we keep your personal information"


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

    def test_is_for_everybody(self, page: Page, site: str, script: Script) -> None:
        start = script.documents.policy.text.index("For the duration of your consent")
        page.goto(f"{site}/policy/privacy_policy?start={start}&end={start + 32}#cited")
        assert_accessible_everywhere(page)

    def test_shows_the_way_to_a_heading_to_who_tabs_there(self, page: Page, site: str) -> None:
        page.goto(f"{site}/policy/privacy_policy")
        anchor = page.get_by_role("link", name=f"Link to “{SECTION}”")
        expect(anchor).to_have_css("opacity", "0")
        anchor.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(anchor).to_have_css("opacity", "1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=SECTION)).to_be_in_viewport()

    def test_asks_the_chat_about_a_section(self, page: Page, site: str, script: Script) -> None:
        page.goto(f"{site}/policy/privacy_policy")
        page.get_by_role("link", name=f"Ask about this section: {SECTION}").click()
        expect(page.get_by_role("dialog")).to_contain_text("Usually 7 years")
        assert script.said == [(SECTION, None)]
        assert page.url == f"{site}/policy/privacy_policy"

    def test_leads_to_the_form_where_the_chat_cannot_run(self, browser: Browser, site: str) -> None:
        with browser.new_context() as context:
            page = context.new_page()
            page.route("**/widget*", lambda route: route.abort())
            page.goto(f"{site}/policy/privacy_policy")
            page.get_by_role("link", name=f"Ask about this section: {SECTION}").click()
            expect(page).to_have_url(f"{site}/requests/new?about={SECTION.replace(' ', '%20')}")

    def test_asks_nobody_else_for_anything_and_stores_nothing(self, page: Page, site: str, asked: list[str]) -> None:
        page.goto(f"{site}/policy/privacy_policy")
        expect(page.locator("privacy-chat")).to_be_attached()
        assert all(address.startswith(site) for address in asked)
        assert page.context.cookies() == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]

    def test_prints_the_document_and_where_its_links_lead(self, page: Page, site: str) -> None:
        page.goto(f"{site}/policy/privacy_policy")
        page.emulate_media(media="print")
        for beside in (".contents", ".site nav", "privacy-chat", ".anchor >> nth=0", ".ask >> nth=0"):
            expect(page.locator(beside)).to_be_hidden()
        expect(page.get_by_role("heading", name=SECTION)).to_be_visible()

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


class TestChangesPage:
    def test_is_for_everybody(self, page: Page, tmp_path: Path) -> None:
        policy = (CORPUS / "privacy_policy.md").read_text(encoding="utf-8")
        with bureau(ASSISTANT_DATA_DIR=tmp_path) as desk:
            put_in_force(desk.application, policy.replace("7 years", "9 years").replace("## Cookies", ""), policy)
            page.goto(f"{desk.url}/policy/privacy_policy")
            page.get_by_role("link", name="What changed").click()
            expect(page.get_by_role("deletion").first).to_be_visible()
            expect(page.get_by_role("insertion").first).to_be_visible()
            assert_accessible_everywhere(page)
            page.get_by_role("navigation", name="Versions").get_by_role("link", name="Read it").last.click()
            expect(page.get_by_role("main")).to_contain_text("A newer one is in force")
