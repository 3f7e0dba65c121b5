"""A ticket's page in a real browser: by keyboard alone, at every size, in light and dark."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from browser.axe import assert_accessible_everywhere
from browser.keyboard import enter, tab_to
from bureau import Bureau, bureau
from playwright.sync_api import expect

from assistant.model import Action, OnBehalfOf, Role
from assistant.ports import utc_now
from assistant.requests.desk import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from assistant.model import Ticket

NASTY = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>" + "x" * 300


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with bureau(ASSISTANT_DATA_DIR=tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def signed_in(desk: Bureau, page: Page) -> Page:
    """The page of an admin."""
    with desk.client(Role.ADMIN, name="Ada Admin") as client:
        cookies = [{"name": name, "value": value, "url": f"{desk.url}/desk"} for name, value in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # one of its forms
    return page


def full(desk: Bureau) -> Ticket:
    """A ticket with everything on its page that there can be, and all of it long and hostile."""
    ticket = desk.taken(name=NASTY, details=NASTY, words=(NASTY, "again"), on_behalf_of=OnBehalfOf(NASTY, NASTY))
    desk.does(desk.application.desk.hold, ticket, reason=NASTY)
    desk.does(desk.application.desk.ask, ticket, kind="clarification", text=NASTY, reason=NASTY)
    desk.does(desk.application.desk.hear, ticket, actor="person", text=NASTY)
    desk.filed(email=ticket.draft.email, on_behalf_of=OnBehalfOf(NASTY, NASTY))
    order = Order(ticket.reference, "staff:ben", utc_now())
    with desk.application.unit_of_work() as unit:
        desk.application.desk.attach(unit, order, name=NASTY, content=b"x", kept=timedelta(days=30))
        unit.commit()
    return ticket


class TestKeyboard:
    def test_extends_the_period_from_the_page_to_the_mail(self, desk: Bureau, signed_in: Page) -> None:
        ticket, page = desk.taken(days=0), signed_in
        page.goto(f"{desk.url}/desk/tickets/{ticket.reference}")
        tab_to(page, "Extend the period")
        page.keyboard.press("Enter")
        tab_to(page, "Why it takes longer")
        page.keyboard.press("End")
        tab_to(page, "Preview the mail")
        enter(page)

        expect(page.get_by_role("alert")).to_contain_text("Nothing was sent yet")
        expect(page.get_by_role("alert")).to_be_focused()
        tab_to(page, "Why it takes longer: Finish the text first")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Why it takes longer")).to_be_focused()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type("Your data lie in nine systems.")
        tab_to(page, "Preview the mail")
        enter(page)

        expect(page.get_by_role("article")).to_contain_text("Your data lie in nine systems.")
        tab_to(page, "Back to editing")
        enter(page)
        expect(page.get_by_label("Why it takes longer")).to_have_value("Your data lie in nine systems.")
        tab_to(page, "Preview the mail")
        enter(page)
        tab_to(page, "Send")
        enter(page)

        expect(page.get_by_role("status")).to_contain_text("Extend the period: done")
        assert desk.history(ticket.reference)[-1].deed.action is Action.EXTENDED
        assert "nine systems" in desk.mails(ticket.draft.email, count=3)[2].as_string()


class TestAccess:
    def test_is_for_everybody(self, desk: Bureau, signed_in: Page) -> None:
        ticket, page = full(desk), signed_in
        page.goto(f"{desk.url}/desk/tickets/{ticket.reference}")
        for details in page.locator("details").all():
            details.evaluate("element => { element.removeAttribute('name'); element.open = true }")
        assert_accessible_everywhere(page)
        page.goto(f"{desk.url}/desk/tickets/{ticket.reference}/refuse")
        send = page.locator("details[open]").get_by_role("button")
        send.click()
        expect(page.get_by_role("alert")).to_contain_text("Choose one")
        assert_accessible_everywhere(page)
        page.locator("details[open]").get_by_role("radio").first.check()
        page.get_by_label("Why it holds in this case").fill("It repeats ten others.")
        send.click()
        expect(page.get_by_role("article")).to_contain_text("It repeats ten others.")
        assert_accessible_everywhere(page)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("status")).to_contain_text("Refuse: done")
        assert_accessible_everywhere(page)


class TestPage:
    @pytest.mark.parametrize("width", [320, 768, 1440])
    def test_fits_the_screen_whatever_people_wrote(self, desk: Bureau, signed_in: Page, width: int) -> None:
        ticket, page = full(desk), signed_in
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{desk.url}/desk/tickets/{ticket.reference}")
        for details in page.locator("details").all():
            details.evaluate("element => { element.removeAttribute('name'); element.open = true }")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator("main :is(script, img)").count() == 0
        page.goto(f"{desk.url}/desk/tickets/{ticket.reference}/complete")
        page.get_by_label("Your answer").fill(NASTY)
        page.locator("details[open]").get_by_role("button").click()
        expect(page.get_by_role("article")).to_contain_text(NASTY[:40])
        assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_opens_one_form_at_a_time(self, desk: Bureau, signed_in: Page) -> None:
        signed_in.goto(f"{desk.url}/desk/tickets/{desk.taken().reference}")
        for title in ("Write a note", "Complete"):
            signed_in.locator("summary").filter(has_text=title).click()
        expect(signed_in.locator("details[name=deed][open]")).to_have_count(1)
