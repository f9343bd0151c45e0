"""The statement (*décompte*): what is owed on a day, line by line, so that the printed lines add up.

Payments are met in the order of their dates (`ledger`). Every line is rounded on its own and every total is a sum
of printed lines (C3). Nothing is computed past the last published rate (C12).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from chalicelib.cases.claim import Claim
from chalicelib.cases.ledger import ONE_DAY, InvoiceBalance, meet, open_ledger
from chalicelib.core.money import ZERO
from chalicelib.law.imputation import Share
from chalicelib.law.interest import InterestLine, UnknownRate
from chalicelib.law.register import Register


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one payment paid off on one invoice."""

    payment: str
    day: date
    invoice: str
    share: Share


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the printed lines; `total_due` counts the principal of overdue invoices only."""

    principal_remaining: Decimal
    interest_accrued: Decimal
    interest_paid: Decimal
    interest_remaining: Decimal
    indemnity: Decimal
    indemnity_remaining: Decimal
    overpayment: Decimal
    principal_not_yet_due: Decimal
    total_due: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """The décompte *arrêté au* `claim.computation_date`."""

    claim: Claim
    lines: tuple[InterestLine, ...]
    allocations: tuple[Allocation, ...]
    balances: tuple[InvoiceBalance, ...]
    totals: Totals
    flags: tuple[str, ...]
    warnings: tuple[str, ...]


class UnknownRateInStatement(Exception):
    """A semester without a published rate was reached (C12): there is no total, only what precedes it.

    `until_known` is the statement drawn on the last computable day (B22).
    """

    def __init__(self, semester: str, until_known: Statement) -> None:
        super().__init__(semester)
        self.semester = semester
        self.until_known = until_known


def draw_up(claim: Claim, register: Register) -> Statement:
    """Draws the statement of `claim`, or raises UnknownRateInStatement."""
    try:
        return _draw_up(claim, register)
    except UnknownRate as unknown:
        # An invoice further down may stumble on an earlier semester: step back until nothing is unknown.
        last_known = unknown.semester.start - ONE_DAY
        try:
            until_known = draw_up(replace(claim, computation_date=last_known), register)
        except UnknownRateInStatement as earlier:
            raise earlier from unknown
        raise UnknownRateInStatement(unknown.semester.code, until_known) from unknown


def _draw_up(claim: Claim, register: Register) -> Statement:
    judgment = _judgment_known(claim)
    ledgers = {invoice.ref: open_ledger(claim, invoice, judgment, register) for invoice in claim.invoices}
    allocations: list[Allocation] = []
    overpaid: dict[str, Decimal] = {}
    warnings = [
        f"credit_note_after_computation_date:{note.id}"
        for note in claim.credit_notes
        if note.day > claim.computation_date
    ]
    for payment in sorted(claim.payments, key=lambda payment: payment.day):
        if payment.day > claim.computation_date:
            warnings.append(f"payment_after_computation_date:{payment.id}")
            continue
        if judgment is not None and payment.day >= judgment:  # H-01: flagged, not celebrated
            warnings.append(f"payment_after_insolvency_judgment:{payment.id}")
        shares = meet(payment, claim, ledgers)
        allocations += (Allocation(payment.id, payment.day, ref, share) for ref, share in shares.items())
        excess = payment.amount - sum((share.total for share in shares.values()), ZERO)
        if excess:
            overpaid[payment.id] = excess
    for ledger in ledgers.values():
        ledger.bring_up_to(claim.computation_date)
    lines = tuple(line for ledger in ledgers.values() for line in ledger.lines)
    balances = tuple(ledger.balance(claim) for ledger in ledgers.values())
    return Statement(
        claim=claim,
        lines=lines,
        allocations=tuple(allocations),
        balances=balances,
        totals=_total(balances, sum(overpaid.values(), ZERO)),
        flags=(*_floor_flags(lines), *(f"overpayment:{payment}" for payment in overpaid)),
        warnings=tuple(warnings),
    )


def _judgment_known(claim: Claim) -> date | None:
    """The insolvency judgment, once it has been given: a statement drawn before it knows nothing of it (C13)."""
    judgment = claim.insolvency_judgment_date
    return judgment if judgment is not None and judgment <= claim.computation_date else None


def _floor_flags(lines: Iterable[InterestLine]) -> list[str]:
    semesters = sorted({line.rate.basis.rpartition("_")[2] for line in lines if line.rate.below_floor})
    return [f"contract_rate_below_floor:{semester}" for semester in semesters]


def _total(balances: Iterable[InvoiceBalance], overpayment: Decimal) -> Totals:
    balances = tuple(balances)

    def total(amounts: Iterable[Decimal]) -> Decimal:
        return sum(amounts, ZERO)

    principal = total(b.principal_remaining for b in balances if b.due)
    interest = total(b.interest_remaining for b in balances)
    indemnity = total(b.indemnity_remaining for b in balances)
    return Totals(
        principal_remaining=principal,
        interest_accrued=total(b.interest_accrued for b in balances),
        interest_paid=total(b.interest_paid for b in balances),
        interest_remaining=interest,
        indemnity=total(b.indemnity for b in balances),
        indemnity_remaining=indemnity,
        overpayment=overpayment,
        principal_not_yet_due=total(b.principal_remaining for b in balances if not b.due),
        total_due=principal + interest + indemnity,
    )
