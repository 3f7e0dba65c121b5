"""The queue and the figures in a real browser: by keyboard alone, at every size, in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.axe import assert_accessible, assert_accessible_everywhere
from bureau import Bureau, bureau
from playwright.sync_api import expect

from assistant.model import Action, OnBehalfOf, TicketType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

LONG = "<img src=x onerror=alert(1)>" + "x" * 90


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """A desk with tickets of every standing, and names that are long and hostile."""
    with bureau(ASSISTANT_DATA_DIR=tmp_path_factory.mktemp("desk")) as running:
        for days in (200, 26, 1):
            running.filed(days=days, name=LONG, on_behalf_of=OnBehalfOf(LONG, LONG), types=tuple(TicketType))
        running.unproved(name="", email="")
        closed = running.taken(name="Zoë Brandt")
        running.does(running.application.desk.close, closed, outcome=Action.COMPLETED, text="Done.")
        yield running


def sign_in(page: Page, desk: Bureau) -> Page:
    with desk.client(name=LONG) as client:
        cookies = [{"name": name, "value": value, "url": f"{desk.url}/desk"} for name, value in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # one of its forms
    return page


@pytest.fixture
def signed_in(desk: Bureau, page: Page) -> Page:
    """The page of a handler."""
    return sign_in(page, desk)


class TestAxe:
    @pytest.mark.parametrize(
        "path",
        ["/desk", "/desk?status=all", "/desk?q=nobody-is-called-so", "/desk/figures", "/desk/figures?type=access"],
    )
    def test_finds_nothing_wrong(self, desk: Bureau, signed_in: Page, path: str) -> None:
        signed_in.goto(desk.url + path)
        assert_accessible_everywhere(signed_in)

    def test_finds_nothing_wrong_with_an_empty_desk(self, page: Page, tmp_path: Path) -> None:
        with bureau(ASSISTANT_DATA_DIR=tmp_path) as empty:
            sign_in(page, empty).goto(f"{empty.url}/desk")
            expect(page.get_by_role("heading", name="Nothing was filed yet")).to_be_visible()
            assert_accessible_everywhere(page)
            page.goto(f"{empty.url}/desk/figures")
            assert_accessible_everywhere(page)

    def test_finds_nothing_wrong_where_the_reader_chose_the_colours(self, desk: Bureau, signed_in: Page) -> None:
        signed_in.emulate_media(forced_colors="active")
        for path in ("/desk", "/desk/figures"):
            signed_in.goto(desk.url + path)
            assert_accessible(signed_in)

    def test_would_say_what_is_wrong(self, desk: Bureau, signed_in: Page) -> None:
        signed_in.goto(f"{desk.url}/desk")
        signed_in.locator("label[for=q]").evaluate("label => label.remove()")
        signed_in.locator("#q").evaluate("field => field.removeAttribute('placeholder')")
        with pytest.raises(AssertionError, match=r'label: .*\n.*id="q"'):
            assert_accessible(signed_in)


class TestKeyboard:
    def test_leads_past_the_head_and_through_a_search_to_a_ticket(self, desk: Bureau, signed_in: Page) -> None:
        ticket = desk.filed(name="Quirin Quandt")
        signed_in.goto(f"{desk.url}/desk")
        signed_in.keyboard.press("Tab")
        expect(signed_in.get_by_role("link", name="Skip to the content")).to_be_focused()
        signed_in.keyboard.press("Enter")
        expect(signed_in.get_by_role("main")).to_be_focused()
        for _ in range(4):  # what is to be seen at a glance
            signed_in.keyboard.press("Tab")
        signed_in.keyboard.press("Tab")
        expect(signed_in.get_by_label("Search")).to_be_focused()
        signed_in.keyboard.type("quand")
        signed_in.keyboard.press("Enter")
        expect(signed_in.get_by_role("row")).to_have_count(2)
        signed_in.get_by_role("link", name=ticket.reference).press("Enter")
        expect(signed_in).to_have_url(f"{desk.url}/desk/tickets/{ticket.reference}")


class TestCards:
    def test_are_still_a_table_to_who_cannot_see_them(self, desk: Bureau, signed_in: Page) -> None:
        signed_in.set_viewport_size({"width": 320, "height": 640})
        signed_in.goto(f"{desk.url}/desk?status=all")
        table = signed_in.get_by_role("table", name="Tickets")
        expect(table.get_by_role("columnheader")).to_have_count(6)
        expect(table.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(5)
        expect(table.get_by_role("row").nth(1).get_by_role("rowheader")).to_have_count(1)
