"""One transaction over all the tables."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from assistant.adapters.database.conversations import SqlConversations
from assistant.adapters.database.corpus import SqlCorpus
from assistant.adapters.database.deadlines import SqlDeadlines
from assistant.adapters.database.engine import connect
from assistant.adapters.database.files import SqlFiles
from assistant.adapters.database.history import SqlHistory
from assistant.adapters.database.once import SqlKeys, SqlLimits
from assistant.adapters.database.outbox import SqlOutbox
from assistant.adapters.database.people import SqlSessions, SqlUsers
from assistant.adapters.database.purge import count_past, purge
from assistant.adapters.database.subscriptions import SqlInstallations, SqlSubscriptions
from assistant.adapters.database.tickets import SqlCodes, SqlTickets
from assistant.errors import UnavailableError

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Engine

    from assistant.model import Ends
    from assistant.ports import (
        Codes,
        Conversations,
        Corpus,
        Deadlines,
        Files,
        History,
        Installations,
        Keys,
        Limits,
        Now,
        Outbox,
        Sessions,
        Subscriptions,
        Tickets,
        Users,
    )

_log = logging.getLogger(__name__)

_AWAY = (OperationalError, NoConnectionFreeError)


class SqlUnitOfWork:
    """Implements ports.UnitOfWork. Not to be shared between threads.

    UnavailableError is raised where the database does not answer: at the beginning, or at the end of the block.
    """

    conversations: Conversations
    tickets: Tickets
    deadlines: Deadlines
    codes: Codes
    history: History
    files: Files
    users: Users
    sessions: Sessions
    subscriptions: Subscriptions
    installations: Installations
    outbox: Outbox
    limits: Limits
    keys: Keys
    corpus: Corpus

    def __init__(self, engine: Engine, *, now: Now, read_only: bool, durable: bool) -> None:
        self._engine = engine
        self._now = now
        self._read_only = read_only
        self._durable = durable

    def __enter__(self) -> Self:
        """Take a connection; the transaction begins with the first statement."""
        try:
            connection = connect(self._engine, read_only=self._read_only, durable=self._durable)
        except _AWAY as error:
            raise _unavailable(error) from error
        self._connection = connection
        self.conversations = SqlConversations(connection, now=self._now)
        self.tickets = SqlTickets(connection)
        self.deadlines = SqlDeadlines(connection)
        self.codes = SqlCodes(connection)
        self.history = SqlHistory(connection)
        self.files = SqlFiles(connection)
        self.users = SqlUsers(connection)
        self.sessions = SqlSessions(connection)
        self.subscriptions = SqlSubscriptions(connection)
        self.installations = SqlInstallations(connection)
        self.outbox = SqlOutbox(connection)
        self.limits = SqlLimits(connection)
        self.keys = SqlKeys(connection)
        self.corpus = SqlCorpus(connection, now=self._now)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed and give the connection back."""
        self._connection.close()
        if isinstance(error, _AWAY):
            raise _unavailable(error) from error

    def commit(self) -> None:
        """Make everything since the beginning durable."""
        self._connection.commit()

    def purge(self, ends: Ends, *, count: int) -> dict[str, int]:
        """Delete up to `count` records of each kind whose end has come and return how many."""
        return purge(self._connection, ends, count=count)

    def count_past(self, ends: Ends) -> dict[str, int]:
        """Return how many records of each kind have reached their end."""
        return count_past(self._connection, ends)


def _unavailable(error: BaseException) -> UnavailableError:
    # The driver's words: SQLAlchemy's would repeat the statement.
    _log.error("The database does not answer: %s", getattr(error, "orig", None) or error)
    return UnavailableError()
