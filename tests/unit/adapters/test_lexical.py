from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from assistant.adapters.lexical import Bm25Ranker
from assistant.policy.documents import parse
from assistant.policy.passages import cut

TEXT = b"# Policy\n\nOrders are deleted after 7 years. Couriers deliver parcels. Cookies hold no password."
PASSAGES = cut(parse("policy", TEXT, suffix=".md"))


class TestBm25Ranker:
    def test_finds_a_word_in_another_form(self) -> None:
        ((found, score),) = Bm25Ranker(PASSAGES).rank("Is a DELIVERY by courier?", count=10)
        assert found == PASSAGES[1].id
        assert score > 0

    def test_finds_nothing_by_words_that_every_text_has(self) -> None:
        assert Bm25Ranker(PASSAGES).rank("are there no", count=10) == []
        assert Bm25Ranker(()).rank("couriers", count=10) == []

    def test_says_the_same_to_several_threads_at_once(self) -> None:
        ranker = Bm25Ranker(PASSAGES)
        questions = [f"couriers delivering order{number} deletions" for number in range(400)]
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda question: ranker.rank(question, count=10), questions))
        assert all(each == found[0] for each in found)
