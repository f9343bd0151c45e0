"""What is claimed: the facts the statement is drawn from. Amounts are euros in cents, days are civil dates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.law.imputation import Imputation
from chalicelib.law.interest import DEFAULT_RATE, AgreedRate, DayCount
from chalicelib.law.regimes import Nature, Regime


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice: amount including VAT (B05); for a public buyer the due date is the last day of the term."""

    ref: str
    amount: Decimal
    due_date: date


@dataclass(frozen=True, slots=True)
class Payment:
    """Money credited on the creditor's account that day (B06); `invoice` is None when undesignated (C6)."""

    id: str
    day: date
    amount: Decimal
    invoice: str | None = None


@dataclass(frozen=True, slots=True)
class CreditNote:
    """An *avoir*: lowers the price of its invoice from the start (C7)."""

    id: str
    day: date
    amount: Decimal
    invoice: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Everything the amount due on `computation_date` depends on."""

    regime: Regime
    computation_date: date
    invoices: tuple[Invoice, ...]
    payments: tuple[Payment, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    rate: AgreedRate = DEFAULT_RATE
    imputation: Imputation = Imputation.INTEREST_FIRST
    nature: Nature = Nature.SUPPLY
    notice_effect_date: date | None = None
    insolvency_judgment_date: date | None = None
    day_count: DayCount = DayCount.YEAR_OF_365
