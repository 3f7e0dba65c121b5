"""The chat's button on a slow phone: from the click until one can type, in a real browser at a sixth of its speed."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from playwright.sync_api import sync_playwright

from api import embed
from api.demo import create_customer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

SLOWER = 6
_ROUNDS = 15
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_MEASURED = """() => {
  const once = {once: true, capture: true};
  window.took = new Promise((done) => {
    const focused = (since) => addEventListener("focusin", () => done(performance.now() - since), once);
    addEventListener("click", ({timeStamp}) => focused(timeStamp), once);
  });
}"""


def measure() -> list[float]:
    """Open the chat of a customer's page a few times and return milliseconds; none where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        return []
    with _page() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        times = [_opened(browser, address) for _ in range(_ROUNDS)]
        browser.close()
    return times


def _opened(browser: Browser, address: str) -> float:
    with browser.new_context() as context:
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address)
        launcher = page.get_by_role("button")
        launcher.wait_for()
        page.evaluate(_MEASURED)
        launcher.click()
        return float(page.evaluate("took"))


@contextmanager
def _page() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_customer(address)
        app.include_router(embed.router)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join()
