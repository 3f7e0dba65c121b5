"""The queue, the register's files and the figures over HTTP, with both databases."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from bs4 import BeautifulSoup
from bureau import Bureau, bureau

from api.desk.filters import SOON
from api.desk.queue import PAGE, standing
from assistant.model import Action, OnBehalfOf, Role, TicketType
from assistant.ports import utc_now
from assistant.requests.retention import strip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desk import DeskClient

    from assistant.model import Ticket

FORMULA = '=HYPERLINK("http://evil.example")'
FILES = ("/desk/register.csv", "/desk/register.json")
FIGURES = ("/desk/figures", "/desk/figures.csv", "/desk/figures.json")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    settings: dict[str, Any] = {"ASSISTANT_DATA_DIR": tmp_path_factory.mktemp("desk")}
    if request.param == "postgresql":
        settings["ASSISTANT_DATABASE_URL"] = request.getfixturevalue("postgres").new_database(template="template")
    return settings


@pytest.fixture(scope="module")
def desk(settings: dict[str, Any]) -> Iterator[Bureau]:
    with bureau(**settings) as running:
        yield running


@pytest.fixture
def anna(desk: Bureau) -> Iterator[DeskClient]:
    """A handler."""
    with desk.client(name="Anna Weber") as client:
        yield client


def rows(page: httpx.Response) -> list[str]:
    """The references on a page, from top to bottom."""
    assert page.status_code == 200, page.text
    return [link.text for link in BeautifulSoup(page.text, "lxml").select("tbody th a")]


def words(page: httpx.Response) -> str:
    return " ".join(BeautifulSoup(page.text, "lxml").get_text(" ").split())


def of(client: DeskClient, ticket: Ticket, **asked: str) -> BeautifulSoup:
    """The ticket's row."""
    page = client.get("/desk", params={"q": ticket.reference, **asked})
    assert rows(page) == [ticket.reference]
    return BeautifulSoup(page.text, "lxml")


