"""Who owes whom decides which money rules apply at all.

Four regimes (rule book B, B20) crossed with the nature of the claim (B12, B21). The user declares both;
the software never guesses them (Z01).
"""

from dataclasses import dataclass
from enum import StrEnum


class Regime(StrEnum):
    """The debtor, as the creditor declares it."""

    BUSINESS = "b2b"
    CONSUMER = "b2c"
    NON_PROFESSIONAL = "non_professional"
    PUBLIC = "public"


class Nature(StrEnum):
    """What the invoice pays for, where that changes the money rules."""

    SUPPLY = "supply"  # goods or services: the ordinary case
    COMMERCIAL_LEASE = "commercial_lease"
    INSURANCE_INDEMNITY = "insurance_indemnity"
    MEMBERSHIP_FEE = "membership_fee"


class Accrual(StrEnum):
    """How interest runs on an unpaid invoice."""

    PENALTIES = "penalties"  # B01, B02: from the day after the due date, rate of each semester
    FROZEN_PENALTIES = "frozen_penalties"  # B14, C10: public buyer, rate of the first day, for good
    LEGAL_INTEREST = "legal_interest"  # B15, C11: from the notice, legal rate of each semester


@dataclass(frozen=True)
class Rules:
    """The money rules of one regime: how interest runs, and whether the EUR 40 is owed."""

    accrual: Accrual
    indemnity: bool


_BY_REGIME = {
    Regime.BUSINESS: Rules(Accrual.PENALTIES, indemnity=True),
    Regime.PUBLIC: Rules(Accrual.FROZEN_PENALTIES, indemnity=True),
    Regime.CONSUMER: Rules(Accrual.LEGAL_INTEREST, indemnity=False),
    Regime.NON_PROFESSIONAL: Rules(Accrual.LEGAL_INTEREST, indemnity=False),
}


def rules_of(regime: Regime, nature: Nature = Nature.SUPPLY) -> Rules:
    """The rules that apply to one claim.

    B12: no EUR 40 for a commercial lease or an insurance indemnity. B21: a membership fee bears legal
    interest from the notice only, and no EUR 40.
    """
    if nature is Nature.MEMBERSHIP_FEE:
        return Rules(Accrual.LEGAL_INTEREST, indemnity=False)
    rules = _BY_REGIME[regime]
    if nature in (Nature.COMMERCIAL_LEASE, Nature.INSURANCE_INDEMNITY):
        return Rules(rules.accrual, indemnity=False)
    return rules
