"""What one document asks for: the part of the statement that this document may claim.

A reminder to a consumer asks for the principal alone (LT2, LT3); a first reminder to a professional claims the
accessories only if the creditor chose so; a courtesy message names what will fall due and nothing else.
"""

from dataclasses import dataclass
from decimal import Decimal

from chalicelib.cases.facts import LetterFacts, StatementFacts
from chalicelib.cases.statement import Statement
from chalicelib.core.money import ZERO
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Accrual, Regime, rules_of


@dataclass(frozen=True)
class Demand:
    """The sum asked and its parts; `waived` is given up as a goodwill gesture (B13) and deducted."""

    principal: Decimal
    interest: Decimal
    indemnity: Decimal
    waived: Decimal

    @property
    def accessories(self) -> Decimal:
        return self.interest + self.indemnity

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.indemnity - self.waived


def demand_of(facts: LetterFacts, statement: Statement) -> Demand:
    """The demand of `facts.document` on `statement`."""
    totals = statement.totals
    if facts.document is Document.COURTESY:
        return Demand(totals.principal_not_yet_due, ZERO, ZERO, ZERO)
    if not claims_accessories(facts):
        return Demand(totals.principal_remaining, ZERO, ZERO, ZERO)
    waived = waived_interest(facts, statement) + waived_indemnity(facts, statement)
    return Demand(totals.principal_remaining, totals.interest_remaining, totals.indemnity_remaining, waived)


def claims_accessories(facts: LetterFacts) -> bool:
    """Whether interest and indemnity are part of what this document asks."""
    if facts.document in (Document.FIRST_REMINDER, Document.SECOND_REMINDER):
        if rules_of(facts.regime, facts.nature).accrual is Accrual.LEGAL_INTEREST:
            return False
        return facts.claim_accessories or facts.document is Document.SECOND_REMINDER
    return facts.document is not Document.COURTESY


def waived_interest(facts: StatementFacts | LetterFacts, statement: Statement) -> Decimal:
    """The penalties given up (B13), between professionals only."""
    if facts.regime is Regime.BUSINESS and facts.waiver.penalties:
        return statement.totals.interest_remaining
    return ZERO


def waived_indemnity(facts: StatementFacts | LetterFacts, statement: Statement) -> Decimal:
    """The EUR 40 given up (B13), between professionals only."""
    if facts.regime is Regime.BUSINESS and facts.waiver.indemnity:
        return statement.totals.indemnity_remaining
    return ZERO
