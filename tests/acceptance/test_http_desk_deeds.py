"""What is done from a ticket's page, over HTTP, with both databases and a real mail server."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from acceptance.deskwork import does, offered, page, seen, sent, squeezed, values_of, words_of

from assistant.model import Action, TicketStatus

if TYPE_CHECKING:
    from bureau import Bureau
    from desk import DeskClient

QUIET = [
    ("note", {"text": "Rang the York office"}, Action.NOTED),
    ("take", {}, Action.TAKEN),
]
MAILED = [
    ("acknowledge", {"text": "We are at it."}, Action.ACKNOWLEDGED),
    ("ask", {"text": "Which account?", "reason": "There are two."}, Action.ASKED),
    ("ask-proof", {"text": "Your customer number?", "reason": "Two people have that name."}, Action.PROOF_ASKED),
    ("extend", {"reason": "Your data lie in nine systems."}, Action.EXTENDED),
    ("complete", {"text": "All is deleted."}, Action.COMPLETED),
    ("partly-refuse", {"text": "Invoices must stay.", "ground": "legal_duty"}, Action.PARTLY_REFUSED),
    ("refuse", {"text": "Invoices must stay.", "ground": "legal_duty"}, Action.REFUSED),
    ("withdraw", {"reason": "They rang us."}, Action.WITHDRAWN),
]


class TestDeeds:
    @pytest.mark.parametrize(("deed", "fields", "action"), QUIET)
    def test_are_done_at_once_where_nobody_is_mailed(
        self, desk: Bureau, anna: DeskClient, deed: str, fields: dict[str, str], action: Action
    ) -> None:
        ticket = desk.taken()
        response = does(anna, ticket, deed, **fields)
        assert response.status_code == 303
        assert response.headers["location"] == f"/desk/tickets/{ticket.reference}?done={deed}"
        done = desk.history(ticket.reference)[-1].deed
        assert (done.action, done.actor) == (action, f"staff:{anna.seat.user.name}")
        assert "Anna Weber" in anna.get(response.headers["location"]).text

    @pytest.mark.parametrize(("deed", "fields", "action"), MAILED)
    def test_leave_the_mail_that_was_shown(
        self, desk: Bureau, anna: DeskClient, deed: str, fields: dict[str, str], action: Action
    ) -> None:
        ticket = desk.taken(days=0)
        preview = does(anna, ticket, deed, step="preview", **fields)
        assert preview.status_code == 200
        assert desk.history(ticket.reference)[-1].deed.action is Action.TAKEN
        shown = re.search(r'<div class="text">(.*?)</div>', preview.text, re.DOTALL)
        assert shown

        response = anna.send_form(f"/desk/tickets/{ticket.reference}/{deed}", step="send", **values_of(preview.text))
        assert response.status_code == 303
        mail = desk.mails(ticket.draft.email, count=3)[2]
        assert squeezed(words_of(mail)) == squeezed(html.unescape(shown[1]))
        assert html.escape(mail["Subject"], quote=False) in preview.text
        deed_done = desk.history(ticket.reference)[-1].deed
        assert (deed_done.action, dict(deed_done.body)) == (action, fields)
        assert html.escape(next(iter(fields.values()))) in page(anna, ticket)

    def test_tell_a_refusal_with_ground_article_reason_and_remedies(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken(days=0)
        reason = "Invoices must be kept for seven years."
        assert sent(anna, ticket, "refuse", ground="legal_duty", text=reason).status_code == 303
        mail = desk.mails(ticket.draft.email, count=3)[2]
        for words in (words_of(mail), html.unescape(mail.get_body(("html",)).get_content())):  # type: ignore[union-attr]
            said = squeezed(words)
            assert "A law obliges us to keep the data" in said
            assert all(part in said for part in ("GDPR Art. 17(3)(b)", reason, "GDPR Art. 77", "GDPR Art. 79"))
        assert desk.ticket(ticket.reference).status is TicketStatus.REFUSED

    def test_resume_what_waited(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        assert "resume" not in offered(page(anna, ticket))
        sent(anna, ticket, "ask", text="Which?", reason="Two of them")
        assert "ask" not in offered(page(anna, ticket))
        assert "Waiting for the person" in page(anna, ticket)
        assert does(anna, ticket, "resume", reason="They rang").status_code == 303
        assert desk.ticket(ticket.reference).status is TicketStatus.IN_PROGRESS

    def test_merge_what_is_suggested(self, desk: Bureau, anna: DeskClient) -> None:
        first = desk.filed(days=9, email="twice@example.com", words=("first words",))
        second = desk.taken(days=2, email="twice@example.com", words=("second words",))
        assert first.reference in page(anna, second)
        assert sent(anna, second, "merge", into=first.reference).status_code == 303
        assert desk.ticket(second.reference).merged_into == first.reference
        assert f'href="/desk/tickets/{first.reference}"' in page(anna, second)
        assert "second words" in page(anna, first)
        assert desk.ticket(first.reference).due_on == first.due_on

    def test_merge_with_nothing_else(self, desk: Bureau, anna: DeskClient) -> None:
        ticket, stranger = desk.taken(), desk.filed()
        assert "merge" not in offered(page(anna, ticket))
        assert does(anna, ticket, "merge", into=stranger.reference, step="send").status_code == 409
        assert desk.ticket(ticket.reference).merged_into == ""

    def test_are_offered_as_the_state_allows(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.filed()
        assert offered(page(anna, ticket)) == {
            "take", "note", "acknowledge", "ask", "ask-proof", "extend", "withdraw",
        }  # fmt: skip
        assert "take it first" in html.unescape(page(anna, ticket))
        early = does(anna, ticket, "complete", text="Done.", step="send")
        assert early.status_code == 409
        assert "take it first" in early.text
        assert "Done." in early.text

        done = desk.does(desk.application.desk.withdraw, desk.taken(), reason="They rang")
        assert offered(page(anna, done)) == {"note", "files"}

    def test_extend_only_before_the_period_is_over(self, desk: Bureau, anna: DeskClient) -> None:
        late, lawless = desk.taken(days=50), desk.unproved()
        for ticket in (late, lawless):
            assert "extend" not in offered(page(anna, ticket))
            assert does(anna, ticket, "extend", reason="Because", step="send").status_code == 409
        assert "The period is over: it cannot be extended any more." in page(anna, late)

    def test_say_before_sending_that_an_address_is_not_proved(self, desk: Bureau, anna: DeskClient) -> None:
        preview = does(anna, desk.unproved(), "acknowledge", text="We are at it.", step="preview")
        assert "It may be somebody else's" in html.unescape(preview.text)

    def test_mail_nobody_without_an_address(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.does(desk.application.desk.take, desk.unproved(email=""), handler="ben")
        assert {"acknowledge", "ask", "ask-proof"}.isdisjoint(offered(page(anna, ticket)))
        assert does(anna, ticket, "acknowledge", text="x", step="send").status_code == 409
        preview = does(anna, ticket, "complete", text="Looked into it.", step="preview")
        assert "No mail leaves" in preview.text
        assert sent(anna, ticket, "complete", text="Looked into it.").status_code == 303


class TestMistakes:
    def test_are_told_beside_each_field_and_what_was_typed_is_kept(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        wrong = does(anna, ticket, "ask", text="Which account?", reason=" ", step="preview")
        assert wrong.status_code == 422
        assert 'id="ask-reason-error"' in wrong.text
        assert 'href="#ask-reason"' in wrong.text
        assert 'id="ask-text-error"' not in wrong.text
        assert "Which account?</textarea>" in wrong.text
        assert "<title>Error: " in wrong.text

    @pytest.mark.parametrize("deed", ["refuse", "partly-refuse"])
    @pytest.mark.parametrize("step", ["preview", "send"])
    def test_hold_a_refusal_without_ground_or_reason_back(
        self, desk: Bureau, anna: DeskClient, deed: str, step: str
    ) -> None:
        ticket = desk.taken()
        wrong = does(anna, ticket, deed, text="", step=step)
        assert wrong.status_code == 422
        assert f'id="{deed}-ground-error"' in wrong.text
        assert f'id="{deed}-text-error"' in wrong.text
        foreign = does(anna, ticket, deed, text="Because.", ground="accurate", step=step)
        assert (foreign.status_code, f'id="{deed}-text-error"' in foreign.text) == (422, False)
        assert desk.ticket(ticket.reference).status is TicketStatus.IN_PROGRESS

    def test_hold_a_text_with_a_gap_back(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        draft = html.unescape(page(anna, ticket)).split("We have deleted")[1].split("</textarea>")[0]
        wrong = does(anna, ticket, "complete", text="We have deleted" + draft, step="send")
        assert (wrong.status_code, "still stands in it" in wrong.text) == (422, True)

    @pytest.mark.parametrize("text", ["x" * 20_001, "half\x00", "a\x07b"])
    def test_hold_what_cannot_be_mailed_back(self, desk: Bureau, anna: DeskClient, text: str) -> None:
        assert does(anna, desk.taken(), "note", text=text).status_code == 422

    def test_keep_the_text_on_the_way_back_to_editing(self, desk: Bureau, anna: DeskClient) -> None:
        ticket, text = desk.taken(), 'Line one\r\n"Line" <two>'
        preview = does(anna, ticket, "partly-refuse", text=text, ground="claims", step="preview")
        back = anna.send_form(
            f"/desk/tickets/{ticket.reference}/partly-refuse", **{**values_of(preview.text), "step": "edit"}
        )
        assert back.status_code == 200
        assert "Line one\n&#34;Line&#34; &lt;two&gt;</textarea>" in back.text
        assert re.search(r'value="claims" checked', back.text)
        assert re.search(r"<summary autofocus>\s*Refuse in part", back.text)


class TestMeanwhile:
    def test_says_what_happened_and_keeps_what_was_typed(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        before = seen(page(anna, ticket))
        desk.does(desk.application.desk.hear, ticket, actor="person", text="I changed my mind about invoices.")
        late = does(anna, ticket, "complete", text="All is deleted.", seen=before, step="send")
        assert late.status_code == 409
        assert "The person wrote" in late.text
        assert "All is deleted.</textarea>" in late.text
        assert desk.ticket(ticket.reference).status is TicketStatus.IN_PROGRESS
        again = sent(anna, ticket, "complete", text="All is deleted.", seen=seen(late.text))
        assert again.status_code == 303

    def test_shows_the_text_of_what_cannot_be_done_any_more(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        before = seen(page(anna, ticket))
        desk.does(desk.application.desk.withdraw, ticket, actor="person")
        late = does(anna, ticket, "complete", text="All is deleted.", seen=before, step="send")
        assert (late.status_code, "All is deleted." in late.text) == (409, True)

    def test_does_a_deed_once_however_often_it_is_sent(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken(days=0)
        preview = does(anna, ticket, "acknowledge", text="We are at it.", step="preview")
        path, values = f"/desk/tickets/{ticket.reference}/acknowledge", values_of(preview.text)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: anna.send_form(path, step="send", **values), range(4)))
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
        assert all("You have done this already" in answer.text for answer in answers if answer.status_code == 409)
        actions = [entry.deed.action for entry in desk.history(ticket.reference)]
        assert actions.count(Action.ACKNOWLEDGED) == 1

    @pytest.mark.parametrize("number", ["", "-1", "x", "²", "9" * 400])
    def test_takes_no_nonsense_for_what_was_seen(self, desk: Bureau, anna: DeskClient, number: str) -> None:
        assert does(anna, desk.taken(), "note", text="x", seen=number).status_code == 409
