from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest
from browser.scripted import HOSTILE, customer_app
from browser.stage import serving
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from browser.scripted import Script

QUOTE = "Usually 7 years from the conclusion of the instruction unless we inform you otherwise"
STORED = """() => ({cookies: document.cookie, local: localStorage.length, session: sessionStorage.length})"""


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def open_chat(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="Ask about privacy").click()


class TestAsking:
    def test_answers_with_chips_that_open_the_marked_words(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "How long do you keep my data?")
        chip = page.get_by_role("link", name=re.compile("^Source 1"))
        expect(chip).to_have_attribute("title", re.compile(QUOTE))
        with page.expect_popup() as opened:
            chip.click()
        policy = opened.value
        assert policy.locator("mark").all_inner_texts() == [QUOTE]
        expect(policy.locator("#cited")).to_be_in_viewport()
        assert policy.evaluate("window.opener") is None

    def test_takes_an_answer_that_does_not_stream(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "plainly")
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_be_visible()

    def test_lists_the_sources(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        expect(page.get_by_role("navigation", name="Sources").get_by_role("link")).to_have_count(2)

    def test_sends_a_suggestion_that_is_pressed(self, page: Page, site: str, script: Script) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        page.get_by_role("button", name="And for marketing?").click()
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_be_visible()
        expect(page.get_by_role("group", name="Suggestions")).to_have_count(0)
        assert script.said == [("How long?", None), ("And for marketing?", "c-1")]

    def test_tells_the_page_of_answers(self, page: Page, site: str) -> None:
        page.goto(site)
        kind = page.evaluate(
            """() => new Promise((resolve) => {
                 document.addEventListener("privacy-chat:answer", ({detail}) => resolve(detail.kind));
                 document.querySelector("privacy-chat").ask("How long?");
               })"""
        )
        assert kind == "answer"

    def test_stops_when_told_to(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "slow")
        expect(page.get_by_text("The policy says")).to_be_visible()
        page.get_by_role("button", name="Stop answering").click()
        expect(page.get_by_text("Stopped.")).to_be_visible()
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()

    def test_announces_an_answer_once_and_whole(self, page: Page, site: str) -> None:
        open_chat(page, site)
        page.evaluate(
            """() => {
                 window.spoken = [];
                 const voice = document.querySelector("privacy-chat").shadowRoot.querySelector("[role=status]");
                 new MutationObserver(() => spoken.push(voice.textContent)).observe(voice, {childList: true});
               }"""
        )
        ask(page, "How long?")
        expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
        spoken = page.evaluate("spoken")
        assert len(spoken) == 1
        assert QUOTE in spoken[0]


class TestFiling:
    def test_goes_through_by_keyboard_alone(self, page: Page, site: str) -> None:
        page.goto(site)
        page.evaluate("addEventListener('privacy-chat:filed', ({detail}) => { window.filed = detail.reference; })")
        for _ in range(20):
            page.keyboard.press("Tab")
            if "Ask about privacy" in page.evaluate(
                "document.activeElement.shadowRoot?.activeElement?.textContent ?? ''"
            ):
                break
        page.keyboard.press("Enter")
        field = page.get_by_label("Your message")
        expect(field).to_be_focused()
        for words, mode, fill in [
            ("Please delete my data", "text", "name"),
            ("Zoë Brandt", "email", "email"),
            ("zoe@example.com", "text", "off"),
            ("yes", "numeric", "one-time-code"),
            ("123456", "text", "off"),
        ]:
            page.keyboard.type(words)
            page.keyboard.press("Enter")
            expect(field).to_have_attribute("autocomplete", fill)
            expect(field).to_have_attribute("inputmode", mode)
            expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
        expect(page.locator("[data-kind=filed]")).to_contain_text("Reference: DSR-7F3K-29QX\nAnswer due by")
        expect(field).to_be_focused()
        assert page.evaluate("filed") == "DSR-7F3K-29QX"

    def test_describes_what_the_field_waits_for(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "delete it")
        expect(page.get_by_label("Your message")).to_have_accessible_description("Your name, as the company knows you")


class TestFocus:
    def test_returns_to_the_launcher_on_escape(self, page: Page, site: str) -> None:
        open_chat(page, site)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_role("button", name="Ask about privacy")).to_be_focused()

    def test_returns_to_the_button_of_the_page_that_opened_it(self, page: Page, site: str) -> None:
        page.goto(site)
        page.get_by_role("button", name="Start a chat").click()
        expect(page.get_by_label("Your message")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Start a chat")).to_be_focused()

    def test_stays_in_the_panel_that_fills_a_phone(self, page: Page, site: str) -> None:
        page.set_viewport_size({"width": 320, "height": 568})
        open_chat(page, site)
        assert page.get_by_role("dialog").evaluate("node => node.matches(':modal')")
        assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 568}
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Ask about privacy")).to_be_focused()

    def test_is_left_alone_by_the_attribute(self, page: Page, site: str) -> None:
        page.goto(site)
        page.evaluate("document.querySelector('privacy-chat').setAttribute('open', '')")
        expect(page.get_by_role("dialog", name="Privacy assistant")).to_be_visible()
        assert page.evaluate("document.activeElement === document.body")


