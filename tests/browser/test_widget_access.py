"""WCAG 2.2 AA, in every state of the widget."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import pytest
from browser.axe import assert_accessible
from browser.scripted import customer_app
from browser.stage import serving
from browser.states import WIDGET
from browser.visitor import ask, open_chat
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

TARGETS = """() => {
  const root = document.querySelector("privacy-chat").shadowRoot;
  const small = (node) => {
    const {width, height} = node.getBoundingClientRect();
    return width && (width < 24 || height < 24);
  };
  const all = [...root.querySelectorAll("button, input, textarea, .chip:is(a), .sources a, .card a")];
  return all.filter(small).map((node) => node.outerHTML);
}"""
OUTSIDE = """() => {
  const root = document.querySelector("privacy-chat").shadowRoot;
  const out = (node) => {
    const {left, right} = node.getBoundingClientRect();
    return node.checkVisibility() && !node.closest(".unseen, small") && (left < 0 || right > innerWidth);
  };
  return [...root.querySelectorAll("dialog *")].filter(out).map((node) => node.outerHTML);
}"""


@pytest.fixture
def customer(site: str) -> Iterator[str]:
    """The address of a page of somebody else's, so that only the widget is judged."""
    with serving(partial(customer_app, site)) as address:
        yield address


@pytest.mark.parametrize("state", WIDGET)
class TestEveryState:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_pleases_axe(self, page: Page, customer: str, state: str, scheme: Literal["light", "dark"]) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(customer)
        WIDGET[state](page)
        assert_accessible(page)
        page.emulate_media(forced_colors="active")
        assert_accessible(page)

    def test_fits_a_phone_with_targets_big_enough(self, page: Page, site: str, state: str) -> None:
        page.set_viewport_size({"width": 320, "height": 568})
        page.goto(site)
        WIDGET[state](page)
        assert page.evaluate(TARGETS) == []
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320


class TestZoom:
    def test_of_400_percent_leaves_the_field_in_sight(self, page: Page, site: str) -> None:
        page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
        open_chat(page, site)
        ask(page, "How long?")
        expect(page.get_by_role("navigation", name="Sources")).to_be_visible()
        expect(page.get_by_label("Your message")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)


class TestSoftKeyboard:
    def test_does_not_cover_the_field(self, page: Page, site: str) -> None:
        page.set_viewport_size({"width": 320, "height": 568})
        open_chat(page, site)
        # What a soft keyboard does: the visible part shrinks, the page does not.
        page.evaluate(
            """() => {
                 Object.defineProperties(visualViewport, {height: {value: 300}, offsetTop: {value: 40}});
                 visualViewport.dispatchEvent(new Event("resize"));
               }"""
        )
        box = page.get_by_role("dialog").bounding_box()
        assert box
        assert (box["y"], box["height"]) == (40, 300)


class TestVoice:
    def test_is_silent_while_the_panel_is_closed(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "slow")
        page.keyboard.press("Escape")
        status = page.locator("privacy-chat [role=status]")
        expect(status).to_be_hidden()
        assert page.get_by_role("log").count() == 0


class TestFocus:
    @pytest.mark.parametrize("state", [state for state in WIDGET if state not in {"closed", "welcome"}])
    def test_is_somewhere_in_the_panel_after_every_step(self, page: Page, site: str, state: str) -> None:
        page.goto(site)
        WIDGET[state](page)
        assert page.evaluate("document.querySelector('privacy-chat').shadowRoot.activeElement !== null")

    @pytest.mark.parametrize("button", ["Change something", "Cancel", "And for marketing?"])
    def test_outlives_a_button_that_goes_away(self, page: Page, site: str, button: str) -> None:
        open_chat(page, site)
        ask(page, "How long?" if "marketing" in button else "zoe@example.com")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=button)).to_have_count(0)
        expect(page.get_by_label("Your message")).to_be_focused()
