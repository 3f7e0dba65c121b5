from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser.visitor import ask, open_chat
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from browser.scripted import Script

QUOTE = "Usually 7 years from the conclusion of the instruction unless we inform you otherwise"


class TestAsking:
    def test_answers_with_chips_that_open_the_marked_words(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "How long do you keep my data?")
        chip = page.get_by_role("link", name=re.compile("^Source 1"))
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
        expect(page.locator(".bubble").last).to_have_text("The policy says Stopped.")
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()

    def test_admits_that_it_takes_long(self, page: Page, site: str) -> None:
        page.clock.install()
        open_chat(page, site)
        ask(page, "hang")
        expect(page.locator(".working")).to_have_text("Looking in the policy…")
        page.clock.run_for(5_100)
        expect(page.locator(".working")).to_contain_text("longer than usual")
        expect(page.get_by_role("status")).to_contain_text("longer than usual")

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


class TestQuote:
    """WCAG 1.4.13: what appears on hover or focus can be dismissed, pointed at, and stays."""

    def test_is_shown_on_focus_and_put_away_by_escape_alone(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        chip = page.get_by_role("link", name=re.compile("^Source 1"))
        chip.focus()
        expect(page.get_by_role("tooltip")).to_contain_text(QUOTE)
        expect(chip).to_have_accessible_description(re.compile(QUOTE))
        page.keyboard.press("Escape")
        expect(page.get_by_role("tooltip")).to_be_hidden()
        expect(chip).to_be_focused()
        expect(page.get_by_role("dialog")).to_be_visible()

    def test_stays_while_it_is_pointed_at(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        page.get_by_role("link", name=re.compile("^Source 1")).hover()
        quote = page.get_by_role("tooltip")
        expect(quote).to_be_in_viewport(ratio=1)
        quote.hover()
        page.wait_for_timeout(400)
        expect(quote).to_be_visible()
        page.get_by_role("heading", name="Privacy assistant").hover()
        expect(quote).to_be_hidden()

    def test_says_when_it_is_only_related(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "do you train ai on it")
        page.get_by_role("link", name=re.compile("^Related source 1")).focus()
        expect(page.get_by_role("tooltip")).to_contain_text("Related, but not an answer")
        expect(page.get_by_role("navigation", name="Related, but not an answer")).to_be_visible()


class TestFeedback:
    def test_up_is_counted_at_once(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        with page.expect_request("**/v1/feedback") as sent:
            page.get_by_role("group", name="Was this helpful?").get_by_role("button", name="Yes").click()
        assert sent.value.post_data_json == {"kind": "answer", "helpful": True}
        expect(page.get_by_text("This is counted and not stored.").first).to_be_focused()

    def test_down_is_counted_with_a_reason(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        page.get_by_role("group", name="Was this helpful?").get_by_role("button", name="No").click()
        expect(page.get_by_role("button", name="It is not right")).to_be_focused()
        with page.expect_response("**/v1/feedback") as sent:
            page.get_by_role("button", name="Something is missing").click()
        assert sent.value.status == 204
        assert sent.value.request.post_data_json == {"kind": "answer", "helpful": False, "reason": "incomplete"}


class TestDownload:
    @pytest.mark.parametrize(("kind", "name"), [("As text", "privacy-chat.txt"), ("As JSON", "privacy-chat.json")])
    def test_holds_what_was_said_and_quoted(self, page: Page, site: str, kind: str, name: str) -> None:
        open_chat(page, site)
        ask(page, "How long?")
        expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
        page.get_by_role("button", name="Download this chat").click()
        with page.expect_download() as saved:
            page.get_by_role("button", name=kind).click()
        assert saved.value.suggested_filename == name
        content = saved.value.path().read_text(encoding="utf-8")
        assert "How long?" in content
        assert QUOTE in content
        assert "c-1" not in content  # whoever has the conversation's id can go on with it
        expect(page.get_by_role("button", name="Download this chat")).to_be_focused()


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

    def test_sends_again_once_the_server_wants_to_hear_of_it(self, page: Page, site: str, script: Script) -> None:
        page.clock.install()
        open_chat(page, site)
        ask(page, "busy")
        retry = page.get_by_role("button", name="Try again")
        expect(retry).to_have_text("Try again (7 seconds)")
        expect(retry).to_be_disabled()
        retry.dispatch_event("click")
        page.clock.run_for(7_100)
        expect(retry).to_have_text("Try again")
        assert len(script.said) == 1
        retry.click()
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.get_by_label("Your message")).to_have_value("")

    def test_sends_a_message_whose_reply_was_lost_under_the_same_key(
        self, page: Page, site: str, script: Script
    ) -> None:
        open_chat(page, site)
        ask(page, "lose it")
        expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_be_visible()
        ask(page, "lose it")
        expect(page.get_by_role("log").get_by_text("Hello.", exact=True)).to_have_count(2)
        first, again, another = script.keys
        assert first == again != another

    def test_says_when_the_network_is_gone(self, page: Page, site: str) -> None:
        open_chat(page, site)
        page.context.set_offline(True)
        ask(page, "How long?")
        expect(page.get_by_role("alert")).to_contain_text("offline")
        page.context.set_offline(False)
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
