"""When records end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ends:
    """The moments that part, at `now`, the records whose end has come from all others; aware UTC times.

    What has an end date of its own is held against `now`. The others have reached their end when they lie at these
    moments or before: a draft that was made at `unverified`, a mail that was finished at `sent` or `set_aside`, a
    ticket that was closed at `closed` under the regime of that name.
    """

    now: datetime
    unverified: datetime
    sent: datetime
    set_aside: datetime
    closed: Mapping[str, datetime]
