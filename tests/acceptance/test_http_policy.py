"""The policy's pages over HTTP, with both databases: its versions, what changed, and asking about a section."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest
from acceptance.serving import SECONDS
from bs4 import BeautifulSoup, Tag
from bureau import Bureau, bureau
from policies import put_in_force

from assistant.ports import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>"
POLICY = """# Privacy

## How long we keep it

Orders stay for {years} years.

## Cookies & such

{cookies}
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    settings: dict[str, Any] = {"ASSISTANT_DATA_DIR": tmp_path_factory.mktemp("policy")}
    if request.param == "postgresql":
        settings["ASSISTANT_DATABASE_URL"] = request.getfixturevalue("postgres").new_database(template="template")
    with bureau(**settings) as running:
        yield running


@pytest.fixture
def visitor(desk: Bureau) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.url, timeout=SECONDS) as client:
        yield client
        assert not client.cookies


@pytest.fixture
def name() -> str:
    """A document that no other test knows."""
    return f"policy_{uuid4().hex[:8]}"


def policy(years: int = 7, cookies: str = "We use none.") -> str:
    return POLICY.format(years=years, cookies=cookies)


def main(response: httpx.Response) -> Tag:
    assert response.status_code == 200, response.text
    found = BeautifulSoup(response.text, "lxml")
    assert isinstance(found.main, Tag)
    return found.main


def marked(part: Tag) -> tuple[list[str], list[str]]:
    """What stands in the list of differences as removed and as added."""
    differences = part.select(".difference")
    return tuple(
        [each.get_text().split(": ")[-1] for difference in differences for each in difference.select(tag)]
        for tag in ("del", "ins")
    )  # type: ignore[return-value]


def words(part: Tag) -> str:
    return re.sub(r"\s+", " ", part.get_text())


class TestChanges:
    def test_are_those_since_the_version_before(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        put_in_force(desk.application, policy(9), policy(8), policy(7, "We use none.\n\nNot one."), name=name)
        page = main(visitor.get(f"/policy/{name}/changes"))
        assert marked(page) == (["8"], ["7", "Not one."])
        assert "1 passage changed, 1 passage added, no passages removed" in words(page)
        assert [heading.get_text() for heading in page.find_all("h2")] == ["How long we keep it", "Cookies & such"]

    def test_are_said_in_words_to_who_cannot_see_them(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        put_in_force(desk.application, policy(8), policy(7), name=name)
        said = words(main(visitor.get(f"/policy/{name}/changes")))
        assert "removed: 8, end of removed words added: 7, end of added words" in said

    def test_can_be_asked_for_between_any_two_versions(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        old, _, new = put_in_force(desk.application, policy(9), policy(8), policy(7), name=name)
        address = f"/policy/{name}/changes"
        assert marked(main(visitor.get(address, params={"from": old.version}))) == (["9"], ["7"])
        back = main(visitor.get(address, params={"from": new.version, "to": old.version}))
        assert marked(back) == (["7"], ["9"])
        assert "Both say the same" in words(main(visitor.get(address, params={"from": new.version})))
        first = main(visitor.get(address, params={"to": old.version}))
        assert "No version before this one is kept" in words(first)

    def test_begin_with_a_second_version(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        put_in_force(desk.application, policy(), name=name)
        assert "one version so far" in words(main(visitor.get(f"/policy/{name}/changes")))

    def test_say_so_when_a_version_is_not_kept(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        put_in_force(desk.application, policy(8), policy(7), name=name)
        page = main(visitor.get(f"/policy/{name}/changes", params={"from": "ffffffffffff"}))
        assert "not kept any more" in words(page)
        assert marked(page) == (["8"], ["7"])

    def test_come_with_the_five_versions_that_are_kept(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        documents = put_in_force(desk.application, *(policy(years) for years in range(1, 8)), name=name)
        page = BeautifulSoup(visitor.get(f"/policy/{name}/changes").text, "lxml")
        versions = page.select("nav[aria-labelledby=versions] li")
        assert [item.p.get_text().split()[0] for item in versions if item.p] == [
            document.version for document in reversed(documents[2:])
        ]
        today = utc_now()
        assert all(f"here since {today.day} {today:%B %Y}" in item.get_text() for item in versions)
        for link in page.select("nav[aria-labelledby=versions] a"):
            assert visitor.get(str(link["href"])).status_code == 200

    def test_are_words_whatever_the_documents_say(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        text = NASTY.replace("<", "&lt;")
        put_in_force(desk.application, f"# A\n\nOld {text}\n", f"# A {text}\n\n## {text}\n\nNew {text}\n", name=name)
        for path in ("", "/changes"):
            page = main(visitor.get(f"/policy/{name}{path}"))
            assert NASTY in page.get_text()
            assert not page.select("script, img")

    @pytest.mark.parametrize("path", ["unknown/changes", "%00/changes", "unknown/changes?from=%00"])
    def test_are_not_there_for_other_documents(self, desk: Bureau, visitor: httpx.Client, path: str, name: str) -> None:
        put_in_force(desk.application, policy(), name=name)
        assert visitor.get(f"/policy/{path}").status_code == 404


class TestPolicy:
    def test_leads_from_each_section_to_the_form_without_a_script(
        self, desk: Bureau, visitor: httpx.Client, name: str
    ) -> None:
        put_in_force(desk.application, policy(), name=name)
        links = main(visitor.get(f"/policy/{name}")).select("a[data-ask]")
        assert [link["data-ask"] for link in links] == ["How long we keep it", "Cookies & such"]
        form = main(visitor.get(str(links[1]["href"])))
        assert "About “Cookies & such” in the privacy policy:" in form.find("textarea").get_text()  # type: ignore[union-attr]

    def test_has_an_anchor_at_each_heading(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        put_in_force(desk.application, policy(), name=name)
        page = main(visitor.get(f"/policy/{name}"))
        anchors = {str(link["href"])[1:]: link["aria-label"] for link in page.select("a.anchor")}
        assert set(anchors) == {str(heading["id"]) for heading in page.select("h1, h2")}
        assert anchors["cookies-such"] == "Link to “Cookies & such”"

    def test_leads_to_what_changed(self, desk: Bureau, visitor: httpx.Client, name: str) -> None:
        put_in_force(desk.application, policy(), name=name)
        assert main(visitor.get(f"/policy/{name}")).find("a", href=f"/policy/{name}/changes")
