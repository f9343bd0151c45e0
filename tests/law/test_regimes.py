"""Who owes whom, and for what: which interest runs, and whether the EUR 40 is owed."""

import pytest

from chalicelib.law.regimes import Accrual, Nature, Regime, Rules, rules_of

PENALTIES, FROZEN, LEGAL = Accrual.PENALTIES, Accrual.FROZEN_PENALTIES, Accrual.LEGAL_INTEREST


@pytest.mark.parametrize(
    ("regime", "accrual", "indemnity"),
    [
        (Regime.BUSINESS, PENALTIES, True),
        (Regime.PUBLIC, FROZEN, True),
        (Regime.CONSUMER, LEGAL, False),
        (Regime.NON_PROFESSIONAL, LEGAL, False),  # B20: the money rules of consumers
    ],
)
def test_the_debtor_decides_the_interest_and_the_indemnity_of_a_supply(regime, accrual, indemnity):
    assert rules_of(regime) == rules_of(regime, Nature.SUPPLY) == Rules(accrual, indemnity)


@pytest.mark.parametrize("nature", [Nature.COMMERCIAL_LEASE, Nature.INSURANCE_INDEMNITY])
@pytest.mark.parametrize("regime", Regime)
def test_a_lease_or_an_insurance_indemnity_loses_the_forty_euros_and_keeps_its_interest(regime, nature):
    """B12."""
    assert rules_of(regime, nature) == Rules(rules_of(regime).accrual, indemnity=False)


@pytest.mark.parametrize("regime", Regime)
def test_a_membership_fee_bears_legal_interest_only_whoever_owes_it(regime):
    """B21."""
    assert rules_of(regime, Nature.MEMBERSHIP_FEE) == Rules(LEGAL, indemnity=False)
