"""The database adapter against real SQLite and real PostgreSQL."""

from __future__ import annotations

import contextlib
import multiprocessing
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import SQLAlchemyError

from assistant.adapters.database import Database, migrate
from assistant.adapters.database.engine import connect, open_engine
from assistant.adapters.database.tables import metadata
from assistant.errors import (
    ConfigurationError,
    ConflictError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
)
from assistant.model import (
    Block,
    Channel,
    Code,
    Document,
    Draft,
    Generation,
    Mail,
    OnBehalfOf,
    Passage,
    Span,
    Ticket,
    TicketStatus,
    TicketType,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postgres import Cluster

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new_database()


@pytest.fixture
def postgres_database(postgres: Cluster) -> Iterator[Database]:
    with contextlib.closing(Database(postgres.new_database(template="template"))) as database:
        yield database


def a_ticket(reference: str = "PR-1") -> Ticket:
    draft = Draft(
        types=(TicketType.ERASURE, TicketType.ACCESS),
        name="Zoë 🙂 明",
        email="zoe@example.org",
        details="Customer 42",
        words=("please delete my data", "and show it first\nto me"),
        requested_at=NOW,
        channel=Channel.WEB,
        on_behalf_of=OnBehalfOf("Ada", "parent"),
    )
    return Ticket(
        reference,
        draft,
        TicketStatus.AWAITING_VERIFICATION,
        date(2026, 3, 2),
        "eu",
        NOW,
        law="Art. 1",
        working=("a", "b"),
    )


def a_mail(key: str = "k") -> Mail:
    return Mail(key=key, message_id=f"<{key}@example.org>", to="a@example.org", subject="Hi", text="T", html="<p>T")


def a_generation(number: int, *, text: str = "") -> Generation:
    text = text or f"Version {number}."
    block = Block("paragraph", 0, len(text), spans=(Span("link", 0, 3, "https://example.org"),))
    document = Document("privacy_policy", "Privacy policy", f"v{number}", text, (block,))
    passage = Passage("p1", "privacy_policy", f"v{number}", ((0, 3), (4, 9)), text, ("How", "Long"), lead_in="In:")
    return Generation(f"g{number}", "encoder", (document,), (passage,))


class TestMigrate:
    def test_makes_exactly_the_tables_the_adapter_uses(self, database_address: str) -> None:
        engine = open_engine(database_address)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        engine.dispose()

    def test_does_nothing_the_second_time(self, database_address: str) -> None:
        with contextlib.closing(Database(database_address)) as database, database.unit_of_work() as unit:
            unit.tickets.add(a_ticket())
            unit.commit()
        migrate(database_address)
        with contextlib.closing(Database(database_address)) as database, database.unit_of_work() as unit:
            assert unit.tickets.get("PR-1") == a_ticket()

    def test_lets_processes_that_start_together_take_turns(self, empty_address: str) -> None:
        processes = [multiprocessing.get_context("spawn").Process(target=migrate, args=(empty_address,)) for _ in "ab"]
        for process in processes:
            process.start()
        for process in processes:
            process.join(timeout=60)
        assert [process.exitcode for process in processes] == [0, 0]
        with contextlib.closing(Database(empty_address)) as database:
            assert database.ping()

    def test_says_nothing(self, empty_address: str, capfd: pytest.CaptureFixture[str]) -> None:
        migrate(empty_address)
        assert capfd.readouterr() == ("", "")

    def test_says_in_a_sentence_that_nobody_answers(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match="cannot be used"):
            migrate(f"postgresql://somebody:hunter2@/db?host={tmp_path}")


class TestDatabase:
    @pytest.mark.parametrize(
        "address", ["", "nonsense", "nosuch://x", "sqlite://", "postgresql+nosuch://u:hunter2@h/d"]
    )
    def test_refuses_an_address_without_repeating_it(self, address: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            Database(address)
        assert "hunter2" not in str(caught.value)

    def test_refuses_a_file_it_cannot_write(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ConfigurationError, match="Cannot open the database file"):
            Database(f"sqlite:///{tmp_path}/file/db.sqlite3")

    def test_answers_a_ping_only_when_migrated(self, database: Database, empty_address: str) -> None:
        assert database.ping()
        with contextlib.closing(Database(empty_address)) as empty:
            assert not empty.ping()

    def test_keeps_one_secret_for_all_replicas(self, database_address: str) -> None:
        minted = iter(range(100))

        def ask(_: int) -> str:
            with contextlib.closing(Database(database_address)) as replica:
                return replica.secret("codes", mint=lambda: f"secret {next(minted)}")

        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(ask, range(4)))) == 1

    def test_opens_sqlite_durable_and_for_its_owner_only(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "db.sqlite3"
        migrate(f"sqlite:///{path}")
        engine = open_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _PRAGMAS]
            assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
        engine.dispose()
        assert found == ["wal", 2, 1, 1, 30_000]


_PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")


class TestUnitOfWork:
    def test_forgets_what_was_not_committed(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.tickets.add(a_ticket())
            unit.outbox.add(a_mail(), now=NOW)
        with database.unit_of_work() as unit:
            assert unit.tickets.get("PR-1") is None
            assert unit.outbox.rows() == []

    def test_keeps_what_came_before_a_refusal(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.tickets.add(a_ticket())
            with pytest.raises(ConflictError):
                unit.tickets.add(a_ticket())
            unit.commit()
        with database.unit_of_work() as unit:
            assert unit.tickets.get("PR-1") == a_ticket()

    def test_works_from_many_threads(self, database: Database) -> None:
        def file(number: int) -> None:
            with database.unit_of_work() as unit:
                unit.tickets.add(a_ticket(f"PR-{number}"))
                unit.outbox.add(a_mail(f"m{number}"), now=NOW)
                unit.commit()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(file, range(40)))
        with database.unit_of_work() as unit:
            assert len(unit.outbox.rows()) == 40

    def test_refuses_a_time_without_a_zone(self, database: Database) -> None:
        naive = NOW.replace(tzinfo=None)
        with database.unit_of_work() as unit, pytest.raises(Exception, match="without a time zone"):
            unit.outbox.add(a_mail(), now=naive)

    def test_gives_times_back_in_utc(self, database: Database) -> None:
        india = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
        with database.unit_of_work() as unit:
            unit.outbox.add(a_mail(), now=india)
            (row,) = unit.outbox.rows()
        assert row.created_at == NOW
        assert row.created_at.tzinfo is UTC


class TestReadOnly:
    def test_reads_beside_a_writer_without_waiting(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.tickets.add(a_ticket())
            unit.codes.put(Code("PR-1", "hash", NOW, LATER))
            unit.conversations.save("c", "{}", now=NOW, expires_at=datetime.now(UTC) + timedelta(days=1))
            unit.commit()
        with database.unit_of_work() as writing:
            assert writing.tickets.get("PR-1")
            assert writing.codes.get("PR-1")
            assert writing.conversations.load("c")
            with database.unit_of_work(read_only=True) as reading:
                assert reading.tickets.get("PR-1") == a_ticket()
                assert reading.codes.get("PR-1")
                assert reading.conversations.load("c") == "{}"
                assert reading.corpus.current_id() is None
            assert database.ping()
            writing.commit()

    def test_lets_a_writer_through(self, database: Database) -> None:
        with database.unit_of_work(read_only=True) as reading:
            assert reading.tickets.get("PR-1") is None
            with database.unit_of_work() as writing:
                writing.tickets.add(a_ticket())
                writing.commit()

    def test_refuses_to_write_and_leaves_the_next_one_free_to(self, database: Database) -> None:
        with (
            pytest.raises((SQLAlchemyError, UnavailableError)),
            database.unit_of_work(read_only=True) as reading,
        ):
            reading.tickets.add(a_ticket())
        with database.unit_of_work() as writing:
            writing.tickets.add(a_ticket())
            writing.commit()


class TestDurable:
    def test_is_what_a_commit_is_unless_asked_otherwise(self, tmp_path: Path) -> None:
        engine = open_engine(f"sqlite:///{tmp_path}/db.sqlite3")
        found = []
        for durable in (True, False, True):
            with connect(engine, durable=durable) as connection:
                found.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())
                connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS t (x)")
                connection.commit()
        with engine.begin() as connection:
            found.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())
        engine.dispose()
        assert found == [2, 1, 2, 2]

    def test_is_what_a_commit_is_unless_asked_otherwise_in_postgresql(self, postgres: Cluster) -> None:
        engine = open_engine(postgres.new_database())
        with engine.begin() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar()
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET synchronous_commit = on')
        engine.dispose()
        found = []
        for durable in (True, False, True):
            with connect(engine, durable=durable) as connection:
                found.append(connection.exec_driver_sql("SHOW synchronous_commit").scalar())
                connection.commit()
        engine.dispose()
        assert found == ["on", "off", "on"]

    def test_is_still_written_when_it_is_not_asked_for(self, database: Database) -> None:
        with database.unit_of_work(durable=False) as unit:
            unit.tickets.add(a_ticket())
            unit.commit()
        with database.unit_of_work(read_only=True) as unit:
            assert unit.tickets.get("PR-1") == a_ticket()


