"""Asks axe-core what is wrong with a page for people who cannot see it, or work it without a mouse."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Literal

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 1280)


def assert_accessible(page: Page) -> None:
    """Fail with every rule that the page as it is now breaks, each with the elements that break it."""
    broken = Axe().run(page).response["violations"]
    lines = [f"{rule['id']}: {rule['help']}\n    {node['html'][:300]}" for rule in broken for node in rule["nodes"]]
    assert not lines, "\n".join([f"axe-core on {page.url}", *lines])


def assert_accessible_everywhere(page: Page) -> None:
    """Look at the page narrow and wide, in light and dark; nothing may have to be scrolled sideways."""
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
