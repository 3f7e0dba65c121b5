"""False and missed requests."""

from __future__ import annotations

from assistant.model import Intent, IntentName, RequestType
from evals import intents
from evals.sets import Utterance


def _taken(wanted: str, got: str, *, wants: str = "", gets: str = "", why: str = "") -> intents.Taken:
    types = frozenset({RequestType(wants)} if wants else ())
    item = Utterance(id="1", text="…", intent=IntentName(wanted), request_types=types, why=why)
    intent = Intent(IntentName(got), (RequestType(gets),) if gets else (), 1.0)
    return intents.take([item], classify=lambda _text: intent)[0]


class TestFigures:
    def test_tell_invented_requests_from_missed_ones(self) -> None:
        results = [
            _taken("question", "request", gets="erasure", why="tempting: asks how"),
            _taken("question", "question"),
            _taken("request", "request", wants="erasure", gets="erasure"),
            _taken("request", "question", wants="access", gets="access"),
        ]
        found = {figure.name: figure.value for figure in intents.figures(results)}
        assert found["accuracy"] == 0.5
        assert (found["false_request"], found["false_request_tempting"], found["missed_request"]) == (0.5, 1, 0.5)
        assert (found["types_exact"], found["types_macro_f1"]) == (0.5, 0.5)

    def test_ignore_types_of_what_was_not_taken_for_a_request(self) -> None:
        assert _taken("question", "question", gets="erasure").right


class TestConfusion:
    def test_counts_pairs_of_wanted_and_got(self) -> None:
        results = [_taken("question", "request"), _taken("question", "request"), _taken("human", "human")]
        assert intents.confusion(results) == {("question", "request"): 2, ("human", "human"): 1}
