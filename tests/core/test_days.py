"""Semesters, holidays, working days, months."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.days import (
    Semester,
    add_months,
    add_working_days,
    end_of_month,
    is_working_day,
    next_working_day,
    previous_working_day,
    public_holidays,
)

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize("year", range(2015, 2036))
def test_public_holidays_are_those_of_the_holidays_package(year):
    assert public_holidays(year) == set(holidays.country_holidays("FR", years=year))


@pytest.mark.parametrize("year", range(2015, 2036))
def test_alsace_moselle_adds_good_friday_and_the_second_day_of_christmas(year):
    expected = set(holidays.country_holidays("FR", subdiv="57", years=year))
    assert {date(year, 12, 26)} < expected
    assert [public_holidays(year, department) for department in ("57", "67", "68")] == [expected] * 3


@pytest.mark.parametrize(
    ("year", "easter_monday"),
    [(2026, "Monday 6 April"), (2027, "Monday 29 March"), (2028, "Monday 17 April")],
)
def test_easter_monday_follows_the_easter_sundays_of_the_rule_book(year, easter_monday):
    assert easter_monday in {f"{day:%A} {day.day} {day:%B}" for day in public_holidays(year)}


@given(DAYS)
def test_a_day_lies_within_its_semester_and_the_next_one_follows_without_a_gap(day):
    semester = Semester.of(day)
    assert semester.start <= day <= semester.end
    assert semester.next().start == semester.end + timedelta(days=1)
    assert semester.code == f"{day.year}-S{1 if day.month < 7 else 2}"


def test_semesters_are_ordered():
    assert Semester(2025, 2) < Semester(2026, 1) < Semester(2026, 2)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 21), date(2026, 11, 23)),  # Saturday → Monday
        (date(2026, 11, 20), date(2026, 11, 20)),  # Friday stays
        (date(2026, 4, 4), date(2026, 4, 7)),  # Saturday before Easter Monday → Tuesday
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas, a Friday → Monday
    ],
)
def test_next_working_day_skips_week_ends_and_holidays(day, expected):
    assert next_working_day(day) == expected


def test_good_friday_is_worked_except_in_alsace_moselle():
    good_friday = date(2026, 4, 3)
    assert is_working_day(good_friday)
    assert next_working_day(good_friday, "67") == date(2026, 4, 7)  # Tuesday


def test_previous_working_day_is_strictly_before():
    assert previous_working_day(date(2026, 11, 12)) == date(2026, 11, 10)  # Thursday → Tuesday
    assert previous_working_day(date(2026, 11, 23)) == date(2026, 11, 20)  # Monday → Friday


def test_working_days_are_added_from_the_day_after():
    assert add_working_days(date(2026, 11, 20), 2) == date(2026, 11, 24)  # Friday → Tuesday
    assert add_working_days(date(2026, 11, 21), 2) == date(2026, 11, 24)  # Saturday → Tuesday


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2026, 11, 30), 2, date(2027, 1, 30)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
    ],
)
def test_months_keep_the_number_of_the_day_or_stop_at_the_end_of_the_month(day, months, expected):
    assert add_months(day, months) == expected


@given(DAYS)
def test_end_of_month_is_the_day_before_a_first(day):
    assert (end_of_month(day) + timedelta(days=1)).day == 1
    assert end_of_month(day).month == day.month
