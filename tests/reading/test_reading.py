"""What is read of an invoice, in every vocabulary: what the file says, no more."""

import codecs
import doctest
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest
from facturx import parse_ubl_cii_xml

from chalicelib.core.errors import Refusal
from chalicelib.reading import file, profiles
from chalicelib.reading.checks import checks
from chalicelib.reading.invoice import Party
from chalicelib.reading.pdf_child import OpenedPdf
from tests.reading.made import MINIMUM, SELLER, ZUGFERD_1, cii, ubl

EXPECTED = {
    "kind": "invoice",
    "number": "F-2026-118",
    "type_code": "380",
    "issue_date": date(2026, 8, 31),
    "due_date": date(2026, 9, 30),
    "due_dates": (date(2026, 9, 30),),
    "terms_text": ("30 jours",),
    "currency": "EUR",
    "total_excl_tax": "1000.00",
    "total_tax": "200.00",
    "total_incl_tax": "1200.00",
    "prepaid": "200.00",
    "amount_due": "1000.00",
    "payment_reference": "F-2026-118",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP",
    "order_ref": "BC-7",
    "contract_ref": None,
    "delivery_date": date(2026, 8, 15),
    "preceding_invoices": (),
    "notes": {
        "PMD": "Pénalités : taux de refinancement de la BCE majoré de 10 points.",
        "PMT": "Indemnité forfaitaire de 40 €.",
    },
    "seller": {
        "name": "Atelier Exemple",
        "legal_id": "404833048",
        "vat": "FR83404833048",
        "street": "12 rue des Lilas",
        "postcode": "44000",
        "city": "Nantes",
        "country": "FR",
        "email": None,
    },
    "buyer": {
        "name": "Société Lambda",
        "legal_id": "73282932000074",
        "vat": "FR44732829320",
        "street": "3 quai de la Fosse",
        "postcode": "97400",
        "city": "Saint-Denis",
        "country": "RE",
        "email": None,
    },
    "payee_name": None,
}


def not_a_pdf(content: bytes) -> OpenedPdf:
    raise AssertionError


def changed(xml: bytes, before: str, after: str) -> bytes:
    assert before.encode() in xml
    return xml.replace(before.encode(), after.encode())


@pytest.mark.parametrize("level", ["basicwl", "en16931", "extended"])
def test_a_cross_industry_invoice_is_read_whole_at_every_level(level: str) -> None:
    reading = file.parse(cii(level))
    invoice = asdict(reading.invoice)
    # The lowest level has neither the text of the terms nor the BIC.
    less = {"terms_text": (), "bic": None} if level == "basicwl" else {}
    assert {**invoice, **less} == EXPECTED | less
    assert reading.syntax == "CII"
    assert reading.more_lines["seller"] == ("Bâtiment B",)


def test_a_ubl_invoice_says_the_same() -> None:
    reading = file.parse(ubl())
    assert asdict(reading.invoice) == EXPECTED
    assert reading.syntax == "UBL"
    assert reading.more_lines == {"seller": ("Bâtiment B",), "buyer": ()}


@pytest.mark.parametrize("xml", [cii(), ubl()], ids=["cii", "ubl"])
def test_an_independent_reader_agrees(xml: bytes) -> None:
    other = parse_ubl_cii_xml(xml, check_xsd=False)
    ours = file.parse(xml).invoice
    for term, value in {
        "BT-1": ours.number, "BT-2": ours.issue_date, "BT-9": ours.due_date, "BT-72": ours.delivery_date,
        "BT-83": ours.payment_reference, "BT-84": ours.iban, "BT-109": ours.total_excl_tax,
        "BT-112": ours.total_incl_tax, "BT-113": ours.prepaid, "BT-115": ours.amount_due,
    }.items():  # fmt: skip
        told = other[term]
        assert (Decimal(told) if isinstance(value, str) and "." in value else told) == (
            Decimal(value) if isinstance(value, str) and "." in value else value
        ), term


