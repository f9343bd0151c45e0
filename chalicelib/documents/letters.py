"""A letter's facts and statement become the view its template prints: which template, which rows. No arithmetic.

Every value may be None while a draft is previewed; the templates mark the gap.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib.cases.account import account_of
from chalicelib.cases.demand import Demand, claims_accessories, demand_of, waived_indemnity, waived_interest
from chalicelib.cases.facts import Address, Creditor, LetterFacts, LetterInvoice, NextStep, OnUnknownRate
from chalicelib.cases.gate import deadline_days
from chalicelib.cases.statement import InvoiceBalance, Situation, Statement
from chalicelib.core import french
from chalicelib.core.days import Semester
from chalicelib.core.errors import Fault
from chalicelib.core.money import ZERO
from chalicelib.documents import epc_qr
from chalicelib.documents.explain import rate_origin
from chalicelib.documents.fonts import measure_mm
from chalicelib.law.interest import InterestLine
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Accrual, Regime, rules_of
from chalicelib.law.register import NotYetPublished, Register
from chalicelib.law.terms import term_days

WINDOW_MM, WINDOW_PT = 85.0, 10.0  # rendering: the part of the address always seen through the window
WINDOW_LINES = 6
MOST_REFS_NAMED = 5  # more invoices than that, and a subject counts the others

_TEMPLATES = {
    Document.COURTESY: "rappel_echeance.html",
    Document.FIRST_REMINDER: "premiere_relance.html",
    Document.SECOND_REMINDER: "seconde_relance.html",
    Document.LAST_NOTICE: "dernier_avis.html",
    Document.RECEIPT: "recu.html",
    Document.ACCOUNT_STATEMENT: "releve.html",
}
_NOTICES = {
    Regime.BUSINESS: "mise_en_demeure.professionnel.html",
    Regime.CONSUMER: "mise_en_demeure.particulier.html",
    Regime.NON_PROFESSIONAL: "mise_en_demeure.particulier.html",
    Regime.PUBLIC: "mise_en_demeure.public.html",
}


def template_of(facts: LetterFacts) -> str:
    """The file of `templates/` that prints this document under this regime."""
    return "letters/" + (_TEMPLATES.get(facts.document) or _NOTICES[facts.regime])


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


def letter_view(
    facts: LetterFacts, statement: Statement | None, register: Register, stopped_at: str | None = None
) -> dict[str, Any]:
    """Everything the template of `facts.document` prints; `stopped_at` is the unknown semester (B22)."""
    demand = demand_of(facts, statement) if statement else None
    rules = rules_of(facts.regime, facts.nature)
    day = facts.letter_date or facts.computation_date
    return {
        "facts": facts,
        "document": facts.document,
        "regime": facts.regime,
        "day": day,
        "sender": sender_lines(facts.creditor),
        "recipient": recipient_lines(facts),
        "rows": invoice_rows(facts, statement),
        "refs": invoice_refs(facts),
        "reminder_days": reminder_days(facts),
        "statement": statement,
        "demand": demand,
        "claims_accessories": claims_accessories(facts),
        "waived_interest": waived_interest(facts, statement) if statement else ZERO,
        "waived_indemnity": waived_indemnity(facts, statement) if statement else ZERO,
        "late_count": sum(bool(b.indemnity_remaining) for b in statement.balances) if statement else 0,
        "detail": detail_rows(statement, register) if statement and claims_accessories(facts) else (),
        "deadline_days": deadline_days(facts, register) if day else facts.deadline_days,
        "legal_interest": rules.accrual is Accrual.LEGAL_INTEREST,
        "indemnity_applies": rules.indemnity,
        "stopped_at": stopped_at,
        "qr": transfer_qr(facts, demand),
        "allocations_received": bool(statement and statement.allocations),
        **_OF_DOCUMENT.get(facts.document, _nothing_more)(facts, statement, register),
    }


def _formal_notice(facts: LetterFacts, statement: Statement | None, register: Register) -> dict[str, Any]:
    """What only a formal notice prints: the legal rate to come (LT5), the term of a public buyer (LT6)."""
    day = facts.letter_date or facts.computation_date
    to_come = facts.regime in (
        Regime.CONSUMER,
        Regime.NON_PROFESSIONAL,
    )  # elsewhere another interest runs already
    return {
        "legal_rate": legal_rate_on(day, facts, register) if day and to_come else None,
        "term_days": term_days(facts.public.buyer, register, day) if facts.public.buyer and day else None,
    }


def _last_notice(facts: LetterFacts, statement: Statement | None, register: Register) -> dict[str, Any]:
    """Whether an ordinary action would first need an amicable attempt (N04, CPC 750-1)."""
    day = facts.letter_date or facts.computation_date
    ordinary = facts.regime in (Regime.CONSUMER, Regime.NON_PROFESSIONAL)
    ceiling = register.parameter("plafond-tentative-amiable").at(day).value if day else ZERO
    small = statement is not None and demand_of(facts, statement).total <= ceiling
    return {
        "needs_amicable_attempt": ordinary and small and facts.next_step is NextStep.ACTION_ON_MERITS,
    }


def _receipt(facts: LetterFacts, statement: Statement | None, register: Register) -> dict[str, Any]:
    """The acknowledged payment, what it paid off, and whether everything is settled («pour solde», LT10)."""
    payment = next((each for each in facts.payments if each.id == facts.receipt_payment), None)
    allocations = (
        [a for a in statement.allocations if a.payment == facts.receipt_payment] if statement else []
    )
    used = sum((allocation.share.total for allocation in allocations), ZERO)
    return {
        "payment": payment,
        "allocations": allocations,
        "overpaid": payment.amount - used if payment and statement else ZERO,
        "settled": bool(
            statement
            and demand_of(facts, statement).total == ZERO
            and statement.totals.principal_not_yet_due == ZERO
        ),
    }


def _account_statement(facts: LetterFacts, statement: Statement | None, register: Register) -> dict[str, Any]:
    """The book of the account, and its parts due and not yet due (LT11)."""
    account = account_of(facts, statement) if statement else None
    balances = statement.balances if statement else ()
    return {
        "opening": account.opening if account else None,
        "entries": account.entries if account else (),
        "closing": account.closing if account else None,
        "overdue": [b for b in balances if b.situation in (Situation.OVERDUE, Situation.ACCESSORIES_DUE)],
        "to_come": [b for b in balances if not b.due and b.principal_remaining],
        "payments_split": statement.allocations if statement else (),
        "zero": ZERO,
    }


def _nothing_more(facts: LetterFacts, statement: Statement | None, register: Register) -> dict[str, Any]:
    return {}


_OF_DOCUMENT = {
    Document.FORMAL_NOTICE: _formal_notice,
    Document.LAST_NOTICE: _last_notice,
    Document.RECEIPT: _receipt,
    Document.ACCOUNT_STATEMENT: _account_statement,
}


@dataclass(frozen=True)
class LegalRate:
    """The legal rate a consumer's debt will bear from the notice, for the semester of the letter (LT5)."""

    semester: str
    percent: Decimal


