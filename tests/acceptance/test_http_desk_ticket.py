"""A ticket's page over HTTP, with both databases: what it says, to whom, and what it offers to whom."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from acceptance.deskwork import NASTY, does, offered, page

from assistant.model import Action, OnBehalfOf, Role, TicketType
from assistant.ports import utc_now
from assistant.requests.retention import strip

if TYPE_CHECKING:
    from bureau import Bureau
    from desk import DeskClient


class TestPage:
    def test_says_who_asks_for_what_and_by_when(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.filed(on_behalf_of=OnBehalfOf("Émile Brandt", "power of attorney", "emile@example.com"))
        text = html.unescape(page(anna, ticket))
        for part in (ticket.reference, "Zoë Brandt", ticket.draft.email, "Proved", "GDPR Art. 17", "4711"):
            assert part in text
        assert "bin everything you've got on me please" in text
        assert "Émile Brandt" in text
        assert text.index("power of attorney") < text.index("As stated, not checked")
        assert all(step in text for step in ticket.working)
        assert f"<b>By law</b> ({ticket.law})" in text

    def test_says_what_the_law_asks_of_the_handler(self, desk: Bureau, anna: DeskClient) -> None:
        text = html.unescape(page(anna, desk.filed()))
        assert "only on reasonable doubt" in text
        assert "EU GDPR, not Integra's privacy policy" in text

    def test_tells_the_mails_and_how_their_delivery_stands(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.filed(days=0)
        desk.mails(ticket.draft.email, count=2)
        text = page(anna, ticket)
        assert f"We have your request {ticket.reference}" in text
        assert 'class="badge plain">sent<' in text

    def test_says_where_an_address_is_not_proved_and_no_date_is_set(self, desk: Bureau, anna: DeskClient) -> None:
        text = html.unescape(page(anna, desk.unproved()))
        assert "Not proved: it may be somebody else's" in text
        assert "The law sets no date for this." in text

    def test_shows_what_people_wrote_as_words(self, desk: Bureau, anna: DeskClient) -> None:
        another = OnBehalfOf(NASTY, NASTY)
        ticket = desk.taken(name=NASTY, details=NASTY, words=(NASTY,), on_behalf_of=another)
        does(anna, ticket, "note", text=NASTY)
        wrong = does(anna, ticket, "refuse", text=NASTY, step="preview")
        preview = does(anna, ticket, "complete", text=NASTY, step="preview")
        for text in (page(anna, ticket), wrong.text, preview.text):
            assert "<script" not in text
            assert "<img" not in text
            assert NASTY in html.unescape(text)
        assert page(anna, ticket).count("&lt;script&gt;alert(1)") >= 5

    def test_says_where_words_are_gone_as_their_time_was_over(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.does(desk.application.desk.withdraw, desk.taken(), reason="They rang us")
        with desk.application.unit_of_work() as unit:
            strip(unit, desk.ticket(ticket.reference), at=utc_now(), salt="s")
            unit.commit()
        text = page(anna, ticket)
        assert all(words not in text for words in ("They rang us", "Zoë", ticket.draft.email))
        assert "The words were removed, as their time was over." in text
        assert "What identifies the person was removed" in text
        assert offered(text) == set()

    def test_offers_nothing_before_the_mailbox_is_proved(self, desk: Bureau, anna: DeskClient) -> None:
        waiting = desk.filed().draft
        with desk.application.unit_of_work() as unit:
            ticket = desk.application.filing.open(unit, waiting, now=waiting.requested_at, source="")
            unit.commit()
        text = page(anna, ticket)
        assert "waiting for its code" in text
        assert offered(text) == set()
        assert anna.send_form(f"/desk/tickets/{ticket.reference}/note", text="x", seen="99999").status_code == 409

    def test_is_404_for_a_reference_that_nobody_has(self, anna: DeskClient) -> None:
        for path in ("PR-0000-0000-00", "PR-0000-0000-00/due.ics", "PR-0000-0000-00/refuse"):
            response = anna.get(f"/desk/tickets/{path}")
            assert (response.status_code, "There is nothing here" in response.text) == (404, True)
        assert anna.send_form("/desk/tickets/PR-0000-0000-00/note", text="x").status_code == 404

    def test_sends_who_has_not_signed_in_to_the_sign_in_page(self, desk: Bureau) -> None:
        ticket = desk.filed()
        with desk.client() as stranger:
            stranger.cookies.clear()
            for path in ("", "/due.ics", "/refuse"):
                response = stranger.get(f"/desk/tickets/{ticket.reference}{path}")
                assert response.status_code == 303
                assert response.headers["location"].startswith("/desk/sign-in?next=")

    def test_has_the_due_day_for_a_calendar(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.filed()
        file = anna.get(f"/desk/tickets/{ticket.reference}/due.ics")
        assert file.headers["content-type"] == "text/calendar; charset=utf-8"
        assert file.headers["content-disposition"] == f'attachment; filename="{ticket.reference}.ics"'
        assert f"DTSTART;VALUE=DATE:{ticket.due_on:%Y%m%d}" in file.text
        assert "Zoë" not in file.text
        assert anna.get(f"/desk/tickets/{desk.unproved().reference}/due.ics").status_code == 404

    def test_opens_a_form_for_those_who_come_back_to_it(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        text = anna.get(f"/desk/tickets/{ticket.reference}/complete").text
        assert re.search(r"<details name=\"deed\" open>\s*<summary autofocus>Complete", text)
        assert anna.get(f"/desk/tickets/{ticket.reference}/dance").status_code == 404


class TestRoles:
    def test_let_a_reader_look_and_do_nothing(self, desk: Bureau) -> None:
        ticket = desk.taken()
        with desk.client(Role.READER) as reader:
            assert offered(page(reader, ticket)) == set()
            response = reader.send_form(f"/desk/tickets/{ticket.reference}/note", text="x", seen="99999")
            assert response.status_code == 403
            assert reader.get(f"/desk/tickets/{ticket.reference}/note").status_code == 403
        assert desk.history(ticket.reference)[-1].deed.action is Action.TAKEN

    def test_close_nothing_that_nobody_took(self, desk: Bureau, anna: DeskClient) -> None:
        asked = desk.does(desk.application.desk.ask, desk.filed(), kind="clarification", text="Which?", reason="Many")
        assert not {"complete", "refuse", "partly-refuse"} & offered(page(anna, asked))
        taken = desk.does(desk.application.desk.take, asked, handler="ben")
        assert {"complete", "refuse", "partly-refuse"} <= offered(page(anna, taken))

    def test_offer_for_a_refusal_only_grounds_for_the_whole(self, desk: Bureau, anna: DeskClient) -> None:
        text = page(anna, desk.taken(types=(TicketType.ACCESS, TicketType.ERASURE)))
        whole, partly = (text.split(f'/{deed}"')[1].split("</form>")[0] for deed in ("refuse", "partly-refuse"))
        assert 'value="unfounded"' in whole
        assert 'value="claims"' not in whole
        assert 'value="claims"' in partly

    def test_leave_the_legal_hold_to_admins(self, desk: Bureau, anna: DeskClient, ada: DeskClient) -> None:
        ticket = desk.taken()
        assert "hold" not in offered(page(anna, ticket))
        assert does(anna, ticket, "hold", reason="A claim").status_code == 403
        assert does(ada, ticket, "hold", reason="A claim").status_code == 303
        assert desk.ticket(ticket.reference).hold == "A claim"
        assert "A claim" in page(anna, ticket)
        assert does(anna, ticket, "release", reason="Settled").status_code == 403
        assert does(ada, ticket, "release", reason="Settled").status_code == 303
        assert desk.ticket(ticket.reference).hold == ""

    def test_let_only_admins_give_a_request_to_others(self, desk: Bureau, anna: DeskClient, ada: DeskClient) -> None:
        ticket, anna_is = desk.filed(), anna.seat.user.name
        assert does(anna, ticket, "take", handler=ada.seat.user.name).status_code == 303
        assert desk.ticket(ticket.reference).handler == anna_is
        assert "take" not in offered(page(anna, ticket))
        assert does(ada, ticket, "take", handler="nobody").status_code == 422
        assert does(ada, ticket, "take", handler=ada.seat.user.name).status_code == 303
        assert desk.ticket(ticket.reference).handler == ada.seat.user.name
        assert "Ada Admin works on it" in page(anna, ticket)

    def test_want_a_form_of_the_desk_itself(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        response = does(anna, ticket, "note", text="x", csrf="forged")
        assert response.status_code == 403
        assert desk.history(ticket.reference)[-1].deed.action is Action.TAKEN
