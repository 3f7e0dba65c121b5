"""Brings the tables to the newest version."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assistant.adapters.database.engine import open_engine
from assistant.errors import ConfigurationError

# Any fixed number will do: it names the lock that makes two starting replicas take turns.
_LOCK = 7_346_120_518


def migrate(address: str) -> None:
    """Run the migrations that are missing, in one transaction; a second call does nothing.

    Safe when several processes start at once. Raises ConfigurationError when the database cannot be reached, is none,
    or was made by a newer version.
    """
    config = Config()
    config.set_main_option("script_location", "assistant:migrations")
    engine = open_engine(address)
    try:
        # SQLite's own BEGIN IMMEDIATE already lets only one in.
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError as error:
        # The first line says what is wrong; PostgreSQL's others repeat the statement.
        why = str(error.orig).partition("\n")[0].rstrip(".")
        raise ConfigurationError(f"The database cannot be used: {why}.") from None
    except CommandError:
        raise ConfigurationError(
            "The database was made by a newer version of the assistant. Install that version, or name another "
            "database with ASSISTANT_DATABASE_URL."
        ) from None
    finally:
        engine.dispose()
