"""Takes the pictures of the widget and the pages: `PYTHONPATH=tests python -m browser.pictures [FOLDER]`.

Without a folder it takes the two of the README anew, of the real assistant; with one, every state of the scripted
site at three widths, light and dark.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from browser.real import real_site
from browser.scripted import Script, scripted_app
from browser.stage import ARGUMENTS, serving
from browser.states import STATES, say
from playwright.sync_api import sync_playwright

from api.demo import create_customer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Browser, Page, ViewportSize

IMAGES = Path(__file__).parents[2] / "docs" / "images"
HEIGHTS = {320: 640, 768: 1024, 1440: 900}
_PATIENCE_SECONDS = 20
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@contextmanager
def window(browser: Browser, *, width: int, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    """Open a window of a width."""
    size: ViewportSize = {"width": width, "height": HEIGHTS[width]}
    with browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce") as context:
        yield context.new_page()


def take(page: Page, site: str, *, state: str, path: Path) -> None:
    """Write the picture of one state to `path`."""
    page.goto(site)
    STATES[state](page)
    page.screenshot(path=path)


def main() -> None:
    """Take the pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        if len(sys.argv) == 1:
            take_real(browser)
        else:
            take_scripted(browser, Path(sys.argv[1]))


def take_real(browser: Browser) -> None:
    """Take the README's two, an answer and the place that it quotes, and a request filed on a customer's page."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory()))
        sites: list[str] = []

        def make(address: str) -> FastAPI:
            sites.append(opened.enter_context(real_site(folder, allowed=address)))
            return create_customer(sites[0])

        customer = opened.enter_context(serving(make))
        for state, name in {"answer": "chat", "policy": "policy"}.items():
            with window(browser, width=1440, scheme="light") as page:
                take(page, sites[0], state=state, path=IMAGES / f"{name}.png")
        with window(browser, width=1440, scheme="light") as page:
            page.goto(customer)
            file(page, mails=folder / "mail")
            page.screenshot(path=IMAGES / "filed.png")


def file(page: Page, *, mails: Path) -> None:
    """File a request with the code from the mail."""
    say(page, "Please delete my data", "Zoë Brandt", "zoe@example.com", "nothing", "yes")
    until = time.monotonic() + _PATIENCE_SECONDS
    while not (found := next(mails.glob("*.eml"), None)) and time.monotonic() < until:
        time.sleep(0.1)
    assert found
    code = re.search(r"^\s*(\d{6})\s*$", found.read_text(encoding="utf-8"), re.MULTILINE)
    assert code
    say(page, code[1])


def take_scripted(browser: Browser, folder: Path) -> None:
    """Take every state, at every width, light and dark, into `folder`."""
    with serving(partial(scripted_app, Script(limited=sys.maxsize))) as site:
        for state, width, scheme in product(STATES, HEIGHTS, SCHEMES):
            with window(browser, width=width, scheme=scheme) as page:
                take(page, site, state=state, path=folder / f"{state}-{width}-{scheme}.png")


if __name__ == "__main__":
    main()