class TestUnavailable:
    def test_is_said_when_nobody_answers(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        with (
            contextlib.closing(Database(f"postgresql://somebody:hunter2@/db?host={tmp_path}")) as database,
            pytest.raises(UnavailableError),
            database.unit_of_work(),
        ):
            pass
        assert "hunter2" not in caplog.text

    def test_is_said_when_the_connection_breaks_half_way(self, postgres: Cluster) -> None:
        address = postgres.new_database(template="template")
        with contextlib.closing(Database(address)) as database:
            with pytest.raises(UnavailableError):
                _file_while_the_server_hangs_up(database, address)
            with database.unit_of_work() as unit:
                assert unit.tickets.get("PR-1") is None


def _file_while_the_server_hangs_up(database: Database, address: str) -> None:
    other = open_engine(address)
    with database.unit_of_work() as unit:
        unit.tickets.add(a_ticket())
        with other.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        other.dispose()
        unit.commit()


class TestConversations:
    def test_are_loaded_until_they_expire(self, database_address: str) -> None:
        with contextlib.closing(Database(database_address, now=lambda: NOW)) as database:
            with database.unit_of_work() as unit:
                unit.conversations.save("c", '{"a": 1}', now=NOW, expires_at=LATER)
                unit.conversations.save("c", '{"a": 2}', now=NOW, expires_at=LATER)
                unit.conversations.save("old", "{}", now=NOW, expires_at=NOW)
                unit.commit()
            with database.unit_of_work() as unit:
                assert unit.conversations.load("c") == '{"a": 2}'
                assert unit.conversations.load("old") is None
                assert unit.conversations.load("unknown") is None

    def test_are_held_until_the_unit_of_work_ends(self, database: Database) -> None:
        far = datetime.now(UTC) + timedelta(days=1)
        with database.unit_of_work() as unit:
            unit.conversations.save("c", "0", now=NOW, expires_at=far)
            unit.commit()

        def count(_: int) -> None:
            with database.unit_of_work() as unit:
                state = unit.conversations.load("c")
                unit.conversations.save("c", str(int(state or "") + 1), now=NOW, expires_at=far)
                unit.commit()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(count, range(24)))
        with database.unit_of_work() as unit:
            assert unit.conversations.load("c") == "24"

    def test_are_written_once_when_two_write_the_first_turn(self, postgres_database: Database) -> None:
        far = datetime.now(UTC) + timedelta(days=1)

        def save(state: str) -> None:
            with postgres_database.unit_of_work() as unit:
                unit.conversations.save("c", state, now=NOW, expires_at=far)
                unit.commit()

        with postgres_database.unit_of_work() as unit:
            unit.conversations.save("c", "first", now=NOW, expires_at=far)
            second = threading.Thread(target=save, args=("second",))
            second.start()
            second.join(timeout=0.3)  # it waits for us
            unit.commit()
        second.join()
        with postgres_database.unit_of_work() as unit:
            assert unit.conversations.load("c") == "second"


class TestTickets:
    def test_come_back_as_they_were(self, database: Database) -> None:
        received = replace(a_ticket(), status=TicketStatus.RECEIVED, verified_at=LATER, token_hash="ab")
        with database.unit_of_work() as unit:
            unit.tickets.add(a_ticket())
            unit.tickets.update(received)
            unit.commit()
        with database.unit_of_work() as unit:
            found = unit.tickets.get("PR-1")
        assert found == received
        assert found is not None
        assert isinstance(found.draft.channel, Channel)
        assert isinstance(found.status, TicketStatus)

    def test_cannot_be_updated_before_they_exist(self, database: Database) -> None:
        with database.unit_of_work() as unit, pytest.raises(NotFoundError):
            unit.tickets.update(a_ticket())


class TestCodes:
    def test_keep_only_the_newest(self, database: Database) -> None:
        code = Code("PR-1", "hash", NOW, LATER)
        with database.unit_of_work() as unit:
            unit.tickets.add(a_ticket())
            assert unit.codes.get("PR-1") is None
            unit.codes.put(code)
            unit.codes.put(replace(code, code_hash="other", tries=2, used=True))
            assert unit.codes.get("PR-1") == Code("PR-1", "other", NOW, LATER, tries=2, used=True)