def legal_rate_on(day: date, facts: LetterFacts, register: Register) -> LegalRate | None:
    """The published rate of that day; None, so that the rule is stated in words, only on the explicit choice of B22.

    Raises NotYetPublished otherwise: an unknown figure is refused, never left out by accident.
    """
    semester = Semester.of(day)
    try:
        percent = register.parameter("taux-legal-autres-cas").at(semester.start).value
    except NotYetPublished:
        if facts.on_unknown_rate is OnUnknownRate.STOP_AT_LAST_KNOWN_DAY:
            return None
        raise
    return LegalRate(french.semester(semester.half, semester.year), percent)


def transfer_qr(facts: LetterFacts, demand: Demand | None) -> str | None:
    """The SEPA QR code of what the letter asks today, as a `data:` address; none without an IBAN or a sum.

    Off by default for consumers (few of their applications read it); the account holder is the one printed.
    """
    pay = facts.payment
    holder = pay.holder or facts.creditor.name
    wanted = pay.qr if pay.qr is not None else facts.regime is not Regime.CONSUMER
    if not wanted or not pay.iban or not holder or demand is None or demand.total <= ZERO:
        return None
    reference = pay.reference or invoice_refs(facts)
    return epc_qr.data_uri(
        epc_qr.epc_payload(holder[:70], pay.iban, pay.bic or "", demand.total, reference[:140])
    )


# --- addresses --------------------------------------------------------------------------------------------


def sender_lines(creditor: Creditor) -> tuple[str, ...]:
    """The creditor's address, without its name and mentions (the template prints those)."""
    return tuple(_address_lines(creditor.address, capitals=False))


def recipient_lines(facts: LetterFacts) -> tuple[str, ...]:
    """The lines seen through the window; a long name takes as many as it needs, the last line is in capitals."""
    debtor = facts.debtor
    named = (debtor.name, debtor.service, debtor.attention and f"À l’attention de {debtor.attention}")
    wrapped = [piece for line in named if line for piece in _wrapped(line)]
    return (*wrapped, *_address_lines(debtor.address, capitals=True))


def window_faults(facts: LetterFacts) -> tuple[Fault, ...]:
    """Why the address would not show through the window: too many lines, or a word wider than it."""
    lines = recipient_lines(facts)
    most = WINDOW_LINES + bool(facts.debtor.address.country)
    faults = [
        Fault("ADDRESS_LINE_TOO_WIDE", "debtor.address", {"line": line})
        for line in lines
        if measure_mm(line, WINDOW_PT) > WINDOW_MM
    ]
    if len(lines) > most:
        faults.append(Fault("ADDRESS_TOO_MANY_LINES", "debtor.address", {"most": most, "lines": len(lines)}))
    return tuple(faults)


def _address_lines(address: Address, *, capitals: bool) -> Iterator[str]:
    yield from (line for line in (address.complement, address.street, address.place) if line)
    if address.postcode and address.city:
        city = _postal_capitals(address.city) if capitals else address.city
        yield f"{address.postcode} {city}"
    if address.country:
        yield _postal_capitals(address.country) if capitals else address.country


def _postal_capitals(text: str) -> str:
    """Capitals without accents nor punctuation, as the sorting machines read the last line."""
    plain = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE"))
    kept = "".join(character for character in plain if unicodedata.category(character) != "Mn")
    return " ".join(kept.replace("’", " ").replace("'", " ").replace("-", " ").upper().split())


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and measure_mm(longer, WINDOW_PT) > WINDOW_MM:
            yield line
            line = word
        else:
            line = longer
    yield line


# --- rows -------------------------------------------------------------------------------------------------


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


def invoice_refs(facts: LetterFacts) -> str:
    """The numbers of the invoices, as a subject or a transfer can hold them: the table of the letter has them all."""
    refs = [invoice.ref for invoice in facts.invoices if invoice.ref]
    if len(refs) > MOST_REFS_NAMED:
        refs[MOST_REFS_NAMED - 1 :] = [f"{len(refs) - MOST_REFS_NAMED + 1} autres"]
    return french.enumerate_fr(refs)


def reminder_days(facts: LetterFacts) -> str:
    """The days of the earlier reminders, in order."""
    return french.days(sorted({reminder.date for reminder in facts.reminders}))
