"""The widget's modules as the one script that a page embeds.

One file needs one tag, one integrity hash and no second request. The modules stay what a browser would read, so
joining them is leaving out the lines that import, the word `export`, and what only people and type checkers read:
comments and indentation. Nothing is compiled. Style sheet and texts are put in as what they are to a script.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import (?P<names>.+) from "\./(?P<file>[\w./]+)"(?: with .+)?;\n', re.MULTILINE)
# Of a comment within a line only a type: nothing else that begins so stands within a string.
_COMMENT = re.compile(r"^\s*/\*.*?\*/\s*|^\s*//[^\n]*\n|/\*\* @.*?\*/ ?", re.MULTILINE | re.DOTALL)
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)


def bundle(entry: str = "widget.js") -> str:
    """Return `entry` and all it imports, each once and before its users, as one classic script."""
    parts: dict[str, str] = {}
    _collect(entry, "", parts)
    return '(() => {\n"use strict";\n' + "".join(parts.values()) + "})();\n"


def _collect(file: str, names: str, parts: dict[str, str]) -> None:
    if file in parts:
        return
    source = (FOLDER / file).read_text(encoding="utf-8")
    if file.endswith(".css"):
        # Not every browser imports style sheets yet; all of them build one from its text.
        parts[file] = f"const {names} = new CSSStyleSheet();\n{names}.replaceSync({json.dumps(_bare(source))});\n"
    elif file.endswith(".json"):
        parts[file] = f"const {names} = {json.dumps(json.loads(source), ensure_ascii=False)};\n"
    else:
        for found in _IMPORT.finditer(source):
            _collect(found["file"], found["names"], parts)
        parts[file] = re.sub(r"^export ", "", _bare(_IMPORT.sub("", source)), flags=re.MULTILINE)


def _bare(source: str) -> str:
    return _INDENTATION.sub("", _COMMENT.sub("", source))
