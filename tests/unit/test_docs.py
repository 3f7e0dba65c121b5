"""What the documents say of the code is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.settings import Settings
from docs import make

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<to>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (?P<words>.+)$", re.MULTILINE)
WAYS = (
    ("ingest", "index", "retrieve", "answer", "cite"),
    ("message", "intent", "conversation", "ticket", "outbox", "email"),
)


def links(page: Path) -> list[str]:
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    return [found["to"] for found in LINK.finditer(text)]


def anchors(page: Path) -> set[str]:
    words = (found["words"].lower() for found in HEADING.finditer(page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in words}


class TestSettings:
    def test_every_setting_says_what_it_means(self) -> None:
        assert [name for name, field in Settings.model_fields.items() if not field.description] == []

    def test_the_page_is_what_the_code_would_make(self) -> None:
        assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == make.settings()

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_no_page_names_a_setting_that_does_not_exist(self, page: Path) -> None:
        named = set(re.findall(r"\bASSISTANT_[A-Z_]+\b", page.read_text(encoding="utf-8")))
        assert named <= {field.alias for field in Settings.model_fields.values()}


class TestLinks:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_every_relative_link_leads_somewhere(self, page: Path) -> None:
        for to in links(page):
            if "://" in to:
                continue
            file, _, anchor = to.partition("#")
            target = (page.parent / file).resolve() if file else page
            assert target.exists(), to
            assert not anchor or anchor in anchors(target), to

    @pytest.mark.parametrize("way", WAYS, ids=lambda way: way[0])
    def test_each_word_of_the_two_ways_is_a_link_to_a_file(self, way: tuple[str, ...]) -> None:
        found = re.search(r"\s+→\s+".join(rf"\[{word}\]\(([\w./]+)\)" for word in way), README)
        assert found
        assert all((ROOT / file).is_file() for file in found.groups())


class TestCommands:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_every_make_command_named_exists(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        lines = re.findall(r"(?:^|`|&& )make ([^`\n]+)", text, re.MULTILINE)
        words = [word for line in lines for word in line.split() if re.fullmatch(r"[a-z]+", word)]
        assert set(words) <= set(make.targets())

    @pytest.mark.parametrize("command", ["serve", "test", "ingest", "slack", "eval", "bench", "check"])
    def test_the_promised_commands_are_there(self, command: str) -> None:
        assert command in make.targets()
