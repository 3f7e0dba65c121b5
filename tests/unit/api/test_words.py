from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from api.words import Line, Words

words: TypeAdapter[str] = TypeAdapter(Words)
line: TypeAdapter[str] = TypeAdapter(Line)


class TestWords:
    @pytest.mark.parametrize(
        "text", ["a", " kept as it is \n\t\r", "x" * 4_000, "Zoë 张伟 नमस्ते 👩‍👩‍👧", "e\u0301", "a\u2028b", "\ufffe"]
    )
    def test_are_kept_exactly(self, text: str) -> None:
        assert words.validate_python(text) == text

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "empty"),
            (" \n\t", "empty"),
            ("\u200b \u2060\u202e", "empty"),
            ("a\0b", "control characters"),
            ("a\x1bb", "control characters"),
            ("a\x85b", "control characters"),
            ("a\ud800b", "half of a character"),
            ("x" * 4_001, "4,001 characters; 4,000 are the most"),
        ],
    )
    def test_are_refused_with_what_to_do(self, text: str, says: str) -> None:
        with pytest.raises(ValidationError, match=says):
            words.validate_python(text)

    def test_document_their_length(self) -> None:
        assert words.json_schema() == {"type": "string", "minLength": 1, "maxLength": 4_000}


class TestLine:
    @pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\tb", "a\u2028b", "a\u2029b"])
    def test_is_one_line(self, text: str) -> None:
        with pytest.raises(ValidationError, match="one line"):
            line.validate_python(text)

    def test_has_120_characters_at_most(self) -> None:
        assert line.validate_python("x" * 120)
        with pytest.raises(ValidationError, match="120 are the most"):
            line.validate_python("x" * 121)
