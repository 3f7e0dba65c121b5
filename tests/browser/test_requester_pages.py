"""The requester's pages in a real browser: by keyboard alone, at every size, and in every state that axe can judge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser.axe import assert_accessible_everywhere
from browser.keyboard import enter, tab_to
from bureau import Bureau, bureau
from playwright.sync_api import expect

from api.requester.session import COOKIE
from assistant.model import Action, OnBehalfOf, TicketStatus
from assistant.ports import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from assistant.model import Ticket

NASTY = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>" + "x" * 300


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with bureau(ASSISTANT_DATA_DIR=tmp_path_factory.mktemp("requester")) as running:
        yield running


def opens(page: Page, desk: Bureau, ticket: Ticket) -> str:
    """Open a ticket in the browser, its code typed beside the pages; return the address of its page."""
    requester, now = desk.application.requester, utc_now()
    with desk.application.unit_of_work() as uow:
        requester.send_code(uow, ticket.reference, now=now, source="")
        (mail,) = [row.parcel for row in uow.outbox.about(ticket.reference) if row.parcel.key.startswith("sign_in:")]
        found = re.search(r"(?m)^\s*(\d{6})\s*$", getattr(mail, "text", ""))
        assert found
        token = requester.sign_in(uow, ticket.reference, found[1], now=now, source="")
        uow.commit()
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": f"{desk.url}/requests"}])
    return f"{desk.url}/requests/{ticket.reference}"


class TestKeyboard:
    def test_goes_from_the_reference_to_the_withdrawal(self, desk: Bureau, page: Page) -> None:
        ticket = desk.filed()
        page.goto(f"{desk.url}/requests/{ticket.reference}")
        tab_to(page, "Mail me a code")
        enter(page)
        expect(page.get_by_role("status")).to_have_text(
            "If there is such a request, a code is on its way to its address."
        )
        text = desk.mails(ticket.draft.email, count=2)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        code = re.search(r"(?m)^\s*(\d{6})\s*$", text)
        assert code
        # Where the code goes the focus is already.
        page.keyboard.insert_text(f" {code[1][:3]} {code[1][3:]} ")
        enter(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(ticket.reference)

        tab_to(page, "How the law finds that day")
        page.keyboard.press("Enter")
        expect(page.get_by_text(ticket.working[0])).to_be_visible()
        tab_to(page, "Your message to the data protection officer")
        page.keyboard.type("My old name was Zoë Klein.")
        tab_to(page, "Send")
        enter(page)
        expect(page.get_by_role("status")).to_contain_text("Your message is with the data protection officer.")
        expect(page.get_by_role("listitem").filter(has_text="You wrote")).to_contain_text("My old name was Zoë Klein.")

        tab_to(page, "Take my request back")
        enter(page)
        tab_to(page, "Yes, take it back")
        enter(page)
        expect(page.get_by_role("status")).to_contain_text("You have taken your request back.")
        assert desk.ticket(ticket.reference).status is TicketStatus.WITHDRAWN
        page.get_by_role("button", name="Sign out").focus()
        enter(page)
        expect(page.get_by_label("Reference of your request")).to_have_value("")

    def test_comes_from_an_error_to_its_field_with_the_words_kept(self, desk: Bureau, page: Page) -> None:
        page.goto(opens(page, desk, desk.filed()))
        too_long = "ä" * 10_001
        page.get_by_label("Your message").fill(too_long)
        page.get_by_role("button", name="Send").click()
        tab_to(page, "This has 10,001 characters")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Your message")).to_be_focused()
        expect(page.get_by_label("Your message")).to_have_value(too_long)
        expect(page.get_by_label("Your message")).to_have_accessible_description(re.compile("10,000 are the most"))

    def test_gives_the_words_back_to_who_was_signed_out_meanwhile(self, desk: Bureau, page: Page) -> None:
        page.goto(opens(page, desk, desk.filed()))
        page.get_by_label("Your message").fill("a long story")
        page.context.clear_cookies()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_label("Your message was not sent")).to_have_value("a long story")


class TestFiles:
    def test_are_saved_and_not_shown(self, desk: Bureau, page: Page) -> None:
        ticket = desk.taken()
        desk.leaves(ticket, name="Ihre Daten “Zoë”.html", content=b"<script>alert(1)</script>")
        page.goto(opens(page, desk, ticket))
        with page.expect_download() as saved:
            page.get_by_role("link", name="Ihre Daten “Zoë”.html").click()
        assert saved.value.suggested_filename == "Ihre Daten “Zoë”.html"
        assert saved.value.path().read_bytes() == b"<script>alert(1)</script>"


class TestLooks:
    """In light and dark, narrow and wide; a dialog, or what breaks the page's policy, fails as well."""

    @pytest.mark.parametrize("path", ["", "/PR-7KQ2-M9XD-4T", "/PR-7KQ2-M9XD-4T/code?mailed=yes"])
    def test_are_fit_for_strangers(self, desk: Bureau, page: Page, path: str) -> None:
        page.goto(f"{desk.url}/requests{path}")
        assert_accessible_everywhere(page)

    def test_are_fit_for_errors(self, desk: Bureau, page: Page) -> None:
        page.goto(f"{desk.url}/requests")
        page.get_by_label("Reference").fill(NASTY)
        page.get_by_role("button", name="Mail me a code").click()
        assert_accessible_everywhere(page)
        page.goto(f"{desk.url}/requests/PR-7KQ2-M9XD-4T/code")
        page.get_by_role("button", name="Open my request").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert_accessible_everywhere(page)

    def test_are_fit_for_a_request_that_waits(self, desk: Bureau, page: Page) -> None:
        ticket = desk.taken(details=NASTY, on_behalf_of=OnBehalfOf(NASTY, NASTY), days=50)
        desk.does(desk.application.desk.ask, ticket, kind="clarification", text=NASTY, reason=NASTY)
        desk.leaves(ticket, name=NASTY, content=b"x")
        path = opens(page, desk, ticket)
        page.goto(path)
        page.get_by_text("How the law finds that day").click()
        assert_accessible_everywhere(page)
        assert page.locator("main :is(img, script)").count() == 0
        page.get_by_role("button", name="Send").click()
        assert_accessible_everywhere(page)
        page.goto(f"{path}/withdrawal")
        assert_accessible_everywhere(page)

    def test_are_fit_for_a_request_that_was_refused(self, desk: Bureau, page: Page) -> None:
        ticket = desk.taken()
        close = desk.application.desk.close
        desk.does(close, ticket, outcome=Action.REFUSED, text=NASTY, ground="legal_duty")
        page.goto(opens(page, desk, ticket))
        assert_accessible_everywhere(page)
