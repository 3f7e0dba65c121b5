from __future__ import annotations

import io

import pytest

from assistant.explain import messages


class TestMessages:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            (b"one\ntwo\r\nthree", ["one", "two", "three"]),
            (b"a\rb\x0bc\xe2\x80\xa8d\n", ["a\rb\x0bc\u2028d"]),
            (b"caf\xe9?\nnext\n", ["caf\ufffd?", "next"]),
            (b"", []),
        ],
    )
    def test_are_the_lines_whatever_their_bytes(self, written: bytes, read: list[str]) -> None:
        assert list(messages(io.BytesIO(written))) == read
