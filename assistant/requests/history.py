"""The audit log: who did what to which ticket, when and why, each entry chained to the one before it by its hash.

What identifies a person stands in an entry's body alone, and the chain holds only a salted digest of it: so the body
can go when its end has come, and nobody can change, insert or drop an entry without the chain telling.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from assistant.model import Entry
from assistant.requests.announce import announce

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.model import Deed
    from assistant.ports import UnitOfWork


def record(uow: UnitOfWork, deed: Deed, *, salt: str) -> Entry:
    """Append a deed to the log, and let who listens know, within the caller's unit of work.

    `salt` is left to chance, 128 bits or more.
    """
    number, previous = uow.history.head()
    digest = _digest(salt, deed)
    entry = Entry(
        number=number + 1,
        deed=deed,
        salt=salt,
        digest=digest,
        previous=previous,
        hash=_hash(number + 1, deed, digest=digest, previous=previous),
    )
    uow.history.append(entry)
    announce(uow, entry)
    return entry


def broken_at(entries: Iterable[Entry], *, head: tuple[int, str]) -> int | None:
    """Return the number of the first entry that does not fit the ones before it, None when all do.

    `entries` are all there are, in the order of their numbers; `head` is what the log says its newest is. Whoever
    can cut off the end can change that, too: so compare with an entry that was written down elsewhere, such as in
    the officer's daily mail.
    """
    number, previous = 0, ""
    for number, entry in enumerate(entries, 1):
        body_fits = not entry.salt or entry.digest == _digest(entry.salt, entry.deed)
        expected = _hash(number, entry.deed, digest=entry.digest, previous=previous)
        if (entry.number, entry.previous, entry.hash) != (number, previous, expected) or not body_fits:
            return number
        previous = entry.hash
    return None if (number, previous) == head else number + 1


def _digest(salt: str, deed: Deed) -> str:
    return _sha256([salt, dict(deed.body)])


def _hash(number: int, deed: Deed, *, digest: str, previous: str) -> str:
    at = deed.at.isoformat(timespec="microseconds")
    return _sha256([number, deed.reference, at, deed.actor, deed.action, deed.status, digest, previous])


def _sha256(value: object) -> str:
    # One way to write it: names in order, nothing between, every character outside ASCII escaped.
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
