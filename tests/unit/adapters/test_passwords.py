from __future__ import annotations

import time

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from assistant.adapters.passwords import Argon2Passwords


@pytest.fixture(scope="module")
def passwords() -> Argon2Passwords:
    return Argon2Passwords()


def seconds(passwords: Argon2Passwords, hashed: str) -> float:
    """The shortest of three: a busy machine only ever adds."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        passwords.fit("not the one", hashed)
        times.append(time.perf_counter() - began)
    return min(times)


class TestArgon2Passwords:
    def test_fits_what_was_hashed_and_nothing_else(self, passwords: Argon2Passwords) -> None:
        hashed = passwords.hash("correct horse")
        assert passwords.fit("correct horse", hashed)
        assert not passwords.fit("correct horse ", hashed)
        assert not passwords.fit("", hashed)

    def test_salts_each(self, passwords: Argon2Passwords) -> None:
        assert passwords.hash("correct horse") != passwords.hash("correct horse")

    def test_uses_argon2id_as_rfc_9106_recommends(self, passwords: Argon2Passwords) -> None:
        hashed = passwords.hash("correct horse")
        assert hashed.startswith("$argon2id$")
        assert extract_parameters(hashed) == RFC_9106_LOW_MEMORY

    @pytest.mark.parametrize("password", ["", "\0", "\ud800", "correct horse", "ü" * 10_000])
    def test_takes_any_password_and_lets_none_in_for_nobody(self, passwords: Argon2Passwords, password: str) -> None:
        assert passwords.fit(password, passwords.hash(password))
        assert not passwords.fit(password, "")

    def test_fits_nothing_to_what_is_no_hash(self, passwords: Argon2Passwords) -> None:
        assert not passwords.fit("correct horse", "correct horse")

    def test_takes_as_long_for_nobody(self, passwords: Argon2Passwords) -> None:
        assert seconds(passwords, "") > seconds(passwords, passwords.hash("correct horse")) / 2

    def test_knows_a_hash_that_cost_less(self, passwords: Argon2Passwords) -> None:
        assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("correct horse"))
        assert not passwords.is_outdated(passwords.hash("correct horse"))
