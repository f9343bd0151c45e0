"""The account of one debtor as a book keeps it (LT11): every movement in order, with its running balance.

The closing balance equals what the statement says is due, plus what is not due yet, minus what was overpaid or
waived: two ways of counting that must meet.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.cases.demand import waived_indemnity, waived_interest
from chalicelib.cases.facts import LetterFacts
from chalicelib.cases.statement import Statement
from chalicelib.core.money import ZERO


@dataclass(frozen=True)
class Entry:
    """One movement; `debit` is owed by the debtor, `credit` comes off; exactly one of them is set."""

    kind: str  # invoice, credit_note, payment, interest, indemnity, waiver
    day: date
    balance: Decimal
    debit: Decimal | None = None
    credit: Decimal | None = None
    reference: str = ""
    invoice: str = ""
    due: date | None = None
    count: int = 0


@dataclass(frozen=True)
class Account:
    """The movements from the first invoice to the computation date, opened at zero."""

    opening: date
    entries: tuple[Entry, ...]
    closing: Decimal


@dataclass(frozen=True)
class _Movement:
    kind: str
    day: date
    amount: Decimal  # positive: debit
    reference: str = ""
    invoice: str = ""
    due: date | None = None
    count: int = 0


def account_of(facts: LetterFacts, statement: Statement) -> Account:
    """Books the facts known on the computation date, then the interest and indemnities accrued at that date."""
    day = statement.claim.computation_date
    booked = [
        _Movement("invoice", i.issue_date or i.due_date, i.amount_ttc, i.ref, due=i.due_date)
        for i in facts.invoices
        if i.ref and i.amount_ttc and i.due_date
    ]
    booked += (
        _Movement("credit_note", n.date, -n.amount, n.id, n.invoice)
        for n in facts.credit_notes
        if n.date <= day
    )
    booked += (
        _Movement("payment", p.date, -p.amount, p.means or "") for p in facts.payments if p.date <= day
    )
    booked.sort(key=lambda movement: movement.day)
    booked += _accrued(facts, statement)
    balance = ZERO
    entries = []
    for movement in booked:
        balance += movement.amount
        entries.append(
            Entry(
                movement.kind,
                movement.day,
                balance,
                debit=movement.amount if movement.amount > 0 else None,
                credit=-movement.amount if movement.amount < 0 else None,
                reference=movement.reference,
                invoice=movement.invoice,
                due=movement.due,
                count=movement.count,
            )
        )
    return Account(booked[0].day if booked else day, tuple(entries), balance)


def _accrued(facts: LetterFacts, statement: Statement) -> list[_Movement]:
    day = statement.claim.computation_date
    late = sum(bool(balance.indemnity) for balance in statement.balances)
    waived = waived_interest(facts, statement) + waived_indemnity(facts, statement)
    accrued = [
        _Movement("interest", day, statement.totals.interest_accrued),
        _Movement("indemnity", day, statement.totals.indemnity, count=late),
        _Movement("waiver", day, -waived),
    ]
    return [movement for movement in accrued if movement.amount]
