"""The running account of one invoice: its interest, its EUR 40, and what each payment takes off them.

Payments are met one after the other. Before each, the accounts it reaches are brought up to its day, which still
bears interest on the old base (C5); an account that no money reaches is left alone, its line uncut (C4).
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from chalicelib.cases.claim import Claim, Invoice, Payment
from chalicelib.core.money import ZERO
from chalicelib.law.imputation import Imputation, Share, rank, share_of
from chalicelib.law.indemnity import indemnity_of
from chalicelib.law.interest import InterestLine, InterestRule
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


@dataclass(slots=True, eq=False)
class Ledger:
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


def open_ledger(claim: Claim, invoice: Invoice, judgment: date | None, register: Register) -> Ledger:
    """The ledger of `invoice` before any payment: the credit notes known that day lower its price (C7)."""
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
    return Ledger(
        invoice=invoice,
        rules=rules,
        interest=InterestRule(rules.accrual, claim.rate, claim.day_count, register),
        judgment=judgment,
        start=start,
        principal=invoice.amount - credited,
    )


def meet(payment: Payment, claim: Claim, ledgers: dict[str, Ledger]) -> dict[str, Share]:
    """Sets one payment against the invoice it names, or against the debts in the order of C6.

    Debts not yet due come after those that are (C. civ. 1342-10); an invoice the money does not reach is left
    alone, its line is not cut.
    """
    left = payment.amount
    shares: dict[str, Share] = {}
    for debts in _groups(payment, ledgers):
        for ledger in debts:
            if left == 0:
                break
            ledger.bring_up_to(payment.day)
            share = ledger.take(left, claim.imputation)
            left -= share.total
            if share.total or payment.invoice is not None:
                shares[ledger.invoice.ref] = share
        for ledger in debts:  # the EUR 40 comes last (P04)
            if to_indemnity := ledger.take_indemnity(left):
                left -= to_indemnity
                shares[ledger.invoice.ref] = replace(
                    shares.get(ledger.invoice.ref, Share()), to_indemnity=to_indemnity
                )
    return shares


def _groups(payment: Payment, ledgers: dict[str, Ledger]) -> list[list[Ledger]]:
    if payment.invoice is not None:
        return [[ledgers[payment.invoice]]]
    ranked = sorted(ledgers.values(), key=lambda ledger: rank(ledger.invoice.due_date, ledger.invoice.ref))
    due = [ledger for ledger in ranked if ledger.invoice.due_date <= payment.day]
    return [due, [ledger for ledger in ranked if ledger not in due]]
