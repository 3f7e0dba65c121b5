"""Reading sets, the shipped ones included."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import public
from evals.sets import Attack, Dialogue, Item, Question, SetError, Utterance, read

_SHIPPED = Path(__file__).parents[3] / "evals"
_KINDS: dict[str, type[Item]] = {"qa": Question, "intents": Utterance, "dialogues": Dialogue, "hostile": Attack}
_LINE = '{"id": "1", "text": "a\u2028b", "kind": "unicode", "expect": "calm"}'


class TestRead:
    @pytest.mark.parametrize(
        "path", sorted(_SHIPPED.rglob("*.jsonl")), ids=lambda path: f"{path.parent.name}-{path.stem}"
    )
    def test_takes_every_shipped_set(self, path: Path) -> None:
        assert read(path, _KINDS[path.name.split(".")[0]])

    def test_ends_lines_at_newlines_alone(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_text(f"{_LINE}\n\n", encoding="utf-8")
        assert [item.text for item in read(tmp_path / "a.jsonl", Attack)] == ["a\u2028b"]

    def test_is_empty_for_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        assert read(tmp_path / "a.jsonl", Attack) == []

    def test_names_the_line_and_the_field_that_cannot_be_used(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_text(f'{_LINE}\n{{"id": "2", "kind": "x"}}\n', encoding="utf-8")
        with pytest.raises(SetError, match=r"line 2: expect: Field required"):
            read(tmp_path / "a.jsonl", Attack)

    def test_refuses_an_id_that_is_there_twice(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_text(f"{_LINE}\n{_LINE}\n", encoding="utf-8")
        with pytest.raises(SetError, match="line 2: 1 is there twice"):
            read(tmp_path / "a.jsonl", Attack)


class TestPublic:
    def test_reads_each_set_as_its_makers_publish_it(self, tmp_path: Path) -> None:
        for file, text in {
            "banking77/train.csv": 'text,category\n"Where, please, is my card?",card\nWhy?,why\n',
            "clinc150/data_full.json": '{"train": [["who won", "oos"]], "oos_val": [["who won", "oos"]]}',
            "privacyqa-train-questions/questions.jsonl": '{"id": "1", "question": "do i pay"}\n',
        }.items():
            (tmp_path / file).parent.mkdir()
            (tmp_path / file).write_text(text, encoding="utf-8")
        assert public.read(tmp_path) == {
            "privacyqa": ["do i pay"],
            "clinc150": ["who won"],
            "banking77": ["Where, please, is my card?", "Why?"],
        }

    def test_refuses_a_folder_without_any(self, tmp_path: Path) -> None:
        with pytest.raises(SetError, match="holds none"):
            public.read(tmp_path)
