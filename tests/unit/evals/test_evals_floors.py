"""Floors rise and hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals import floors
from evals.figures import Figure
from evals.floors import Miss

if TYPE_CHECKING:
    from pathlib import Path

_FOUND = Figure("answers", "found", 0.9, 100)
_FALSE = Figure("answers", "false_quotes", 0.0, 0, "lower")


class TestRaised:
    def test_adds_what_has_no_floor_yet(self) -> None:
        assert floors.raised([_FOUND, _FALSE], {}) == {"answers.found": 0.9, "answers.false_quotes": 0}

    def test_never_lowers_a_floor(self) -> None:
        assert floors.raised([_FOUND], {"answers.found": 0.95}) == {"answers.found": 0.95}

    def test_sinks_a_ceiling_and_never_lifts_it(self) -> None:
        fewer = Figure("intents", "false_request", 0.01, 100, "lower")
        assert floors.raised([fewer], {"intents.false_request": 0.02}) == {"intents.false_request": 0.01}
        assert floors.raised([fewer], {"intents.false_request": 0.005}) == {"intents.false_request": 0.005}

    def test_leaves_out_what_is_for_orientation_and_what_was_not_measured(self) -> None:
        peers = Figure("retrieval", "bm25_mrr", 0.3, 100, None)
        assert floors.raised([peers, Figure("answers", "found", None)], {}) == {}


class TestMisses:
    def test_forgives_two_items_of_a_share(self) -> None:
        assert floors.misses([_FOUND], {"answers.found": 0.92}) == []
        assert floors.misses([_FOUND], {"answers.found": 0.93}) == [Miss("answers.found", 0.9, 0.93)]

    def test_forgives_nothing_of_a_count(self) -> None:
        one = Figure("answers", "false_quotes", 1.0, 0, "lower")
        assert floors.misses([one], {"answers.false_quotes": 0}) == [Miss("answers.false_quotes", 1, 0)]

    def test_names_a_figure_that_is_gone(self) -> None:
        assert floors.misses([], {"answers.found": 0.9}) == [Miss("answers.found", None, 0.9)]


class TestWrite:
    def test_is_read_back(self, tmp_path: Path) -> None:
        known = {"answers.found": 0.9123, "answers.false_quotes": 0.0, "intents.accuracy": 1.0}
        floors.write(known, tmp_path / "floors.toml")
        assert floors.read(tmp_path / "floors.toml") == known

    def test_has_no_floors_before_the_first_were_recorded(self, tmp_path: Path) -> None:
        assert floors.read(tmp_path / "floors.toml") == {}
