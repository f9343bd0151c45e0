"""UBL 2.1, Invoice and CreditNote."""

from typing import TYPE_CHECKING

from chalicelib.reading.invoice import Invoice, Party, Reading, french_notes, kind_of
from chalicelib.reading.profiles import profile
from chalicelib.reading.tree import amount, by_code, coded, compact, days, find, text, texts

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DUE_DATES = ("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate")


def read(root: "Element", *, credit_note: bool = False) -> Reading:
    """The invoice of an Invoice or a CreditNote document."""
    totals, account = "LegalMonetaryTotal", "PaymentMeans/PayeeFinancialAccount"
    currency = text(root, "DocumentCurrencyCode")
    total = amount(root, f"{totals}/TaxInclusiveAmount", currency)
    due = amount(root, f"{totals}/PayableAmount", currency)
    type_code = text(root, "CreditNoteTypeCode" if credit_note else "InvoiceTypeCode")
    due_dates = days(each for path in _DUE_DATES for each in texts(root, path))
    ibans = tuple(dict.fromkeys(filter(None, map(compact, texts(root, f"{account}/ID")))))
    seller_at, buyer_at = "AccountingSupplierParty/Party", "AccountingCustomerParty/Party"
    seller = _party(root, seller_at)
    invoice = Invoice(
        kind="credit_note" if credit_note else kind_of(type_code, total, due),
        number=text(root, "ID"),
        type_code=type_code,
        issue_date=next(iter(days(texts(root, "IssueDate"))), None),
        due_date=max(due_dates, default=None),
        due_dates=due_dates,
        terms_text=texts(root, "PaymentTerms/Note"),
        currency=currency,
        total_excl_tax=amount(root, f"{totals}/TaxExclusiveAmount", currency),
        total_tax=amount(root, "TaxTotal/TaxAmount", currency),
        total_incl_tax=total,
        prepaid=amount(root, f"{totals}/PrepaidAmount", currency),
        amount_due=due,
        payment_reference=text(root, "PaymentMeans/PaymentID"),
        iban=next(iter(ibans), None),
        bic=compact(text(root, f"{account}/FinancialInstitutionBranch/ID")),
        order_ref=text(root, "OrderReference/ID"),
        contract_ref=text(root, "ContractDocumentReference/ID"),
        delivery_date=next(iter(days(texts(root, "Delivery/ActualDeliveryDate"))), None),
        preceding_invoices=texts(root, "BillingReference/InvoiceDocumentReference/ID"),
        notes=french_notes(by_code(part for note in texts(root, "Note") for part in coded(note)), seller),
        seller=seller,
        buyer=_party(root, buyer_at),
        payee_name=text(root, "PayeeParty/PartyName/Name"),
    )
    return Reading(
        invoice=invoice,
        syntax="UBL-CN" if credit_note else "UBL",
        profile=profile(text(root, "CustomizationID")),
        rounding=amount(root, f"{totals}/PayableRoundingAmount", currency),
        ibans=ibans,
        payee_legal_id=text(root, "PayeeParty/PartyLegalEntity/CompanyID"),
        more_lines={"seller": _more_lines(root, seller_at), "buyer": _more_lines(root, buyer_at)},
    )


def _party(root: "Element", path: str) -> Party:
    address = f"{path}/PostalAddress"
    schemes = find(root, f"{path}/PartyTaxScheme")
    vat = (text(each, "CompanyID") for each in schemes if text(each, "TaxScheme/ID") in ("VAT", "VA"))
    endpoint = find(root, f"{path}/EndpointID")
    emails = [
        *texts(root, f"{path}/Contact/ElectronicMail"),
        *((each.text or "").strip() for each in endpoint if each.get("schemeID") in ("EM", "SMTP")),
    ]
    return Party(
        # The letter goes to the legal name; a sole trader may have the trading name alone.
        name=text(root, f"{path}/PartyLegalEntity/RegistrationName") or text(root, f"{path}/PartyName/Name"),
        legal_id=text(root, f"{path}/PartyLegalEntity/CompanyID"),
        vat=compact(next(vat, None)),
        street=text(root, f"{address}/StreetName"),
        postcode=text(root, f"{address}/PostalZone"),
        city=text(root, f"{address}/CityName"),
        country=text(root, f"{address}/Country/IdentificationCode"),
        email=next((each for each in emails if "@" in each), None),
    )


def _more_lines(root: "Element", path: str) -> tuple[str, ...]:
    address = f"{path}/PostalAddress"
    return (*texts(root, f"{address}/AdditionalStreetName"), *texts(root, f"{address}/AddressLine/Line"))
