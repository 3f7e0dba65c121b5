from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI
from fastapi.testclient import TestClient
from unit.fakes.units import no_database

from api import errors, pages
from api.boundary import Boundary
from api.metrics import Metrics
from api.typeset import sections, typeset, usable
from assistant.errors import NotFoundError
from assistant.organisation import Organisation, read_organisation
from assistant.policy.documents import parse

if TYPE_CHECKING:
    from assistant.model import Document

CORPUS = Path(__file__).parents[3] / "corpus"
POLICY = parse("privacy_policy", (CORPUS / "privacy_policy.md").read_bytes(), suffix=".md")
OLD = replace(POLICY, version="0123456789ab", text=POLICY.text.replace("7 years", "9 years"))
SAMPLE = b"""# Title

One [link](https://example.com/?a=1&b=2 "x") and **strong *both*** and [bad](javascript:alert(1)) and `<b>`.

- first

  more of the first
  - inner
- second

3. third
4. fourth

| A | B |
|---|---|
|   | b |
| <i>c</i> | d & e |
"""


@dataclass
class Assistant:
    """As much of an application as the pages look at."""

    sample: Document = field(default_factory=lambda: parse("sample", SAMPLE, suffix=".md"))
    organisation: Organisation = field(default_factory=lambda: read_organisation(CORPUS))
    contact: str = "officer@set.example"

    @property
    def documents(self) -> Assistant:
        return self

    def document(self, name: str, version: str | None = None) -> Document:
        for document in (POLICY, OLD, self.sample):
            if document.name == name and version in {None, document.version}:
                return document
        raise NotFoundError


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.state.application = Assistant()
    app.include_router(pages.router)
    errors.register(app)
    app.add_middleware(Boundary, metrics=Metrics(no_database), new_id=lambda: "id-1")
    return TestClient(app)


