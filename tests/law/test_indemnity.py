"""The EUR 40: once, when principal was still unpaid on the first day late."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.law.indemnity import indemnity_of
from chalicelib.law.regimes import Accrual, Rules
from chalicelib.law.register import load

OWED = Rules(Accrual.PENALTIES, indemnity=True)
DUE = date(2026, 7, 31)
FORTY, NOTHING = Decimal("40.00"), Decimal("0.00")


def indemnity(rules=OWED, due=DUE, unpaid="0.01", judgment=None):
    return indemnity_of(rules, due, Decimal(unpaid), judgment, load())


@pytest.mark.parametrize("unpaid", ["0.01", "1.00", "999999999.99"])
def test_it_is_owed_in_full_whatever_remains_unpaid(unpaid):
    assert indemnity(unpaid=unpaid) == FORTY


def test_it_is_not_owed_on_an_invoice_paid_in_time():
    assert indemnity(unpaid="0.00") == NOTHING


def test_it_is_not_owed_where_the_rules_exclude_it():
    assert indemnity(Rules(Accrual.LEGAL_INTEREST, indemnity=False)) == NOTHING


@pytest.mark.parametrize(
    ("judgment", "amount"),
    [
        (date(2026, 8, 1), FORTY),  # due the day before the judgment
        (date(2026, 7, 31), NOTHING),  # due the day of the judgment
        (date(2026, 7, 30), NOTHING),
    ],
)
def test_a_due_date_on_or_after_the_insolvency_judgment_excludes_it(judgment, amount):
    """C8, H-03."""
    assert indemnity(judgment=judgment) == amount


@pytest.mark.parametrize(("due", "amount"), [(date(2012, 12, 30), NOTHING), (date(2012, 12, 31), FORTY)])
def test_it_exists_since_the_first_of_january_2013(due, amount):
    assert indemnity(due=due) == amount
