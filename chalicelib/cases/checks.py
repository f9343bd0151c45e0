"""Facts that contradict each other, found all at once: each fault names the field to correct."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from chalicelib.cases.facts import InvoiceFacts, LetterFacts, LetterInvoice, StatementFacts
from chalicelib.core.errors import Fault
from chalicelib.core.money import ZERO
from chalicelib.law.regimes import Regime


def contradictions(facts: StatementFacts | LetterFacts) -> tuple[Fault, ...]:
    """The faults that no field shows on its own, in the order of the form."""
    return (
        *_repeated("invoices", "ref", [invoice.ref for invoice in facts.invoices]),
        *_repeated("payments", "id", [payment.id for payment in facts.payments]),
        *_repeated("credit_notes", "id", [note.id for note in facts.credit_notes]),
        *_unordered_dates(facts.invoices),
        *_unknown_invoices(facts),
        *_credit_notes_above_invoice(facts),
        *_waiver_outside_business(facts),
    )


def _repeated(group: str, field: str, values: Sequence[str | None]) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, value in enumerate(values):
        if value is not None and value in seen:
            yield Fault("DUPLICATE", f"{group}[{position}].{field}", {"value": value})
        seen.add(value or "")


def _unordered_dates(invoices: Sequence[InvoiceFacts | LetterInvoice]) -> Iterator[Fault]:
    for position, invoice in enumerate(invoices):
        if invoice.issue_date and invoice.due_date and invoice.due_date < invoice.issue_date:
            yield Fault("DUE_BEFORE_ISSUE", f"invoices[{position}].due_date")


def _unknown_invoices(facts: StatementFacts | LetterFacts) -> Iterator[Fault]:
    known = {invoice.ref for invoice in facts.invoices}
    for position, payment in enumerate(facts.payments):
        if payment.invoice is not None and payment.invoice not in known:
            yield Fault("UNKNOWN_INVOICE", f"payments[{position}].invoice", {"value": payment.invoice})
    for position, note in enumerate(facts.credit_notes):
        if note.invoice not in known:
            yield Fault("UNKNOWN_INVOICE", f"credit_notes[{position}].invoice", {"value": note.invoice})


def _credit_notes_above_invoice(facts: StatementFacts | LetterFacts) -> Iterator[Fault]:
    left: dict[str, Decimal] = {i.ref: i.amount_ttc for i in facts.invoices if i.ref and i.amount_ttc}
    for position, note in enumerate(facts.credit_notes):
        if note.invoice in left:
            left[note.invoice] -= note.amount
            if left[note.invoice] < ZERO:
                yield Fault("CREDIT_NOTE_ABOVE_INVOICE", f"credit_notes[{position}].amount")


def _waiver_outside_business(facts: StatementFacts | LetterFacts) -> Iterator[Fault]:
    """B13: against a public buyer a waiver is deemed unwritten (CCP L2192-14); elsewhere nothing is waived."""
    if facts.regime is not Regime.BUSINESS and (facts.waiver.penalties or facts.waiver.indemnity):
        yield Fault("WAIVER_NOT_ALLOWED", "waiver")
