"""What the queue and the register are narrowed to, as their address has it."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

from assistant.model import CLOSED, OPEN, TicketStatus, TicketType, Wanted
from assistant.words import MAX_NAME

SOON = timedelta(days=7)
"""What is due within these days is at risk."""

GROUPS = {"open": OPEN, "closed": CLOSED, "all": frozenset(TicketStatus)}
HANDLERS = {"": "anybody", "me": "me", "nobody": "nobody"}
DUE = {"": "any day", "overdue": "overdue", "soon": "overdue or within 7 days"}

_STATUSES = GROUPS | {str(status): frozenset({status}) for status in TicketStatus}
_KINDS = {"", *TicketType}


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; every value is one that is known."""

    status: str = "open"
    type: str = ""
    handler: str = ""
    due: str = ""
    q: str = ""

    @property
    def statuses(self) -> frozenset[TicketStatus]:
        """The states that are asked for; only what is open can be overdue or at risk of it."""
        return _STATUSES[self.status] & OPEN if self.due else _STATUSES[self.status]

    @property
    def is_plain(self) -> bool:
        """Tell whether these are the filters of somebody who asks for nothing in particular."""
        return self == Filters()

    @property
    def by_status_alone(self) -> bool:
        """Tell whether nothing but the states narrows what is asked for."""
        return self == Filters(status=self.status)

    @property
    def latest(self) -> bool:
        """Tell whether what is due last comes first: as soon as closed tickets are among them, of which few matter."""
        return not self.statuses.isdisjoint(CLOSED)

    def wanted(self, *, me: str, today: date) -> Wanted:
        """Return the filter of the register; `me` is the name of the user who asks."""
        return Wanted(
            statuses=self.statuses,
            kind=TicketType(self.type) if self.type else None,
            handler={"": None, "me": me, "nobody": ""}[self.handler],
            due_before={"": None, "overdue": today, "soon": today + SOON + timedelta(days=1)}[self.due],
            words=self.q,
        )

    def address(self, path: str, *, after: str = "", **changes: str) -> str:
        """Return where these filters lead to, with some of them changed; `after` is where a page begins."""
        mine, plain = asdict(replace(self, **changes)), asdict(Filters())
        values = {name: value for name, value in mine.items() if value != plain[name]}
        query = urlencode(values | ({"after": after} if after else {}))
        return f"{path}?{query}" if query else path


def read(status: str = "", type: str = "", handler: str = "", due: str = "", q: str = "") -> Filters:  # noqa: A002 - the address's name
    """Return the filters that an address has; what it does not know narrows nothing."""
    return Filters(
        status=status if status in _STATUSES else "open",
        type=type if type in _KINDS else "",
        handler=handler if handler in HANDLERS else "",
        due=due if due in DUE else "",
        q=" ".join(q[:MAX_NAME].split()),
    )


Asked = Annotated[Filters, Depends(read)]
