"""The form of a rights request, held to the limits that Slack publishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letterbox import filed
from slack_limits import texts, view_complaints
from slack_peer import submission

from assistant.model import TicketType
from bots.slack import form

if TYPE_CHECKING:
    from bots.slack.form import Proposed

TODAY = date(2026, 2, 10)
proposals = st.builds(
    form.Proposed,
    types=st.lists(st.sampled_from(TicketType), unique=True).map(tuple),
    name=st.text(max_size=400),
    email=st.emails() | st.just(""),
    details=st.text(max_size=200) | st.text(alphabet="<!a b>", min_size=2990, max_size=3100),
    today=st.none() | st.just(TODAY),
)


class TestView:
    @given(proposals)
    def test_keeps_slacks_limits_whatever_is_proposed(self, proposed: Proposed) -> None:
        assert view_complaints(form.view(proposed, metadata="{}")) == []

    def test_comes_back_as_it_was_proposed(self) -> None:
        proposed = form.Proposed((TicketType.ACCESS,), "Jo", "jo@example.org", "all of it")

        typed = form.read(submission(form.view(proposed, metadata=""))["view"]["state"]["values"], today=TODAY)

        assert (typed.types, typed.name, typed.email, typed.details) == (
            (TicketType.ACCESS,),
            "Jo",
            "jo@example.org",
            "all of it",
        )
        assert (typed.own, typed.received_on, typed.on_behalf_of) == (False, None, None)


class TestReceipt:
    def test_is_inert_whatever_the_address_is(self) -> None:
        ticket = filed()
        ticket = replace(ticket, draft=replace(ticket.draft, email="<!channel>@example.org"))

        shown = form.receipt(ticket, controller="Bits & Bobs")

        assert view_complaints(shown) == []
        (text,) = texts(shown)
        assert "&lt;!channel&gt;@example.org" in text
        assert "Bits &amp; Bobs" in text


class TestReceivedAt:
    @pytest.mark.parametrize(
        ("day", "at"),
        [
            (None, datetime(2026, 2, 10, 9, tzinfo=UTC)),
            (TODAY, datetime(2026, 2, 10, 9, tzinfo=UTC)),
            (date(2026, 2, 9), datetime(2026, 2, 9, 12, tzinfo=UTC)),
        ],
    )
    def test_is_never_in_the_future(self, day: date | None, at: datetime) -> None:
        assert form.received_at(day, now=datetime(2026, 2, 10, 9, tzinfo=UTC)) == at
