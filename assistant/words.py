"""What a person may write: a text of a bounded length without what no database and no mail can carry."""

from __future__ import annotations

import re
import unicodedata

MAX_MESSAGE = 4_000
"""Characters of a message, and of the details of a request."""
MAX_NAME = 120
"""Characters of a name, and of whatever else stands on one line."""

_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Blanks, line ends, and what only changes how letters are shown, such as a zero-width space.
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
_LINE_BREAKS = re.compile("[\t\n\r\u2028\u2029]")


def is_plain(text: str) -> bool:
    """Tell whether every character of a text can be stored, mailed and shown."""
    return not (_HALF_CHARACTERS.search(text) or _CONTROLS.search(text))


def refusal(text: str, *, most: int = MAX_MESSAGE, one_line: bool = False) -> str:
    """Return why a text cannot be taken and what to do about it, or "" when it can."""
    if len(text) > most:
        return f"This has {len(text):,} characters; {most:,} are the most. Shorten it or send it in parts."
    if _HALF_CHARACTERS.search(text):
        return "This contains half of a character (a lone surrogate). Send it again as proper Unicode text."
    if _CONTROLS.search(text):
        return "This contains control characters that no keyboard types. Take them out; line breaks and tabs are fine."
    if one_line and _LINE_BREAKS.search(text):
        return "This has to stand on one line."
    seen = any(unicodedata.category(letter) not in _UNSEEN for letter in text)
    return "" if seen else "This is empty. Write something."
