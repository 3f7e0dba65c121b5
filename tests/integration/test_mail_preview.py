"""`python -m assistant mail preview`, as a person runs it."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.requests.samples import SAMPLES

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "ASSISTANT_CORPUS_DIR": str(CORPUS),
        "ASSISTANT_DATA_DIR": str(tmp_path / "data"),
        "ASSISTANT_PUBLIC_URL": "https://privacy.example",
        "ASSISTANT_DPO_EMAIL": "officer@example.org",
    }.items():
        monkeypatch.setenv(name, value)


class TestPreview:
    def test_lists_the_mails_with_a_line_each(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["mail", "preview"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines] == list(SAMPLES)
        assert all(line.endswith(words) for line, words in zip(lines, SAMPLES.values(), strict=True))

    def test_prints_the_ones_that_are_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["mail", "preview", "acknowledgement", "heard"]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(
            "To: zoe@example.org\nSubject: We have your request PR-7KQ2-M9XD-4T\n"
            "Attached: PR-7KQ2-M9XD-4T.ics\n\nHello Zoë Example,\n"
        )
        assert "\nTo: officer@example.org\nSubject: They wrote about PR-7KQ2-M9XD-4T\n" in printed
        assert "https://privacy.example/requests/PR-7KQ2-M9XD-4T\n" in printed

    def test_writes_all_of_them_in_three_forms(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder = tmp_path / "a" / "b"
        assert main(["mail", "preview", "--out", str(folder)]) == 0
        expected = {f"{name}.{form}" for name in SAMPLES for form in ("txt", "html", "eml")}
        assert {path.name for path in folder.iterdir()} == expected
        assert capsys.readouterr().out == f"{len(SAMPLES)} mails are in {folder}, each as .txt, .html and .eml.\n"
        message = message_from_bytes((folder / "refusal.eml").read_bytes(), policy=policy.default)
        page = message.get_body(("html",))
        assert message["From"] == "Integra privacy assistant <officer@example.org>"
        assert page is not None
        assert page.get_content().splitlines() == (folder / "refusal.html").read_text(encoding="utf-8").splitlines()

    def test_writes_only_those_that_are_named(self, tmp_path: Path) -> None:
        assert main(["mail", "preview", "digest", "--out", str(tmp_path / "out")]) == 0
        assert len(list((tmp_path / "out").iterdir())) == 3

    def test_says_which_there_are_when_a_name_is_unknown(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["mail", "preview", "refusal", "welcome"]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err == f"There is no mail “welcome” under EU GDPR. There are: {', '.join(SAMPLES)}.\n"

    def test_says_so_when_it_cannot_write(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "file").touch()
        assert main(["mail", "preview", "--out", str(tmp_path / "file" / "out")]) == 2
        assert capsys.readouterr().err.startswith(f"Cannot write to {tmp_path / 'file' / 'out'}: ")

    def test_opens_no_database(self, tmp_path: Path) -> None:
        assert main(["mail", "preview", "code"]) == 0
        assert not (tmp_path / "data").exists()
