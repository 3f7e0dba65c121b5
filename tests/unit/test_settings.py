from __future__ import annotations

import pytest

from assistant.errors import ConfigurationError
from assistant.settings import Settings


class TestFromEnvironment:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("https://a.example", ("https://a.example",)),
            (" https://a.example/ ,,https://b.example", ("https://a.example", "https://b.example")),
            ("", ()),
            (",", ()),
        ],
    )
    def test_splits_the_allowed_origins_at_commas(
        self, monkeypatch: pytest.MonkeyPatch, written: str, read: tuple[str, ...]
    ) -> None:
        monkeypatch.setenv("ASSISTANT_ALLOWED_ORIGINS", written)
        assert Settings.from_environment().allowed_origins == read

    def test_keeps_the_public_address_as_it_was_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ASSISTANT_PUBLIC_URL", "https://Privacy.example/ask/")
        assert Settings.from_environment().public_url == "https://Privacy.example/ask"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ASSISTANT_DPO_EMAIL", "the officer"),
            ("ASSISTANT_DPO_EMAIL", "a@b.example, c@d.example"),
            ("ASSISTANT_PUBLIC_URL", "privacy.example"),
            ("ASSISTANT_PUBLIC_URL", "javascript:alert(1)"),
            ("ASSISTANT_OIDC_ISSUER", "http://id.example"),
            ("ASSISTANT_OIDC_ISSUER", "id.example"),
        ],
    )
    def test_names_the_variable_that_cannot_be_used(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        monkeypatch.setenv(name, value)
        with pytest.raises(ConfigurationError, match=name):
            Settings.from_environment()
