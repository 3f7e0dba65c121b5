from __future__ import annotations

import pytest

from assistant.model import TicketType
from assistant.requests.drafts import GAP, draft


class TestDraft:
    @pytest.mark.parametrize("kind", TicketType)
    def test_says_of_each_type_what_was_done(self, kind: TicketType) -> None:
        text = draft("complete", [kind], controller="Integra")
        assert text.endswith((GAP, "."))
        assert text.count("\n") == 0

    def test_says_it_of_each_type_that_was_asked_for(self) -> None:
        access, erasure = draft("complete", [TicketType.ACCESS, TicketType.ERASURE], controller="Integra").split("\n\n")
        assert "a copy" in access
        assert "deleted" in erasure

    def test_names_the_controller(self) -> None:
        assert "Integra" in draft("acknowledge", [TicketType.ERASURE], controller="Integra")

    def test_is_empty_where_there_is_nothing_to_begin_with(self) -> None:
        assert draft("note", [TicketType.ERASURE], controller="Integra") == ""
