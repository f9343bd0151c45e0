"""What we make of an invoice: what the form may take over, and what its person must be told.

The principal is what remains due (BT-115), not the total: a deposit is not claimed twice. A credit note is
never chased. A number with a wrong checksum is not printed. Nothing missing is filled in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.core import identity
from chalicelib.core.money import LARGEST, ZERO, to_cents
from chalicelib.reading.checks import checks
from chalicelib.reading.clause import Clause, penalty_clause, states_indemnity
from chalicelib.reading.file import NoInvoice
from chalicelib.reading.invoice import Invoice, Party, Reading
from chalicelib.reading.tree import compact

_FACTORED = frozenset({"393", "396", "501", "502"})  # UNTDID 1001: the claim was assigned to a factor
_LONGEST_QUOTE = 300
_MOST_INVOICES = 50


@dataclass(frozen=True)
class Suggestion:
    """What the form may take over as it is; None: to be asked."""

    chase: bool
    principal: Decimal | None
    already_paid: Decimal | None
    iban: str | None
    bic: str | None
    deduct_from: tuple[str, ...]  # the invoices a credit note corrects
    clause: Clause | None
    indemnity_stated: bool
    seller_in_france: bool
    buyer_in_france: bool


# Of a file without an invoice's data.
NOTHING = Suggestion(
    chase=False, principal=None, already_paid=None, iban=None, bic=None, deduct_from=(), clause=None,
    indemnity_stated=False, seller_in_france=False, buyer_in_france=False,
)  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """Something to tell: a code, the field of `Invoice` it is about, and what its sentence quotes."""

    code: str
    field: str
    details: dict[str, object]


def suggestion(reading: Reading) -> Suggestion:
    """What the form may take over."""
    invoice = reading.invoice
    due, chase = _cents(invoice.amount_due), _is_chased(invoice)
    return Suggestion(
        chase=chase,
        principal=due if chase and due is not None and due <= LARGEST else None,
        already_paid=_already_paid(invoice),
        iban=invoice.iban if _valid(identity.iban, invoice.iban) else None,
        bic=invoice.bic if _valid(identity.bic, invoice.bic) else None,
        deduct_from=invoice.preceding_invoices[:_MOST_INVOICES] if invoice.kind == "credit_note" else (),
        clause=penalty_clause(invoice),
        indemnity_stated=states_indemnity(invoice),
        seller_in_france=invoice.seller.in_france,
        buyer_in_france=invoice.buyer.in_france,
    )


def remarks(reading: Reading) -> list[Remark]:
    """What to tell, in the order of the form: the document, money, days, payment, parties."""
    invoice, suggested = reading.invoice, suggestion(reading)
    return [
        *_about_document(invoice),
        *_about_money(reading, suggested),
        *_about_days(invoice),
        *_about_payment(reading, suggested),
        *_about_clause(suggested.clause),
        *_about_checks(invoice),
        *_about_party("seller", invoice.seller),
        *_about_party("buyer", invoice.buyer),
    ]


def why_no_invoice(found: NoInvoice) -> list[Remark]:
    """What to tell of a file that could be opened and holds no invoice we can read."""
    if found.syntax == "broken":
        return [Remark("XML_BROKEN", "kind", {})]
    proposals = [Remark("TEXT_CANDIDATES", "text_candidates", {})] if found.candidates else []
    return [Remark("NO_INVOICE_DATA", "kind", {}), *proposals]


def _about_document(invoice: Invoice) -> Iterator[Remark]:
    if invoice.kind == "credit_note":
        if invoice.preceding_invoices:
            preceding = _quoted(", ".join(invoice.preceding_invoices[:_MOST_INVOICES]))
            yield Remark("CREDIT_NOTE", "kind", {"invoices": preceding})
        else:
            yield Remark("CREDIT_NOTE_ALONE", "kind", {})
    if invoice.type_code in _FACTORED:
        yield Remark("FACTORED", "type_code", {})
    for field in ("number", "issue_date", "amount_due"):
        if getattr(invoice, field) is None:
            yield Remark("FIELD_MISSING", field, {})
    if invoice.currency != "EUR":
        yield Remark("CURRENCY_NOT_EURO", "currency", {"currency": invoice.currency or "?"})


def _about_money(reading: Reading, suggested: Suggestion) -> Iterator[Remark]:
    invoice, paid = reading.invoice, suggested.already_paid
    total, due = _cents(invoice.total_incl_tax), _cents(invoice.amount_due)
    if invoice.kind == "credit_note" or due is None:
        return
    if due <= 0:
        yield Remark("NOTHING_DUE", "amount_due", {})
        return
    if total is None:
        return
    prepaid, rounding = _cents(invoice.prepaid), _cents(reading.rounding) or ZERO
    money = {name: _sum(value, invoice) for name, value in (("total", total), ("due", due), ("paid", paid))}
    if prepaid is not None and total - prepaid + rounding != due:
        yield Remark("AMOUNTS_DISAGREE", "amount_due", {**money, "paid": _sum(prepaid, invoice)})
    elif prepaid:
        yield Remark("DEPOSIT_PAID", "amount_due", money)
    elif prepaid is None and total + rounding > due:
        yield Remark("PAID_WITHOUT_FIELD", "prepaid", money)
    elif prepaid is None and total + rounding < due:
        yield Remark("DUE_ABOVE_TOTAL", "amount_due", money)


def _about_days(invoice: Invoice) -> Iterator[Remark]:
    if invoice.kind == "credit_note":
        return
    if invoice.due_date is None:
        if invoice.terms_text:
            yield Remark("DUE_DATE_IN_WORDS", "due_date", {"terms": _quoted(" ".join(invoice.terms_text))})
        else:
            yield Remark("DUE_DATE_MISSING", "due_date", {})
    elif invoice.issue_date and invoice.due_date < invoice.issue_date:
        yield Remark("DUE_DATE_BEFORE_ISSUE", "due_date", {})
    if len(invoice.due_dates) > 1:
        shown: list[date] = sorted(invoice.due_dates)[-5:]
        yield Remark("SEVERAL_DUE_DATES", "due_date", {"dates": shown, "last": invoice.due_date})


def _about_payment(reading: Reading, suggested: Suggestion) -> Iterator[Remark]:
    invoice = reading.invoice
    if invoice.iban and suggested.iban is None:
        yield Remark("IBAN_WRONG", "iban", {})
    if len(reading.ibans) > 1:
        yield Remark("SEVERAL_IBANS", "iban", {"ibans": list(reading.ibans[:5])})
    if invoice.bic and suggested.bic is None:
        yield Remark("BIC_WRONG", "bic", {})
    payee, seller = compact(reading.payee_legal_id), invoice.seller
    legal_id = compact(seller.legal_id)
    renamed = invoice.payee_name and invoice.payee_name.casefold() != (seller.name or "").casefold()
    if renamed or (payee and legal_id and payee[:9] != legal_id[:9]):
        name = _quoted(invoice.payee_name or payee or "")
        yield Remark("PAYEE_IS_NOT_SELLER", "payee_name", {"payee": name})


def _about_clause(clause: Clause | None) -> Iterator[Remark]:
    if clause:
        code = "PENALTY_CLAUSE" if clause.mode else "PENALTY_CLAUSE_UNKNOWN"
        yield Remark(code, "notes.PMD", {"sentence": _quoted(clause.sentence)})


def _about_party(role: str, party: Party) -> Iterator[Remark]:
    if party.name is None:
        yield Remark("FIELD_MISSING", f"{role}.name", {})
    for field in ("street", "postcode", "city"):
        if getattr(party, field) is None:
            yield Remark("ADDRESS_INCOMPLETE", f"{role}.{field}", {})
            break
    if role == "buyer" and party.email:
        yield Remark("EMAIL_TO_CONFIRM", "buyer.email", {"email": _quoted(party.email)})


def _about_checks(invoice: Invoice) -> Iterator[Remark]:
    """The numbers that fail, without those that a worse failure explains; the IBAN's own is told above."""
    found = checks(invoice)
    for name, passes in found.items():
        role, _, number = name.partition("_")
        if passes or number == "mod97":
            continue
        if number == "rib_key" and found["iban_mod97"]:
            yield Remark("RIB_KEY_WRONG", "iban", {})
        elif number == "siret" and found[f"{role}_siren"]:
            yield Remark("SIRET_WRONG", f"{role}.legal_id", {})
        elif number == "siren":
            yield Remark("SIREN_WRONG", f"{role}.legal_id", {})
        elif number == "vat":
            yield Remark("VAT_WRONG", f"{role}.vat", {})


def _is_chased(invoice: Invoice) -> bool:
    due = _cents(invoice.amount_due)
    return invoice.kind == "invoice" and (due is None or due > 0)


def _already_paid(invoice: Invoice) -> Decimal | None:
    """The deposit (BT-113), else the gap between the total and what remains due."""
    total, due = _cents(invoice.total_incl_tax), _cents(invoice.amount_due)
    if invoice.prepaid is not None:
        return _cents(invoice.prepaid)
    return total - due if total is not None and due is not None and total >= due else None


def _cents(amount: str | None) -> Decimal | None:
    return None if amount is None else to_cents(Decimal(amount))


def _sum(value: Decimal | None, invoice: Invoice) -> object:
    """An amount as a sentence holds it: in euros, else with its currency's code."""
    return value if invoice.currency == "EUR" else f"{value} {invoice.currency}"


def _valid(check: Callable[[str], str], number: str | None) -> bool:
    try:
        return number is not None and bool(check(number))
    except ValueError:
        return False


def _quoted(text: str) -> str:
    """On one line, and no longer than a sentence can bear."""
    text = " ".join(text.split()).rstrip(" .")
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
