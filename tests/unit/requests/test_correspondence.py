"""What a requester is shown of a ticket's history, and what never."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.model import PERSON, Action, Channel, Deed, Draft, Entry, Ticket, TicketStatus, TicketType, staff
from assistant.requests.correspondence import correspondence

NOW = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
DRAFT = Draft((TicketType.ERASURE,), "Zoë", "zoe@example.com", "Customer 4711", ("delete me",), NOW, Channel.WEB)
TICKET = Ticket("PR-1", DRAFT, TicketStatus.IN_PROGRESS, NOW.date(), "eu", NOW)
TOLD = {
    Action.ACKNOWLEDGED,
    Action.ASKED,
    Action.PROOF_ASKED,
    Action.HEARD,
    Action.EXTENDED,
    Action.COMPLETED,
    Action.PARTLY_REFUSED,
    Action.REFUSED,
    Action.WITHDRAWN,
    Action.MERGED,
    Action.ABSORBED,
}


def entry(action: Action, *, actor: str = staff("anna"), **body: str) -> Entry:
    deed = Deed("PR-1", NOW, actor, action, TicketStatus.IN_PROGRESS, body)
    return Entry(1, deed, salt="", digest="", previous="", hash="")


class TestCorrespondence:
    def test_begins_with_what_was_asked_each_sentence_once(self) -> None:
        (request,) = correspondence(TICKET, [])
        assert (request.author, request.action, request.at) == ("requester", Action.OPENED, NOW)
        assert request.text == "delete me\n\nCustomer 4711"

    @pytest.mark.parametrize("action", Action)
    def test_shows_what_was_written_to_each_other_and_nothing_else(self, action: Action) -> None:
        shown = correspondence(TICKET, [entry(action, text="SECRET", reason="SECRET", handler="anna")])[1:]
        assert [written.action for written in shown] == ([action] if action in TOLD else [])
        assert "anna" not in repr(shown)

    def test_tells_who_wrote(self) -> None:
        by_person = entry(Action.HEARD, actor=PERSON, text="hello")
        put_down = entry(Action.HEARD, text="answered by mail")
        asked = entry(Action.ASKED, text="which?", reason="two fit")
        closed = entry(Action.WITHDRAWN, reason="told us on the telephone")
        left = entry(Action.WITHDRAWN, actor=PERSON)
        authors = [written.author for written in correspondence(TICKET, [by_person, put_down, asked, closed, left])[1:]]
        assert authors == ["requester", "requester", "controller", "controller", "requester"]

    def test_names_the_ground_of_a_refusal_and_where_it_stands(self) -> None:
        _, refused = correspondence(TICKET, [entry(Action.REFUSED, text="The invoices.", ground="legal_duty")])
        assert refused.ground
        assert (refused.ground.law, refused.text) == ("GDPR Art. 17(3)(b)", "The invoices.")

    def test_names_the_ticket_that_it_was_joined_with(self) -> None:
        _, merged, absorbed = correspondence(
            TICKET, [entry(Action.MERGED, into="PR-2"), entry(Action.ABSORBED, absorbed="PR-3")]
        )
        assert (merged.other, absorbed.other) == ("PR-2", "PR-3")
