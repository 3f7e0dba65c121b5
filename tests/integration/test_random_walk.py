"""Ten thousand deeds at random: no ticket ever gets into a state it must not be in, and the log always holds."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import ANNA, DRAFT, Office

from assistant.adapters.database import Database
from assistant.errors import InputError, NotAllowedError
from assistant.model import OPEN, PERSON, Action, TicketStatus, TicketType
from assistant.requests.desk import Order
from assistant.requests.history import broken_at
from assistant.requests.regime import load_regime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.model import Ticket, WaitKind
    from assistant.ports import UnitOfWork
    from assistant.requests.desk import Outcome

WALKS, DEEDS = 20, 500
OPEN_AT_ONCE, CLOSED_AT_ONCE = 4, 2

# Written down anew from what was asked for, not taken from the code: where a ticket may go from where it is.
_OPEN = {"received", "in_progress", "waiting", "extended"}
_ENDS = {"withdrawn", "merged"}
_CLOSES = {"completed", "partly_refused", "refused"}
MAY_BECOME = {
    "received": {"in_progress", "waiting", "extended"} | _ENDS,
    "in_progress": {"waiting", "extended"} | _ENDS | _CLOSES,
    "waiting": {"in_progress", "extended"} | _ENDS | _CLOSES,
    "extended": {"waiting"} | _ENDS | _CLOSES,
}
_KINDS: tuple[WaitKind, ...] = ("identity", "clarification")
_OUTCOMES: tuple[Outcome, ...] = (Action.COMPLETED, Action.PARTLY_REFUSED, Action.REFUSED)


@dataclass
class Walk:
    """One desk with up to four open tickets, in one transaction that is never committed."""

    office: Office
    work: UnitOfWork
    chance: random.Random
    before: dict[str, Ticket] = field(default_factory=dict)
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)

    def goes(self, *, deeds: int) -> None:
        """Do so many deeds, and look at every ticket after each."""
        done = 0
        while done < deeds:
            open_now = [reference for reference, ticket in self.before.items() if ticket.status in OPEN]
            if len(open_now) < OPEN_AT_ONCE:
                self._file()
                continue
            self.office.sleeps(hours=self.chance.randint(0, 30))
            done += self._try(self.chance.choice([*open_now * 3, *self.before]))
            self._look()
        assert broken_at(self.work.history.walk(), head=self.work.history.head()) is None

    def _file(self) -> None:
        # Of those that are closed the oldest is left alone from now on: a walk that looked at all would take minutes.
        closed = [reference for reference, ticket in self.before.items() if ticket.status not in OPEN]
        if len(closed) > CLOSED_AT_ONCE:
            del self.before[closed[0]]
        filing, now = self.office.filing, self.office.now
        draft = replace(DRAFT, requested_at=now, types=(self.chance.choice([TicketType.ACCESS, TicketType.ERASURE]),))
        if self.chance.random() < 0.8:
            # A limit of thirty codes an hour to one address would stop the walk.
            self.office.sleeps(hours=1)
            opened = filing.open(self.work, draft, now=self.office.now, source="")
            ticket = filing.verify(self.work, opened.reference, "424242", now=self.office.now).ticket
        else:
            ticket = filing.file_unverified(self.work, replace(draft, types=(TicketType.COMPLAINT,)), now=now)
        self.before[ticket.reference] = ticket

    def _try(self, reference: str) -> bool:
        seen = self.work.history.head()
        order = Order(reference, self.chance.choice([ANNA, PERSON]), self.office.now)
        try:
            self.chance.choice(self._deeds())(order)
        except (NotAllowedError, InputError):
            assert self.work.history.head() == seen, "a deed that was refused left a trace"
            return False
        return True

    def _deeds(self) -> list[Callable[[Order], object]]:
        desk, work, chance = self.office.desk, self.work, self.chance
        grounds = ["", *(ground.key for ground in load_regime(self.office.regime).refuse.grounds)]
        return [
            lambda order: desk.take(work, order, handler="anna"),
            lambda order: desk.note(work, order, text="a note"),
            lambda order: desk.acknowledge(work, order, text="We have it."),
            lambda order: desk.ask(work, order, kind=chance.choice(_KINDS), text="Which?", reason="Two shops"),
            lambda order: desk.hear(work, order, text="The one in York"),
            lambda order: desk.resume(work, order, reason="They rang"),
            lambda order: desk.extend(work, order, reason="Many systems"),
            lambda order: desk.close(
                work, order, outcome=chance.choice(_OUTCOMES), text="So it is.", ground=chance.choice(grounds)
            ),
            lambda order: desk.withdraw(work, order, reason="They said so"),
            lambda order: desk.merge(work, order, into=chance.choice([*self.before])),
            lambda order: desk.hold(work, order, reason="A lawsuit"),
            lambda order: desk.release(work, order, reason="Settled"),
        ]

    def _look(self) -> None:
        for reference, before in self.before.items():
            ticket = self.work.tickets.get(reference)
            assert ticket is not None, "a ticket that was filed is lost"
            if ticket.status != before.status:
                self.ways[before.status, ticket.status] += 1
                assert ticket.status in MAY_BECOME.get(before.status, set()), (before.status, ticket.status)
            assert (ticket.closed_at is not None) == (ticket.status not in _OPEN)
            assert not before.closed_at or ticket.closed_at == before.closed_at
            assert not before.extended_at or ticket.extended_at == before.extended_at
            assert ticket.due_on >= ticket.draft.requested_at.date()
            if ticket.status is TicketStatus.WAITING:
                assert ticket.waits[-1].until is None
            elif ticket.status in _OPEN:
                assert all(wait.until for wait in ticket.waits)
            self.before[reference] = ticket


class TestTenThousandDeeds:
    def test_never_lead_to_an_illegal_state(self, sqlite_template: Path, tmp_path: Path) -> None:
        path = tmp_path / "walk.sqlite3"
        shutil.copyfile(sqlite_template, path)
        ways: Counter[tuple[str, str]] = Counter()

        with closing(Database(f"sqlite:///{path}")) as database:

            @settings(max_examples=WALKS, suppress_health_check=[HealthCheck.too_slow])
            @given(seed=st.integers(0, 2**64), regime=st.sampled_from(["eu", "uk", "california", "india"]))
            def walk(seed: int, regime: str) -> None:
                with database.unit_of_work() as work:
                    walk = Walk(Office(database, regime=regime), work, random.Random(seed))
                    walk.goes(deeds=DEEDS)
                ways.update(walk.ways)

            walk()
        # Else the walk was no proof: every way that there is was gone.
        assert set(ways) == {(before, after) for before, afters in MAY_BECOME.items() for after in afters}