class TestLimits:
    def test_let_as_many_through_as_allowed_and_say_when_to_come_back(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for minute in range(3):
                unit.limits.hit("k", now=NOW + timedelta(minutes=minute), window_seconds=3600, limit=3)
            with pytest.raises(RateLimitedError) as caught:
                unit.limits.hit("k", now=NOW + timedelta(minutes=10), window_seconds=3600, limit=3)
            assert caught.value.retry_after == 50 * 60
            unit.limits.hit("other", now=NOW, window_seconds=3600, limit=3)

    def test_slide(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for hour in range(5):
                unit.limits.hit("k", now=NOW + timedelta(hours=hour), window_seconds=3600, limit=1)

    def test_count_exactly_when_many_come_at_once(self, database: Database) -> None:
        def hit(_: int) -> bool:
            try:
                with database.unit_of_work() as unit:
                    unit.limits.hit("k", now=NOW, window_seconds=60, limit=5)
                    unit.commit()
            except RateLimitedError:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(hit, range(16))) == 5


class TestKeys:
    def test_tell_the_first_use_from_repeats(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            assert unit.keys.take("k", fingerprint="f", now=NOW, expires_at=LATER) is None
            assert unit.keys.take("k", fingerprint="f", now=NOW, expires_at=LATER) == ""
            unit.keys.answer("k", "done")
            assert unit.keys.take("k", fingerprint="f", now=NOW, expires_at=LATER) == "done"

    def test_refuse_another_fingerprint(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.keys.take("k", fingerprint="f", now=NOW, expires_at=LATER)
            with pytest.raises(ConflictError):
                unit.keys.take("k", fingerprint="g", now=NOW, expires_at=LATER)

    def test_are_free_again_after_their_end(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.keys.take("k", fingerprint="f", now=NOW, expires_at=LATER)
            unit.keys.answer("k", "done")
            assert unit.keys.take("k", fingerprint="g", now=LATER, expires_at=LATER + timedelta(hours=1)) is None
            assert unit.keys.take("k", fingerprint="g", now=LATER, expires_at=LATER) == ""

    def test_are_taken_once_when_many_come_at_once(self, database: Database) -> None:
        def take(_: int) -> str | None:
            with database.unit_of_work() as unit:
                taken = unit.keys.take("k", fingerprint="f", now=NOW, expires_at=LATER)
                if taken is None:
                    unit.keys.answer("k", "done")
                unit.commit()
                return taken

        with ThreadPoolExecutor(8) as pool:
            taken = list(pool.map(take, range(16)))
        assert taken.count(None) == 1
        assert taken.count("done") == 15


class TestOutbox:
    def test_promises_a_mail_once(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.outbox.add(a_mail(), now=NOW)
            unit.outbox.add(replace(a_mail(), message_id="<other@example.org>"), now=LATER)
            (row,) = unit.outbox.rows()
        assert (row.parcel, row.state, row.attempts, row.created_at) == (a_mail(), "pending", 0, NOW)

    def test_hands_out_the_row_that_is_due_longest_and_only_once(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.outbox.add(a_mail("second"), now=NOW)
            unit.outbox.add(a_mail("first"), now=NOW - timedelta(minutes=1))
            unit.outbox.add(a_mail("later"), now=LATER)
            claimed = [unit.outbox.claim(now=NOW, lease_seconds=60) for _ in range(3)]
        assert [row and row.parcel.key for row in claimed] == ["first", "second", None]

    def test_gives_two_workers_different_rows_without_waiting(self, postgres_database: Database) -> None:
        with postgres_database.unit_of_work() as unit:
            unit.outbox.add(a_mail("a"), now=NOW)
            unit.outbox.add(a_mail("b"), now=NOW)
            unit.commit()
        with postgres_database.unit_of_work() as one, postgres_database.unit_of_work() as two:
            first, second = (unit.outbox.claim(now=NOW, lease_seconds=60) for unit in (one, two))
            assert (first and first.parcel.key, second and second.parcel.key) == ("a", "b")

    def test_hands_a_row_out_again_when_its_lease_is_over(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.outbox.add(a_mail(), now=NOW)
            assert unit.outbox.claim(now=NOW, lease_seconds=60)
            assert not unit.outbox.claim(now=NOW + timedelta(seconds=59), lease_seconds=60)
            assert unit.outbox.claim(now=NOW + timedelta(seconds=60), lease_seconds=60)

    def test_keeps_what_became_of_a_mail(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for key in "abc":
                unit.outbox.add(a_mail(key), now=NOW)
            unit.outbox.mark_sent(1, now=LATER)
            unit.outbox.postpone(2, until=LATER, error="busy")
            unit.outbox.set_aside(3, now=LATER, error="refused")
            rows = unit.outbox.rows()
            assert [row.parcel.key for row in unit.outbox.rows(state="set_aside")] == ["c"]
        assert [(row.state, row.attempts, row.last_error) for row in rows] == [
            ("sent", 1, ""),
            ("pending", 1, "busy"),
            ("set_aside", 1, "refused"),
        ]

    def test_finds_the_mails_about_a_ticket(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for key in "ab":
                unit.outbox.add(replace(a_mail(key), about="PR-1"), now=NOW)
            unit.outbox.add(replace(a_mail("c"), about="PR-2"), now=NOW)
            unit.outbox.mark_sent(1, now=NOW)
            assert [(row.parcel.key, row.state) for row in unit.outbox.about("PR-1")] == [
                ("a", "sent"),
                ("b", "pending"),
            ]

    def test_never_takes_back_that_a_mail_was_sent(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.outbox.add(a_mail(), now=NOW)
            unit.outbox.mark_sent(1, now=NOW)
            unit.outbox.postpone(1, until=LATER, error="a worker that outlived its lease")
            unit.outbox.set_aside(1, now=LATER, error="the same")
            assert [row.state for row in unit.outbox.rows()] == ["sent"]


class TestCorpus:
    def test_is_empty_before_the_first_ingest(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            assert unit.corpus.current() is None
            assert unit.corpus.current_id() is None
            assert unit.corpus.document("privacy_policy") is None

    def test_gives_a_generation_back_as_it_was(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.corpus.replace(a_generation(1))
            unit.commit()
        with database.unit_of_work() as unit:
            assert unit.corpus.current() == a_generation(1)
            assert unit.corpus.current_id() == "g1"

    def test_shows_a_new_generation_only_once_it_is_committed(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            unit.corpus.replace(a_generation(1))
            unit.commit()
        with database.unit_of_work() as unit:
            unit.corpus.replace(a_generation(2))
        with database.unit_of_work() as unit:
            assert unit.corpus.current() == a_generation(1)

    def test_opens_the_last_five_generations(self, database: Database) -> None:
        for number in range(1, 8):
            with database.unit_of_work() as unit:
                unit.corpus.replace(a_generation(number))
                unit.commit()
        with database.unit_of_work() as unit:
            kept = [number for number in range(1, 8) if unit.corpus.document("privacy_policy", f"v{number}")]
            current = unit.corpus.document("privacy_policy")
            assert unit.corpus.document("privacy_policy", "v4") == a_generation(4).documents[0]
            assert unit.corpus.document("other", "v4") is None
        assert kept == [3, 4, 5, 6, 7]
        assert current == a_generation(7).documents[0]

    def test_can_go_back_to_an_earlier_generation(self, database: Database) -> None:
        with database.unit_of_work() as unit:
            for number in (1, 2, 1, 1):
                unit.corpus.replace(a_generation(number))
            assert unit.corpus.current() == a_generation(1)
            assert unit.corpus.document("privacy_policy", "v2") is not None

    def test_tells_since_when_each_version_holds(self, database_address: str) -> None:
        days = iter(NOW + timedelta(days=number) for number in range(100))
        with contextlib.closing(Database(database_address, now=lambda: next(days))) as database:
            for number in (1, 1, 2, 3, 2):
                with database.unit_of_work() as unit:
                    unit.corpus.replace(a_generation(number))
                    unit.commit()
            with database.unit_of_work() as unit:
                editions = unit.corpus.editions("privacy_policy")
                assert unit.corpus.editions("other") == []
        assert [edition.version for edition in editions] == ["v2", "v3", "v1"]
        assert [(edition.since - NOW).days for edition in editions if edition.since] == [4, 3, 0]

    def test_takes_ingests_in_turn(self, database: Database) -> None:
        def ingest(number: int) -> None:
            with database.unit_of_work() as unit:
                unit.corpus.replace(a_generation(number))
                unit.commit()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(ingest, range(8)))
        with database.unit_of_work() as unit:
            assert unit.corpus.current() is not None


class TestSqlite:
    def test_waits_for_another_writer(self, tmp_path: Path, sqlite_template: Path) -> None:
        path = tmp_path / "db.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.3, lambda: other.execute("COMMIT")).start()
        with contextlib.closing(Database(f"sqlite:///{path}")) as database, database.unit_of_work() as unit:
            unit.tickets.add(a_ticket())
            unit.commit()
        other.close()
