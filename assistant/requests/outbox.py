"""Delivers the mails that were promised: each at least once, always as the same mail, none in another's way."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from assistant.errors import MailExpiredError, MailRefusedError
from assistant.model import Mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.model import Call, OutboxRow
    from assistant.ports import Caller, Mailer, Now, UnitOfWork

_log = logging.getLogger(__name__)

Outcome = Literal["sent", "postponed", "set aside"]

# Longer than an SMTP dialogue whose every step just keeps its time limit.
_LEASE_SECONDS = 600
_FIRST_WAIT_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 3600.0
# As long as mail servers themselves keep trying (RFC 5321, 4.5.4.1).
_GIVE_UP_AFTER = timedelta(days=5)
_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """Takes mails from the outbox to the mailer, and calls to the caller.

    `chance(low, high)` returns a number between the two, such as `random.uniform`.
    """

    unit_of_work: Callable[[], UnitOfWork]
    mailer: Mailer
    now: Now
    chance: Callable[[float, float], float]
    caller: Caller

    def deliver_one(self) -> Outcome | None:
        """Try the mail that is due longest; return what became of it, or None when none is due.

        It is leased in one transaction, sent outside of any, and marked in another: whoever dies in between
        leaves it to be sent again, under the same Message-ID, when the lease is over.
        """
        with self.unit_of_work() as unit:
            row = unit.outbox.claim(now=self.now(), lease_seconds=_LEASE_SECONDS)
            unit.commit()
        if row is None:
            return None
        if row.parcel.expires_at and self.now() >= row.parcel.expires_at:
            return self._set_aside(row, MailExpiredError())
        try:
            self._hand_over(row.parcel)
        except MailRefusedError as error:
            return self._set_aside(row, error)
        except Exception as error:  # noqa: BLE001 - a mail that breaks the mailer must not stop the others
            if self.now() - row.created_at >= _GIVE_UP_AFTER:
                return self._set_aside(row, error)
            return self._postpone(row, error)
        with self.unit_of_work() as unit:
            unit.outbox.mark_sent(row.id, now=self.now())
            unit.commit()
        return "sent"

    def drain(self, *, stop: Callable[[], bool] = lambda: False) -> Counter[Outcome]:
        """Deliver until nothing is due or `stop()` is true; return how many mails took which end."""
        outcomes: Counter[Outcome] = Counter()
        while not stop() and (outcome := self.deliver_one()):
            outcomes[outcome] += 1
        return outcomes

    def _hand_over(self, parcel: Mail | Call) -> None:
        if isinstance(parcel, Mail):
            self.mailer.send(parcel)
            return
        with self.unit_of_work() as unit:
            webhook = unit.subscriptions.webhook(parcel.webhook)
        if webhook is None:
            raise MailRefusedError("Nobody listens at this webhook any more.")
        self.caller.call(parcel, to=webhook)

    def _postpone(self, row: OutboxRow, error: Exception) -> Outcome:
        # Full jitter: those that failed together do not come back together.
        longest = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2 ** min(row.attempts, _MOST_DOUBLINGS))
        until = self.now() + timedelta(seconds=self.chance(0.0, longest))
        with self.unit_of_work() as unit:
            unit.outbox.postpone(row.id, until=until, error=_told(error))
            unit.commit()
        # The error's text may hold an address: it stands in the outbox, not in the log.
        _log.warning("Mail %d was postponed: %s", row.id, type(error).__name__)
        return "postponed"

    def _set_aside(self, row: OutboxRow, error: Exception) -> Outcome:
        with self.unit_of_work() as unit:
            unit.outbox.set_aside(row.id, now=self.now(), error=_told(error))
            unit.commit()
        # A code that nobody needs any more is no fault of anybody's.
        level = logging.INFO if isinstance(error, MailExpiredError) else logging.ERROR
        _log.log(level, "Mail %d was set aside: %s", row.id, type(error).__name__)
        return "set aside"


def deliver(delivery: Delivery) -> str:
    """Drain the outbox once and return what `python -m assistant deliver` prints."""
    outcomes = delivery.drain()
    return f"{outcomes['sent']} sent, {outcomes['postponed']} postponed, {outcomes['set aside']} set aside."


class Worker:
    """A thread that delivers: at once when woken, and a look each `poll_seconds` for what others promised.

    Several may run, in one process or many.
    """

    def __init__(self, delivery: Delivery, *, poll_seconds: float = 1.0) -> None:
        self._delivery = delivery
        self._poll_seconds = poll_seconds
        self._woken = threading.Event()
        self._stopping = threading.Event()
        # A server that keeps us waiting must not keep the program from ending: the lease is for that.
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def wake(self) -> None:
        """Look now. To be called after a commit that may have promised a mail."""
        self._woken.set()

    def stop(self, *, timeout: float = 5.0) -> None:
        """Finish the mail in hand, waiting `timeout` seconds at most."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            # Cleared before looking: a wake-up that comes while we look is seen afterwards.
            self._woken.clear()
            try:
                self._delivery.drain(stop=self._stopping.is_set)
            except Exception as error:  # noqa: BLE001 - a database that is away for a moment comes back
                _log.error("The outbox cannot be read: %s", type(error).__name__)
            self._woken.wait(self._poll_seconds)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]
