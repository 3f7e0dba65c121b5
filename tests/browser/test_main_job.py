"""The main job, with nothing scripted: a person in a browser, the real assistant, its mails."""

from __future__ import annotations

import email
import email.policy
import re
import time
from typing import TYPE_CHECKING

import pytest
from browser.real import real_site
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from playwright.sync_api import Locator, Page

SECONDS = 20.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Iterator[str]:
    """The address of the real assistant with Integra's policy."""
    with real_site(folder) as address:
        yield address


def say(page: Page, text: str) -> Locator:
    """Type a message; returns the whole answer to it."""
    answers = page.locator("article.assistant .bubble[data-kind]")
    count = answers.count()
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(count + 1)
    return answers.last


def mail_to(folder: Path, address: str) -> EmailMessage:
    """Wait for the oldest mail to an address."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for path in sorted((folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in mail["To"]:
                return mail
        time.sleep(0.05)
    pytest.fail(f"No mail to {address}")


class TestMainJob:
    def test_a_question_is_answered_in_words_that_the_policy_page_marks(self, page: Page, assistant: str) -> None:
        page.goto(assistant)
        page.get_by_role("button", name="Do you use cookies?").click()
        answer = page.locator(".bubble[data-kind=answer]")
        quote = answer.locator("q").first.inner_text().strip('“”"')
        with page.expect_popup() as opened:
            answer.locator("a.chip").first.click()
        expect(opened.value.locator("#cited")).to_be_in_viewport()
        assert opened.value.locator("mark").all_inner_texts() == [quote]

    def test_a_request_is_filed(self, page: Page, assistant: str, folder: Path) -> None:
        page.goto(assistant)
        page.get_by_role("button", name="Please delete my data").click()
        expect(page.locator(".bubble[data-kind=ask]")).to_contain_text("name")
        say(page, "Zoë Brandt")
        say(page, "zoe@example.com")
        summary = say(page, "I had a newsletter account")
        expect(summary).to_have_attribute("data-kind", "confirm")
        expect(summary).to_contain_text("Zoë Brandt")
        say(page, "yes")
        body = mail_to(folder, "zoe@example.com").get_body(("plain",))
        assert body
        code = re.search(r"\b\d{6}\b", body.get_content())
        assert code
        receipt = say(page, code[0])
        expect(receipt).to_have_attribute("data-kind", "filed")
        reference = re.search(r"PR-[\w-]+", receipt.inner_text())
        assert reference
        assert reference[0] in mail_to(folder, "dpo@integra.co.in")["Subject"]
