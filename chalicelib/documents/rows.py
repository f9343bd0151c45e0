"""The rows a letter prints: its invoices with what was received on each, and the lines of the computation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.cases.demand import claims_accessories
from chalicelib.cases.facts import LetterFacts, LetterInvoice
from chalicelib.cases.ledger import InvoiceBalance, Situation
from chalicelib.cases.statement import Statement
from chalicelib.core import french
from chalicelib.core.money import ZERO
from chalicelib.documents.explain import rate_origin
from chalicelib.law.interest import InterestLine
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Accrual, rules_of
from chalicelib.law.register import Register


@dataclass(frozen=True)
class Movement:
    """A payment or a credit note under its invoice; `amount` is what it took off the principal."""

    kind: str  # "payment" or "credit_note"
    day: date
    reference: str
    received: Decimal
    to_interest: Decimal
    to_indemnity: Decimal
    amount: Decimal


@dataclass(frozen=True)
class InvoiceRow:
    """One invoice of the table: amount minus movements is the balance, to the cent."""

    invoice: LetterInvoice
    movements: tuple[Movement, ...]
    balance: InvoiceBalance | None

    @property
    def due(self) -> bool:
        return self.balance is None or self.balance.due


@dataclass(frozen=True)
class DetailRow:
    """One line of the computation, with where its rate comes from and its text."""

    line: InterestLine
    origin: str
    article: str


def invoice_rows(facts: LetterFacts, statement: Statement | None) -> tuple[InvoiceRow, ...]:
    """The invoices of the letter: a courtesy message and a demand never mix what is due and what is not."""
    balances = {balance.invoice: balance for balance in statement.balances} if statement else {}
    rows = [
        InvoiceRow(invoice, tuple(_movements(facts, invoice, statement)), balances.get(invoice.ref or ""))
        for invoice in facts.invoices
    ]
    if statement is None or facts.document in (Document.ACCOUNT_STATEMENT, Document.RECEIPT):
        return tuple(rows)
    if facts.document is Document.COURTESY:
        return tuple(r for r in rows if r.balance and r.balance.situation is Situation.NOT_OVERDUE)
    shown = {Situation.OVERDUE} | ({Situation.ACCESSORIES_DUE} if claims_accessories(facts) else set())
    return tuple(row for row in rows if row.balance and row.balance.situation in shown)


def _movements(facts: LetterFacts, invoice: LetterInvoice, statement: Statement | None) -> Iterator[Movement]:
    if statement is None:
        return
    day = statement.claim.computation_date
    for note in facts.credit_notes:
        if note.invoice == invoice.ref and note.date <= day:
            yield Movement("credit_note", note.date, note.id, note.amount, ZERO, ZERO, note.amount)
    means = {payment.id: payment.means for payment in facts.payments}
    for allocation in statement.allocations:
        if allocation.invoice == invoice.ref:
            share = allocation.share
            yield Movement(
                "payment",
                allocation.day,
                means[allocation.payment] or "",
                share.total,
                share.to_interest,
                share.to_indemnity,
                share.to_principal,
            )


def detail_rows(statement: Statement, register: Register) -> tuple[DetailRow, ...]:
    """The lines of the computation, with their reasons."""
    article = french.typography(register.citation(article_of(statement)).short)
    return tuple(DetailRow(line, rate_origin(line, register), article) for line in statement.lines)


def article_of(statement: Statement) -> str:
    """The key of the text under which the lines of this statement run."""
    return {
        Accrual.PENALTIES: "penalites-professionnels",
        Accrual.FROZEN_PENALTIES: "taux-public",
        Accrual.LEGAL_INTEREST: "interet-legal",
    }[rules_of(statement.claim.regime, statement.claim.nature).accrual]
