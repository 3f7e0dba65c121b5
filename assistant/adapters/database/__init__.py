"""The database adapter: SQLAlchemy Core over SQLite or PostgreSQL. `Database` and `migrate` are its doors."""

from assistant.adapters.database.database import Database
from assistant.adapters.database.migrate import migrate

__all__ = ["Database", "migrate"]
