"""A running desk to test with: over a real database, its mails handed to a real mail server, its users signed in."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acceptance.serving import SECONDS, serving
from desk import a_user, seat
from postbox import FreePortController, Postbox

from api.app import create_app
from assistant.bootstrap import build
from assistant.model import Channel, Draft, Role, TicketType
from assistant.ports import utc_now
from assistant.requests.desk import Order
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

    from desk import DeskClient

    from assistant.bootstrap import Application
    from assistant.model import AnswerFile, Entry, Ticket

CORPUS = Path(__file__).parents[1] / "corpus"
_CODE = "424242"


@dataclass(frozen=True)
class Bureau:
    """The desk's server, where it is, and the postbox of everybody it writes to."""

    application: Application
    url: str
    postbox: Postbox

    def filed(self, *, days: int = 3, **changed: Any) -> Ticket:  # noqa: ANN401 - any field of a draft
        """File a request, made so many days ago, whose mailbox is proved."""
        filing, at = self.application.filing, utc_now() - timedelta(days=days)
        filing = replace(filing, mint=replace(filing.mint, code=lambda: _CODE))
        with self.application.unit_of_work() as unit:
            ticket = filing.open(unit, _draft(requested_at=at, **changed), now=at, source="")
            filed = filing.verify(unit, ticket.reference, _CODE, now=at)
            unit.commit()
        return filed.ticket

    def unproved(self, **changed: Any) -> Ticket:  # noqa: ANN401 - as above
        """File a complaint without proof of a mailbox."""
        now = utc_now()
        draft = _draft(requested_at=now, **{"types": (TicketType.COMPLAINT,), **changed})
        with self.application.unit_of_work() as unit:
            ticket = self.application.filing.file_unverified(unit, draft, now=now)
            unit.commit()
        return ticket

    def taken(self, **changed: Any) -> Ticket:  # noqa: ANN401 - as above
        """File a request that somebody works on."""
        return self.does(self.application.desk.take, self.filed(**changed), handler="ben")

    def does(
        self,
        deed: Callable[..., Ticket],
        ticket: Ticket,
        *,
        actor: str = "staff:ben",
        **words: Any,  # noqa: ANN401 - as the deed takes them
    ) -> Ticket:
        """Do a deed beside the pages."""
        with self.application.unit_of_work() as unit:
            done = deed(unit, Order(ticket.reference, actor, utc_now()), **words)
            unit.commit()
        return done

    def leaves(self, ticket: Ticket, *, name: str = "data.zip", content: bytes = b"zip", days: int = 7) -> AnswerFile:
        """Leave a file for the person, for so many days."""
        order = Order(ticket.reference, "staff:ben", utc_now())
        with self.application.unit_of_work() as unit:
            self.application.desk.attach(unit, order, name=name, content=content, kept=timedelta(days=days))
            file = unit.files.of(ticket.reference)[-1]
            unit.commit()
        return file

    def client(self, role: Role = Role.HANDLER, *, name: str = "") -> DeskClient:
        """Sign a user of a role in; to be closed, as by `with`."""
        return seat(self.application, role, user=a_user(role, full_name=name) if name else None).at(self.url)

    def ticket(self, reference: str) -> Ticket:
        """Look a ticket up."""
        with self.application.unit_of_work(read_only=True) as unit:
            found = unit.tickets.get(reference)
        assert found
        return found

    def history(self, reference: str) -> list[Entry]:
        """Look up what happened to a ticket."""
        with self.application.unit_of_work(read_only=True) as unit:
            return unit.history.of(reference)

    def mails(self, to: str, *, count: int) -> list[EmailMessage]:
        """Wait until at least `count` mails to an address have arrived; oldest first."""
        until = time.monotonic() + SECONDS
        while True:
            found = self.postbox.to(to)
            if len(found) >= count or time.monotonic() > until:
                return found
            time.sleep(0.02)


@contextlib.contextmanager
def bureau(**settings: Any) -> Iterator[Bureau]:  # noqa: ANN401 - any setting
    """Run a desk until the block ends; nothing of a policy is read into it, as nobody asks it anything."""
    with contextlib.ExitStack() as running:
        postbox = Postbox()
        controller = FreePortController(postbox, hostname="127.0.0.1", port=0)
        controller.start()
        running.callback(controller.stop)
        ready = Settings(
            **{
                "ASSISTANT_CORPUS_DIR": CORPUS,
                "ASSISTANT_SMTP_URL": f"smtp://127.0.0.1:{controller.port}?tls=none",
                **settings,
            }
        )
        application = running.enter_context(contextlib.closing(build(ready)))
        yield Bureau(application, running.enter_context(serving(create_app(application))), postbox)


def _draft(**changed: Any) -> Draft:  # noqa: ANN401 - as above
    values: dict[str, Any] = {
        "types": (TicketType.ERASURE,),
        "name": "Zoë Brandt",
        "email": f"zoe.{time.monotonic_ns()}@example.com",
        "details": "Customer number 4711",
        "words": ("bin everything you've got on me please",),
        "channel": Channel.WEB,
    }
    return Draft(**{**values, **changed})
