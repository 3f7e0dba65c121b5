"""What the officer is told while a request is on its way: what the person wrote, what is due, how things stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letterbox import AT_THE_DESK, LETTERS, NOW, REFERENCE, Page, both, entry, filed

from assistant.model import TicketStatus, TicketType
from assistant.requests.emails import OVERDUE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Mail, Ticket

HEAD = (128, "1c7a" * 16)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def digest(  # noqa: PLR0913 - as many as a digest has lists
    *,
    head: tuple[int, str] = HEAD,
    new: Sequence[Ticket] = (),
    due_soon: Sequence[Ticket] = (),
    overdue: Sequence[Ticket] = (),
    waiting: Sequence[Ticket] = (),
    waiting_long: Sequence[Ticket] = (),
    stripped: int = 0,
) -> Mail:
    return LETTERS.digest(
        today=NOW.date(),
        new=new,
        due_soon=due_soon,
        overdue=overdue,
        waiting=waiting,
        waiting_long=waiting_long,
        head=head,
        stripped=stripped,
    )


class TestHeard:
    def test_quotes_the_person_and_leads_to_the_desk(self) -> None:
        mail = LETTERS.step("heard", filed(), entry(text="It is <only>\nthe shop."))
        assert (mail.to, mail.reply_to) == ("dpo@integra.co.in", "zoe@example.org")
        assert "\n> It is <only>\n> the shop.\n" in mail.text
        assert "It is <only>\nthe shop." in Page(mail.html).text
        assert AT_THE_DESK in mail.text
        assert Page(mail.html).links == [AT_THE_DESK]

    def test_has_nobody_to_reply_to_where_no_address_was_proved(self) -> None:
        mail = LETTERS.step("heard", replace(filed(), verified_at=None), entry(text="Hi"))
        assert mail.reply_to == ""
        assert "goes to the requester" not in mail.text + mail.html

    @given(words=TEXTS)
    def test_lets_nobody_write_a_line_or_a_tag_of_ours(self, words: str) -> None:
        mail, harmless = (LETTERS.step("heard", filed(), entry(text=text)) for text in (words, "x"))
        ours, expected = (
            [line for line in written.text.splitlines() if not line.startswith(">")] for written in (mail, harmless)
        )
        assert ours == expected
        assert Page(mail.html).tags == Page(harmless.html).tags


class TestReminder:
    @pytest.mark.parametrize(
        ("left", "subject"),
        [
            (14, f"Due in 14 days: {REFERENCE}"),
            (2, f"Due in 2 days: {REFERENCE}"),
            (1, f"Due tomorrow: {REFERENCE}"),
            (0, f"Due today: {REFERENCE}"),
            (-1, f"Overdue since yesterday: {REFERENCE}"),
            (-9, f"Overdue for 9 days: {REFERENCE}"),
        ],
    )
    def test_says_how_many_days_are_left(self, left: int, subject: str) -> None:
        ticket = filed()
        mail = LETTERS.reminder(ticket, today=ticket.due_on - timedelta(days=left), days=2)
        assert mail.subject == subject

    def test_says_what_is_due_when_with_whom_and_leads_to_the_desk(self) -> None:
        ticket = replace(filed(), handler="anna", status=TicketStatus.WAITING)
        mail = LETTERS.reminder(ticket, today=NOW.date(), days=14)
        for part in both(mail):
            for fact in (
                "Tuesday 3 March 2026, by law (GDPR Art. 12(3))",
                "access, erasure",
                "anna",
                "waiting for the",
            ):
                assert fact in part
        assert "nobody yet" in LETTERS.reminder(filed(), today=NOW.date(), days=14).text
        assert AT_THE_DESK in mail.text
        assert Page(mail.html).links == [AT_THE_DESK]

    def test_is_one_mail_for_each_milestone_of_each_due_day(self) -> None:
        keys = [
            LETTERS.reminder(ticket, today=today, days=days).key
            for ticket in (filed(), filed(extended=True))
            for days in (14, 7, 2, OVERDUE)
            for today in (NOW.date(), NOW.date() + timedelta(days=1))
        ]
        assert len(set(keys)) == len(keys) / 2 == 8
        assert keys[0] == f"reminder:{REFERENCE}:2026-03-03:14"

    def test_names_nobody(self) -> None:
        mail = LETTERS.reminder(filed(), today=NOW.date(), days=14)
        assert "Zoë" not in mail.text + mail.html


class TestDigest:
    def test_lists_what_there_is_under_its_heading(self) -> None:
        late = replace(filed(), reference="PR-0000-0000-01", handler="anna")
        waiting = replace(filed(types=[TicketType.COMPLAINT]), reference="PR-0000-0000-02", law="")
        mail = digest(overdue=[late], new=[filed()], waiting=[waiting], waiting_long=[waiting])
        assert mail.key == "digest:2026-02-10"
        assert (mail.to, mail.reply_to, mail.about) == ("dpo@integra.co.in", "", "")
        assert mail.subject == "Requests on 10 February 2026: 1 new, 1 overdue"
        assert "OVERDUE: 1\n- PR-0000-0000-01, due 3 March 2026, with anna: access, erasure\n" in mail.text
        assert f"NEW: 1\n- {REFERENCE}, due 3 March 2026, with nobody yet: access, erasure\n" in mail.text
        assert "MORE THAN 14 DAYS: 1\n- PR-0000-0000-02, with nobody yet: complaint\n" in mail.text
        assert "DUE WITHIN 7 DAYS" not in mail.text
        page = Page(mail.html)
        assert "Overdue: 1" in page.text
        desk = "https://privacy.example/desk"
        assert page.links == [
            f"{desk}/tickets/PR-0000-0000-01",
            f"{desk}/tickets/{REFERENCE}",
            f"{desk}/tickets/PR-0000-0000-02",
            f"{desk}/tickets/PR-0000-0000-02",
            desk,
        ]

    def test_stays_short_however_much_there_is(self) -> None:
        mail = digest(new=[filed()] * 1000)
        assert "NEW: 1000" in mail.text
        assert mail.text.count(REFERENCE) == 20
        for part in both(mail):
            assert "and 980 more at the desk" in part

    def test_says_how_many_requests_have_ended(self) -> None:
        for part in both(digest(stripped=3)):
            assert "ended: 3 closed long enough ago" in part.casefold()
        assert "ended" not in digest().text.casefold()

    def test_says_so_when_there_is_nothing(self) -> None:
        for part in both(digest()):
            assert "Nothing new, nothing due within 7 days, nobody waited for." in part

    def test_has_the_newest_entry_of_the_log_as_the_command_takes_it(self) -> None:
        for part in both(digest()):
            assert f" 128:{'1c7a' * 16} " in part
        assert "It is still empty." in digest(head=(0, "")).text

    def test_names_nobody(self) -> None:
        mail = digest(new=[filed()], due_soon=[filed()])
        assert "Zoë" not in mail.text + mail.html
