"""How a payment is set against interest and principal, and which debt comes first."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.law.imputation import Imputation, Share, rank, share_of

CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
INTEREST_FIRST, PRINCIPAL_FIRST = Imputation


@pytest.mark.parametrize(
    ("money", "order", "to_interest", "to_principal"),
    [
        ("10.00", INTEREST_FIRST, "10.00", "0.00"),
        ("15.63", INTEREST_FIRST, "15.63", "0.00"),
        ("15.64", INTEREST_FIRST, "15.63", "0.01"),
        ("1000.00", INTEREST_FIRST, "15.63", "984.37"),
        ("1015.63", INTEREST_FIRST, "15.63", "1000.00"),
        ("2000.00", INTEREST_FIRST, "15.63", "1000.00"),
        ("10.00", PRINCIPAL_FIRST, "0.00", "10.00"),
        ("1000.00", PRINCIPAL_FIRST, "0.00", "1000.00"),
        ("1000.01", PRINCIPAL_FIRST, "0.01", "1000.00"),
        ("2000.00", PRINCIPAL_FIRST, "15.63", "1000.00"),
    ],
)
def test_a_payment_on_a_thousand_euros_with_interest_of_fifteen_sixty_three(
    money, order, to_interest, to_principal
):
    share = share_of(Decimal(money), Decimal("15.63"), Decimal("1000.00"), order)
    assert (share.to_interest, share.to_principal) == (Decimal(to_interest), Decimal(to_principal))


@given(CENTS, CENTS, CENTS, st.sampled_from(Imputation))
@settings(derandomize=True, deadline=None)
def test_a_share_never_exceeds_the_payment_nor_what_is_owed_and_leaves_nothing_payable_unpaid(
    money, interest, principal, order
):
    share = share_of(money, interest, principal, order)
    assert 0 <= share.to_interest <= interest
    assert 0 <= share.to_principal <= principal
    assert share.total == min(money, interest + principal)


def test_the_total_of_a_share_counts_the_indemnity():
    assert Share(Decimal("1.00"), Decimal("2.00"), Decimal("40.00")).total == Decimal("43.00")


def test_debts_are_ranked_by_due_date_then_by_reference():
    """C6."""
    debts = [(date(2026, 7, 1), "A"), (date(2026, 6, 30), "Z"), (date(2026, 6, 30), "B")]
    assert sorted(debts, key=lambda debt: rank(*debt)) == [debts[2], debts[1], debts[0]]
