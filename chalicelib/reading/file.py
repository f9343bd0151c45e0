"""A dropped file becomes a Reading, or what else there is in it, or a Refusal that says what it is instead.

What a file is, its first bytes say, not its name nor its declared type. XML is read in this process by
libxml2, which has limits of its own; a PDF is opened elsewhere, see `pdf_child`. Nothing is fetched: no
DTD, no entity, no schema.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from chalicelib.core.errors import Refusal
from chalicelib.reading import cii, ubl
from chalicelib.reading.candidates import Name, candidates
from chalicelib.reading.invoice import Reading
from chalicelib.reading.pdf_xml import MOST_XML, Attachment, looks_like_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from chalicelib.reading.pdf_child import OpenedPdf

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PDF_HEADER_WITHIN = 1024  # bytes of anything before %PDF-, as readers of PDF accept
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


@dataclass(frozen=True)
class File:
    """Where the invoice was found: in a PDF's attachment of that name, or in an XML file itself."""

    container: Literal["pdf", "xml"]
    attachment: str | None
    reading: Reading


@dataclass(frozen=True)
class NoInvoice:
    """A file that opened without harm: a PDF without data (`none`), or data that are not well-formed (`broken`).

    `candidates`: what the text of the former seems to say.
    """

    container: Literal["pdf", "xml"]
    attachment: str | None
    syntax: Literal["none", "broken"]
    candidates: dict[Name, str] = field(default_factory=dict)


class NotWellFormed(Exception):
    """The document breaks off, or is not what XML or its declared encoding allow."""


def read(content: bytes, open_pdf: "Callable[[bytes], OpenedPdf]") -> File | NoInvoice:
    """The invoice in the file, else what is known of a file that could be opened without harm.

    Refuses FILE_EMPTY, FILE_IS_ARCHIVE, FILE_NOT_INVOICE (an image, a text …), what `parse` refuses, and for a
    PDF: PDF_PROTECTED, PDF_DAMAGED, PDF_TOO_COMPLEX.
    """
    if not content.strip():
        raise Refusal("FILE_EMPTY")
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN]:
        return _from_pdf(open_pdf(content))
    if content.startswith(b"PK"):
        raise Refusal("FILE_IS_ARCHIVE")
    if looks_like_xml(content):
        try:
            return File("xml", None, parse(content))
        except NotWellFormed:
            return NoInvoice("xml", None, "broken")
    raise Refusal("FILE_NOT_INVOICE")


def parse(content: bytes) -> Reading:
    """The invoice of an XML document; NotWellFormed when it breaks the rules of XML.

    Refuses XML_TOO_LARGE, XML_TOO_DEEP, XML_WITH_DTD, XML_NOT_INVOICE.
    """
    root = _root(content)
    namespace, _, name = root.tag.removeprefix("{").rpartition("}")
    match name:
        case "CrossIndustryInvoice":
            return cii.read(root)
        case "CrossIndustryDocument":
            return cii.read(root, zugferd_1=True)
        case "Invoice" if namespace.startswith(_UBL):
            return ubl.read(root)
        case "CreditNote" if namespace.startswith(_UBL):
            return ubl.read(root, credit_note=True)
    raise Refusal("XML_NOT_INVOICE")


def _from_pdf(pdf: "OpenedPdf") -> File | NoInvoice:
    """The first attachment that is an invoice, whatever its name; else why the likeliest one is not."""
    why: Refusal | NoInvoice | None = None
    for attachment in sorted(pdf.attachments, key=_rank):
        try:
            return File("pdf", attachment.name, parse(attachment.content))
        except NotWellFormed:
            why = why or NoInvoice("pdf", attachment.name, "broken")
        except Refusal as refusal:
            if refusal.code != "XML_NOT_INVOICE":
                why = why or refusal
    if isinstance(why, Refusal):
        raise why
    return why or NoInvoice("pdf", None, "none", candidates(pdf.pages))


def _rank(attachment: Attachment) -> bool:
    """Orders of the same family as invoices (Order-X) and other XML come after what bears an invoice's name."""
    name = attachment.name.lower()
    return not any(each in name for each in ("factur", "zugferd", "rechnung", "invoice", "ubl", "cii"))


def _root(content: bytes) -> "Element":
    from lxml import etree

    if len(content) > MOST_XML:
        raise Refusal("XML_TOO_LARGE", most=MOST_XML // 1_000_000)
    # Before parsing, in UTF-8 and UTF-16 alike: an invoice has no DTD, and an entity is only declared there.
    if b"<!DOCTYPE" in content.replace(b"\0", b""):
        raise Refusal("XML_WITH_DTD")
    for bom in _BOMS:
        if content.startswith(bom):
            break
    else:
        content = content.lstrip()  # some programs put a line before the declaration
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise Refusal("XML_TOO_DEEP") from None
        raise NotWellFormed from None
    except ValueError:
        raise NotWellFormed from None
    if root.getroottree().docinfo.doctype:
        raise Refusal("XML_WITH_DTD")
    return root
