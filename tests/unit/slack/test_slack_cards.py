"""Requests as they are shown in Slack, held to the limits that Slack publishes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from letterbox import filed
from slack_limits import buttons, complaints, texts, view_complaints

from assistant.model import TicketStatus, TicketType
from bots.slack import cards

DESK = "https://privacy.example/desk"
LONGEST = filed(types=tuple(TicketType))


class TestHome:
    @pytest.mark.parametrize("due", [None, [], [LONGEST] * 10])
    def test_keeps_slacks_limits_for_the_longest(self, due: list[object] | None) -> None:
        shown = cards.home(due, [LONGEST] * 50, desk=DESK)  # type: ignore[arg-type]

        assert view_complaints(shown) == []

    def test_names_nobody(self) -> None:
        shown = json.dumps(cards.home([LONGEST], [LONGEST], desk=DESK), ensure_ascii=False)

        assert LONGEST.reference in shown
        assert not any(word in shown for word in ("Zoë", "zoe@", "Customer 42", "my data!"))


class TestPost:
    def test_keeps_slacks_limits_and_is_inert_whatever_the_handler_is_called(self) -> None:
        shown = cards.post(LONGEST, handler="<!channel>" * 400, desk=DESK)

        assert complaints(dict(shown)) == []
        assert not any(set("<>") & set(text) for text in texts(dict(shown)))

    @pytest.mark.parametrize(
        ("handler", "closed_at", "offered"),
        [("", None, [cards.TAKE, cards.OPEN]), ("Kim", None, [cards.OPEN]), ("", datetime.now(UTC), [cards.OPEN])],
    )
    def test_offers_to_take_what_nobody_has_taken(
        self, handler: str, closed_at: datetime | None, offered: list[str]
    ) -> None:
        status = TicketStatus.COMPLETED if closed_at else TicketStatus.RECEIVED
        ticket = replace(LONGEST, status=status, closed_at=closed_at)

        shown = cards.post(ticket, handler=handler, desk=DESK)

        assert [button["action_id"] for button in buttons(dict(shown))] == offered


class TestLine:
    def test_says_no_due_day_where_the_law_sets_none(self) -> None:
        assert "due" not in cards.line(replace(LONGEST, law=""))
