from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import build
from assistant.errors import ConfigurationError
from assistant.organisation import read_organisation
from assistant.settings import Settings

SHIPPED = (Path(__file__).parents[2] / "corpus" / "organisation.toml").read_text(encoding="utf-8")


def corpus(folder: Path, *, old: str, new: str) -> Path:
    assert old in SHIPPED
    (folder / "organisation.toml").write_text(SHIPPED.replace(old, new), encoding="utf-8")
    return folder


class TestReadOrganisation:
    def test_needs_a_language(self, tmp_path: Path) -> None:
        corpus(tmp_path, old='languages = ["en"]', new="languages = []")
        with pytest.raises(ConfigurationError, match="languages: "):
            read_organisation(tmp_path)

    def test_needs_the_holidays_of_the_regime(self, tmp_path: Path) -> None:
        corpus(tmp_path, old='regime = "eu"', new='regime = "mars"')
        with pytest.raises(ConfigurationError, match="no holidays for the regime “mars”"):
            read_organisation(tmp_path)


class TestBuild:
    def test_finds_an_unknown_calendar_before_anybody_files(self, tmp_path: Path) -> None:
        corpus(tmp_path, old='eu = "', new='eu = "X')
        settings = Settings(ASSISTANT_CORPUS_DIR=tmp_path, ASSISTANT_DATA_DIR=tmp_path / "var")
        with pytest.raises(ConfigurationError, match="holidays of “XGB-ENG” are not known"):
            build(settings)
        assert not (tmp_path / "var").exists()
