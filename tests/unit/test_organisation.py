from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.bootstrap import build
from assistant.errors import ConfigurationError
from assistant.organisation import Retention, read_organisation
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


class TestRetention:
    def test_needs_no_more_than_it_did_at_first(self, tmp_path: Path) -> None:
        first = re.sub(r"(?m)^(?!tickets_days)\w+_days = .*\n", "", SHIPPED)
        (tmp_path / "organisation.toml").write_text(first, encoding="utf-8")
        assert read_organisation(tmp_path).retention == Retention(
            tickets_days=1095,
            unverified_days=7,
            transcripts_days=30,
            sent_mail_days=7,
            set_aside_mail_days=120,
            files_days=30,
        )

    @pytest.mark.parametrize("period", list(Retention.model_fields))
    def test_has_no_period_that_is_none(self, tmp_path: Path, period: str) -> None:
        nothing = re.sub(rf"(?m)^{period} = \d+", f"{period} = 0", SHIPPED)
        (tmp_path / "organisation.toml").write_text(nothing, encoding="utf-8")
        with pytest.raises(ConfigurationError, match=f"retention.{period}: "):
            read_organisation(tmp_path)


class TestClock:
    def test_says_which_time_zone_it_does_not_know(self, tmp_path: Path) -> None:
        corpus(tmp_path, old='"Europe/London"', new='"Europe/Atlantis"')
        with pytest.raises(ConfigurationError, match=r"clock.time_zone: .*no time zone “Europe/Atlantis”"):
            read_organisation(tmp_path)


class TestBuild:
    def test_finds_an_unknown_calendar_before_anybody_files(self, tmp_path: Path) -> None:
        corpus(tmp_path, old='eu = "', new='eu = "X')
        settings = Settings(ASSISTANT_CORPUS_DIR=tmp_path, ASSISTANT_DATA_DIR=tmp_path / "var")
        with pytest.raises(ConfigurationError, match="holidays of “XGB-ENG” are not known"):
            build(settings)
        assert not (tmp_path / "var").exists()
