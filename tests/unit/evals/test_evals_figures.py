"""The arithmetic behind the figures."""

from __future__ import annotations

import pytest

from evals.figures import Part, auroc, macro_f1


class TestMacroF1:
    def test_averages_over_the_wanted_labels_only(self) -> None:
        pairs = [({"a"}, {"a"}), ({"a"}, {"b"}), ({"b"}, {"b"}), ({"b"}, {"c"})]
        assert macro_f1(pairs) == pytest.approx((2 / 3 + 2 / 4) / 2)

    def test_takes_several_labels_at_once(self) -> None:
        assert macro_f1([({"a", "b"}, {"a"}), ({"a"}, {"a", "b"})]) == pytest.approx(0.5)

    def test_is_none_when_nothing_is_wanted(self) -> None:
        assert macro_f1([]) is None


class TestAuroc:
    def test_is_one_when_every_positive_scores_above_every_negative(self) -> None:
        assert auroc([0.8, 0.9], [0.1, 0.2]) == 1

    def test_counts_a_tie_as_half(self) -> None:
        assert auroc([0.5], [0.5, 0.1]) == 0.75

    def test_is_none_without_both_kinds(self) -> None:
        assert auroc([0.5], []) is None


class TestShare:
    def test_is_none_over_nothing(self) -> None:
        part = Part("answers")
        part.share("found", [])
        assert (part.figures[0].key, part.figures[0].value) == ("answers.found", None)
