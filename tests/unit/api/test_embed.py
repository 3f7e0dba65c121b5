from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64encode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from unit.fakes.units import no_database

from api import embed, errors
from api.boundary import Boundary
from api.metrics import Metrics
from api.widget.__main__ import main
from api.widget.bundle import FOLDER, bundle

DECLARED = re.compile(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
EXPORTED = re.compile(DECLARED.pattern.replace("^", "^export "), re.MULTILINE)


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(embed.router)
    errors.register(app)
    app.add_middleware(Boundary, metrics=Metrics(no_database), new_id=lambda: "id-1")
    return TestClient(app)


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / "texts" / f"{language}.json").read_text(encoding="utf-8"))
    return found


class TestScript:
    def test_holds_what_every_module_exports_and_imports_nothing(self) -> None:
        declared = set(DECLARED.findall(bundle()))
        for module in FOLDER.glob("*.js"):
            assert set(EXPORTED.findall(module.read_text(encoding="utf-8"))) <= declared
        assert not re.search(r"^(import|export) ", bundle(), re.MULTILINE)

    def test_declares_each_name_once(self) -> None:
        named = [
            name
            for module in FOLDER.glob("*.js")
            for name in DECLARED.findall(module.read_text().replace("export ", ""))
        ]
        assert sorted(named) == sorted(set(named))

    def test_holds_no_comments(self) -> None:
        assert not re.search(r"/\*|^//", bundle(), re.MULTILINE)

    def test_writes_no_markup(self) -> None:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function", bundle())

    def test_loads_from_any_site_and_only_when_it_changed(self, client: TestClient) -> None:
        first = client.get("/widget.js")
        assert first.headers["access-control-allow-origin"] == "*"
        again = client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_comes_unpacked_to_those_who_cannot_unpack(self, client: TestClient) -> None:
        plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
        assert plain.text == bundle()
        assert "content-encoding" not in plain.headers


class TestTags:
    def test_lead_to_the_very_script_whose_hash_they_hold(self, client: TestClient) -> None:
        found = re.fullmatch(
            r'<script src="https://privacy\.example(/\S+)" integrity="sha384-(\S+)" crossorigin="anonymous" defer>'
            r"</script>\n<privacy-chat></privacy-chat>\n",
            embed.tags("https://privacy.example/"),
        )
        assert found
        script = client.get(found[1])
        assert b64encode(hashlib.sha384(script.content).digest()).decode() == found[2]
        assert script.headers["cache-control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize("file", ["0123456789abcdef0123.js", "js", "xx.json", "..%2Fbundle.py"])
    def test_lead_nowhere_else(self, client: TestClient, file: str) -> None:
        assert client.get(f"/widget/{file}").status_code == 404


class TestCommand:
    def test_prints_the_tags_of_the_server_that_is_named(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("sys.argv", ["widget", "--server", "https://privacy.example"])
        assert main() == 0
        assert capsys.readouterr().out == embed.tags("https://privacy.example")


class TestTexts:
    @pytest.mark.parametrize("language", ["fr", "de", "es", "hi", "ta"])
    def test_say_the_same_things_with_the_same_gaps(self, client: TestClient, language: str) -> None:
        served = client.get(f"/widget/{language}.json").json()
        assert served == texts(language)
        assert served["language"] == language
        gaps = {name: sorted(re.findall(r"\{\w+\}", text)) for name, text in served.items()}
        assert gaps == {name: sorted(re.findall(r"\{\w+\}", text)) for name, text in texts("en").items()}
        assert all(served.values())

    def test_are_all_named_in_the_module_that_chooses(self) -> None:
        listed = re.search(r"const LANGUAGES = (\[.+\]);", (FOLDER / "texts.js").read_text(encoding="utf-8"))
        assert listed
        assert sorted(json.loads(listed[1])) == sorted(file.stem for file in (FOLDER / "texts").glob("*.json"))


def test_all_of_the_widget_is_small() -> None:
    """`make check` runs this too: what a visitor loads, script and the texts of the longest language together."""
    packed = [len(gzip.compress(file.read_bytes())) for file in (FOLDER / "texts").glob("*.json")]
    assert len(gzip.compress(bundle().encode())) + max(packed) < 20_000
