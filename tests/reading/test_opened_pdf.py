"""PDFs: the attachment found by content, the text of a plain one, what a damaged, locked or hostile file costs."""

import os
import time
import zlib
from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject

from chalicelib.core.errors import Refusal
from chalicelib.reading import file
from chalicelib.reading.file import File, NoInvoice
from chalicelib.reading.pdf_child import OpenedPdf, PdfOpener
from chalicelib.reading.pdf_xml import MOST_XML, Attachment, xml_attachments
from tests.reading.made import MINIMUM, cii, factur_x, pdf_with, plain_pdf


@pytest.fixture(scope="module")
def opener() -> Iterator[PdfOpener]:
    opener = PdfOpener()
    yield opener
    opener.close()


def bomb(attachments: int, inflated: int, layers: int = 1) -> bytes:
    """A small PDF whose attachments inflate without end."""
    content = bytes(inflated)
    for _ in range(layers):
        content = zlib.compress(content, 9)
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for position in range(attachments):
        attached = writer.add_attachment(f"factur-x{position}.xml", content)
        stream = attached.pdf_object["/EF"]["/F"].get_object()
        stream[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode")] * layers)
    pdf = BytesIO()
    writer.write(pdf)
    return pdf.getvalue()


def read(pdf: bytes, opener: PdfOpener) -> File:
    found = file.read(pdf, opener.open)
    assert isinstance(found, File)
    return found


def code(pdf: bytes, opener: PdfOpener) -> str:
    with pytest.raises(Refusal) as refused:
        file.read(pdf, opener.open)
    return refused.value.code


def test_a_factur_x_is_read_with_the_name_of_its_attachment(opener: PdfOpener) -> None:
    xml = cii()
    found = read(factur_x(xml), opener)
    assert (found.container, found.attachment) == ("pdf", "factur-x.xml")
    assert found.reading == file.parse(xml)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("factur-x.xml\0", "factur-x.xml"),
        ("ZUGFeRD-invoice.xml", "ZUGFeRD-invoice.xml"),
        ("Pièce 1", "Pièce 1"),
        ("image.png", "image.png"),
    ],
)
def test_an_attachment_is_found_by_its_content(opener: PdfOpener, name: str, shown: str) -> None:
    attached = {"readme.txt": b"nothing", "other.xml": b"<other/>", name: MINIMUM}
    assert read(pdf_with(attached), opener).attachment == shown


def test_something_before_the_header_of_a_pdf_is_accepted(opener: PdfOpener) -> None:
    assert read(b"\r\n" + factur_x(MINIMUM), opener).reading.invoice.number == "M-1"


def test_an_invoice_is_found_beside_attachments_that_cannot_be_read() -> None:
    writer = PdfWriter(BytesIO(bomb(1, 20_000_000)))
    writer.add_attachment("b.xml", MINIMUM)
    pdf = BytesIO()
    writer.write(pdf)
    assert [each.name for each in xml_attachments(pdf.getvalue())] == ["b.xml"]


