from __future__ import annotations

import csv
import io
import json

import pytest

from api.desk.register import as_csv, as_json


def table(*rows: dict[str, object]) -> list[list[str]]:
    text = "".join(as_csv(("name", "days"), iter(rows)))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


class TestCsv:
    def test_begins_with_the_mark_of_utf_8_and_the_columns(self) -> None:
        assert "".join(as_csv(("name", "days"), iter(()))) == "\ufeffname,days\r\n"

    @pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
    def test_makes_no_formula_of_what_somebody_wrote(self, first: str) -> None:
        assert table({"name": f"{first}cmd|'/c calc'!A0", "days": 1})[1] == [f"'{first}cmd|'/c calc'!A0", "1"]

    def test_keeps_quotes_commas_and_line_ends(self) -> None:
        name = 'Zoë "Z", née\r\nBrandt; 🙂'
        assert table({"name": name, "days": None})[1] == [name, ""]

    def test_sets_several_types_into_one_cell(self) -> None:
        assert table({"name": ("erasure", "access"), "days": 0})[1] == ["erasure access", "0"]

    def test_sends_many_rows_in_parts(self) -> None:
        parts = list(as_csv(("name",), ({"name": str(number)} for number in range(450))))
        assert len(parts) > 2
        assert "".join(parts).splitlines()[1:] == [str(number) for number in range(450)]


class TestJson:
    @pytest.mark.parametrize("count", [0, 1, 200, 201, 450])
    def test_is_one_list_however_many_there_are(self, count: int) -> None:
        rows: list[dict[str, object]] = [
            {"name": f"={number} ë\n", "days": None, "types": ("access",)} for number in range(count)
        ]
        found = json.loads("".join(as_json(iter(rows))))
        assert found == [{**row, "types": ["access"]} for row in rows]
