"""Names of files that come from outside."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_LONGEST_NAME = 100
_LONGEST_SUFFIX = 16
# What some file system takes for more than a letter, beside what cannot be seen.
_SPECIAL = re.compile(r'[<>:"|?*\\/]')
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_name(given: str) -> str:
    """Return a name that is safe on every system: one line, no folder, nothing unseen, 100 characters at most.

    Characters that turn the direction of writing go too: with one, "cod.exe" can be shown as "exe.doc".
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _UNSEEN)
    name = PurePosixPath(" ".join(_SPECIAL.sub("_", seen).split()).strip(". ") or "file")
    suffix = name.suffix if len(name.suffix) <= _LONGEST_SUFFIX else ""
    return name.name.removesuffix(suffix)[: _LONGEST_NAME - len(suffix)] + suffix
