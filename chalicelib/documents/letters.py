"""A letter's facts and statement become the view its template prints: which template, which rows. No arithmetic.

Every value may be None while a draft is previewed; the templates mark the gap.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib.cases.account import account_of
from chalicelib.cases.demand import Demand, claims_accessories, demand_of, waived_indemnity, waived_interest
from chalicelib.cases.facts import LetterFacts, NextStep, OnUnknownRate
from chalicelib.cases.gate import deadline_days
from chalicelib.cases.ledger import Situation
from chalicelib.cases.statement import Statement
from chalicelib.core import french
from chalicelib.core.days import Semester
from chalicelib.core.money import ZERO
from chalicelib.documents import epc_qr
from chalicelib.documents.envelope import recipient_lines, sender_lines
from chalicelib.documents.rows import detail_rows, invoice_rows
from chalicelib.law.notice import PLANS, Document
from chalicelib.law.regimes import Accrual, Regime, rules_of
from chalicelib.law.register import NotYetPublished, Register
from chalicelib.law.terms import term_days

MOST_REFS_NAMED = 5  # more invoices than that, and a subject counts the others

_TEMPLATES = {
    Document.COURTESY: "rappel_echeance.html",
    Document.FIRST_REMINDER: "premiere_relance.html",
    Document.SECOND_REMINDER: "seconde_relance.html",
    Document.LAST_NOTICE: "dernier_avis.html",
    Document.PLAN_OFFER: "proposition_echeancier.html",
    Document.PLAN_AGREEMENT: "accord_echeancier.html",
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

    Off by default for consumers (few of their applications read it), and in a plan, which asks for several sums; the
    account holder is the one printed.
    """
    pay = facts.payment
    holder = pay.holder or facts.creditor.name
    wanted = pay.qr if pay.qr is not None else facts.regime is not Regime.CONSUMER
    if facts.document in PLANS or not wanted or not pay.iban or not holder or demand is None or demand.total <= ZERO:
        return None
    reference = pay.reference or invoice_refs(facts)
    return epc_qr.data_uri(
        epc_qr.epc_payload(holder[:70], pay.iban, pay.bic or "", demand.total, reference[:140])
    )


def invoice_refs(facts: LetterFacts) -> str:
    """The numbers of the invoices, as a subject or a transfer can hold them: the table of the letter has them all."""
    refs = [invoice.ref for invoice in facts.invoices if invoice.ref]
    if len(refs) > MOST_REFS_NAMED:
        refs[MOST_REFS_NAMED - 1 :] = [f"{len(refs) - MOST_REFS_NAMED + 1} autres"]
    return french.enumerate_fr(refs)


def reminder_days(facts: LetterFacts) -> str:
    """The days of the earlier reminders, in order."""
    return french.days(sorted({reminder.date for reminder in facts.reminders}))
