"""Databases that cannot be brought to the newest version are refused in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from assistant.adapters.database import migrate
from assistant.adapters.database.engine import open_engine
from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path


def change(address: str, statement: str) -> None:
    engine = open_engine(address)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


class TestMigrate:
    def test_refuses_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "letter").write_text("Dear officer, " * 200)
        with pytest.raises(ConfigurationError, match=r"^The database cannot be used: file is not a database\.$"):
            migrate(f"sqlite:///{tmp_path}/letter")

    def test_refuses_a_database_of_a_newer_version(self, database_address: str) -> None:
        change(database_address, "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(ConfigurationError, match=r"^The database was made by a newer version"):
            migrate(database_address)

    def test_refuses_a_database_with_tables_of_somebody_else(self, database_address: str) -> None:
        change(database_address, "DELETE FROM alembic_version")
        with pytest.raises(ConfigurationError, match=r"^The database cannot be used: .*already exists\.$"):
            migrate(database_address)
