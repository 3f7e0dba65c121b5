from __future__ import annotations

from importlib.resources import files

from api.desk.composers import COMPOSERS
from api.desk.deeds import DOES
from api.desk.timeline import WORDS
from assistant.model import Action


class TestComposers:
    def test_are_each_done_by_the_desk(self) -> None:
        assert set(COMPOSERS) == set(DOES)

    def test_have_every_draft_that_there_is(self) -> None:
        drafts = (files("assistant.requests") / "templates" / "drafts").iterdir()
        assert {path.name.removesuffix(".txt") for path in drafts} <= set(COMPOSERS)


class TestWords:
    def test_tell_of_everything_that_can_happen(self) -> None:
        assert set(WORDS) == set(Action)