def test_a_ubl_credit_note_is_one_and_names_what_it_corrects() -> None:
    xml = ubl(BT_3="381", BG_3=[{"BT-25": "F-2026-100"}])
    reading = file.parse(xml)
    assert reading.syntax == "UBL-CN"
    assert reading.invoice.kind == "credit_note"
    assert reading.invoice.preceding_invoices == ("F-2026-100",)
    assert reading.invoice.type_code == "381"
    assert reading.invoice.due_date == date(2026, 9, 30)  # of the payment means: a CreditNote has no other


@pytest.mark.parametrize("code", ["381", "396", "261", "502"])
def test_every_type_of_credit_note_is_one(code: str) -> None:
    xml = changed(MINIMUM, "<ram:TypeCode>380", f"<ram:TypeCode>{code}")
    assert file.parse(xml).invoice.kind == "credit_note"


def test_a_negative_total_is_a_credit_note_whatever_its_type() -> None:
    assert file.parse(changed(MINIMUM, ">600.00<", ">-600.00<")).invoice.kind == "credit_note"


def test_the_shortest_profile_leaves_what_it_does_not_say_empty() -> None:
    reading = file.parse(MINIMUM)
    invoice = reading.invoice
    assert reading.profile == "factur-x:minimum"
    assert (invoice.number, invoice.amount_due, invoice.total_tax) == ("M-1", "450.00", "100.00")
    assert (invoice.due_date, invoice.due_dates, invoice.prepaid, invoice.iban) == (None, (), None, None)
    assert invoice.seller == Party(name="Atelier Exemple", legal_id="404833048", country="FR")


def test_zugferd_1_is_read_too_and_the_last_of_its_due_dates_counts() -> None:
    reading = file.parse(ZUGFERD_1)
    invoice = reading.invoice
    assert (reading.syntax, reading.profile) == ("ZF1", "zugferd-1.0:comfort")
    assert (invoice.number, invoice.amount_due, invoice.order_ref) == ("Z-1", "529.87", "BC-9")
    assert invoice.due_dates == (date(2013, 3, 15), date(2013, 4, 4))
    assert invoice.due_date == date(2013, 4, 4)
    assert invoice.delivery_date == date(2013, 3, 1)
    assert invoice.seller.vat == "DE123456789"
    assert invoice.notes == {}  # a seller abroad: the code REG has no French meaning
    assert checks(invoice) == {}


def test_prefixes_do_not_matter() -> None:
    plain = file.parse(MINIMUM)
    for prefix in ("ram", "rsm", "udt"):
        renamed = MINIMUM.replace(f"<{prefix}:".encode(), b"<x" + prefix[:1].encode() + b":")
        renamed = renamed.replace(f"</{prefix}:".encode(), b"</x" + prefix[:1].encode() + b":")
        renamed = renamed.replace(f"xmlns:{prefix}=".encode(), b"xmlns:x" + prefix[:1].encode() + b"=")
        assert file.parse(renamed) == plain
    default = ubl().replace(b"<cbc:", b"<n:").replace(b"</cbc:", b"</n:").replace(b"xmlns:cbc=", b"xmlns:n=")
    assert file.parse(default) == file.parse(ubl())


@pytest.mark.parametrize(
    "encoded",
    [
        codecs.BOM_UTF8 + MINIMUM,
        b"\r\n" + MINIMUM,
        MINIMUM.decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16"),
        MINIMUM.decode().replace('"UTF-8"', '"ISO-8859-1"').encode("latin-1"),
        MINIMUM.decode().replace('"UTF-8"', '"windows-1252"').encode("cp1252"),
        MINIMUM.partition(b"?>")[2].strip(),
    ],
    ids=["bom", "line before", "utf-16", "latin-1", "cp1252", "no declaration"],
)
def test_any_declared_encoding_is_read(encoded: bytes) -> None:
    assert file.read(encoded, not_a_pdf) == file.File("xml", None, file.parse(MINIMUM))
    assert file.parse(encoded).invoice.buyer.name == "Société Lambda"


def test_comments_inside_a_value_do_not_cut_it() -> None:
    assert file.parse(changed(MINIMUM, "<ram:ID>M-1<", "<ram:ID>M<!-- x -->-1<")).invoice.number == "M-1"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20261105", date(2026, 11, 5)),
        (" 2026-11-05 ", date(2026, 11, 5)),
        ("202611051830", date(2026, 11, 5)),
        ("20261399", None),
        ("05/11/2026", None),
        ("", None),
    ],
)
def test_a_date_is_a_day_or_nothing(written: str, day: date | None) -> None:
    assert file.parse(changed(MINIMUM, ">20261105<", f">{written}<")).invoice.issue_date == day


