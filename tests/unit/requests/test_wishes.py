from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.model import Intent, IntentName, RequestType, TicketType
from assistant.requests.form import Form
from assistant.requests.wishes import changed, with_further, with_others

FORM = Form((TicketType.ERASURE, TicketType.ACCESS), ("copy, then delete",), datetime(2026, 1, 31, 9, 0, tzinfo=UTC))
NEWSLETTER = Intent(IntentName.REQUEST, (RequestType.MARKETING_OPT_OUT,), 0.9)
NOTHING = Intent(IntentName.OUT_OF_SCOPE, (), 0.9)


class TestWithFurther:
    @pytest.mark.parametrize("text", ["and no more newsletters", "also stop the ads", "stop the ads too please"])
    def test_adds_a_wish_and_its_words(self, text: str) -> None:
        form = with_further(FORM, text, NEWSLETTER)
        assert form
        assert form.types == (*FORM.types, TicketType.MARKETING_OPT_OUT)
        assert form.words == (*FORM.words, text)

    def test_adds_none_that_is_not_plainly_a_further_one(self) -> None:
        assert with_further(FORM, "stop the ads", NEWSLETTER) is None
        assert with_further(FORM, "also tell me", NOTHING) is None
        assert with_further(FORM, f"also {'really ' * 20}", NEWSLETTER) is None


class TestChanged:
    @pytest.mark.parametrize(
        "text", ["without the copy", "leave out the copy please", "no copy", "don't send me a copy"]
    )
    def test_takes_a_wish_out(self, text: str) -> None:
        form = with_others(FORM, text, NOTHING)
        assert form
        assert form.types == (TicketType.ERASURE,)

    def test_puts_a_wish_in_the_place_of_the_others(self) -> None:
        form = changed(FORM, "just stop the newsletters instead", NEWSLETTER)
        assert form
        assert form.types == (TicketType.MARKETING_OPT_OUT,)

    def test_never_takes_out_the_last_one(self) -> None:
        assert changed(FORM, "no copy and no deletion", NOTHING) is None
        assert with_others(FORM, "no copy and no deletion", NOTHING) is None
