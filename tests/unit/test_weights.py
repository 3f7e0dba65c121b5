from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from assistant import weights
from assistant.errors import ModelWeightsError
from assistant.policy.ranking import Ranking

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ["encoder/manifest.json", "heads.npz", "ranking.json"]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    (tmp_path / "encoder").mkdir()
    for part in PARTS:
        (tmp_path / part).write_text(f"what one training wrote into {part}")
    weights.seal(tmp_path)
    return tmp_path


class TestCheck:
    def test_takes_what_was_sealed_together(self, models: Path) -> None:
        weights.check(models)

    def test_takes_the_weights_shipped(self) -> None:
        weights.check()

    @pytest.mark.parametrize("part", PARTS)
    def test_refuses_a_part_of_another_training(self, models: Path, part: str) -> None:
        (models / part).write_text("what another training wrote")
        with pytest.raises(ModelWeightsError, match="are not the ones expected"):
            weights.check(models)

    @pytest.mark.parametrize("part", PARTS)
    def test_refuses_when_a_part_is_missing(self, models: Path, part: str) -> None:
        (models / part).unlink()
        with pytest.raises(ModelWeightsError, match="are missing"):
            weights.check(models)

    @pytest.mark.parametrize("content", [None, "{", "[]", json.dumps({"heads.npz": "1"})])
    def test_needs_a_manifest(self, models: Path, content: str | None) -> None:
        (models / "manifest.json").unlink()
        if content:
            (models / "manifest.json").write_text(content)
        with pytest.raises(ModelWeightsError, match=r"manifest\.json is missing or cannot be used"):
            weights.check(models)


class TestRanking:
    @pytest.mark.parametrize("content", [None, "", "{}", '{"mixture": {"x": 1}, "judge": {}}'])
    def test_says_what_to_do_when_it_cannot_be_used(self, tmp_path: Path, content: str | None) -> None:
        path = tmp_path / "ranking.json"
        if content is not None:
            path.write_text(content)
        with pytest.raises(ModelWeightsError, match="Install the assistant again"):
            Ranking.read(path)
