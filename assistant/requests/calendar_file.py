"""The due day of a request as a file that a calendar takes in (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

MEDIA_TYPE = "text/calendar; charset=utf-8"
REMINDERS = (14, 7, 2)
"""Days before the due day on which the calendar reminds, as our own mails to the officer do."""


def ics(  # noqa: PLR0913 - an event has so many parts
    *, reference: str, controller: str, due_on: date, working: Iterable[str], url: str, stamp: datetime
) -> bytes:
    """Return an all-day event on the due day, with the working and three reminders; nobody is named in it.

    `url` is the absolute address of the ticket's page. With the reference, its host makes the event's id, so that a
    later file of the same ticket moves the event and adds no second one. `stamp` is the aware UTC time of the making.
    """
    title, uid = f"{reference} ({controller})", f"{reference}@{urlsplit(url).hostname}"
    event = Event.new(
        uid=uid,
        stamp=stamp,
        start=due_on,
        end=due_on + timedelta(days=1),
        summary=f"Answer due: {title}",
        description="\n".join(working),
        url=url,
    )
    for days in REMINDERS:
        reminder = Alarm.new_display(f"Answer due in {days} days: {title}", timedelta(days=-days))
        event.add_component(reminder)
    file: bytes = Calendar.new(prodid="-//privacy assistant//EN", uid=uid, subcomponents=[event]).to_ical()
    return file
