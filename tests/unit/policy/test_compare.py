from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.compare import Difference, Piece, compare
from assistant.policy.documents import parse

if TYPE_CHECKING:
    from assistant.model import Document

BEFORE = """# Privacy

We keep it for a while.

## Keeping

- Orders stay for seven years.
- Letters stay for one year.

| What | How long |
|---|---|
| Logs | 30 days |

## Contact

Write to us.
"""


def document(text: str) -> Document:
    return parse("policy", text.encode(), suffix=".md")


def between(text: str) -> list[tuple[str, str, str]]:
    """Each difference as its kind, section and words, with [-removed-] and {+added+} ones."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return [
        (found.kind, found.section, " ".join(marks[piece.fate].format(piece.words) for piece in found.pieces))
        for found in compare(document(BEFORE), document(text))
    ]


class TestCompare:
    def test_finds_nothing_where_both_say_the_same(self) -> None:
        assert between(BEFORE) == []
        assert between(BEFORE.replace("seven", "**seven**")) == []

    def test_marks_the_words_that_changed(self) -> None:
        assert between(BEFORE.replace("seven years", "ten long years")) == [
            ("changed", "Keeping", "Orders stay for [-seven-] {+ten long+} years.")
        ]

    def test_tells_what_was_added_and_removed_as_a_whole(self) -> None:
        changed = BEFORE.replace("- Letters stay for one year.\n", "").replace(
            "Write to us.", "Write to us.\n\nOr call."
        )
        assert between(changed) == [
            ("removed", "Keeping", "[-Letters stay for one year.-]"),
            ("added", "Contact", "{+Or call.+}"),
        ]

    def test_shows_a_row_of_a_table_whole(self) -> None:
        assert between(BEFORE.replace("30 days", "90 days")) == [("changed", "Keeping", "Logs | [-30-] {+90+} days")]

    def test_counts_a_heading_as_a_passage(self) -> None:
        assert between(BEFORE.replace("## Contact", "## Contact us")) == [("changed", "Contact us", "Contact {+us+}")]

    def test_pairs_no_passages_that_have_little_in_common(self) -> None:
        found = between(BEFORE.replace("We keep it for a while.", "Nothing here is kept by anybody at all."))
        assert [kind for kind, _, _ in found] == ["removed", "added"]

    def test_takes_what_moved_out_at_one_place_and_in_at_the_other(self) -> None:
        lines = "- Orders stay for seven years.\n", "- Letters stay for one year.\n"
        found = between(BEFORE.replace("".join(lines), "".join(reversed(lines))))
        assert sorted(kind for kind, _, _ in found) == ["added", "removed"]


PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), min_size=1, max_size=6).map(" ".join), max_size=6
)


def words(found: list[Difference], fates: set[str]) -> list[str]:
    return [word for each in found for piece in each.pieces if piece.fate in fates for word in piece.words.split()]


class TestAnyTwoVersions:
    @given(PARAGRAPHS, PARAGRAPHS)
    def test_differ_by_just_what_is_told(self, old: list[str], new: list[str]) -> None:
        before, after = document("# T\n\n" + "\n\n".join(old)), document("# T\n\n" + "\n\n".join(new))
        found = list(compare(before, after))
        gone, come = words(found, {"removed", "same"}), words(found, {"added", "same"})
        kept_before = sorted(before.text.split())
        for word in gone:
            kept_before.remove(word)
        kept_after = sorted(after.text.split())
        for word in come:
            kept_after.remove(word)
        assert kept_before == kept_after

    @given(PARAGRAPHS, PARAGRAPHS)
    def test_are_told_apart_in_pieces_that_alternate(self, old: list[str], new: list[str]) -> None:
        for found in compare(document("# T\n\n" + "\n\n".join(old)), document("# T\n\n" + "\n\n".join(new))):
            assert all(piece.words for piece in found.pieces)
            assert all(one.fate != other.fate for one, other in pairwise(found.pieces))
            assert any(piece != Piece("same", piece.words) for piece in found.pieces)
