from __future__ import annotations

from typing import TYPE_CHECKING

from browser.visitor import ask, open_chat
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from browser.scripted import Script

FOCUSED = "document.activeElement.shadowRoot?.activeElement?.{property} ?? ''"


def tab_to(page: Page, text: str, *, key: str = "Tab") -> None:
    """Press a key until what has the focus reads `text`."""
    for _ in range(30):
        page.keyboard.press(key)
        if text in page.evaluate(FOCUSED.format(property="textContent")):
            return
    raise AssertionError(text)


class TestFiling:
    def test_goes_through_by_keyboard_alone(self, page: Page, site: str) -> None:
        page.goto(site)
        page.evaluate("addEventListener('privacy-chat:filed', ({detail}) => { window.filed = detail.reference; })")
        tab_to(page, "Ask about privacy")
        page.keyboard.press("Enter")
        field = page.get_by_label("Your message")
        expect(field).to_be_focused()
        page.keyboard.type("Please delete my data")
        page.keyboard.press("Enter")
        for label, words, fill in [
            ("Your name", "Zoë Brandt", "name"),
            ("Your e-mail address", "zoe@example.com", "email"),
        ]:
            card = page.get_by_label(label, exact=True)
            expect(card).to_be_focused()
            expect(card).to_have_attribute("autocomplete", fill)
            page.keyboard.type(words)
            page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Yes, go ahead")).to_be_visible()
        expect(field).to_be_focused()
        tab_to(page, "Yes, go ahead", key="Shift+Tab")
        page.keyboard.press("Enter")
        code = page.get_by_label("The code from the mail")
        expect(code).to_be_focused()
        page.keyboard.type("123456")
        page.keyboard.press("Enter")
        expect(page.get_by_role("region", name="Your request")).to_contain_text("DSR-7F3K-29QX")
        expect(field).to_be_focused()
        assert page.evaluate("filed") == "DSR-7F3K-29QX"

    def test_takes_what_is_typed_below_instead(self, page: Page, site: str, script: Script) -> None:
        open_chat(page, site)
        for text in ("Please delete my data", "Zoë Brandt", "zoe@example.com", "yes", "123456"):
            ask(page, text)
            expect(page.locator(".bubble[data-kind]")).to_have_count(len(script.said))
        expect(page.get_by_role("region", name="Your request")).to_be_visible()

    def test_does_not_move_the_cursor_of_somebody_who_types_on(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "Please delete my data")
        page.get_by_label("Your message").fill("By the way")
        expect(page.get_by_label("Your name", exact=True)).to_be_visible()
        expect(page.get_by_label("Your message")).to_be_focused()


class TestField:
    def test_says_what_it_is_for(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "delete it")
        field = page.get_by_label("Your name", exact=True)
        expect(field).to_have_accessible_description("Your name, as the company knows you")

    def test_of_the_code_takes_a_paste_with_spaces(self, page: Page, site: str, script: Script) -> None:
        open_chat(page, site)
        ask(page, "yes")
        field = page.get_by_label("The code from the mail")
        expect(field).to_have_attribute("autocomplete", "one-time-code")
        expect(field).to_have_attribute("inputmode", "numeric")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate("navigator.clipboard.writeText(' 123 456 ')")
        field.focus()
        page.keyboard.press("ControlOrMeta+v")
        page.keyboard.press("Enter")
        expect(page.get_by_role("region", name="Your request")).to_be_visible()
        assert script.said[-1][0] == "123 456"

    def test_is_gone_once_it_is_answered(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "delete it")
        page.get_by_label("Your name", exact=True).fill("Zoë Brandt")
        page.get_by_role("button", name="Send", exact=True).first.click()
        expect(page.get_by_label("Your e-mail address")).to_be_focused()
        expect(page.get_by_label("Your name", exact=True)).to_have_count(0)


class TestSummary:
    def test_has_a_button_for_every_way_on(self, page: Page, site: str, script: Script) -> None:
        for button, sent in [
            ("Yes, go ahead", "Yes, send it"),
            ("Change something", "No, I want to change something"),
            ("Cancel", "Cancel"),
        ]:
            open_chat(page, site)
            ask(page, "zoe@example.com")
            page.get_by_role("group", name="Please check").get_by_role("button", name=button).click()
            expect(page.get_by_role("group", name="Please check")).to_have_count(0)
            assert script.said[-1][0] == sent


class TestReceipt:
    def test_leads_to_the_request_and_into_the_calendar(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "123456")
        receipt = page.get_by_role("region", name="Your request")
        expect(receipt.get_by_role("time")).to_have_text("22 December 2026")
        expect(receipt.get_by_role("link")).to_have_attribute("href", f"{site}/requests/DSR-7F3K-29QX")
        with page.expect_download() as saved:
            receipt.get_by_role("button", name="Add the day to your calendar").click()
        assert saved.value.suggested_filename == "DSR-7F3K-29QX.ics"
        assert "DTSTART;VALUE=DATE:20261222\r\n" in saved.value.path().read_bytes().decode()
