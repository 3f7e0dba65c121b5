"""The environment of the processes that are measured."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.settings import Settings

_ELSEWHERE = ("ASSISTANT_DATABASE_URL", "ASSISTANT_CHROMA_URL", "ASSISTANT_SMTP_URL", "ASSISTANT_DPO_EMAIL")


def environment(settings: Settings) -> dict[str, str]:
    """Return ours with the folders of `settings`, and without anything that would lead outside of them."""
    ours = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    folders = {"ASSISTANT_DATA_DIR": str(settings.data_dir), "ASSISTANT_CORPUS_DIR": str(settings.corpus_dir)}
    return ours | folders
