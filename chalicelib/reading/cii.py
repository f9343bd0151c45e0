"""Cross Industry Invoice (UN/CEFACT D16B, D22B: every Factur-X profile) and its ancestor ZUGFeRD 1.0.

ZUGFeRD 1.0 has the same tree under older names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chalicelib.reading.invoice import Invoice, Party, Reading, french_notes, kind_of
from chalicelib.reading.profiles import profile
from chalicelib.reading.tree import amount, by_code, coded, compact, days, find, text, texts

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(frozen=True)
class _Names:
    """Where the vocabularies differ."""

    syntax: Literal["CII", "ZF1"]
    context: str
    document: str
    trade: str
    part: str
    totals: str
    reference: str


_CII = _Names(
    syntax="CII",
    context="ExchangedDocumentContext",
    document="ExchangedDocument",
    trade="SupplyChainTradeTransaction",
    part="ApplicableHeaderTrade",
    totals="SpecifiedTradeSettlementHeaderMonetarySummation",
    reference="IssuerAssignedID",
)
_ZUGFERD_1 = _Names(
    syntax="ZF1",
    context="SpecifiedExchangedDocumentContext",
    document="HeaderExchangedDocument",
    trade="SpecifiedSupplyChainTradeTransaction",
    part="ApplicableSupplyChainTrade",
    totals="SpecifiedTradeSettlementMonetarySummation",
    reference="ID",
)


def read(root: "Element", *, zugferd_1: bool = False) -> Reading:
    """The invoice of a CrossIndustryInvoice, or of a CrossIndustryDocument (ZUGFeRD 1.0)."""
    names = _ZUGFERD_1 if zugferd_1 else _CII
    agreement, delivery, settlement = (
        f"{names.trade}/{names.part}{part}" for part in ("Agreement", "Delivery", "Settlement")
    )
    totals, account = (
        f"{settlement}/{names.totals}",
        f"{settlement}/SpecifiedTradeSettlementPaymentMeans",
    )
    currency = text(root, f"{settlement}/InvoiceCurrencyCode")
    total = amount(root, f"{totals}/GrandTotalAmount", currency)
    due = amount(root, f"{totals}/DuePayableAmount", currency)
    type_code = text(root, f"{names.document}/TypeCode")
    due_dates = days(_date_texts(root, f"{settlement}/SpecifiedTradePaymentTerms/DueDateDateTime"))
    ibans = texts(root, f"{account}/PayeePartyCreditorFinancialAccount/IBANID") or texts(
        root, f"{account}/PayeePartyCreditorFinancialAccount/ProprietaryID"
    )
    seller_at, buyer_at = f"{agreement}/SellerTradeParty", f"{agreement}/BuyerTradeParty"
    seller = _party(root, seller_at)
    payee = f"{settlement}/PayeeTradeParty"
    invoice = Invoice(
        kind=kind_of(type_code, total, due),
        number=text(root, f"{names.document}/ID"),
        type_code=type_code,
        issue_date=next(iter(days(_date_texts(root, f"{names.document}/IssueDateTime"))), None),
        due_date=max(due_dates, default=None),
        due_dates=due_dates,
        terms_text=texts(root, f"{settlement}/SpecifiedTradePaymentTerms/Description"),
        currency=currency,
        total_excl_tax=amount(root, f"{totals}/TaxBasisTotalAmount", currency),
        total_tax=amount(root, f"{totals}/TaxTotalAmount", currency),
        total_incl_tax=total,
        prepaid=amount(root, f"{totals}/TotalPrepaidAmount", currency),
        amount_due=due,
        payment_reference=text(root, f"{settlement}/PaymentReference"),
        iban=compact(next(iter(ibans), None)),
        bic=compact(text(root, f"{account}/PayeeSpecifiedCreditorFinancialInstitution/BICID")),
        order_ref=text(root, f"{agreement}/BuyerOrderReferencedDocument/{names.reference}"),
        contract_ref=text(root, f"{agreement}/ContractReferencedDocument/{names.reference}"),
        delivery_date=next(
            iter(days(_date_texts(root, f"{delivery}/ActualDeliverySupplyChainEvent/OccurrenceDateTime"))),
            None,
        ),
        preceding_invoices=texts(root, f"{settlement}/InvoiceReferencedDocument/{names.reference}"),
        notes=french_notes(by_code(_notes(root, names)), seller),
        seller=seller,
        buyer=_party(root, buyer_at),
        payee_name=text(root, f"{payee}/Name"),
    )
    return Reading(
        invoice=invoice,
        syntax=names.syntax,
        profile=profile(text(root, f"{names.context}/GuidelineSpecifiedDocumentContextParameter/ID")),
        rounding=amount(root, f"{totals}/RoundingAmount", currency),
        ibans=tuple(dict.fromkeys(filter(None, map(compact, ibans)))),
        payee_legal_id=text(root, f"{payee}/SpecifiedLegalOrganization/ID"),
        more_lines={"seller": _more_lines(root, seller_at), "buyer": _more_lines(root, buyer_at)},
    )


def _party(root: "Element", path: str) -> Party:
    address = f"{path}/PostalTradeAddress"
    registrations = find(root, f"{path}/SpecifiedTaxRegistration/ID")
    vat = (each.text for each in registrations if each.get("schemeID") in ("VA", "VAT"))
    return Party(
        name=text(root, f"{path}/Name"),
        legal_id=text(root, f"{path}/SpecifiedLegalOrganization/ID"),
        vat=compact(next(vat, None)),
        street=text(root, f"{address}/LineOne"),
        postcode=text(root, f"{address}/PostcodeCode"),
        city=text(root, f"{address}/CityName"),
        country=text(root, f"{address}/CountryID"),
        email=_email(root, path),
    )


def _email(root: "Element", path: str) -> str | None:
    """The contact's address, else the party's own; scheme 0225 and its like are routing codes."""
    own = find(root, f"{path}/URIUniversalCommunication/URIID")
    candidates = [
        *texts(root, f"{path}/DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
        *((each.text or "").strip() for each in own if each.get("schemeID") in ("EM", "SMTP")),
    ]
    return next((each for each in candidates if "@" in each), None)


def _more_lines(root: "Element", path: str) -> tuple[str, ...]:
    address = f"{path}/PostalTradeAddress"
    return (*texts(root, f"{address}/LineTwo"), *texts(root, f"{address}/LineThree"))


def _notes(root: "Element", names: _Names) -> Iterator[tuple[str, str]]:
    for note in find(root, f"{names.document}/IncludedNote"):
        content, code = "\n".join(texts(note, "Content")), text(note, "SubjectCode")
        yield from [(code, content)] if code else coded(content)


def _date_texts(root: "Element", path: str) -> tuple[str, ...]:
    """A date is a DateTimeString in most files, a DateTime or a Date in some."""
    return next(
        filter(None, (texts(root, f"{path}/{kind}") for kind in ("DateTimeString", "DateTime", "Date"))), ()
    )