@pytest.mark.parametrize(
    ("attached", "expected"),
    [
        ({}, NoInvoice("pdf", None, "none")),
        ({"notice.txt": b"hello"}, NoInvoice("pdf", None, "none")),
        ({"order-x.xml": b"<SCRDMCCBDACIOMessageStructure/>"}, NoInvoice("pdf", None, "none")),
        ({"factur-x.xml": MINIMUM[:-9]}, NoInvoice("pdf", "factur-x.xml", "broken")),
        (
            {"other.xml": b"<other/>", "factur-x.xml": MINIMUM[:-9]},
            NoInvoice("pdf", "factur-x.xml", "broken"),
        ),
    ],
    ids=str,
)
def test_a_pdf_without_a_readable_invoice_says_what_it_is(
    opener: PdfOpener, attached: dict[str, bytes], expected: NoInvoice
) -> None:
    assert file.read(pdf_with(attached), opener.open) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<a>" + b" " * MOST_XML, "XML_TOO_LARGE"),
        (b"<!DOCTYPE a>" + MINIMUM, "XML_WITH_DTD"),
        (b"<a>" * 5000 + b"</a>" * 5000, "XML_TOO_DEEP"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pdf_with_hostile_data_is_refused(opener: PdfOpener, content: bytes, expected: str) -> None:
    assert code(pdf_with({"a.xml": MINIMUM[:-9], "factur-x.xml": content}), opener) == expected


def test_the_text_of_a_plain_pdf_gives_proposals(opener: PdfOpener) -> None:
    pdf = plain_pdf("Facture n° F-12\nÉchéance : 30/09/2026", "Total TTC 1 200,00 €")
    assert file.read(pdf, opener.open) == NoInvoice(
        "pdf", None, "none", {"number": "F-12", "due_date": "2026-09-30", "total_incl_tax": "1200.00"}
    )


def test_the_first_and_the_last_pages_are_read(opener: PdfOpener) -> None:
    opened = opener.open(plain_pdf(*"ABCDEFGH"))
    assert "".join(opened.pages).split() == ["A", "B", "C", "G", "H"]


def test_the_text_of_a_pdf_with_data_is_left_alone(opener: PdfOpener) -> None:
    assert opener.open(factur_x(MINIMUM)).pages == []


def test_a_page_that_takes_too_long_or_too_much_hides_no_page_before_it(opener: PdfOpener) -> None:
    for endless in ("\n".join("a" * 400_000), "a" * 50_000_000):
        pages = opener.open(plain_pdf("Facture n° F-12", endless)).pages
        assert pages[0].strip() == "Facture n° F-12"
        assert len("".join(pages)) < 10_050


def test_a_page_that_cannot_be_read_hides_no_other(opener: PdfOpener) -> None:
    pdf = plain_pdf("A", "B", "C").replace(b"/FlateDecode", b"/FlateDecodf", 1)
    assert "".join(opener.open(pdf).pages).split() == ["B", "C"]


def test_a_locked_pdf_is_told_apart(opener: PdfOpener) -> None:
    assert code(pdf_with({"factur-x.xml": MINIMUM}, password="secret"), opener) == "PDF_PROTECTED"


@pytest.mark.parametrize("kept", [20, 1000, -8])
def test_a_cut_pdf_is_damaged(opener: PdfOpener, kept: int) -> None:
    assert code(factur_x(MINIMUM)[:kept], opener) == "PDF_DAMAGED"


@pytest.mark.parametrize(
    "pdf",
    [
        bomb(1, 100_000_000),
        bomb(1, 100_000_000, layers=2),
        bomb(50, 7_900_000, layers=2),
        b"%PDF-1.7\n" + b"1 0 obj\n" * 500_000,
        b"%PDF-1.7\n1 0 obj " + b"<</a" * 1_000_000 + b"\ntrailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF",
        b"%PDF-1.7\nxref\n0 999999999\n0000000000 65535 f \ntrailer <</Prev 9>>\nstartxref\n9\n%%EOF",
    ],
    ids=["bomb", "bomb in a bomb", "many bombs", "objects", "depth", "endless table"],
)
def test_a_hostile_pdf_costs_a_fork_and_nothing_else(opener: PdfOpener, pdf: bytes) -> None:
    opener.open(pdf_with({}))
    pid, started = opener.pid, time.process_time()
    assert code(pdf, opener) in ("PDF_TOO_COMPLEX", "PDF_DAMAGED")
    assert time.process_time() - started < 0.5  # of this process
    assert opener.open(pdf_with({"a": MINIMUM})).attachments == [Attachment("a", MINIMUM)]
    assert opener.pid == pid


def test_a_lost_child_is_replaced(opener: PdfOpener) -> None:
    opener.open(pdf_with({}))
    pid = opener.pid
    assert pid
    os.kill(pid, 9)
    assert opener.open(pdf_with({"a": MINIMUM})).attachments
    assert opener.pid != pid


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "FILE_EMPTY"),
        (b" \r\n", "FILE_EMPTY"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "FILE_NOT_INVOICE"),
        (b"Facture F-1", "FILE_NOT_INVOICE"),
        (b"\xff\xd8\xff\xe0JFIF", "FILE_NOT_INVOICE"),
        (b"PK\x03\x04" + bytes(100), "FILE_IS_ARCHIVE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "FILE_NOT_INVOICE"),
        (b"{}", "FILE_NOT_INVOICE"),
        (b"\0" * 100, "FILE_NOT_INVOICE"),
    ],
    ids=repr,
)
def test_another_kind_of_file_is_told_by_its_first_bytes(content: bytes, expected: str) -> None:
    with pytest.raises(Refusal) as refused:
        file.read(content, lambda _: OpenedPdf([], []))
    assert refused.value.code == expected
