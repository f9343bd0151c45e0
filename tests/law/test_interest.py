"""Interest, line by line: which rate, cut where, rounded how."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from chalicelib.law.interest import AgreedRate, DayCount, InterestRule, RateMode, UnknownRate
from chalicelib.law.regimes import Accrual
from chalicelib.law.register import load

PENALTIES, FROZEN, LEGAL = Accrual.PENALTIES, Accrual.FROZEN_PENALTIES, Accrual.LEGAL_INTEREST
THREE_TIMES_LEGAL = AgreedRate(RateMode.LEGAL_X3)


def clause(percent):
    return AgreedRate(RateMode.CONTRACT_FIXED, Decimal(percent))


def rule(accrual=PENALTIES, agreed=None, day_count=DayCount.YEAR_OF_365):
    return InterestRule(accrual, agreed or AgreedRate(), day_count, load())


def lines(first, last, base="10000.00", **how):
    return rule(**how).lines("F", Decimal(base), first, first, last)


# --- the rate --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accrual", "agreed", "day", "percent", "basis"),
    [
        (PENALTIES, None, date(2026, 6, 30), "12.15", "b2b_default_mro_plus_10_2026-S1"),
        (PENALTIES, None, date(2026, 7, 1), "12.40", "b2b_default_mro_plus_10_2026-S2"),
        # The ECB moved to 2.65 on 16 September 2026 and to 3.65 on 18 September 2024: next semester's business (B02).
        (PENALTIES, None, date(2026, 12, 31), "12.40", "b2b_default_mro_plus_10_2026-S2"),
        (PENALTIES, None, date(2024, 9, 30), "14.25", "b2b_default_mro_plus_10_2024-S2"),
        # The default rate is not raised to the floor, here 15.21 (B04).
        (PENALTIES, None, date(2024, 5, 1), "14.50", "b2b_default_mro_plus_10_2024-S1"),
        (PENALTIES, THREE_TIMES_LEGAL, date(2024, 5, 1), "15.21", "contract_3x_legal_2024-S1"),
        (PENALTIES, THREE_TIMES_LEGAL, date(2026, 7, 31), "8.25", "contract_3x_legal_2026-S2"),
        (FROZEN, None, date(2026, 1, 1), "10.15", "public_mro_plus_8_frozen_2026-S1"),
        (LEGAL, None, date(2026, 6, 30), "2.62", "legal_other_2026-S1"),
        (LEGAL, None, date(2026, 7, 1), "2.75", "legal_other_2026-S2"),
    ],
)
def test_the_rate_of_a_day_and_where_it_comes_from(accrual, agreed, day, percent, basis):
    rate = rule(accrual, agreed).rate_on(day)
    assert (rate.percent, rate.basis, rate.below_floor) == (Decimal(percent), basis, False)


@pytest.mark.parametrize(
    ("percent", "applied", "basis", "below_floor"),
    [
        ("8.249", "8.25", "floor_3x_legal_2026-S2", True),
        ("8.25", "8.25", "contract_fixed", False),
        ("8.251", "8.251", "contract_fixed", False),
        ("99", "99", "contract_fixed", False),
    ],
)
def test_a_clause_below_the_floor_of_its_semester_is_raised_to_it_and_flagged(
    percent, applied, basis, below_floor
):
    """C9: raised to the floor, never to ECB + 10."""
    rate = rule(agreed=clause(percent)).rate_on(date(2026, 8, 1))
    assert (rate.percent, rate.basis, rate.below_floor) == (Decimal(applied), basis, below_floor)


@pytest.mark.parametrize("accrual", [FROZEN, LEGAL])
@pytest.mark.parametrize("agreed", [clause("15"), THREE_TIMES_LEGAL])
def test_a_clause_counts_for_nothing_against_a_public_buyer_or_where_legal_interest_runs(accrual, agreed):
    """C10, B18."""
    assert rule(accrual, agreed).rate_on(date(2026, 8, 1)) == rule(accrual).rate_on(date(2026, 8, 1))


@pytest.mark.parametrize(
    ("accrual", "agreed"),
    [
        (PENALTIES, None),
        (PENALTIES, clause("15")),
        (PENALTIES, THREE_TIMES_LEGAL),
        (FROZEN, None),
        (LEGAL, None),
    ],
)
def test_a_semester_without_a_published_figure_is_refused_whatever_the_rule(accrual, agreed):
    """C12: a fixed clause too, since its floor is unknown."""
    with pytest.raises(UnknownRate) as unknown:
        rule(accrual, agreed).rate_on(date(2027, 1, 1))
    assert unknown.value.semester.code == "2027-S1"


@pytest.mark.parametrize(
    ("accrual", "last_unknown"),
    [(PENALTIES, date(2012, 12, 31)), (FROZEN, date(2013, 6, 30)), (LEGAL, date(2011, 12, 31))],
)
def test_nothing_is_computed_before_the_text_or_the_table_begins(accrual, last_unknown):
    with pytest.raises(UnknownRate):
        rule(accrual).rate_on(last_unknown)
    assert rule(accrual).rate_on(date.fromordinal(last_unknown.toordinal() + 1)).percent > 0


# --- the lines -------------------------------------------------------------------------------------------------


def periods(found):
    return [(line.first, line.last) for line in found]


@pytest.mark.parametrize(
    "how", [{}, {"agreed": clause("15")}, {"accrual": LEGAL}], ids=["default", "clause", "legal"]
)
def test_a_line_starts_on_each_first_of_january_and_of_july(how):
    """C4, even where the rate does not change."""
    assert periods(lines(date(2025, 6, 30), date(2026, 1, 1), **how)) == [
        (date(2025, 6, 30), date(2025, 6, 30)),
        (date(2025, 7, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 1)),
    ]


def test_a_frozen_rate_is_that_of_the_day_interest_first_ran_and_its_line_is_never_cut():
    """C10: even into a semester whose own figure is not published."""
    first_day, resumed, last = date(2025, 4, 15), date(2025, 10, 1), date(2027, 2, 28)
    (line,) = rule(FROZEN).lines("F", Decimal("14168.29"), first_day, resumed, last)
    assert (line.first, line.last, line.days) == (resumed, last, 516)
    assert (line.rate.percent, line.rate.basis) == (Decimal("11.15"), "public_mro_plus_8_frozen_2025-S1")


@pytest.mark.parametrize("accrual", Accrual)
def test_a_period_that_ends_before_it_starts_has_no_line(accrual):
    assert lines(date(2026, 7, 2), date(2026, 7, 1), accrual=accrual) == []


@pytest.mark.parametrize(
    ("base", "percent", "last", "amount"),
    [
        ("18.25", "10.00", date(2026, 10, 5), "0.03"),  # half a cent goes up, to an odd cent
        ("54.75", "10.00", date(2026, 10, 5), "0.08"),  # and to an even one
        ("18.24", "10.00", date(2026, 10, 5), "0.02"),
        ("0.01", "10.00", date(2026, 10, 5), "0.00"),  # a line of no cent is still a line
        ("999999999.99", "99.999", date(2026, 12, 31), "252052273.97"),
    ],
)
def test_a_line_is_rounded_half_up_to_the_cent(base, percent, last, amount):
    """C3."""
    (line,) = lines(date(2026, 10, 1), last, base=base, agreed=clause(percent))
    by_hand = Fraction(base) * Fraction(percent) * line.days / 36500
    assert abs(Fraction(line.exact) - by_hand) < Fraction(1, 10**12)
    assert line.amount == Decimal(amount)


# --- the year --------------------------------------------------------------------------------------------------


def test_the_twenty_ninth_of_february_is_counted_and_the_year_has_365_days():
    """C2, G09."""
    (line,) = lines(date(2024, 2, 1), date(2024, 3, 31))
    assert (line.days, line.amount) == (60, Decimal("238.36"))


def test_real_days_divide_a_leap_year_by_366():
    """B07, the minority practice: 10000 × 14.50 % × 60 / 366 = 237.704918."""
    (line,) = lines(date(2024, 2, 1), date(2024, 3, 31), day_count=DayCount.ACTUAL)
    assert (line.days, line.amount) == (60, Decimal("237.70"))


def test_real_days_change_nothing_in_a_common_year():
    period = date(2026, 7, 1), date(2026, 11, 30)
    assert lines(*period)[0].amount == lines(*period, day_count=DayCount.ACTUAL)[0].amount


def test_a_frozen_line_over_new_year_divides_the_days_of_each_year_by_its_own_length():
    """10000 × 12.00 % × (31/365 + 31/366) = 101.917808 + 101.639344."""
    first, last = date(2023, 12, 1), date(2024, 1, 31)
    (line,) = lines(first, last, accrual=FROZEN, day_count=DayCount.ACTUAL)
    assert (line.days, line.rate.percent, line.amount) == (62, Decimal("12.00"), Decimal("203.56"))
