"""How one payment is set against one debt, and in which order several debts are met.

« … le paiement partiel s'impute d'abord sur les intérêts » (C. civ. 1343-1, rule P01, convention C5); several
debts: C. civ. 1342-10 (P02, C6). The EUR 40 is not interest and comes last (P04).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chalicelib.core.money import ZERO


class Imputation(StrEnum):
    """Interest first is the law; principal first is a favour of the creditor (P01)."""

    INTEREST_FIRST = "interest_first"
    PRINCIPAL_FIRST = "principal_first"


@dataclass(frozen=True, slots=True)
class Share:
    """What a payment paid off on one invoice."""

    to_interest: Decimal = ZERO
    to_principal: Decimal = ZERO
    to_indemnity: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.to_interest + self.to_principal + self.to_indemnity


def share_of(money: Decimal, interest: Decimal, principal: Decimal, order: Imputation) -> Share:
    """Splits `money` between the interest and the principal owed that day; what exceeds both is left aside."""
    if order is Imputation.INTEREST_FIRST:
        to_interest = min(money, interest)
        to_principal = min(money - to_interest, principal)
    else:
        to_principal = min(money, principal)
        to_interest = min(money - to_principal, interest)
    return Share(to_interest, to_principal)


def rank(due_date: date, ref: str) -> tuple[date, str]:
    """Order in which debts of one kind are met: the oldest due date first, then the reference (C6)."""
    return due_date, ref