class TestQueue:
    def test_sends_who_has_not_signed_in_to_where_they_can(self, desk: Bureau) -> None:
        for path in ("/desk", *FILES, *FIGURES):
            response = httpx.get(desk.url + path, headers={"Accept": "text/html"})
            assert response.status_code == 303
            assert response.headers["Location"].startswith("/desk/sign-in")

    def test_shows_what_is_due_first_first_and_marks_it_in_words(self, desk: Bureau, anna: DeskClient) -> None:
        host = "due.example"
        tickets = [desk.filed(days=days, email=f"p{days}@{host}") for days in (3, 60, 27)]
        page = anna.get("/desk", params={"q": host})
        assert rows(page) == [tickets[1].reference, tickets[2].reference, tickets[0].reference]
        assert re.search(r"overdue by \d+ days", words(page))
        today = utc_now().date()
        assert all(standing(ticket, today=today).words in words(page) for ticket in tickets)
        assert rows(anna.get("/desk", params={"q": host, "due": "overdue"})) == [tickets[1].reference]
        soon = [ticket.reference for ticket in tickets if ticket.due_on <= today + SOON]
        assert sorted(rows(anna.get("/desk", params={"q": host, "due": "soon"}))) == sorted(soon)

    def test_tells_who_asks_for_what_on_whose_behalf_and_who_works_on_it(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.filed(
            name="<b>Zoë</b>",
            types=(TicketType.ERASURE, TicketType.ACCESS),
            on_behalf_of=OnBehalfOf("Ada & Co", "parent"),
        )
        row = " ".join(of(anna, ticket).select("tbody tr")[0].get_text(" ").split())
        assert "Erasure, access <b>Zoë</b> for Ada & Co Received nobody" in row
        desk.does(desk.application.desk.take, ticket, handler=anna.seat.user.name)
        row = of(anna, ticket, handler="me").select("tbody tr")[0].get_text(" ")
        assert "In progress" in row
        assert "Anna Weber" in row
        assert rows(anna.get("/desk", params={"q": ticket.reference, "handler": "nobody"})) == []

    def test_pages_through_many_with_its_filters_kept(self, desk: Bureau, anna: DeskClient) -> None:
        many = {desk.filed(email=f"n{number}@many.example").reference for number in range(PAGE + 3)}
        desk.filed(types=(TicketType.ACCESS,), email="other@many.example")
        first = anna.get("/desk", params={"q": "many.example", "type": "erasure"})
        assert f"{PAGE + 3} tickets" in words(first)
        following = BeautifulSoup(first.text, "lxml").select_one("a[rel=next]")
        assert following
        second = anna.get(str(following["href"]))
        assert len(rows(first)) == PAGE
        assert sorted(rows(first) + rows(second)) == sorted(many)
        soup = BeautifulSoup(second.text, "lxml")
        assert not soup.select("a[rel=next]")
        assert soup.select(".pages a")[0]["href"] == "/desk?type=erasure&q=many.example"
        assert soup.select("#q")[0]["value"] == "many.example"
        assert soup.select("#type option[selected]")[0]["value"] == "erasure"

    def test_shows_closed_tickets_when_asked_the_latest_first(self, desk: Bureau, anna: DeskClient) -> None:
        closed = [desk.taken(days=days, email=f"p{days}@closed.example") for days in (40, 5, 20)]
        for ticket in closed:
            desk.does(desk.application.desk.close, ticket, outcome=Action.COMPLETED, text="Done.")
        assert rows(anna.get("/desk", params={"q": "closed.example"})) == []
        page = anna.get("/desk", params={"q": "closed.example", "status": "closed"})
        assert rows(page) == [closed[1].reference, closed[2].reference, closed[0].reference]
        assert re.search(r"closed \d+ \w+ \d{4}, \d+ days late", words(page))

    @pytest.mark.parametrize(
        "query",
        [
            "status=nonsense",
            "after=garbage",
            "after=0000-00-00/x",
            "after=2026-01-01",
            "type=%00",
            "q=%F0%9F%99%82%25_'%22%3Cscript%3E",
            "q=" + "a+" * 400,
            "handler=root&due=never&status=&type=&q=&after=",
            "status=open&status=closed",
        ],
    )
    def test_takes_any_address(self, anna: DeskClient, query: str) -> None:
        response = anna.get(f"/desk?{query}")
        # What no database can take gets no further than the boundary.
        assert response.status_code == (404 if "%00" in query else 200)
        assert "<script" not in response.text

    def test_says_in_words_that_nothing_fits(self, anna: DeskClient) -> None:
        page = anna.get("/desk", params={"q": "nobody-is-called-so"})
        assert "No ticket fits" in words(page)
        assert "show what is open" in words(page)

    def test_allows_no_script_and_is_not_kept_by_anybody(self, anna: DeskClient) -> None:
        response = anna.get("/desk")
        assert "script-src" not in response.headers["Content-Security-Policy"]
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert response.headers["Cache-Control"] == "no-store"


class TestEmptyDesk:
    def test_says_what_will_stand_there(self, tmp_path: Path) -> None:
        with bureau(ASSISTANT_DATA_DIR=tmp_path) as empty, empty.client() as client:
            assert "Nothing was filed yet" in words(client.get("/desk"))
            assert client.get("/desk/register.json").json() == []
            assert client.get("/desk/figures").status_code == 200
            closed = empty.filed()
            empty.does(empty.application.desk.withdraw, closed, reason="By telephone.")
            assert "Nothing is open" in words(client.get("/desk"))


class TestRegister:
    def test_is_sent_to_handlers_and_admins_only(self, desk: Bureau) -> None:
        for role, status in {Role.READER: 403, Role.HANDLER: 200, Role.ADMIN: 200}.items():
            with desk.client(role) as client:
                assert [client.get(path).status_code for path in FILES] == [status] * 2
                assert ("register.csv" in client.get("/desk?status=all").text) == (status == 200)

    def test_is_a_table_without_formulas(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken(name=FORMULA, email="formula@csv.example", on_behalf_of=OnBehalfOf("+1", "parent"))
        desk.does(desk.application.desk.close, ticket, outcome=Action.COMPLETED, text="Done.")
        response = anna.get("/desk/register.csv", params={"q": "csv.example", "status": "closed"})
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert re.fullmatch(
            r'attachment; filename="register-\d{4}-\d\d-\d\d\.csv"', response.headers["Content-Disposition"]
        )
        assert response.content.startswith(b"\xef\xbb\xbf")
        (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
        assert row["name"] == f"'{FORMULA}"
        assert row["on_behalf_of"] == "'+1"
        assert row["days"] == "3"
        assert (row["reference"], row["status"], row["types"]) == (ticket.reference, "completed", "erasure")
        assert row["received"].startswith(f"{utc_now() - timedelta(days=3):%Y-%m-%d}")

    def test_has_the_same_as_json(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.filed(name=FORMULA, types=(TicketType.ACCESS, TicketType.ERASURE))
        (row,) = anna.get("/desk/register.json", params={"q": ticket.reference}).json()
        assert row["name"] == FORMULA
        assert row["types"] == ["access", "erasure"]
        assert row["due"] == ticket.due_on.isoformat()
        assert row["closed"] is None

    def test_has_all_pages_of_what_is_asked_for(self, desk: Bureau, anna: DeskClient) -> None:
        for number in range(PAGE + 1):
            desk.filed(email=f"n{number}@export.example")
        assert len(anna.get("/desk/register.json", params={"q": "export.example"}).json()) == PAGE + 1


class TestFigures:
    def test_are_there_for_readers_as_page_table_and_list(self, desk: Bureau) -> None:
        desk.filed(types=(TicketType.PORTABILITY,))
        with desk.client(Role.READER) as client:
            page = client.get("/desk/figures", params={"type": "portability"})
            listed = client.get("/desk/figures.json").json()
            table = list(csv.DictReader(io.StringIO(client.get("/desk/figures.csv").content.decode("utf-8-sig"))))
        assert "Portability" in BeautifulSoup(page.text, "lxml").select("h1 + p")[0].text
        assert BeautifulSoup(page.text, "lxml").select("svg[role=img] rect.received")
        assert "style=" not in page.text
        assert len(listed) == len(table) == 24 * (1 + len(TicketType))
        assert {row["month"] for row in listed} == {row["month"] for row in table}

    def test_still_count_a_request_whose_person_is_gone(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken(types=(TicketType.RESTRICTION,), name="Gone Person", email="gone@strip.example")
        desk.does(desk.application.desk.close, ticket, outcome=Action.COMPLETED, text="Done.")
        before = anna.get("/desk/figures.json").json()
        with desk.application.unit_of_work() as unit:
            strip(unit, desk.ticket(ticket.reference), at=utc_now(), salt="s" * 32)
            unit.commit()
        assert anna.get("/desk/figures.json").json() == before
        assert sum(row["closed"] for row in before if row["type"] == "restriction") == 1
        row = of(anna, ticket, status="all").select("tbody tr")[0].get_text(" ")
        assert "removed" in row
        assert "Gone" not in row
        assert rows(anna.get("/desk", params={"q": "strip.example", "status": "all"})) == []

    def test_take_any_type(self, anna: DeskClient) -> None:
        assert "All types" in words(anna.get("/desk/figures?type=nonsense"))