@pytest.mark.parametrize("written", ["450", "450.5", "+450.00", "-3.10", "0.00"])
def test_an_amount_is_as_the_file_writes_it(written: str) -> None:
    assert file.parse(changed(MINIMUM, ">450.00<", f">{written}<")).invoice.amount_due == written


@pytest.mark.parametrize("written", ["", "1,00", "NaN", "1e9", "Infinity", "9" * 40])
def test_what_is_no_amount_is_asked(written: str) -> None:
    assert file.parse(changed(MINIMUM, ">450.00<", f">{written}<")).invoice.amount_due is None


def test_several_codes_in_one_ubl_note_are_told_apart() -> None:
    xml = changed(ubl(BG_1=[{"BT-22": "note"}]), "note<", "#PMD#12 % par an #AAB#Pas d’escompte#PMD#Fin<")
    assert file.parse(xml).invoice.notes == {"PMD": "12 % par an\nFin", "AAB": "Pas d’escompte"}


def test_an_account_is_compacted_and_the_payers_is_not_taken() -> None:
    xml = changed(cii(), "FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 189")
    assert file.parse(xml).invoice.iban == "FR7630006000011234567890189"
    payer = xml.replace(b"PayeePartyCreditorFinancialAccount", b"PayerPartyDebtorFinancialAccount")
    assert file.parse(payer).invoice.iban is None


@pytest.mark.parametrize(("scheme", "email"), [("0225", None), ("EM", "compta@exemple.fr")])
@pytest.mark.parametrize("write", [cii, ubl])
def test_an_e_mail_is_never_a_routing_code(
    write: Callable[..., bytes], scheme: str, email: str | None
) -> None:
    seller = SELLER | {"einvoicing_addr": "compta@exemple.fr", "einvoicing_addr_schemeid": scheme}
    assert file.parse(write(BG_4=seller)).invoice.seller.email == email


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<html/>", "XML_NOT_INVOICE"),
        (b'<Invoice xmlns="urn:example"/>', "XML_NOT_INVOICE"),
        (b"<Invoice><ID>1</ID></Invoice>", "XML_NOT_INVOICE"),
        (b"<SCRDMCCBDACIOMessageStructure/>", "XML_NOT_INVOICE"),
        (b"<a>" * 5000 + b"</a>" * 5000, "XML_TOO_DEEP"),
        (b"<a>" + b" " * 2_000_000 + b"</a>", "XML_TOO_LARGE"),
        (b'<!DOCTYPE a SYSTEM "http://192.0.2.1/x.dtd"><a/>', "XML_WITH_DTD"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>".encode("utf-16"), "XML_WITH_DTD"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:30]),
)
def test_what_is_no_invoice_or_hostile_is_refused(xml: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        file.parse(xml)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "xml",
    [
        MINIMUM[:-30],
        MINIMUM.replace(b'"UTF-8"', b'"UTF-8-W/O-BOM"'),
        MINIMUM.replace(b'"UTF-8"', b'"UTF-8'),
        MINIMUM.decode().encode("latin-1"),
        b"<",
    ],
    ids=["cut", "encoding", "quote", "latin-1", "one character"],
)
def test_what_is_not_well_formed_is_known_as_such(xml: bytes) -> None:
    assert file.read(xml, not_a_pdf) == file.NoInvoice("xml", None, "broken")


def test_the_names_of_profiles() -> None:
    assert doctest.testmod(profiles).failed == 0
    for identifier, name in {
        "urn:cen.eu:en16931:2017": "en16931",
        "urn:factur-x.eu:1p0:basicwl": "factur-x:basicwl",
        "urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:basic": "factur-x:basic",
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0": "xrechnung:3.0",
        "urn:ferd:CrossIndustryDocument:invoice:1p0:extended": "zugferd-1.0:extended",
        "urn:example": "urn:example",
    }.items():
        assert profiles.profile(identifier) == name
