from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import CorpusError
from assistant.policy.documents import MAX_BYTES, parse, read

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.model import Document


def markdown(source: str) -> Document:
    return parse("policy", source.encode(), suffix=".md")


def html(source: str) -> Document:
    return parse("policy", source.encode(), suffix=".html")


def shapes(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, document.text[block.start : block.end]) for block in document.blocks]


class TestMarkdown:
    def test_becomes_plain_text_with_blocks(self) -> None:
        document = markdown("# Title\n\nOne *two*\nthree.\n\n- a\n- b\n  - c\n")
        assert document.text == "Title\n\nOne two three.\n\na\nb\nc"
        assert document.title == "Title"
        assert shapes(document) == [
            ("heading", 1, "Title"),
            ("paragraph", 0, "One two three."),
            ("item", 1, "a"),
            ("item", 1, "b"),
            ("item", 2, "c"),
        ]

    def test_marks_emphasis_code_and_links_over_the_exact_words(self) -> None:
        document = markdown("We **never *sell*** it, see `x` and [the law](https://law.example/a?b=1&c=2).")
        spans = [(span.kind, document.text[span.start : span.end], span.href) for span in document.blocks[0].spans]
        assert spans == [
            ("strong", "never sell", ""),
            ("em", "sell", ""),
            ("code", "x", ""),
            ("link", "the law", "https://law.example/a?b=1&c=2"),
        ]

    def test_numbers_ordered_items_and_the_paragraphs_of_one_item(self) -> None:
        document = markdown("3. a\n4. b\n\n   more of b\n")
        assert [(block.number, block.part) for block in document.blocks] == [(3, 0), (4, 0), (4, 1)]

    def test_places_cells_in_their_table(self) -> None:
        document = markdown("| A | B |\n|---|---|\n| 1 | 2 |\n\ntext\n\n| C |\n|---|\n| 3 |\n")
        cells = [(block.table, block.row, block.column) for block in document.blocks if block.kind == "cell"]
        assert cells == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0), (1, 1, 0)]
        assert document.text == "A | B\n1 | 2\n\ntext\n\nC\n3"

    def test_takes_a_byte_order_mark_and_windows_lines(self) -> None:
        assert parse("policy", b"\xef\xbb\xbf# A\r\n\r\nb\r\nc", suffix=".md").text == "A\n\nb c"

    def test_keeps_lists_nested_fifty_deep(self) -> None:
        document = markdown("\n".join(f"{'  ' * depth}- item {depth}" for depth in range(50)))
        assert document.text.endswith("item 49")


class TestHtml:
    def test_leaves_out_what_people_do_not_read(self) -> None:
        document = html(
            "<head><title>x</title></head><nav>Home</nav><header>Logo</header><p>Read <!-- not --> this.</p>"
            "<script>x()</script><style>p{}</style><p hidden>no</p><p style='display: none'>no</p>"
            "<p aria-hidden=true>no</p><footer>foot</footer>"
        )
        assert document.text == "Read this."

    def test_reads_the_headers_and_footers_of_parts_but_not_the_page_s(self) -> None:
        page = (
            "<body><header>Logo</header><article><header><h2>Cookies</h2></header><p>We set two.</p>"
            "<footer>Since 2018.</footer></article><section><div><header>More</header></div></section>"
            "<footer>Imprint</footer></body>"
        )
        assert html(page).text == "Cookies\n\nWe set two.\n\nSince 2018.\n\nMore"

    def test_prefers_the_main_part_of_a_page(self) -> None:
        assert html("<div>menu</div><main><h1>T</h1>loose <b>words</b><div>box</div></main>").text == (
            "T\n\nloose words\n\nbox"
        )

    def test_reads_lists_and_cells_that_were_never_closed(self) -> None:
        document = html("<ul><li>a<li><p>b<p>c</ul><table><tr><th>H<th>I<tr><td>1<td><p>2<p>3</table>")
        assert document.text == "a\nb\nc\n\nH | I\n1 | 2 3"

    def test_counts_columns_around_cells_that_span(self) -> None:
        document = html(
            "<table><tr><th>A<th colspan=2>B<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5</table><table><tr><td>6</table>"
        )
        assert [(block.row, block.column) for block in document.blocks] == [
            *((0, 0), (0, 1)),
            *((1, 0), (1, 1), (1, 2)),
            *((2, 1), (2, 2)),
            (1, 0),
        ]

    def test_keeps_the_words_of_a_link_that_is_not_safe_but_not_the_link(self) -> None:
        document = html("<p><a href='javascript:alert(1)'>click</a> <a href='#top'>up</a>")
        assert document.text == "click up"
        assert document.blocks[0].spans == ()


