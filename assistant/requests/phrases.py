"""What people say, kept as data: the lists and patterns in the TOML files beside the code that reads them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EDGES = " \t\r\n.,;:!?-–—\"'“”‘’()<>"  # noqa: RUF001 - people type these around what they mean

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " "})  # noqa: RUF001 - phones type them


@cache
def phrases(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of `name`.toml."""
    lists = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return {key: tuple(entries) for key, entries in lists.items()}


def collapsed(text: str) -> str:
    """Return the text with its runs of white space and of one mark cut short, so that no pattern gets lost in them."""
    text = re.sub(r"\s{3,}", lambda run: "\n\n" if "\n" in run[0] else "  ", text)
    return re.sub(r"([^\w\s])\1{3,}", r"\1\1\1", text)


def straight(text: str) -> str:
    """Return the text with plain apostrophes and spaces, character for character: every offset still holds."""
    return text.translate(_STRAIGHT)


def anywhere(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern that finds any of `patterns` as whole words in straight text, case ignored."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
