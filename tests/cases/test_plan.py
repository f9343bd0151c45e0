"""A payment plan: what each payment pays off, when it is late, in default, kept; and how a sum is split."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cases.facts import PaymentFacts
from chalicelib.cases.plan import InstalmentState, PaymentPlan, PlanState, progress, proposed
from tests.cases.strategies import stable

# Three instalments of 100: Monday 30 November, Thursday 31 December 2026, Sunday 31 January 2027; 8 days to cure.
PLAN = PaymentPlan.model_validate(
    {
        "agreed_on": "2026-11-02",
        "instalments": [
            {"date": "2026-11-30", "amount": "100.00"},
            {"date": "2026-12-31", "amount": "100.00"},
            {"date": "2027-01-31", "amount": "100.00"},
        ],
    }
)
PAID, DUE, LATE, TO_COME = (
    InstalmentState.PAID,
    InstalmentState.DUE,
    InstalmentState.LATE,
    InstalmentState.TO_COME,
)


def paid(*told):
    return [
        PaymentFacts(id=str(rank), date=date.fromisoformat(day), amount=Decimal(amount))
        for rank, (day, amount) in enumerate(told)
    ]


def on(day, *payments):
    return progress(PLAN, paid(*payments), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "payments", "states", "state", "default_on"),
    [
        ("2026-11-29", [], (TO_COME, TO_COME, TO_COME), PlanState.RUNNING, None),
        ("2026-11-30", [], (DUE, TO_COME, TO_COME), PlanState.RUNNING, None),
        ("2026-12-01", [], (LATE, TO_COME, TO_COME), PlanState.RUNNING, None),
        ("2026-12-08", [], (LATE, TO_COME, TO_COME), PlanState.RUNNING, None),  # the last day to cure
        ("2026-12-09", [], (LATE, TO_COME, TO_COME), PlanState.DEFAULT, "2026-12-09"),
        ("2026-12-09", [("2026-12-08", "100.00")], (PAID, TO_COME, TO_COME), PlanState.RUNNING, None),
        ("2026-12-20", [("2026-12-19", "100.00")], (PAID, TO_COME, TO_COME), PlanState.RUNNING, None),
        ("2026-12-09", [("2026-12-08", "99.99")], (LATE, TO_COME, TO_COME), PlanState.DEFAULT, "2026-12-09"),
        ("2026-11-10", [("2026-11-05", "150.00")], (PAID, TO_COME, TO_COME), PlanState.RUNNING, None),
        ("2027-01-20", [("2026-11-05", "150.00")], (PAID, LATE, TO_COME), PlanState.DEFAULT, "2027-01-09"),
        ("2026-12-15", [("2026-12-01", "300.00")], (PAID, PAID, PAID), PlanState.KEPT, None),
        ("2026-12-15", [("2026-12-01", "400.00")], (PAID, PAID, PAID), PlanState.KEPT, None),
        ("2026-12-15", [("2026-11-01", "300.00")], (LATE, TO_COME, TO_COME), PlanState.DEFAULT, "2026-12-09"),
        ("2026-12-05", [("2026-12-06", "300.00")], (LATE, TO_COME, TO_COME), PlanState.RUNNING, None),
    ],
)
def test_a_plan_is_kept_within_its_cure_period(day, payments, states, state, default_on):
    found = on(day, *payments)
    assert tuple(each.state for each in found.instalments) == states
    assert (found.state, found.default_on and found.default_on.isoformat()) == (state, default_on)


def test_the_rest_what_is_late_and_what_is_awaited():
    found = on("2027-01-05", ("2026-11-30", "100.00"), ("2026-12-31", "40.00"))
    assert (found.rest, found.late) == (Decimal("160.00"), Decimal("60.00"))
    assert (found.awaited.date, found.awaited.left) == (date(2026, 12, 31), Decimal("60.00"))
    kept = on("2027-02-05", ("2026-11-30", "300.00"))
    assert (kept.rest, kept.late, kept.awaited.left) == (0, 0, 0)


@pytest.mark.parametrize(
    ("total", "count", "first", "expected"),
    [
        ("100.00", 3, "2026-11-30", ["2026-11-30 33.34", "2026-12-30 33.33", "2027-01-30 33.33"]),
        ("100.00", 1, "2026-11-30", ["2026-11-30 100.00"]),
        ("0.02", 2, "2027-01-31", ["2027-01-31 0.01", "2027-02-28 0.01"]),
        ("200.00", 3, "2028-01-31", ["2028-01-31 66.67", "2028-02-29 66.67", "2028-03-31 66.66"]),
    ],
)
def test_a_sum_is_split_in_months(total, count, first, expected):
    found = proposed(Decimal(total), count, date.fromisoformat(first))
    assert [f"{each.date} {each.amount}" for each in found] == expected


def test_a_sum_too_small_for_a_cent_each_is_not_split():
    with pytest.raises(ValueError, match=r"0\.02"):
        proposed(Decimal("0.02"), 3, date(2026, 11, 30))


CENTS = st.integers(100, 99_999_999).map(lambda cents: Decimal(cents) / 100)


@stable
@given(total=CENTS, count=st.integers(1, 36), first=st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_splitting_loses_no_cent_and_makes_a_plan(total, count, first):
    instalments = proposed(total, count, first)
    amounts = [each.amount for each in instalments]
    assert sum(amounts) == total
    assert max(amounts) - min(amounts) <= Decimal("0.01")
    plan = PaymentPlan(agreed_on=first, instalments=instalments)
    assert plan.total == total
    assert plan.last_day == instalments[-1].date


@stable
@given(
    payments=st.lists(
        st.tuples(st.integers(0, 120), st.integers(1, 20_000)).map(
            lambda told: ((date(2026, 11, 2) + timedelta(told[0])).isoformat(), f"{told[1] / 100:.2f}")
        ),
        max_size=6,
    ),
    day=st.dates(date(2026, 11, 2), date(2027, 3, 31)),
)
def test_the_states_follow_from_the_money_received_by_then(payments, day):
    """The same told another way: cumulated sums against cumulated instalments."""
    found = progress(PLAN, paid(*payments), day)
    received = sum(Decimal(amount) for on, amount in payments if date.fromisoformat(on) <= day)
    due = Decimal(0)
    broken = False
    for instalment, seen in zip(PLAN.instalments, found.instalments, strict=True):
        due += instalment.amount
        assert (seen.state is PAID) == (received >= due)
        broken |= received < due and (day - instalment.date).days > 8
    assert found.rest == max(Decimal(0), due - received)
    expected = PlanState.KEPT if received >= due else PlanState.DEFAULT if broken else PlanState.RUNNING
    assert found.state is expected
    assert (found.default_on is not None) == broken
