"""Quotes against gold, by the definitions of docs/quality.md."""

from __future__ import annotations

import pytest

from evals.overlap import NOTHING, Ground

_DOCUMENT = """We keep invoices for seven years.
We keep your e-mail address for two years.
We never sell your data.
We keep invoices for seven years."""


@pytest.fixture
def ground() -> Ground:
    return Ground([_DOCUMENT, "Cookies last a day."])


class TestCover:
    def test_counts_letters_and_no_marks_spaces_or_capitals(self, ground: Ground) -> None:
        plain = ground.cover(["We never sell your data"])
        assert len(plain.places) == len("weneversellyourdata")
        assert ground.cover(["we  NEVER\nsell “your” data!"]) == plain

    def test_covers_a_place_once_however_often_it_is_quoted(self, ground: Ground) -> None:
        once = ground.cover(["We never sell your data."])
        assert ground.cover(["We never sell your data.", "sell your data"]) == once

    def test_takes_the_first_place_of_words_that_stand_twice(self, ground: Ground) -> None:
        places = ground.cover(["We keep invoices for seven years."]).places
        assert min(places) == 0
        assert len(places) == len("wekeepinvoicesforsevenyears")

    def test_counts_what_no_document_says_as_false(self, ground: Ground) -> None:
        coverage = ground.cover(["We sell your data."])
        assert (coverage.false_quotes, coverage.false_letters) == (1, len("wesellyourdata"))

    def test_counts_a_quote_without_letters_as_false(self, ground: Ground) -> None:
        assert ground.cover(["."]).false_quotes == 1

    def test_finds_nothing_across_the_end_of_a_document(self, ground: Ground) -> None:
        assert ground.cover(["seven years. Cookies last"]).false_quotes == 1


class TestOverlap:
    def test_is_full_for_the_very_words(self, ground: Ground) -> None:
        assert ground.overlap(ground.cover(["We never sell your data."]), ["We never sell your data"]) == (1, 1, 1)

    def test_is_nothing_for_other_words(self, ground: Ground) -> None:
        assert ground.overlap(ground.cover(["We never sell your data."]), ["Cookies last a day."]) == NOTHING

    def test_takes_precision_off_for_too_much_and_recall_for_too_little(self, ground: Ground) -> None:
        quotes = ground.cover(["We never sell", "Cookies last a day."])
        overlap = ground.overlap(quotes, ["We never sell your data."])
        assert overlap.precision == pytest.approx(11 / 26)
        assert overlap.recall == pytest.approx(11 / 19)
        assert overlap.f1 == pytest.approx(2 * 11 / (26 + 19))

    def test_takes_precision_off_for_a_false_quote(self, ground: Ground) -> None:
        quotes = ground.cover(["We never sell your data.", "Or give it away."])
        assert ground.overlap(quotes, ["We never sell your data."]).precision == pytest.approx(19 / 31)

    def test_takes_gold_that_stands_twice_where_the_quotes_are(self, ground: Ground) -> None:
        quotes = ground.cover(["We never sell your data. We keep invoices for seven years."])
        assert ground.overlap(quotes, ["We keep invoices for seven years."]).recall == 1

    def test_joins_the_pieces_of_an_alternative(self, ground: Ground) -> None:
        quotes = ground.cover(["Cookies last a day."])
        assert ground.overlap(quotes, ["Cookies last a day.", "We never sell your data."]).recall == pytest.approx(
            15 / 34
        )