class TestPrivacy:
    def test_stores_and_fetches_nothing_foreign_before_a_message(self, page: Page, site: str, asked: list[str]) -> None:
        open_chat(page, site)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(STORED) == {"cookies": "", "local": 0, "session": 0}
        assert page.context.cookies() == []
        assert all(url.startswith(site) for url in asked)
        assert not any("/v1/" in url for url in asked)

    def test_keeps_the_conversation_for_the_tab_until_it_is_cleared(
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
        assert page.evaluate(STORED) == {"cookies": "", "local": 0, "session": 0}
        ask(page, "anew")
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_be_visible()
        assert [conversation for _, conversation in script.said] == [None, "c-1", None]


class TestEmbedding:
    def test_works_on_another_site_under_the_strictest_policy(self, page: Page, site: str, asked: list[str]) -> None:
        with serving(partial(customer_app, site)) as customer:
            open_chat(page, customer)
            ask(page, "How long?")
            expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
            send = page.get_by_role("button", name="Send", exact=True)
            assert send.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(11, 93, 78)"
        assert set(asked) == {f"{customer}/", f"{site}/widget.js", f"{site}/v1/chat"}


class TestTrouble:
    @pytest.mark.parametrize(
        ("text", "words"),
        [("busy", "try again in 7 seconds"), ("break", "wrong on our side"), ("too odd", "control characters")],
    )
    def test_keeps_what_was_typed(self, page: Page, site: str, text: str, words: str) -> None:
        open_chat(page, site)
        ask(page, text)
        expect(page.get_by_role("alert")).to_contain_text(words)
        expect(page.get_by_label("Your message")).to_have_value(text)

    def test_sends_again_at_the_press_of_a_button(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "busy")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.get_by_label("Your message")).to_have_value("")

    def test_says_when_the_network_is_gone(self, page: Page, site: str) -> None:
        open_chat(page, site)
        page.context.set_offline(True)
        ask(page, "How long?")
        expect(page.get_by_role("alert")).to_contain_text("offline")
        page.context.set_offline(False)
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("navigation", name="Sources")).to_be_visible()


class TestHostileWords:
    @pytest.mark.parametrize("text", ["hostile", HOSTILE, "javascript:alert(7) <a href='javascript:alert(8)'>x</a>"])
    def test_stay_words(self, page: Page, site: str, text: str) -> None:
        open_chat(page, site)
        ask(page, text)
        log = page.get_by_role("log")
        expect(log.get_by_role("navigation")).to_be_visible()
        expect(log).to_contain_text("<script>alert(4)</script>")
        assert log.locator("img, script, iframe, [href^='javascript:']").count() == 0
