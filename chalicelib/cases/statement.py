"""The statement (*décompte*): what is owed on a day, line by line, so that the printed lines add up.

Payments are met in the order of their dates; before each one the interest of the invoices it reaches is brought
up to that day (the day of payment still bears interest on the old base, C5). Every line is rounded on its own
and every total is a sum of printed lines (C3).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from chalicelib.cases.claim import Claim, Invoice, Payment
from chalicelib.core.money import ZERO
from chalicelib.law.imputation import Imputation, Share, rank, share_of
from chalicelib.law.indemnity import indemnity_of
from chalicelib.law.interest import InterestLine, InterestRule, UnknownRate
from chalicelib.law.regimes import Accrual, Rules, rules_of
from chalicelib.law.register import Register

ONE_DAY = timedelta(days=1)


class Situation(StrEnum):
    """Where an invoice stands on the computation date."""

    NOT_OVERDUE = "not_overdue"
    OVERDUE = "overdue"
    ACCESSORIES_DUE = "principal_paid_accessories_due"
    SETTLED = "settled"
    NOT_DUE_AT_JUDGMENT = "not_due_at_insolvency_judgment"


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one payment paid off on one invoice."""

    payment: str
    day: date
    invoice: str
    share: Share


@dataclass(frozen=True, slots=True)
class InvoiceBalance:
    """One invoice on the computation date."""

    invoice: str
    due_date: date
    situation: Situation
    principal_remaining: Decimal
    interest_accrued: Decimal
    interest_paid: Decimal
    indemnity: Decimal
    indemnity_paid: Decimal

    @property
    def interest_remaining(self) -> Decimal:
        return self.interest_accrued - self.interest_paid

    @property
    def indemnity_remaining(self) -> Decimal:
        return self.indemnity - self.indemnity_paid

    @property
    def due(self) -> bool:
        """Whether its principal may be claimed: a statement never claims a sum that is not due (E06)."""
        return self.situation is Situation.OVERDUE


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


@dataclass(slots=True, eq=False)
class _Account:
    """The running account of one invoice while payments are met one after the other."""

    invoice: Invoice
    rules: Rules
    interest: InterestRule
    judgment: date | None
    start: date | None  # the day after which interest runs; None when nothing starts it
    principal: Decimal
    lines: list[InterestLine] = field(default_factory=list)
    accrued: Decimal = ZERO
    interest_paid: Decimal = ZERO
    indemnity: Decimal | None = None  # None until the first day late
    indemnity_paid: Decimal = ZERO

    def bring_up_to(self, day: date) -> None:
        """Runs interest to `day` included, and the EUR 40 once the invoice is late."""
        if day > self.invoice.due_date and self.indemnity is None:
            self.indemnity = indemnity_of(
                self.rules, self.invoice.due_date, self.principal, self.judgment, self.interest.register
            )
        last = day if self.judgment is None else min(day, self.judgment - ONE_DAY)
        if self.start is None or self.principal <= 0 or last <= self.start:
            return
        first = self.lines[-1].last + ONE_DAY if self.lines else self.start + ONE_DAY
        for line in self.interest.lines(self.invoice.ref, self.principal, self.start + ONE_DAY, first, last):
            self.lines.append(line)
            self.accrued += line.amount

    def take(self, money: Decimal, order: Imputation) -> Share:
        share = share_of(money, self.accrued - self.interest_paid, self.principal, order)
        self.interest_paid += share.to_interest
        self.principal -= share.to_principal
        return share

    def take_indemnity(self, money: Decimal) -> Decimal:
        paid = min(money, (self.indemnity or ZERO) - self.indemnity_paid)
        self.indemnity_paid += paid
        return paid

    def balance(self, claim: Claim) -> InvoiceBalance:
        indemnity = self.indemnity or ZERO
        return InvoiceBalance(
            invoice=self.invoice.ref,
            due_date=self.invoice.due_date,
            situation=self._situation(claim),
            principal_remaining=self.principal,
            interest_accrued=self.accrued,
            interest_paid=self.interest_paid,
            indemnity=indemnity,
            indemnity_paid=self.indemnity_paid,
        )

    def _situation(self, claim: Claim) -> Situation:
        if self.principal == 0:
            accessories = self.accrued - self.interest_paid + (self.indemnity or ZERO) - self.indemnity_paid
            return Situation.ACCESSORIES_DUE if accessories else Situation.SETTLED
        if self.judgment is not None and self.invoice.due_date >= self.judgment:
            return Situation.NOT_DUE_AT_JUDGMENT
        return Situation.OVERDUE if self.invoice.due_date < claim.computation_date else Situation.NOT_OVERDUE


def _draw_up(claim: Claim, register: Register) -> Statement:
    judgment = _judgment_known(claim)
    accounts = {invoice.ref: _open(claim, invoice, judgment, register) for invoice in claim.invoices}
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
        shares = _meet(payment, claim, accounts)
        allocations += (Allocation(payment.id, payment.day, ref, share) for ref, share in shares.items())
        excess = payment.amount - sum((share.total for share in shares.values()), ZERO)
        if excess:
            overpaid[payment.id] = excess
    for account in accounts.values():
        account.bring_up_to(claim.computation_date)
    lines = tuple(line for account in accounts.values() for line in account.lines)
    balances = tuple(account.balance(claim) for account in accounts.values())
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


def _open(claim: Claim, invoice: Invoice, judgment: date | None, register: Register) -> _Account:
    rules = rules_of(claim.regime, claim.nature)
    credited = sum(
        (
            note.amount
            for note in claim.credit_notes
            if note.invoice == invoice.ref and note.day <= claim.computation_date
        ),
        ZERO,
    )
    start: date | None = invoice.due_date
    if rules.accrual is Accrual.LEGAL_INTEREST:  # C1, C11: the later of the due date and the notice
        start = claim.notice_effect_date and max(invoice.due_date, claim.notice_effect_date)
    return _Account(
        invoice=invoice,
        rules=rules,
        interest=InterestRule(rules.accrual, claim.rate, claim.day_count, register),
        judgment=judgment,
        start=start,
        principal=invoice.amount - credited,
    )


def _meet(payment: Payment, claim: Claim, accounts: dict[str, _Account]) -> dict[str, Share]:
    """Sets one payment against the invoice it names, or against the debts in the order of C6.

    Debts not yet due come after those that are (C. civ. 1342-10); an invoice the money does not reach is left
    alone, its line is not cut.
    """
    left = payment.amount
    shares: dict[str, Share] = {}
    for debts in _groups(payment, accounts):
        for account in debts:
            if left == 0:
                break
            account.bring_up_to(payment.day)
            share = account.take(left, claim.imputation)
            left -= share.total
            if share.total or payment.invoice is not None:
                shares[account.invoice.ref] = share
        for account in debts:  # the EUR 40 comes last (P04)
            if to_indemnity := account.take_indemnity(left):
                left -= to_indemnity
                shares[account.invoice.ref] = replace(
                    shares.get(account.invoice.ref, Share()), to_indemnity=to_indemnity
                )
    return shares


def _groups(payment: Payment, accounts: dict[str, _Account]) -> list[list[_Account]]:
    if payment.invoice is not None:
        return [[accounts[payment.invoice]]]
    ranked = sorted(
        accounts.values(), key=lambda account: rank(account.invoice.due_date, account.invoice.ref)
    )
    due = [account for account in ranked if account.invoice.due_date <= payment.day]
    return [due, [account for account in ranked if account not in due]]


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
