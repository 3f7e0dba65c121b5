"""The desk's queue over a hundred thousand tickets: every filter, search and depth, as the server makes the page."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import httpx

from api.app import create_app
from api.desk.session import COOKIE
from assistant.model import CLOSED, OPEN, Channel, Draft, Role, Ticket, TicketType, User
from assistant.requests.ticket import mint_reference
from benchmarks.timing import Times

if TYPE_CHECKING:
    from assistant.bootstrap import Application

TICKETS = 100_000
ADDRESSES = (
    "",
    "?due=overdue",
    "?due=soon",
    "?handler=me",
    "?handler=nobody",
    "?type=erasure&handler=nobody&due=soon",
    "?status=received",
    "?status=refused",
    "?status=closed",
    "?status=closed&type=erasure",
    "?status=all",
    "?status=all&type=incident&handler=me",
    "?q=b",
    "?q=anna+brandt",
    "?status=all&q=anna",
    "?status=all&q=anna+brandt",
    "?status=all&q=anna+gmail.com&type=access",
    "?status=all&q=gmail.com",
    "?status=all&q=anna.brandt42",
    "?status=all&q=PR-7K",
    "?status=all&q=nobody-of-that-name",
)

_WORDS = "I am leaving for good. Please delete my account and everything that belongs to it."
_FIRST = ("Anna", "Ben", "Chloé", "Emil", "Fatima", "Greta", "Hugo", "Jonas", "Kofi", "Lena", "Mira", "Priya", "Zoë")
_LAST = ("Abel", "Brandt", "Cohen", "Eriksen", "Fischer", "García", "Huber", "Müller", "Novak", "Okafor", "Rossi")
_HOSTS = ("gmail.com", "outlook.com", "web.de", "example.org")
_HANDLERS = ("", "me", "ben", "carla")
_TYPICAL_DAYS = 400
_PERIOD = timedelta(days=30)
_STILL_OPEN = 0.01
_ROUNDS = 20
_AT_ONCE = 10_000


def measure(application: Application) -> dict[str, Times]:
    """Fill the register, ask for each page as somebody who has signed in, and return what each address took.

    From the request to the last byte of the HTML, the network left out.
    """
    now = datetime.now(UTC)
    _fill(application, now=now)
    with application.unit_of_work() as work:
        user = User("me", "Zoë Brandt", "me@example.org", Role.HANDLER, "", now)
        work.users.put(user)
        token = application.sign_in.sessions.begin(work, user, now=now)
        work.commit()
    deep = (now - timedelta(days=_TYPICAL_DAYS)).date()
    addresses = [*ADDRESSES, f"?after={now.date()}/PR-7", f"?status=closed&after={deep}/PR-7"]
    return asyncio.run(_ask(application, [f"/desk{query}" for query in addresses], token=token))


async def _ask(application: Application, addresses: list[str], *, token: str) -> dict[str, Times]:
    times = {address: Times() for address in addresses}
    transport = httpx.ASGITransport(create_app(application))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk", cookies={COOKIE: token}) as client:
        for _ in range(_ROUNDS):
            for address in addresses:
                with times[address].measured():
                    response = await client.get(address)
                response.raise_for_status()
    return times


def _fill(application: Application, *, now: datetime) -> None:
    chance = random.Random(7)  # noqa: S311 - chance that is to be repeated
    tickets = (_ticket(chance, number, now=now) for number in range(TICKETS))
    while some := list(islice(tickets, _AT_ONCE)):
        with application.unit_of_work(durable=False) as work:
            for ticket in some:
                work.tickets.add(ticket)
            work.commit()


def _ticket(chance: random.Random, number: int, *, now: datetime) -> Ticket:
    """Make a ticket of a register that has grown for years: nearly all are closed, some open ones are overdue."""
    at = now - timedelta(days=chance.expovariate(1 / _TYPICAL_DAYS))
    is_open = at + _PERIOD > now or chance.random() < _STILL_OPEN
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    draft = Draft(
        types=tuple(chance.sample(list(TicketType), chance.choice((1, 1, 1, 2)))),
        name=f"{first} {last}",
        email=f"{first}.{last}{number}@{chance.choice(_HOSTS)}".lower(),
        details=f"Customer {number}",
        words=(_WORDS, "yes"),
        requested_at=at,
        channel=chance.choice(list(Channel)),
    )
    return Ticket(
        reference=mint_reference(),
        draft=draft,
        status=chance.choice(sorted(OPEN if is_open else CLOSED)),
        due_on=(at + _PERIOD).date(),
        regime="eu",
        created_at=at,
        verified_at=at,
        law=chance.choice(("Art. 12(3) GDPR", "Art. 12(3) GDPR", "")),
        working=("One month from the day of the request.",),
        handler=chance.choice(_HANDLERS),
        closed_at=None if is_open else at + timedelta(days=chance.uniform(0, _PERIOD.days)),
    )