def read(client: TestClient, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


def document(client: TestClient, address: str) -> Tag:
    """The document's own words and links, without what we write beside them."""
    main = read(client, address).find("main")
    assert isinstance(main, Tag)
    for ours in main.select(".beside, .over"):
        ours.decompose()
    return main


def words(soup: BeautifulSoup) -> str:
    return re.sub(r"\s+", " ", soup.find("main").get_text(" "))  # type: ignore[union-attr]


class TestPolicy:
    def test_holds_every_word_in_order(self, client: TestClient) -> None:
        page = document(client, "/policy/privacy_policy").get_text()
        assert re.sub(r"\W+", "", page) == re.sub(r"\W+", "", POLICY.text)

    def test_marks_the_very_words(self, client: TestClient) -> None:
        start = POLICY.text.index("Usually 7 years")
        page = read(client, f"/policy/privacy_policy?version={POLICY.version}&start={start}&end={start + 15}")
        assert [(mark.get("id"), mark.get_text()) for mark in page.find_all("mark")] == [("cited", "Usually 7 years")]

    def test_marks_a_stretch_over_blocks_and_several_stretches(self, client: TestClient) -> None:
        text = Assistant().sample.text
        start, end = text.index("fourth"), text.index(" & e")
        page = read(client, f"/policy/sample?start={start}&end={end}&start=0&end=5&start=2&end=3")
        assert [mark.get_text() for mark in page.find_all("mark")] == [
            "Title",
            "fourth",
            "A",
            "B",
            "b",
            "c",
            "d",
        ]
        assert [mark.get("id") for mark in page.find_all("mark")][:2] == ["cited", None]

    def test_marks_inside_links_and_emphasis(self, client: TestClient) -> None:
        start = Assistant().sample.text.index("ink and strong bo")
        page = str(read(client, f"/policy/sample?start={start}&end={start + 17}").select_one("p:not(.over)"))
        assert '>l<mark id="cited">ink</mark></a><mark> and </mark>' in page
        assert "<strong><mark>strong </mark><em><mark>bo</mark>th</em></strong>" in page

    @pytest.mark.parametrize(
        "numbers", ["start=a&end=b", "start=-1&end=9", "start=5&end=5", "start=0&end=999999", "start=1"]
    )
    def test_opens_unmarked_when_the_numbers_make_no_sense(self, client: TestClient, numbers: str) -> None:
        assert not read(client, f"/policy/privacy_policy?{numbers}").find_all("mark")

    def test_draws_lists_and_tables_as_such(self, client: TestClient) -> None:
        main = str(read(client, "/policy/sample").find("main"))
        shape = re.sub(r"\s*\n\s*", "", main)
        assert "<ul><li>first<p>more of the first</p><ul><li>inner</li></ul></li><li>second</li></ul>" in shape
        assert '<ol start="3"><li>third</li><li>fourth</li></ol>' in shape
        assert '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>' in shape
        assert "<tr><td></td><td>b</td></tr><tr><td><em>c</em></td><td>d &amp; e</td></tr>" in shape

    def test_links_only_to_the_web_and_to_mail(self, client: TestClient) -> None:
        links = document(client, "/policy/sample").find_all("a")
        assert [link["href"] for link in links] == ["https://example.com/?a=1&b=2"]
        assert all("noopener" in link["rel"] for link in links)

    def test_shows_a_kept_version_and_says_that_a_newer_one_is_in_force(self, client: TestClient) -> None:
        start = OLD.text.index("9 years")
        page = read(client, f"/policy/privacy_policy?version={OLD.version}&start={start}&end={start + 7}")
        assert page.find("mark").get_text() == "9 years"  # type: ignore[union-attr]
        assert "A newer one is in force" in words(page)
        assert "effective" not in words(page).split(OLD.version)[0]

    def test_shows_the_version_in_force_unmarked_when_the_linked_one_is_gone(self, client: TestClient) -> None:
        page = read(client, "/policy/privacy_policy?version=ffffffffffff&start=1&end=9")
        assert "not kept any more" in words(page)
        assert not page.find_all("mark")

    def test_tells_the_effective_date_and_version(self, client: TestClient) -> None:
        assert f"effective 25 May 2018 · version {POLICY.version}" in words(read(client, "/policy/privacy_policy"))

    @pytest.mark.parametrize("name", ["unknown", "%00", "privacy_policy?version=%00"])
    def test_knows_no_other_documents(self, client: TestClient, name: str) -> None:
        assert client.get(f"/policy/{name}").status_code == 404


class TestSections:
    def test_begin_at_each_heading_and_before_the_first(self) -> None:
        text = b"Before.\n\n# One\n\n## Two\n\nUnder two.\n\n- a\n"
        found = sections(typeset(parse("d", text, suffix=".md"), marked=[]))
        assert [(each.heading and each.heading.anchor, [part.kind for part in each.parts]) for each in found] == [
            (None, ["paragraph"]),
            ("one", []),
            ("two", ["paragraph", "list"]),
        ]


class TestUsable:
    def test_merges_what_overlaps_and_sorts(self) -> None:
        pairs = [("8", "9"), ("1", "3"), ("2", "5"), ("٣", "7"), ("9" * 5000, "1")]
        assert usable(pairs, length=9) == [(1, 5), (8, 9)]


class TestDemo:
    def test_names_the_company_and_leads_to_its_policy(self, client: TestClient) -> None:
        page = read(client, "/")
        assert "Integra" in page.title.get_text()  # type: ignore[union-attr]
        assert page.find("a", href="/policy/privacy_policy")
        assert page.find("privacy-chat") is not None

    def test_names_the_contact_that_answers_and_mails_name(self, client: TestClient) -> None:
        assert read(client, "/").find("a", href="mailto:officer@set.example")

    def test_allows_no_inline_script_or_style(self, client: TestClient) -> None:
        for address in ("/", "/policy/privacy_policy"):
            response = client.get(address)
            assert "require-trusted-types-for 'script'" in response.headers["content-security-policy"]
            assert not re.search(r"<style|style=|<script>|\son\w+=", response.text)
