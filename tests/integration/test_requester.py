"""The requester's side over a real database: codes that open a ticket, what strangers learn, and what may be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from office import ANNA, DRAFT, Office

from assistant.errors import InputError, NotAllowedError, NotFoundError, RateLimitedError
from assistant.model import Action, TicketStatus
from assistant.requests.desk import Order
from assistant.requests.requester import MAX_TEXT, Requester

if TYPE_CHECKING:
    from assistant.adapters.database import Database
    from assistant.model import AnswerFile, Ticket

CODE = "424242"
UNKNOWN = "PR-0000-0000-99"


class Person:
    """Somebody with a reference, who asks and tries as the pages would for them."""

    def __init__(self, database: Database) -> None:
        self.office = Office(database)
        self.requester = Requester(self.office.filing, self.office.desk)
        self.source = "home"

    def asks(self, reference: str) -> None:
        with self.office.database.unit_of_work() as uow:
            self.requester.send_code(uow, reference, now=self.office.now, source=self.source)
            uow.commit()

    def types(self, reference: str, code: str = CODE) -> str:
        with self.office.database.unit_of_work() as uow:
            try:
                return self.requester.sign_in(uow, reference, code, now=self.office.now, source=self.source)
            finally:
                uow.commit()

    def opens(self, reference: str, token: str) -> Ticket:
        with self.office.database.unit_of_work(read_only=True) as uow:
            return self.requester.ticket(uow, reference, token, now=self.office.now)

    def writes(self, ticket: Ticket, text: str) -> Ticket:
        with self.office.database.unit_of_work() as uow:
            written = self.requester.write(uow, ticket, text=text, now=self.office.now)
            uow.commit()
        return written

    def collects(self, ticket: Ticket, file_id: str) -> bytes:
        with self.office.database.unit_of_work() as uow:
            _, content = self.requester.collect(uow, ticket, file_id, now=self.office.now)
            uow.commit()
        return content

    def codes(self) -> int:
        """How many sign-in codes were mailed."""
        return sum("to look at your request" in mail.subject for mail in self.office.mails())


@pytest.fixture
def person(database: Database) -> Person:
    return Person(database)


class TestSendCode:
    def test_mails_it_to_the_address_of_the_ticket(self, person: Person) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        mail = person.office.mails()[-1]
        assert mail.to == DRAFT.email
        assert CODE in mail.text
        assert mail.expires_at == person.office.now + timedelta(minutes=10)

    def test_mails_none_for_a_ticket_whose_address_nobody_proved(self, person: Person) -> None:
        person.asks(person.office.unproved().reference)
        assert person.codes() == 0

    def test_mails_none_for_a_ticket_that_was_stripped(self, person: Person) -> None:
        stripped = replace(person.office.filed(), stripped_at=person.office.now)
        with person.office.database.unit_of_work() as uow:
            uow.tickets.update(stripped)
            uow.commit()
        person.asks(stripped.reference)
        assert person.codes() == 0

    def test_says_nothing_of_an_unknown_reference(self, person: Person) -> None:
        person.asks(UNKNOWN)
        assert person.office.mails() == []

    def test_mails_ten_an_hour_to_an_address_and_says_nothing_of_the_eleventh(self, person: Person) -> None:
        ticket = person.office.filed()
        for _ in range(12):
            person.office.sleeps(seconds=1)
            person.asks(ticket.reference)
        assert person.codes() == 10
        person.office.sleeps(hours=1)
        person.asks(ticket.reference)
        assert person.codes() == 11

    @pytest.mark.parametrize("known", [True, False])
    def test_is_refused_to_a_source_that_asked_sixty_times_whatever_for(self, person: Person, *, known: bool) -> None:
        reference = person.office.filed().reference if known else UNKNOWN
        for _ in range(60):
            person.asks(reference)
        with pytest.raises(RateLimitedError):
            person.asks(reference)
        person.source = "elsewhere"
        person.asks(reference)


class TestSignIn:
    def test_opens_the_ticket_for_half_an_hour(self, person: Person) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        token = person.types(ticket.reference, "424 242")
        person.office.sleeps(minutes=29)
        assert person.opens(ticket.reference, token).reference == ticket.reference
        person.office.sleeps(minutes=1)
        with pytest.raises(NotFoundError):
            person.opens(ticket.reference, token)

    def test_keeps_no_token(self, person: Person, database: Database) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        token = person.types(ticket.reference)
        with database.unit_of_work(read_only=True) as uow:
            assert uow.sessions.get(token, kind="requester") is None

    def test_takes_a_code_once(self, person: Person) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        person.types(ticket.reference)
        with pytest.raises(InputError):
            person.types(ticket.reference)

    def test_takes_no_code_that_filed_the_ticket(self, person: Person) -> None:
        with pytest.raises(InputError):
            person.types(person.office.filed().reference)

    def test_takes_no_code_after_ten_minutes(self, person: Person) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        person.office.sleeps(minutes=10)
        with pytest.raises(InputError):
            person.types(ticket.reference)

    def test_takes_no_code_after_three_wrong_ones(self, person: Person) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        for _ in range(3):
            with pytest.raises(InputError):
                person.types(ticket.reference, "000000")
        with pytest.raises(InputError):
            person.types(ticket.reference)

    def test_counts_a_wrong_try_though_it_fails(self, person: Person, database: Database) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        with pytest.raises(InputError):
            person.types(ticket.reference, "000000")
        with database.unit_of_work(read_only=True) as uow:
            code = uow.codes.get(ticket.reference)
        assert code
        assert code.tries == 1

    def test_takes_no_code_of_another_ticket(self, person: Person) -> None:
        mine, other = person.office.filed(), person.office.filed(replace(DRAFT, email="other@example.org"))
        person.asks(mine.reference)
        with pytest.raises(InputError):
            person.types(other.reference)

    def test_files_a_ticket_that_waited_for_its_code(self, person: Person) -> None:
        with person.office.database.unit_of_work() as uow:
            ticket = person.office.filing.open(uow, DRAFT, now=person.office.now, source="")
            uow.commit()
        token = person.types(ticket.reference)
        assert person.opens(ticket.reference, token).status is TicketStatus.RECEIVED
        assert [mail.to for mail in person.office.mails()] == [DRAFT.email, "dpo@integra.co.in", DRAFT.email]

    def test_renews_the_code_of_a_ticket_that_waits_for_it(self, person: Person) -> None:
        with person.office.database.unit_of_work() as uow:
            ticket = person.office.filing.open(uow, DRAFT, now=person.office.now, source="")
            uow.commit()
        person.office.sleeps(hours=1)
        person.asks(ticket.reference)
        person.types(ticket.reference)
        assert person.codes() == 0
        assert person.office.ticket(ticket.reference).status is TicketStatus.RECEIVED

    def test_fails_alike_for_every_reason(self, person: Person) -> None:
        spent, waiting, fresh = person.office.filed(), person.office.filed(), person.office.filed()
        person.asks(waiting.reference)
        with person.office.database.unit_of_work() as uow:
            unfiled = person.office.filing.open(uow, DRAFT, now=person.office.now, source="")
            uow.commit()
        said = set()
        for reference in (UNKNOWN, spent.reference, waiting.reference, fresh.reference, unfiled.reference):
            for _ in range(4):
                with pytest.raises(InputError) as refused:
                    person.types(reference, "000000")
                said.add((type(refused.value), refused.value.message, refused.value.field))
        assert len(said) == 1

    def test_is_refused_to_a_source_that_tried_a_hundred_times_whatever_for(self, person: Person) -> None:
        for _ in range(100):
            with pytest.raises(InputError):
                person.types(UNKNOWN)
        with pytest.raises(RateLimitedError):
            person.types(UNKNOWN)


class TestTicket:
    def test_is_not_opened_by_the_session_of_another(self, person: Person) -> None:
        mine, other = person.office.filed(), person.office.filed()
        person.asks(mine.reference)
        token = person.types(mine.reference)
        for reference in (other.reference, UNKNOWN):
            with pytest.raises(NotFoundError):
                person.opens(reference, token)

    def test_is_not_opened_once_signed_out(self, person: Person, database: Database) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        token = person.types(ticket.reference)
        with database.unit_of_work() as uow:
            person.requester.sign_out(uow, token)
            uow.commit()
        with pytest.raises(NotFoundError):
            person.opens(ticket.reference, token)

    def test_is_not_opened_by_a_session_of_the_desk(self, person: Person, database: Database) -> None:
        ticket = person.office.filed()
        person.asks(ticket.reference)
        token = person.types(ticket.reference)
        with database.unit_of_work() as uow:
            session = uow.sessions.get(person.requester._token_hash(token), kind="requester")  # noqa: SLF001 - forged
            assert session
            uow.sessions.put(replace(session, kind="desk"))
            uow.commit()
        with pytest.raises(NotFoundError):
            person.opens(ticket.reference, token)


class TestWrite:
    def test_mails_the_officer_and_ends_the_wait(self, person: Person) -> None:
        office = person.office
        ticket = office.does(office.desk.ask, office.taken(), kind="clarification", text="Which?", reason="Two fit.")
        answered = person.writes(ticket, "Both.\r\nThank you ")
        assert answered.status is TicketStatus.IN_PROGRESS
        assert office.history(ticket.reference)[-1].deed.body == {"text": "Both.\nThank you"}
        assert office.mails()[-1].to == "dpo@integra.co.in"
        assert "> Both." in office.mails()[-1].text

    @pytest.mark.parametrize("text", ["", " \r\n ", "x" * (MAX_TEXT + 1), "a\0"])
    def test_takes_no_words_that_cannot_be_kept(self, person: Person, text: str) -> None:
        with pytest.raises(InputError) as refused:
            person.writes(person.office.filed(), text)
        assert refused.value.field == "text"

    def test_takes_as_many_words_as_it_says(self, person: Person) -> None:
        person.writes(person.office.filed(), "x" * MAX_TEXT)

    def test_takes_twenty_messages_an_hour(self, person: Person) -> None:
        ticket = person.office.filed()
        for number in range(20):
            person.writes(ticket, f"message {number}")
        with pytest.raises(RateLimitedError):
            person.writes(ticket, "one more")
        person.office.sleeps(hours=1)
        person.writes(ticket, "one more")

    def test_adds_nothing_to_what_is_closed(self, person: Person) -> None:
        office = person.office
        ticket = office.does(office.desk.close, office.taken(), outcome=Action.COMPLETED, text="Done.")
        with pytest.raises(NotAllowedError):
            person.writes(ticket, "and this?")


class TestCollect:
    @staticmethod
    def with_file(office: Office) -> tuple[Ticket, AnswerFile]:
        ticket = office.taken()
        order = Order(ticket.reference, ANNA, office.now)
        with office.database.unit_of_work() as uow:
            office.desk.attach(uow, order, name="Ihre Daten.zip", content=b"zip", kept=timedelta(days=7))
            (file,) = uow.files.of(ticket.reference)
            uow.commit()
        return ticket, file

    def test_hands_the_file_out_and_records_the_first_time(self, person: Person) -> None:
        ticket, file = self.with_file(person.office)
        assert [person.collects(ticket, file.id) for _ in range(2)] == [b"zip", b"zip"]
        collected = [
            entry.deed
            for entry in person.office.history(ticket.reference)
            if entry.deed.action is Action.FILE_COLLECTED
        ]
        assert [(deed.actor, deed.body) for deed in collected] == [("person", {"file": "Ihre Daten.zip"})]

    def test_hands_out_nothing_that_has_expired(self, person: Person) -> None:
        ticket, file = self.with_file(person.office)
        person.office.sleeps(days=7)
        with pytest.raises(NotFoundError):
            person.collects(ticket, file.id)

    def test_hands_out_nothing_of_another_ticket(self, person: Person) -> None:
        _, file = self.with_file(person.office)
        with pytest.raises(NotFoundError):
            person.collects(person.office.filed(), file.id)
