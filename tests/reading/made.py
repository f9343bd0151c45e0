"""Invoices made here: by factur-x where it can, by hand for the vocabularies it does not write."""

from datetime import date
from io import BytesIO
from typing import Any

from facturx import generate_cii_xml, generate_from_binary, generate_ubl_xml
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

SELLER = {
    "name": "Atelier Exemple",
    "legal_identifier": "404833048",
    "legal_identifier_schemeid": "0002",
    "vat_identifier": "FR83404833048",
    "addr_l1": "12 rue des Lilas",
    "addr_l2": "Bâtiment B",
    "postcode": "44000",
    "city": "Nantes",
    "country_code": "FR",
}
BUYER = {
    "name": "Société Lambda",
    "legal_identifier": "73282932000074",
    "legal_identifier_schemeid": "0002",
    "vat_identifier": "FR44732829320",
    "addr_l1": "3 quai de la Fosse",
    "postcode": "97400",
    "city": "Saint-Denis",
    "country_code": "RE",
}
LINE = {
    "BT-126": "1", "BT-129": 1.0, "BT-130": "C62", "BT-131": 1000.0, "BT-146": 1000.0, "BT-151": "S", "BT-152": 20.0,
    "BT-153": "Conseil",
}  # fmt: skip


def facts(**changed: Any) -> dict[str, Any]:
    """An invoice in the terms of EN 16931: 1 200 €, of which 200 € paid; `BT_9=None` removes a term."""
    terms: dict[str, Any] = {
        "BT-1": "F-2026-118", "BT-2": date(2026, 8, 31), "BT-3": "380", "BT-5": "EUR", "BT-9": date(2026, 9, 30),
        "BT-13": "BC-7", "BT-20": "30 jours", "BT-23": "S1", "BT-72": date(2026, 8, 15), "BT-81": "30",
        "BT-83": "F-2026-118", "BT-84": "FR7630006000011234567890189", "BT-86": "AGRIFRPP",
        "BG-1": [
            {"BT-21": "PMD", "BT-22": "Pénalités : taux de refinancement de la BCE majoré de 10 points."},
            {"BT-21": "PMT", "BT-22": "Indemnité forfaitaire de 40 €."},
            {"BT-22": "Une note sans code."},
        ],
        "BG-4": SELLER, "BG-7": BUYER,
        "BT-106": 1000.0, "BT-109": 1000.0, "BT-110": 200.0, "BT-112": 1200.0, "BT-113": 200.0, "BT-115": 1000.0,
        "BG-23": [{"BT-116": 1000.0, "BT-117": 200.0, "BT-118": "S", "BT-119": 20.0}], "BG-25": [LINE],
    }  # fmt: skip
    terms |= {name.replace("_", "-"): value for name, value in changed.items()}
    return {name: value for name, value in terms.items() if value is not None}


def cii(level: str = "en16931", **changed: Any) -> bytes:
    """A valid CII document, the XML of a Factur-X."""
    xml: bytes = generate_cii_xml(facts(**changed), level=level, check_schematron=False)
    return xml


def ubl(**changed: Any) -> bytes:
    """A valid UBL document: Invoice, or CreditNote when the type is one."""
    xml: bytes = generate_ubl_xml(facts(**changed), level="en16931", check_schematron=False)
    return xml


def factur_x(xml: bytes) -> bytes:
    """A Factur-X: a page, and the XML attached as the standard says."""
    pdf: bytes = generate_from_binary(pdf_with({}), xml, check_schematron=False)
    return pdf


def pdf_with(attachments: dict[str, bytes], password: str | None = None) -> bytes:
    """A PDF of one blank page with files attached; locked if there is a password."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    for name, content in attachments.items():
        writer.add_attachment(name, content)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def plain_pdf(*pages: str) -> bytes:
    """A PDF to be read by eye: each page a text in Helvetica, one line under the other."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )  # fmt: skip
    for text in pages:
        shown = " ".join(f"({line}) Tj T*" for line in text.splitlines())
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 11 Tf 14 TL 50 790 Td {shown} ET".encode("cp1252"))
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


_PARTY = """
<ram:Name>{name}</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{siren}</ram:ID></ram:SpecifiedLegalOrganization>
<ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
"""

MINIMUM = f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
  xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:factur-x.eu:1p0:minimum</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>M-1</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20261105</udt:DateTimeString></ram:IssueDateTime>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty>{_PARTY.format(name="Atelier Exemple", siren="404833048")}</ram:SellerTradeParty>
<ram:BuyerTradeParty>{_PARTY.format(name="Société Lambda", siren="732829320")}</ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:TaxBasisTotalAmount>500.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="USD">108.00</ram:TaxTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">100.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>600.00</ram:GrandTotalAmount><ram:DuePayableAmount>450.00</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()

ZUGFERD_1 = b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12"
  xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15">
<rsm:SpecifiedExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:ferd:CrossIndustryDocument:invoice:1p0:comfort</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:SpecifiedExchangedDocumentContext>
<rsm:HeaderExchangedDocument><ram:ID>Z-1</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20130305</udt:DateTimeString></ram:IssueDateTime>
<ram:IncludedNote><ram:Content>Handelsregister</ram:Content><ram:SubjectCode>REG</ram:SubjectCode></ram:IncludedNote>
</rsm:HeaderExchangedDocument>
<rsm:SpecifiedSupplyChainTradeTransaction>
<ram:ApplicableSupplyChainTradeAgreement>
<ram:SellerTradeParty><ram:Name>Werkstatt GmbH</ram:Name>
<ram:PostalTradeAddress><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">201/113</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE 123456789</ram:ID></ram:SpecifiedTaxRegistration>
</ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Kunde</ram:Name></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:ID>BC-9</ram:ID></ram:BuyerOrderReferencedDocument>
</ram:ApplicableSupplyChainTradeAgreement>
<ram:ApplicableSupplyChainTradeDelivery><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>
<udt:DateTimeString format="102">20130301</udt:DateTimeString></ram:OccurrenceDateTime>
</ram:ActualDeliverySupplyChainEvent></ram:ApplicableSupplyChainTradeDelivery>
<ram:ApplicableSupplyChainTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20130315</udt:DateTimeString>
</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20130404</udt:DateTimeString>
</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementMonetarySummation><ram:GrandTotalAmount currencyID="EUR">529.87</ram:GrandTotalAmount>
<ram:DuePayableAmount currencyID="EUR">529.87</ram:DuePayableAmount></ram:SpecifiedTradeSettlementMonetarySummation>
</ram:ApplicableSupplyChainTradeSettlement>
</rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>"""
