"""Promised mails leave: through real databases and real SMTP, also when things go wrong."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import TYPE_CHECKING

import pytest

from assistant.adapters.database import Database
from assistant.adapters.smtp import FolderMailer, Sender, SmtpMailer
from assistant.adapters.webhook import HttpCaller
from assistant.errors import MailDelayedError
from assistant.model import Mail
from assistant.requests.outbox import Delivery, Worker, deliver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from postbox import Postbox

    from assistant.model import OutboxRow
    from assistant.ports import Mailer

START = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
CALLER = HttpCaller(now=lambda: START)
SENDER = Sender("Integra privacy assistant", "dpo@integra.co.in")


def a_mail(key: str, *, to: str = "zoe@example.org") -> Mail:
    return Mail(key=key, message_id=f"<{key}@integra.co.in>", to=to, subject="Hi", text="Hi", html="<p>Hi</p>")


def promise(database: Database, *mails: Mail, at: datetime = START) -> None:
    with database.unit_of_work() as unit:
        for mail in mails:
            unit.outbox.add(mail, now=at)
        unit.commit()


def rows(database: Database) -> list[OutboxRow]:
    with database.unit_of_work() as unit:
        return unit.outbox.rows()


def states(database: Database) -> dict[str, str]:
    return {row.parcel.key: row.state for row in rows(database)}


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Recorder:
    """A mailer that keeps what it is given, and fails as it is told."""

    def __init__(self, *failures: BaseException) -> None:
        self.sent: list[Mail] = []
        self.failures = list(failures)

    def send(self, mail: Mail) -> None:
        self.sent.append(mail)
        if self.failures:
            raise self.failures.pop(0)


class Killed(BaseException):
    """The process ends here."""


def highest(_low: float, high: float) -> float:
    return high


def delivery(database: Database, mailer: Mailer, *, now: Callable[[], datetime] = lambda: START) -> Delivery:
    return Delivery(database.unit_of_work, mailer, now=now, chance=highest, caller=CALLER)


def smtp(postbox: Postbox) -> SmtpMailer:
    return SmtpMailer(f"smtp://127.0.0.1:{postbox.port}?tls=none", sender=SENDER)


class TestDeliver:
    def test_sends_what_is_due_and_says_how_it_went(
        self, database: Database, start_smtp: Callable[..., Postbox]
    ) -> None:
        postbox = start_smtp()
        postbox.refusals = {"gone@example.org": "550 No such user", "busy@example.org": "451 Later"}
        promise(database, a_mail("a"), a_mail("b", to="gone@example.org"), a_mail("c", to="busy@example.org"))
        assert deliver(delivery(database, smtp(postbox))) == "1 sent, 1 postponed, 1 set aside."
        assert states(database) == {"a": "sent", "b": "set_aside", "c": "pending"}
        assert deliver(delivery(database, smtp(postbox))) == "0 sent, 0 postponed, 0 set aside."


class TestDeliverOne:
    def test_keeps_the_row_when_smtp_is_busy_and_sends_it_later(
        self, database: Database, start_smtp: Callable[..., Postbox]
    ) -> None:
        postbox, clock = start_smtp(), Clock()
        promise(database, a_mail("a"))
        postbox.verdict = "451 Later"
        deliverer = delivery(database, smtp(postbox), now=clock)
        assert deliverer.deliver_one() == "postponed"
        assert deliverer.deliver_one() is None
        (row,) = rows(database)
        assert (row.attempts, row.last_error) == (1, "MailDelayedError: 451 Later")
        clock.now = row.next_attempt_at
        postbox.verdict = "250 OK"
        assert deliverer.deliver_one() == "sent"
        assert [message["Message-ID"] for message in postbox.messages] == ["<a@integra.co.in>"]

    def test_sets_aside_what_is_refused_for_good_and_shows_why(
        self, database: Database, start_smtp: Callable[..., Postbox]
    ) -> None:
        postbox = start_smtp()
        postbox.verdict = "554 Not wanted"
        promise(database, a_mail("a"))
        assert delivery(database, smtp(postbox)).deliver_one() == "set aside"
        (row,) = rows(database)
        assert (row.state, row.last_error) == ("set_aside", "MailRefusedError: 554 Not wanted")

    def test_sets_aside_what_came_too_late_and_sends_it_to_nobody(self, database: Database) -> None:
        clock, mailer = Clock(), Recorder(MailDelayedError("451 Later"))
        promise(database, replace(a_mail("code"), expires_at=START + timedelta(minutes=10)))
        deliverer = delivery(database, mailer, now=clock)
        assert deliverer.deliver_one() == "postponed"
        clock.now = START + timedelta(minutes=10)
        assert deliverer.deliver_one() == "set aside"
        (row,) = rows(database)
        assert row.last_error.startswith("MailExpiredError: ")
        assert len(mailer.sent) == 1

    def test_sets_aside_what_cannot_be_built_and_sends_the_rest(
        self, database: Database, start_smtp: Callable[..., Postbox]
    ) -> None:
        postbox = start_smtp()
        promise(database, a_mail("bad", to="no address"), a_mail("good"))
        delivery(database, smtp(postbox)).drain()
        assert states(database) == {"bad": "set_aside", "good": "sent"}

    def test_sends_the_rest_when_one_breaks_the_mailer(self, database: Database) -> None:
        promise(database, a_mail("a"), a_mail("b"))
        outcomes = delivery(database, Recorder(RuntimeError("a bug"))).drain()
        assert outcomes == {"postponed": 1, "sent": 1}

    def test_waits_longer_each_time_and_never_as_long_as_others(self, database: Database) -> None:
        clock, asked = Clock(), []

        def chance(low: float, high: float) -> float:
            asked.append((low, high))
            return high / 2

        promise(database, a_mail("a"))
        deliverer = Delivery(
            database.unit_of_work, Recorder(*[OSError()] * 12), now=clock, chance=chance, caller=CALLER
        )
        for _ in range(12):
            assert deliverer.deliver_one() == "postponed"
            (row,) = rows(database)
            assert row.next_attempt_at == clock.now + timedelta(seconds=asked[-1][1] / 2)
            clock.now = row.next_attempt_at
        assert asked[:4] == [(0, 5), (0, 10), (0, 20), (0, 40)]
        assert asked[-1] == (0, 3600)

    def test_gives_up_after_five_days(self, database: Database) -> None:
        clock = Clock()
        promise(database, a_mail("a"))
        clock.now = START + timedelta(days=5)
        assert delivery(database, Recorder(OSError()), now=clock).deliver_one() == "set aside"

    def test_sends_again_as_the_same_mail_after_dying_before_the_mark(self, database: Database) -> None:
        clock, mailer = Clock(), Recorder(Killed())
        promise(database, a_mail("a"))
        deliverer = delivery(database, mailer, now=clock)
        with pytest.raises(Killed):
            deliverer.deliver_one()
        assert deliverer.deliver_one() is None
        clock.now += timedelta(minutes=10)
        assert deliverer.deliver_one() == "sent"
        assert [mail.message_id for mail in mailer.sent] == ["<a@integra.co.in>"] * 2

    def test_survives_a_process_killed_while_it_sends(self, database_address: str, tmp_path: Path) -> None:
        with closing(Database(database_address)) as database:
            promise(database, a_mail("a"))
        process = multiprocessing.get_context("spawn").Process(
            target=_hang_while_sending, args=(database_address, tmp_path)
        )
        process.start()
        _until((tmp_path / "sending").exists)
        process.kill()
        process.join()
        with closing(Database(database_address)) as database:
            later = START + timedelta(minutes=10)
            folder = FolderMailer(tmp_path / "mail", sender=SENDER)
            assert delivery(database, folder, now=lambda: later).drain() == {"sent": 1}

    def test_holds_no_transaction_while_it_sends(self, database: Database) -> None:
        class Meddler(Recorder):
            def send(self, mail: Mail) -> None:
                promise(database, a_mail("written meanwhile"))
                super().send(mail)

        promise(database, a_mail("a"))
        assert delivery(database, Meddler()).deliver_one() == "sent"

    def test_logs_no_personal_data(self, database: Database, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        promise(database, a_mail("a", to="no address zoe@example.org"), a_mail("b"))
        delivery(database, Recorder(OSError("zoe@example.org"), OSError("zoe@example.org"))).drain()
        assert "Mail 2 was postponed: OSError" in caplog.text
        assert "zoe" not in caplog.text


class TestDrain:
    def test_sends_each_mail_once_when_replicas_race(
        self, database_address: str, start_smtp: Callable[..., Postbox]
    ) -> None:
        postbox = start_smtp()
        with closing(Database(database_address)) as one, closing(Database(database_address)) as two:
            promise(one, *(a_mail(f"m{number}") for number in range(30)))
            workers = [
                threading.Thread(target=delivery(database, smtp(postbox)).drain) for database in (one, two, one, two)
            ]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            assert set(states(one).values()) == {"sent"}
        sent = Counter(
            message_from_bytes(envelope.original_content or b"")["Message-ID"] for envelope in postbox.envelopes
        )
        assert len(sent) == 30
        assert set(sent.values()) == {1}

    def test_stops_between_mails(self, database: Database) -> None:
        promise(database, a_mail("a"), a_mail("b"))
        mailer = Recorder()
        delivery(database, mailer).drain(stop=lambda: len(mailer.sent) == 1)
        assert states(database) == {"a": "sent", "b": "pending"}


class TestWorker:
    @pytest.fixture
    def run(self, database: Database) -> Iterator[Callable[..., Worker]]:
        running: list[Worker] = []

        def start(mailer: Mailer, *, poll_seconds: float, unit_of_work: Callable[[], object] | None = None) -> Worker:
            opener = unit_of_work or database.unit_of_work
            delivery = Delivery(opener, mailer, now=lambda: START, chance=highest, caller=CALLER)  # type: ignore[arg-type]
            worker = Worker(delivery, poll_seconds=poll_seconds)
            worker.start()
            running.append(worker)
            return worker

        yield start
        for worker in running:
            worker.stop()

    def test_sends_at_once_when_woken(self, database: Database, run: Callable[..., Worker]) -> None:
        mailer = Recorder()
        worker = run(mailer, poll_seconds=3600)
        promise(database, a_mail("a"))
        worker.wake()
        _until(lambda: bool(mailer.sent))

    def test_finds_what_others_promised(self, database: Database, run: Callable[..., Worker]) -> None:
        mailer = Recorder()
        run(mailer, poll_seconds=0.05)
        promise(database, a_mail("a"))
        _until(lambda: bool(mailer.sent))

    def test_goes_on_after_the_database_was_away(
        self, database: Database, run: Callable[..., Worker], caplog: pytest.LogCaptureFixture
    ) -> None:
        failures = [ConnectionError("away: zoe@example.org")]

        def unit_of_work() -> object:
            if failures:
                raise failures.pop()
            return database.unit_of_work()

        mailer = Recorder()
        promise(database, a_mail("a"))
        run(mailer, poll_seconds=0.05, unit_of_work=unit_of_work)
        _until(lambda: bool(mailer.sent))
        assert "The outbox cannot be read: ConnectionError" in caplog.text
        assert "zoe" not in caplog.text

    def test_finishes_the_mail_in_hand_when_stopped(self, database: Database, run: Callable[..., Worker]) -> None:
        sending, go_on = threading.Event(), threading.Event()

        class Slow(Recorder):
            def send(self, mail: Mail) -> None:
                sending.set()
                go_on.wait(10)
                super().send(mail)

        promise(database, a_mail("a"), a_mail("b"))
        worker = run(Slow(), poll_seconds=3600)
        assert sending.wait(10)
        threading.Timer(0.1, go_on.set).start()
        worker.stop(timeout=10)
        assert states(database) == {"a": "sent", "b": "pending"}


def _until(condition: Callable[[], bool], *, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def _hang_while_sending(address: str, folder: Path) -> None:
    class Hanging:
        def send(self, _mail: Mail) -> None:
            (folder / "sending").touch()
            time.sleep(60)

    Delivery(Database(address).unit_of_work, Hanging(), now=lambda: START, chance=highest, caller=CALLER).drain()
