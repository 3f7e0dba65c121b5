"""Users, passwords and sessions in a database of each kind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from desk import a_user
from sqlalchemy import create_engine, select
from unit.fakes.passwords import Passwords

from assistant.adapters.database.tables import limits
from assistant.errors import InputError, RateLimitedError
from assistant.model import Role, User
from assistant.people.sessions import DeskSessions
from assistant.people.sign_in import SignIn

if TYPE_CHECKING:
    from assistant.adapters.database import Database
    from assistant.people.sessions import Visit

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PASSWORD = "correct horse battery"


@pytest.fixture
def passwords() -> Passwords:
    return Passwords()


@pytest.fixture
def door(database: Database, passwords: Passwords) -> SignIn:
    numbers = count(1)
    sessions = DeskSessions(b"key", lambda: f"token {next(numbers)}")
    return SignIn(database.unit_of_work, sessions, passwords, b"key")


@pytest.fixture
def ines(database: Database) -> User:
    user = a_user(name="ines", password_hash=f"new:{PASSWORD}")
    put(database, user)
    return user


def put(database: Database, user: User) -> None:
    with database.unit_of_work() as work:
        work.users.put(user)
        work.commit()


def stored(database: Database, name: str) -> User:
    with database.unit_of_work(read_only=True) as work:
        user = work.users.get(name)
    assert user
    return user


def enter(
    door: SignIn, name: str = "ines", password: str = PASSWORD, *, source: str = "here", now: datetime = NOW
) -> str:
    return door.by_password(name, password, source=source, now=now)


def fail(door: SignIn, name: str = "ines", *, source: str = "here", now: datetime = NOW) -> str:
    """Fail to sign in and return what is said to it."""
    with pytest.raises((InputError, RateLimitedError)) as caught:
        enter(door, name, "wrong", source=source, now=now)
    return str(caught.value)


@pytest.mark.usefixtures("ines")
class TestSessions:
    def visit(self, door: SignIn, token: str, *, after: timedelta) -> Visit | None:
        return door.visit(token, now=NOW + after)

    def test_lasts_thirty_idle_minutes(self, door: SignIn) -> None:
        busy, idle = enter(door), enter(door)
        assert self.visit(door, busy, after=29 * MINUTE)
        assert self.visit(door, busy, after=31 * MINUTE)
        assert not self.visit(door, idle, after=30 * MINUTE)

    def test_goes_on_while_somebody_works_and_twelve_hours_at_most(self, door: SignIn) -> None:
        token = enter(door)
        for minutes in range(0, 12 * 60, 29):
            assert self.visit(door, token, after=minutes * MINUTE)
        assert self.visit(door, token, after=timedelta(hours=12) - MINUTE)
        assert not self.visit(door, token, after=timedelta(hours=12))

    def test_is_written_down_once_a_minute(self, door: SignIn) -> None:
        token = enter(door)
        seconds = (0, 30, 59, 60, 90, 119, 120)
        visits = [self.visit(door, token, after=timedelta(seconds=after)) for after in seconds]
        assert [visit.unnoticed for visit in visits if visit] == [False, False, False, True, False, False, True]

    def test_is_known_by_a_hash_only(self, database: Database, door: SignIn) -> None:
        token = enter(door)
        with database.unit_of_work(read_only=True) as work:
            assert work.sessions.get(token, kind="desk") is None
        visit = self.visit(door, token, after=timedelta(0))
        assert visit
        assert token not in repr(visit.session)
        assert door.sessions.csrf(token) not in repr(visit.session)

    @pytest.mark.parametrize("token", ["", "token 2", "\0", "\xff"])
    def test_opens_to_no_other_token(self, door: SignIn, token: str) -> None:
        enter(door)
        assert door.visit(token, now=NOW) is None

    def test_is_another_one_than_a_requesters(self, database: Database, door: SignIn) -> None:
        token = enter(door)
        visit = door.visit(token, now=NOW)
        assert visit
        with database.unit_of_work() as work:
            work.sessions.put(replace(visit.session, kind="requester"))
            work.commit()
        assert door.visit(token, now=NOW) is None

    def test_ends_with_signing_out(self, door: SignIn) -> None:
        token, other = enter(door), enter(door)
        door.out(token)
        assert door.visit(token, now=NOW) is None
        assert door.visit(other, now=NOW)

    def test_stays_ended_when_it_is_noticed_late(self, database: Database, door: SignIn) -> None:
        token = enter(door)
        visit = door.visit(token, now=NOW)
        assert visit
        door.out(token)
        with database.unit_of_work() as work:
            door.sessions.notice(work, visit, now=NOW)
            work.commit()
        assert door.visit(token, now=NOW) is None

    def test_gives_way_to_the_next_of_the_same_browser(self, door: SignIn) -> None:
        before = enter(door)
        after = door.by_password("ines", PASSWORD, source="here", now=NOW, replacing=before)
        assert after != before
        assert door.visit(before, now=NOW) is None
        assert door.visit(after, now=NOW)

    def test_feels_a_change_of_role_and_a_disabling_at_once(self, database: Database, door: SignIn) -> None:
        token = enter(door)
        put(database, replace(stored(database, "ines"), role=Role.READER))
        visit = door.visit(token, now=NOW)
        assert visit
        assert visit.user.role is Role.READER
        put(database, replace(stored(database, "ines"), disabled_at=NOW))
        assert door.visit(token, now=NOW) is None


@pytest.mark.usefixtures("ines")
class TestByPassword:
    @pytest.mark.parametrize("typed", ["ines", " ines ", "Ines", "INES"])
    def test_knows_a_name_however_it_is_typed(self, door: SignIn, typed: str) -> None:
        visit = door.visit(enter(door, typed), now=NOW)
        assert visit
        assert visit.user.name == "ines"

    def test_says_the_same_of_a_wrong_password_and_to_who_cannot_have_one(
        self, database: Database, door: SignIn, passwords: Passwords
    ) -> None:
        put(database, a_user(name="off", password_hash=f"new:{PASSWORD}", disabled_at=NOW))
        put(database, a_user(name="openid", password_hash=""))
        said = {fail(door)}
        for name in ("off", "openid", "nobody", "", "ines\0", "\ud800"):
            with pytest.raises(InputError) as caught:
                enter(door, name)
            said.add(str(caught.value))
        assert said == {"Name and password do not fit together."}
        assert passwords.tried[1:] == [(PASSWORD, "")] * 4

    def test_hashes_anew_what_was_hashed_in_an_older_way(self, database: Database, door: SignIn) -> None:
        put(database, replace(stored(database, "ines"), password_hash=f"old:{PASSWORD}"))
        enter(door)
        assert stored(database, "ines").password_hash == f"new:{PASSWORD}"


@pytest.mark.usefixtures("ines")
class TestThrottling:
    @pytest.mark.parametrize("name", ["ines", "nobody"])
    def test_lets_a_name_fail_ten_times_in_fifteen_minutes(self, door: SignIn, passwords: Passwords, name: str) -> None:
        said = [fail(door, name, now=NOW + tries * MINUTE) for tries in range(10)]
        assert set(said) == {"Name and password do not fit together."}
        tried = len(passwords.tried)
        late = NOW + 10 * MINUTE
        assert fail(door, name, now=late) == "Too many tries. Please wait 5 minutes and try again."
        with pytest.raises(RateLimitedError) as caught:
            enter(door, name.upper(), now=late, source="elsewhere")
        assert caught.value.retry_after == 300
        assert len(passwords.tried) == tried

    def test_lets_the_name_in_again_when_the_time_is_over(self, door: SignIn) -> None:
        for _ in range(10):
            fail(door)
        assert fail(door, now=NOW + timedelta(minutes=14, seconds=1)).startswith(
            "Too many tries. Please wait 1 minute "
        )
        assert enter(door, now=NOW + 15 * MINUTE)

    def test_lets_a_source_fail_fifty_times_with_any_names(self, door: SignIn) -> None:
        for number in range(50):
            fail(door, f"name{number}")
        assert fail(door).startswith("Too many tries.")
        assert enter(door, source="elsewhere")

    def test_counts_no_success(self, door: SignIn) -> None:
        for _ in range(12):
            enter(door)
        for _ in range(9):
            fail(door)
        enter(door)
        assert fail(door) == "Name and password do not fit together."
        assert fail(door).startswith("Too many tries.")

    def test_counts_guesses_that_come_at_once(self, door: SignIn, passwords: Passwords) -> None:
        with ThreadPoolExecutor(8) as pool:
            said = list(pool.map(lambda _: fail(door), range(24)))
        assert len(passwords.tried) == 10
        assert sum(words.startswith("Too many tries.") for words in said) == 14

    def test_keeps_no_name(self, database_address: str, door: SignIn) -> None:
        fail(door, "a-very-private-name")
        engine = create_engine(database_address)
        with engine.connect() as connection:
            keys = connection.execute(select(limits.c.key)).scalars().all()
        engine.dispose()
        assert len(keys) == 2
        assert not any("private" in key for key in keys)
