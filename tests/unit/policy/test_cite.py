from __future__ import annotations

from dataclasses import replace

from assistant.policy.cite import cite
from assistant.policy.documents import parse
from assistant.policy.passages import cut

MARKDOWN = b"""# Privacy

## Keeping

We keep it **for a while**. Then it goes.

| What | How long |
|---|---|
| Orders | 7 years |
"""
DOCUMENT = parse("policy", MARKDOWN, suffix=".md")
PASSAGES = {passage.text: passage for passage in cut(DOCUMENT)}


class TestCite:
    def test_quotes_the_documents_exact_words(self) -> None:
        (citation,) = cite([PASSAGES["We keep it for a while."]], {"policy": DOCUMENT}, public_url="http://h/")
        assert DOCUMENT.text[citation.start : citation.end] == citation.quote == "We keep it for a while."
        assert citation.section == "Keeping"
        assert citation.url == (
            f"http://h/policy/policy?version={DOCUMENT.version}&start={citation.start}&end={citation.end}#cited"
        )

    def test_quotes_a_row_without_the_cell_that_names_it(self) -> None:
        (citation,) = cite([PASSAGES["Orders | 7 years"]], {"policy": DOCUMENT}, public_url="http://h")
        assert citation.quote == "7 years"
        assert citation.section == "Keeping › Orders"  # noqa: RUF001 - what people see

    def test_numbers_in_order(self) -> None:
        found = cite(list(PASSAGES.values()), {"policy": DOCUMENT}, public_url="http://h")
        assert [citation.number for citation in found] == list(range(1, len(found) + 1))

    def test_leaves_out_words_that_are_not_the_documents(self) -> None:
        passage = PASSAGES["Then it goes."]
        invented = replace(passage, text="It never goes.")
        shifted = replace(passage, spans=((passage.start + 1, passage.end + 1),))
        assert cite([invented, shifted], {"policy": DOCUMENT}, public_url="http://h") == ()

    def test_leaves_out_a_passage_of_another_version(self) -> None:
        newer = replace(DOCUMENT, version="another")
        assert cite(list(PASSAGES.values()), {"policy": newer}, public_url="http://h") == ()
