"""The file that a calendar takes in, read back with the library's own parser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from assistant.requests.calendar_file import REMINDERS, ics

STAMP = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
URL = "https://privacy.example:8443/desk/tickets/PR-7KQ2-M9XD-4T"
WORKING = ("The request came in on Saturday 31 January 2026.", "One month later is Saturday; then, Monday (Art. 12).")


def made(
    *, due_on: date = date(2026, 3, 2), controller: str = "Integra", working: tuple[str, ...] = WORKING
) -> Calendar:
    file = ics(reference="PR-7KQ2-M9XD-4T", controller=controller, due_on=due_on, working=working, url=URL, stamp=STAMP)
    return Calendar.from_ical(file)


class TestIcs:
    def test_is_one_event_for_the_whole_due_day(self) -> None:
        (event,) = made().events
        assert (event.start, event.end) == (date(2026, 3, 2), date(2026, 3, 3))
        assert event.summary == "Answer due: PR-7KQ2-M9XD-4T (Integra)"
        assert event.url == URL

    def test_tells_how_the_day_is_found(self) -> None:
        (event,) = made().events
        assert event.description.splitlines() == list(WORKING)

    def test_reminds_14_7_and_2_days_before(self) -> None:
        (event,) = made().events
        alarms = event.walk("VALARM")
        assert [alarm.decoded("TRIGGER") for alarm in alarms] == [timedelta(-14), timedelta(-7), timedelta(-2)]
        assert [alarm["DESCRIPTION"] for alarm in alarms] == [
            f"Answer due in {days} days: PR-7KQ2-M9XD-4T (Integra)" for days in REMINDERS
        ]

    def test_keeps_its_id_when_the_day_moves(self) -> None:
        earlier, later = made(), made(due_on=date(2026, 4, 30))
        assert earlier.events[0].uid == later.events[0].uid == "PR-7KQ2-M9XD-4T@privacy.example"
        assert later.events[0].start == date(2026, 4, 30)

    def test_is_no_invitation(self) -> None:
        calendar = made()
        assert calendar.version == "2.0"
        assert "METHOD" not in calendar
        assert not {"ORGANIZER", "ATTENDEE"} & set(calendar.events[0])

    def test_takes_its_time_from_outside(self) -> None:
        assert made().events[0].stamp == STAMP
        assert made().to_ical() == made().to_ical()

    @given(text=st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1))
    def test_lets_no_text_become_a_line_of_its_own(self, text: str) -> None:
        (event,) = made(controller=text, working=(text, "BEGIN:VALARM")).events
        assert event.summary == f"Answer due: PR-7KQ2-M9XD-4T ({text})"
        assert event.description == f"{text}\nBEGIN:VALARM"
        assert len(event.walk("VALARM")) == len(REMINDERS)
