"""Passwords as Argon2id hashes, made by argon2-cffi with the parameters it recommends (RFC 9106, low memory)."""

from __future__ import annotations

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 64 MiB each: however many guess at once, they wait for each other and not for the memory.
_AT_ONCE = 4


class Argon2Passwords:
    """Implements ports.Passwords."""

    def __init__(self) -> None:
        self._hasher = made = PasswordHasher()
        # Nobody's: no password is known that it would fit, and to look costs what it costs with any other.
        costs = f"m={made.memory_cost},t={made.time_cost},p={made.parallelism}"
        self._nobodys = f"$argon2id$v=19${costs}${'A' * 22}${'A' * 43}"
        self._free = BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """Return a hash with a fresh salt in it."""
        with self._free:
            return self._hasher.hash(_bytes(password))

    def fit(self, password: str, hashed: str) -> bool:
        """Tell whether a password is the one that was hashed; never with "", which takes as long."""
        try:
            with self._free:
                return self._hasher.verify(hashed or self._nobodys, _bytes(password)) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, hashed: str) -> bool:
        """Tell whether a hash would be made otherwise today."""
        return self._hasher.check_needs_rehash(hashed)


def _bytes(password: str) -> bytes:
    # Half of a character cannot be typed, but it can be sent.
    return password.encode(errors="surrogatepass")