class TestText:
    def test_makes_a_paragraph_of_what_stands_between_blank_lines(self) -> None:
        document = parse("notice", b"One\nline.\n\n  \n\nTwo <b> & *three*.", suffix=".txt")
        assert shapes(document) == [("paragraph", 0, "One line."), ("paragraph", 0, "Two <b> & *three*.")]
        assert document.title == "notice"


class TestVersion:
    def test_changes_with_a_word_and_with_a_mark(self) -> None:
        assert len({markdown(source).version for source in ("a b", "a c", "a *b*", "# a b")}) == 4

    def test_stays_when_only_the_file_was_wrapped_anew(self) -> None:
        assert markdown("a b\n").version == markdown("a\nb\n\n").version


class TestAnyText:
    @given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")), st.sampled_from([".md", ".html"]))
    def test_blocks_follow_each_other_and_hold_words(self, source: str, suffix: str) -> None:
        try:
            document = parse("any", source.encode(), suffix=suffix)
        except CorpusError:
            return
        end = 0
        for block in document.blocks:
            words = document.text[block.start : block.end]
            assert end <= block.start < block.end
            assert words == words.strip()
            assert all(block.start <= span.start < span.end <= block.end for span in block.spans)
            end = block.end
        assert end == len(document.text)


class TestErrors:
    @pytest.mark.parametrize(
        ("content", "suffix", "message"),
        [
            (b"", ".md", "policy.md is empty. Fill it or leave it out."),
            (b" \n", ".txt", "policy.txt is empty. Fill it or leave it out."),
            (b"caf\xe9", ".md", "policy.md is not UTF-8 (byte 3). Save it again as UTF-8."),
            (b"a\0b", ".txt", "policy.txt is a binary file. Give the text as Markdown, HTML or plain text."),
            (
                b"<nav>x</nav>",
                ".html",
                "policy.html has no text outside menus, scripts and hidden parts.",
            ),
            (b"a" * (MAX_BYTES + 1), ".txt", "policy.txt is over 10 MB. Split it into smaller documents."),
            (b"%PDF", ".pdf", "policy.pdf is not one of the formats that can be read: .md, .html, .htm, .txt."),
            (
                b"<div>" * 20_000 + b"x",
                ".html",
                "policy is nested too deeply to be read. Flatten its lists and boxes.",
            ),
        ],
        ids=["empty", "blank", "latin-1", "binary", "no-text", "too-big", "format", "too-deep"],
    )
    def test_names_the_file_and_what_to_do(self, content: bytes, suffix: str, message: str) -> None:
        with pytest.raises(CorpusError) as raised:
            parse("policy", content, suffix=suffix)
        assert raised.value.message.startswith(message)


class TestRead:
    def test_takes_the_documents_of_a_folder_and_leaves_other_files(self, tmp_path: Path) -> None:
        for name in ("b.md", "a.HTM", "c.txt", "organisation.toml"):
            (tmp_path / name).write_text("words")
        assert [document.name for document in read([tmp_path])] == ["a", "b", "c"]

    def test_refuses_two_documents_of_one_name(self, tmp_path: Path) -> None:
        for name in ("a.md", "a.txt"):
            (tmp_path / name).write_text("words")
        with pytest.raises(CorpusError, match=r"a\.md and .*a\.txt have one name"):
            read([tmp_path])

    def test_refuses_a_missing_file_and_an_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(CorpusError, match="There is no file"):
            read([tmp_path / "none.md"])
        with pytest.raises(CorpusError, match="has no documents"):
            read([tmp_path])
