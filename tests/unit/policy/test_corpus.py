"""The policy that is shipped says what its source says, word by word."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from assistant.policy.documents import parse

POLICY = Path(__file__).parents[3] / "corpus" / "privacy_policy.md"
# Of the source's words: heading, list and table marks dropped, runs of white space made one space.
SOURCE_SHA256 = "3e8bcdbb91d005a55c429aec5183bf01ef9831c7b1242f887423f5a1bda2e70b"
RETENTION_CELLS = 10


def words(text: str) -> str:
    without_marks = re.sub(r"^\s*(#+|-)\s+", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"[|<>]|-{3,}", " ", without_marks).split())


class TestPolicy:
    def test_has_the_words_of_its_source_all_and_in_order(self) -> None:
        assert hashlib.sha256(words(POLICY.read_text(encoding="utf-8")).encode()).hexdigest() == SOURCE_SHA256

    def test_keeps_them_when_it_is_parsed(self) -> None:
        text = parse("privacy_policy", POLICY.read_bytes(), suffix=".md").text
        assert hashlib.sha256(words(text).encode()).hexdigest() == SOURCE_SHA256

    def test_has_headings_lists_and_the_retention_table(self) -> None:
        blocks = parse("privacy_policy", POLICY.read_bytes(), suffix=".md").blocks
        assert [block.level for block in blocks if block.kind == "heading"] == [1] + [2] * 11
        assert sum(block.kind == "item" for block in blocks) == 3 + 7 + 6 + 7
        assert sum(block.kind == "cell" for block in blocks) == RETENTION_CELLS
