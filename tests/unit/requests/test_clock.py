"""The law's clock: the vectors of the authorities, and what must hold for every date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ConfigurationError, InputError
from assistant.model import TicketType, Wait
from assistant.requests.clock import acknowledge_by, due, explain, may_extend_until
from assistant.requests.regime import load_regime

CALENDARS = {"eu": "GB-ENG", "uk": "GB-ENG", "california": "US-CA", "india": "IN-PY"}
DATES = st.dates(date(2000, 1, 1), date(2100, 12, 31))
REGIMES = st.sampled_from(sorted(CALENDARS))


class TestDue:
    @pytest.mark.parametrize(
        ("received", "regime", "due_on", "extended_on"),
        [
            (date(2026, 1, 31), "eu", date(2026, 3, 2), date(2026, 4, 30)),
            (date(2026, 3, 5), "eu", date(2026, 4, 7), date(2026, 6, 5)),
            (date(2024, 11, 25), "uk", date(2024, 12, 27), date(2025, 2, 25)),
            (date(2026, 8, 31), "eu", date(2026, 9, 30), date(2026, 11, 30)),
            (date(2025, 12, 31), "eu", date(2026, 2, 2), date(2026, 3, 31)),
            (date(2027, 1, 29), "eu", date(2027, 3, 1), date(2027, 4, 29)),
            (date(2026, 1, 1), "california", date(2026, 2, 14), date(2026, 3, 31)),
            (date(2026, 1, 1), "india", date(2026, 4, 1), None),
        ],
    )
    def test_is_what_the_authorities_say(
        self, received: date, regime: str, due_on: date, extended_on: date | None
    ) -> None:
        found = due(received, load_regime(regime), calendar=CALENDARS[regime])
        assert (found.due_on, found.extended_on) == (due_on, extended_on)

    def test_shows_its_working(self) -> None:
        assert due(date(2026, 1, 31), load_regime("eu"), calendar="GB-ENG").working == (
            "The request came in on Saturday 31 January 2026; the day itself is not counted (Reg. 1182/71 Art. 3(1)).",
            "One month later is Saturday 28 February 2026, as February has no day 31 (GDPR Art. 12(3)).",
            (
                "28 February is a Saturday, 1 March is a Sunday: the period ends on the next working day, "
                "Monday 2 March 2026 (Reg. 1182/71 Art. 3(4))."
            ),
            (
                "If the request is complex, two months can be added, three months in all: Thursday 30 April 2026. "
                "The person must be told why before Monday 2 March 2026 is over (GDPR Art. 12(3))."
            ),
        )

    def test_names_the_holiday_it_passes_over(self) -> None:
        steps = due(date(2026, 3, 5), load_regime("eu"), calendar="GB-ENG").working
        assert "6 April is a holiday (Easter Monday)" in steps[2]

    def test_says_when_a_rule_rests_on_secondary_sources(self) -> None:
        steps = due(date(2026, 1, 1), load_regime("india"), calendar="IN-PY").working
        assert steps[1] == "90 days later is Wednesday 1 April 2026 (DPDP Rules, Rule 14(3), from secondary sources)."

    def test_takes_the_period_that_ends_first(self) -> None:
        california = load_regime("california")
        types = (TicketType.ACCESS, TicketType.MARKETING_OPT_OUT)
        found = due(date(2026, 12, 21), california, calendar="US-CA", types=types)
        # 15 working days from Monday 21 December, without Christmas and New Year's Day.
        assert found.due_on == date(2027, 1, 12)
        assert found.law == "11 CCR § 7026(f), from secondary sources"

    def test_refuses_a_date_beyond_the_calendar(self) -> None:
        with pytest.raises(InputError, match="beyond the calendar"):
            due(date.max, load_regime("eu"), calendar="GB-ENG")

    @pytest.mark.parametrize("calendar", ["", "XX", "GB-XX"])
    def test_refuses_a_calendar_without_known_holidays(self, calendar: str) -> None:
        with pytest.raises(ConfigurationError, match="holidays"):
            due(date(2026, 1, 1), load_regime("eu"), calendar=calendar)

    @given(received=DATES, regime=st.sampled_from(["eu", "uk"]))
    def test_is_never_on_a_weekend_nor_early_nor_much_later_than_a_month(self, received: date, regime: str) -> None:
        found = due(received, load_regime(regime), calendar=CALENDARS[regime])
        assert found.due_on.weekday() < 5
        # Four days at most are passed over: Good Friday to Easter Monday, or Christmas beside a weekend.
        assert timedelta(28) <= found.due_on - received <= timedelta(31 + 4)
        assert found.extended_on is not None
        assert timedelta(89) <= found.extended_on - received <= timedelta(92 + 4)

    @given(received=DATES, regime=REGIMES)
    def test_never_goes_back_when_a_request_comes_later(self, received: date, regime: str) -> None:
        rules, calendar = load_regime(regime), CALENDARS[regime]
        today, tomorrow = (due(day, rules, calendar=calendar) for day in (received, received + timedelta(1)))
        assert today.due_on <= tomorrow.due_on

    @given(received=DATES, regime=REGIMES)
    def test_ends_its_working_with_the_dates_it_gives(self, received: date, regime: str) -> None:
        found = due(received, load_regime(regime), calendar=CALENDARS[regime])
        for day in (received, found.due_on, found.extended_on):
            assert day is None or any(f"{day.day} {day:%B} {day.year}" in step for step in found.working)


class TestDueWhenExtended:
    @pytest.mark.parametrize(
        ("received", "regime", "due_on"),
        [
            (date(2026, 1, 31), "eu", date(2026, 4, 30)),
            (date(2025, 12, 31), "eu", date(2026, 3, 31)),
            (date(2024, 11, 25), "uk", date(2025, 2, 25)),
            (date(2026, 1, 1), "california", date(2026, 3, 31)),
        ],
    )
    def test_is_the_extended_day_and_no_later_one(self, received: date, regime: str, due_on: date) -> None:
        found = due(received, load_regime(regime), calendar=CALENDARS[regime], extended=True)
        assert (found.due_on, found.extended_on, found.extension) == (due_on, None, "")

    def test_says_so_in_the_working(self) -> None:
        assert due(date(2026, 3, 5), load_regime("eu"), calendar="GB-ENG", extended=True).working[1] == (
            "Extended by two months: three months later is Friday 5 June 2026 (GDPR Art. 12(3))."
        )
        assert due(date(2026, 1, 1), load_regime("california"), calendar="US-CA", extended=True).working[1] == (
            "Extended by 45 days: the 90 days end with Tuesday 31 March 2026 (11 CCR § 7021(b))."
        )

    @pytest.mark.parametrize(
        ("regime", "types"), [("india", ()), ("california", (TicketType.ACCESS, TicketType.MARKETING_OPT_OUT))]
    )
    def test_refuses_where_the_law_gives_no_more_time(self, regime: str, types: tuple[TicketType, ...]) -> None:
        with pytest.raises(InputError, match="there is no more time"):
            due(date(2026, 1, 1), load_regime(regime), calendar=CALENDARS[regime], types=types, extended=True)

    @given(received=DATES, regime=st.sampled_from(["eu", "uk", "california"]))
    def test_is_what_was_announced_before(self, received: date, regime: str) -> None:
        rules, calendar = load_regime(regime), CALENDARS[regime]
        announced = due(received, rules, calendar=calendar).extended_on
        assert due(received, rules, calendar=calendar, extended=True).due_on == announced


class TestMayExtendUntil:
    def test_is_the_day_when_the_answer_would_be_due(self) -> None:
        assert may_extend_until(date(2026, 1, 31), load_regime("eu"), calendar="GB-ENG") == date(2026, 3, 2)

    def test_is_no_day_where_the_law_knows_no_extension(self) -> None:
        assert may_extend_until(date(2026, 1, 31), load_regime("india"), calendar="IN-PY") is None

    def test_leaves_out_the_days_that_do_not_count(self) -> None:
        waits = [Wait("clarification", date(2026, 5, 15), date(2026, 5, 18))]
        access = [TicketType.ACCESS]
        last = may_extend_until(date(2026, 5, 13), load_regime("uk"), calendar="GB-ENG", types=access, waits=waits)
        assert last == date(2026, 6, 16)


class TestAcknowledgeBy:
    def test_counts_10_working_days_in_california(self) -> None:
        # From Friday 9 January, without the weekends and Martin Luther King Jr. Day on the 19th.
        found = acknowledge_by(
            date(2026, 1, 9), load_regime("california"), calendar="US-CA", types=[TicketType.ERASURE]
        )
        assert found is not None
        assert found.due_on == date(2026, 1, 23)
        assert found.working[-1] == "The 10 working days end with Friday 23 January 2026 (11 CCR § 7021(a))."

    def test_gives_a_british_complaint_30_days_and_the_next_working_day(self) -> None:
        uk = load_regime("uk")
        found = acknowledge_by(date(2026, 6, 19), uk, calendar="GB-ENG", types=[TicketType.COMPLAINT])
        assert found is not None
        assert (found.due_on, found.law) == (date(2026, 7, 20), "DPA 2018 s. 164A")

    @pytest.mark.parametrize(
        ("regime", "kind"),
        [
            ("eu", TicketType.ACCESS),
            ("india", TicketType.ACCESS),
            ("uk", TicketType.ACCESS),
            ("california", TicketType.MARKETING_OPT_OUT),
        ],
    )
    def test_is_no_day_where_the_law_sets_none(self, regime: str, kind: TicketType) -> None:
        rules, calendar = load_regime(regime), CALENDARS[regime]
        assert acknowledge_by(date(2026, 1, 1), rules, calendar=calendar, types=[kind]) is None


class TestExplain:
    def test_prints_the_dates_first_and_then_the_working(self) -> None:
        lines = explain("2026-01-31", regime="eu", calendars=CALENDARS).splitlines()
        assert lines[0] == "due       2026-03-02  Monday 2 March 2026"
        assert lines[1] == "extended  2026-04-30  Thursday 30 April 2026"
        assert lines[4].startswith("1. The request came in on Saturday 31 January 2026")

    def test_leaves_the_extension_out_where_there_is_none(self) -> None:
        assert "extended" not in explain("2026-01-31", regime="india", calendars=CALENDARS)

    @pytest.mark.parametrize("day", ["", "31.1.2026", "2026-02-30", "tomorrow"])
    def test_refuses_what_is_no_date(self, day: str) -> None:
        with pytest.raises(InputError, match="is not a date"):
            explain(day, regime="eu", calendars=CALENDARS)

    def test_says_when_a_regime_has_no_calendar(self) -> None:
        with pytest.raises(ConfigurationError, match="no holiday calendar"):
            explain("2026-01-31", regime="eu", calendars={})
