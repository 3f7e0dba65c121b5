from __future__ import annotations

from pathlib import Path

import pytest

from assistant.policy.documents import parse
from assistant.policy.passages import cut

POLICY = parse(
    "privacy_policy", (Path(__file__).parents[3] / "corpus" / "privacy_policy.md").read_bytes(), suffix=".md"
)


def pieces(source: str) -> list[tuple[tuple[str, ...], str, str]]:
    passages = cut(parse("policy", source.encode(), suffix=".md"))
    return [(passage.section, passage.lead_in, passage.text) for passage in passages]


class TestPolicy:
    def test_is_exact_slices_of_the_text(self) -> None:
        for passage in cut(POLICY):
            assert " | ".join(POLICY.text[start:end] for start, end in passage.spans) == passage.text
            assert passage.version == POLICY.version

    def test_loses_no_words_but_headings_and_table_headers(self) -> None:
        covered = {place for passage in cut(POLICY) for start, end in passage.spans for place in range(start, end)}
        for block in POLICY.blocks:
            words = {place for place in range(block.start, block.end) if not POLICY.text[place].isspace()}
            unquoted = block.kind == "heading" or (block.kind == "cell" and block.row == 0)
            assert (words & covered == set()) if unquoted else (words <= covered)

    def test_has_an_id_of_its_own_for_each(self) -> None:
        ids = [passage.id for passage in cut(POLICY)]
        assert len(set(ids)) == len(ids) == 86

    @pytest.mark.parametrize(
        "words",
        [
            "Integra Software Services Pvt. Ltd. a company registered in India",
            "by any other means (e.g. email or telephone), we may keep",
            "accuracy; (b) where our use of the data is unlawful but you do not want us to erase it; (c) where you",
            "will be transmitted electronically, e.g. information provided",
            "© 2024 | Integra Software Services Pvt. Ltd.",
        ],
    )
    def test_keeps_a_sentence_whole(self, words: str) -> None:
        assert sum(words in passage.text for passage in cut(POLICY)) == 1

    def test_leads_a_right_in_and_its_explanation_by_the_right(self) -> None:
        erasure = [passage for passage in cut(POLICY) if "erasure" in passage.lead_in + passage.text][:2]
        assert [(passage.lead_in, passage.text[:40]) for passage in erasure] == [
            ("You have the right to:", "Request erasure of your personal data."),
            ("Request erasure of your personal data.", "This enables you to ask us to delete or "),
        ]

    def test_makes_a_table_row_readable_alone(self) -> None:
        row = next(passage for passage in cut(POLICY) if "7 years" in passage.text)
        assert row.table_row
        assert row.section == ("How long do we keep your personal information",)
        assert row.lead_in == "Circumstances in which personal information was provided | How long do we keep it?"
        assert [POLICY.text[start:end] for start, end in row.spans] == [
            "In the course of providing services",
            "Usually 7 years from the conclusion of the instruction unless we inform you otherwise",
        ]


class TestSections:
    def test_leaves_out_the_title_where_there_is_a_section(self) -> None:
        assert pieces("# T\n\nfirst\n\n## A\n\n### B\n\nsecond\n\n## C\n\nthird") == [
            (("T",), "", "first"),
            (("A", "B"), "", "second"),
            (("C",), "", "third"),
        ]

    def test_keeps_first_level_headings_that_are_sections(self) -> None:
        assert [section for section, _, _ in pieces("# A\n\nx\n\n# B\n\n## C\n\ny")] == [("A",), ("B", "C")]


class TestLeadIns:
    def test_leads_a_sentence_that_leans_on_the_one_before_in_by_it(self) -> None:
        assert pieces(
            "# T\n\nWe set cookies. They hold no names. In that case we ask. Mail is kept. However, not long."
        ) == [
            (("T",), "", "We set cookies."),
            (("T",), "We set cookies.", "They hold no names."),
            (("T",), "They hold no names.", "In that case we ask."),
            (("T",), "", "Mail is kept."),
            (("T",), "Mail is kept.", "However, not long."),
        ]

    def test_leads_nested_items_in_by_the_item_above(self) -> None:
        assert pieces("We share. We use:\n\n- one:\n  - deep. Deeper.\n- two\n\n  More of two.\n\nAfter.") == [
            ((), "", "We share."),
            ((), "", "We use:"),
            ((), "We use:", "one:"),
            ((), "one:", "deep."),
            ((), "deep.", "Deeper."),
            ((), "We use:", "two"),
            ((), "two", "More of two."),
            ((), "", "After."),
        ]

    def test_does_not_lead_in_across_a_heading(self) -> None:
        assert pieces("Before:\n\n## H\n\n- item")[1] == (("H",), "", "item")


class TestIds:
    def test_stay_when_the_text_around_them_changes(self) -> None:
        before, after = (
            cut(parse("p", source, suffix=".md"))
            for source in (b"## H\n\nOld one. Old two.", b"New text.\n\n## H\n\nNew. Old one. Old two.")
        )
        assert {passage.id for passage in before} < {passage.id for passage in after}

    def test_tell_equal_sentences_apart(self) -> None:
        first, second = cut(parse("p", b"Same.\n\nSame.", suffix=".md"))
        assert first.id != second.id

    def test_skips_what_has_no_words(self) -> None:
        assert pieces("\\* \\* \\*\n\nWords.") == [((), "", "Words.")]
