"""Procedural periods: extended where the creditor waits, never where it must act."""

from datetime import date

import pytest

from chalicelib.core.days import is_working_day
from chalicelib.law.procedure import (
    enforcement,
    last_day_to_declare,
    last_day_to_serve,
    opposition,
    period_of_days,
    period_of_months,
)
from chalicelib.law.register import NotYetPublished, load

REGISTER = load()


@pytest.mark.parametrize(
    ("event", "months", "raw_end", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 3, 2)),  # Saturday → Monday
        (date(2026, 10, 11), 1, date(2026, 11, 11), date(2026, 11, 12)),  # Armistice → Thursday
        (date(2026, 3, 4), 1, date(2026, 4, 4), date(2026, 4, 7)),  # Saturday, Easter Monday → Tuesday
        (date(2026, 6, 15), 1, date(2026, 7, 15), date(2026, 7, 15)),  # Wednesday
    ],
)
def test_a_period_in_months_ends_on_the_same_number_then_on_a_working_day(event, months, raw_end, end):
    period = period_of_months(event, months)
    assert (period.raw_end, period.end_after_cpc_642) == (raw_end, end)


def test_the_day_of_the_event_does_not_count_in_a_period_of_days():
    period = period_of_days(date(2026, 11, 6), 15)
    assert (period.raw_end, period.end_after_cpc_642) == (date(2026, 11, 21), date(2026, 11, 23))  # Sat → Mon


def test_alsace_moselle_holidays_extend_only_where_asked():
    assert period_of_months(date(2026, 3, 3), 1).end_after_cpc_642 == date(2026, 4, 3)  # Good Friday
    assert period_of_months(date(2026, 3, 3), 1, "68").end_after_cpc_642 == date(2026, 4, 7)


def test_a_period_the_creditor_waits_for_ends_on_a_working_day():
    served = date(2026, 9, 30)
    assert opposition(REGISTER, served).end_after_cpc_642 == date(2026, 10, 30)  # Friday
    assert enforcement(REGISTER, served).end_after_cpc_642 == date(2026, 11, 30)  # Monday


def test_enforcement_after_two_months_belongs_to_the_reform():
    with pytest.raises(NotYetPublished):
        enforcement(REGISTER, date(2026, 8, 31))


def test_a_deadline_the_creditor_must_meet_is_never_extended():
    to_serve = last_day_to_serve(REGISTER, date(2026, 8, 28))
    to_declare = last_day_to_declare(REGISTER, date(2026, 9, 11))
    assert (to_serve, to_declare) == (date(2027, 2, 28), date(2026, 11, 11))  # a Sunday, a public holiday
    assert not is_working_day(to_serve)
    assert not is_working_day(to_declare)


def test_a_creditor_abroad_has_two_more_months_to_declare():
    assert last_day_to_declare(REGISTER, date(2026, 9, 25), abroad=True) == date(2027, 1, 25)
