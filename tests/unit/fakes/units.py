"""Units of work for what needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.ports import UnitOfWork


def no_database(*, read_only: bool = False, durable: bool = True) -> UnitOfWork:
    """Fail: nothing in these tests should look at a database."""
    raise AssertionError(f"A unit of work was opened (read_only={read_only}, durable={durable}).")
