"""The mail that carries a reminder to a debtor: the letter attached, in short, and one link to answer it.

It speaks for the creditor alone (Z02), asks what the letter asks, to the cent and nothing more, and names no debt to
a private person where others may read over the shoulder: in its subject, and in its first words (E05).
"""

import html
import re
from collections.abc import Iterator
from datetime import date

from chalicelib.cases.demand import Demand, claims_accessories, demand_of
from chalicelib.cases.facts import LetterFacts
from chalicelib.cases.statement import Statement
from chalicelib.core import french
from chalicelib.documents.emails import Message, number, refs_in_short, written
from chalicelib.documents.envelope import sender_lines
from chalicelib.documents.letters import invoice_refs, reminder_days
from chalicelib.documents.phrases import phrase
from chalicelib.documents.render import render
from chalicelib.documents.rows import InvoiceRow, invoice_rows
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime, rules_of
from chalicelib.law.register import Register

REMINDERS = (Document.COURTESY, Document.FIRST_REMINDER, Document.SECOND_REMINDER)
PRIVATE = (Regime.CONSUMER, Regime.NON_PROFESSIONAL)
MOST_REFS = 2  # more invoices than that, and the subject counts the others


def reminder(
    facts: LetterFacts, statement: Statement, answer_link: str, register: Register, today: date
) -> Message:
    """What goes with the letter drawn from these `facts` and this `statement`; nothing in them may be missing.

    `answer_link` leads the debtor to «déjà payé, je conteste, ne me concerne pas». ValueError for another document.
    """
    if facts.document not in REMINDERS:
        raise ValueError(facts.document)
    rows = invoice_rows(facts, statement)
    demand = demand_of(facts, statement)
    view = {
        "subject": _subject(facts, rows),
        "creditor": facts.creditor.name,
        "who": phrase(
            "emails", "who_private" if facts.regime in PRIVATE else "who", creditor=facts.creditor.name
        ),
        "opening": _opening(facts, statement, rows),
        "invoices": [_invoice(facts, row) for row in rows],
        "total": _total(facts, demand),
        "parts": _parts(facts, demand),
        "please": _please(facts),
        "enclosed": phrase("emails", f"enclosed_{number(rows)}") if facts.invoice_enclosed else None,
        "pay": list(_transfer(facts)),
        "pay_link": facts.payment.link,
        "pay_other": facts.payment.other,
        "answer_link": answer_link,
        "phone": facts.creditor.phone,
        "signatory": facts.signatory,
        "identity": _identity(facts, register, today),
    }
    return written("relance", view, register, today)


def letter_name(facts: LetterFacts, usual: str) -> str:
    """What the attached letter is called: as usual, unless the name would tell others of a debt (E05)."""
    return phrase("emails", "letter_file") if facts.regime in PRIVATE else usual


def invoice_name(facts: LetterFacts, usual: str, rank: int) -> str:
    """The same for the invoice that is attached in this place (1, 2…)."""
    return phrase("emails", "invoice_file", rank=rank) if facts.regime in PRIVATE else usual


def _subject(facts: LetterFacts, rows: tuple[InvoiceRow, ...]) -> str:
    if facts.regime in PRIVATE:
        return phrase("emails", "subject_private", creditor=facts.creditor.name)
    refs = refs_in_short([row.invoice.ref or "" for row in rows], MOST_REFS)
    invoices = phrase("emails", f"subject_{number(rows)}", refs=refs)
    return phrase("emails", f"subject_{facts.document.value}", invoices=invoices)


def _opening(facts: LetterFacts, statement: Statement, rows: tuple[InvoiceRow, ...]) -> str:
    return phrase(
        "emails",
        f"{facts.document.value}_{number(rows)}",
        due=rows[0].invoice.due_date,
        in_full=phrase("emails", "in_full") if statement.allocations else "",
        reminders=reminder_days(facts),
    )


def _invoice(facts: LetterFacts, row: InvoiceRow) -> str:
    invoice = row.invoice
    line = phrase(
        "emails",
        "invoice_chorus" if invoice.chorus_number else "invoice",
        ref=invoice.ref,
        issued=invoice.issue_date,
        chorus=invoice.chorus_number,
        due=invoice.due_date,
        amount=invoice.amount_ttc,
    )
    remaining = row.balance.principal_remaining if row.balance else invoice.amount_ttc
    if remaining == invoice.amount_ttc:
        return line
    key = "invoice_to_pay" if facts.document is Document.COURTESY else "invoice_still_due"
    return phrase("emails", key, invoice=line, remaining=remaining)


def _total(facts: LetterFacts, demand: Demand) -> str:
    """The sum the letter asks; one that grows is said with its day."""
    key = "total_on" if claims_accessories(facts) else "total"
    return phrase("emails", key, total=demand.total, day=facts.computation_date)


def _parts(facts: LetterFacts, demand: Demand) -> str:
    """What the sum is made of, when it is not the price of the invoices alone."""
    if not claims_accessories(facts):
        return ""
    parts = {
        "principal": demand.principal,
        rules_of(facts.regime, facts.nature).accrual.value: demand.interest,
        "indemnity": demand.indemnity,
    }
    listed = [phrase("emails", f"part_{part}", amount=amount) for part, amount in parts.items() if amount]
    said = phrase("emails", "parts", parts=french.enumerate_fr(listed))
    return phrase("emails", "parts_waived", parts=said, waived=demand.waived) if demand.waived else said


def _please(facts: LetterFacts) -> str | None:
    if facts.document is Document.SECOND_REMINDER:
        return phrase("emails", "please_by", day=facts.answer_by)
    return phrase("emails", "please") if facts.document is Document.FIRST_REMINDER else None


def _transfer(facts: LetterFacts) -> Iterator[str]:
    """The creditor's own account, as in the letter."""
    pay = facts.payment
    if pay.iban:
        yield phrase("emails", "transfer", holder=pay.holder or facts.creditor.name)
        yield phrase("emails", "iban", iban=french.iban(pay.iban).replace(french.NBSP, " "))
        if pay.bic:
            yield phrase("emails", "bic", bic=pay.bic)
        yield phrase("emails", "reference", reference=pay.reference or invoice_refs(facts))


def _identity(facts: LetterFacts, register: Register, today: date) -> list[str]:
    """The creditor's mentions (M07) as its letters print them, line by line."""
    view = {"facts": facts.model_copy(update={"logo": None}), "sender": sender_lines(facts.creditor)}
    printed = render("emails/_identite.html", view, register, today, preview=False)
    lines = html.unescape(re.sub(r"<[^>]+>", "", printed)).splitlines()
    return [line.strip() for line in lines if line.strip()]
