"""`POST /invoices/read`: an invoice file in, what it says and what to make of it out. Nothing is kept."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

from chalice.app import Request, Response

from chalicelib.core.errors import Refusal
from chalicelib.documents.phrases import phrase
from chalicelib.reading import file
from chalicelib.reading.candidates import Name
from chalicelib.reading.checks import checks
from chalicelib.reading.invoice import Invoice
from chalicelib.reading.judgement import NOTHING, Remark, Suggestion, remarks, suggestion, why_no_invoice
from chalicelib.reading.pdf_child import OpenedPdf
from chalicelib.web.answer import as_json, problem
from chalicelib.web.read import MEGABYTE, MOST_BYTES
from chalicelib.web.schema import Answer, Unreadable

PDF, XML = "application/pdf", "application/xml"
TYPES = (PDF, XML, "text/xml", "application/octet-stream")

_UNREADABLE = Unreadable(kind="unreadable")
_STATUS = {
    "FILE_EMPTY": HTTPStatus.BAD_REQUEST,
    "FILE_TOO_LARGE": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "FILE_TYPE_UNSUPPORTED": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


class InvoiceRemark(Answer):
    """Something to check or to ask, in French; `field` is its path in `expect`."""

    code: str
    field: str
    message: str


class NoStructuredData(Answer):
    """A plain PDF. `text_candidates`: what its text seems to say, each to be confirmed by a person."""

    kind: Literal["no_structured_data"]
    text_candidates: dict[Name, str]


class InvoiceRead(Answer):
    """`expect`: what the file says, null where it says nothing. `checks`: whether its numbers are consistent.

    `suggested`: what a form may take over as it is. `more_lines`: of the addresses, after the street. All three
    are empty when `expect` is no invoice.
    """

    container: Literal["pdf", "xml"]
    attachment: str | None
    syntax: Literal["CII", "UBL", "UBL-CN", "ZF1", "none", "broken"]
    profile: str | None
    expect: Invoice | NoStructuredData | Unreadable
    checks: dict[str, bool]
    suggested: Suggestion
    more_lines: dict[Literal["seller", "buyer"], tuple[str, ...]]
    remarks: list[InvoiceRemark]


def read(request: Request, open_pdf: Callable[[bytes], OpenedPdf]) -> Response:
    """Reads the file; a refusal has `expect` and `checks` too, so that one look at `expect.kind` tells all."""
    try:
        found = file.read(_content(request), open_pdf)
    except Refusal as refusal:
        status = _STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
        return problem(status, refusal, expect=_UNREADABLE.model_dump(), checks={})
    told = _invoice(found) if isinstance(found, file.File) else _no_invoice(found)
    return as_json(told.model_dump(mode="json"))


def _invoice(found: file.File) -> InvoiceRead:
    reading = found.reading
    return InvoiceRead(
        container=found.container,
        attachment=found.attachment,
        syntax=reading.syntax,
        profile=reading.profile,
        expect=reading.invoice,
        checks=checks(reading.invoice),
        suggested=suggestion(reading),
        more_lines=reading.more_lines,
        remarks=_in_words(remarks(reading)),
    )


def _no_invoice(found: file.NoInvoice) -> InvoiceRead:
    plain = NoStructuredData(kind="no_structured_data", text_candidates=found.candidates)
    return InvoiceRead(
        container=found.container,
        attachment=found.attachment,
        syntax=found.syntax,
        profile=None,
        expect=_UNREADABLE if found.syntax == "broken" else plain,
        checks={},
        suggested=NOTHING,
        more_lines={},
        remarks=_in_words(why_no_invoice(found)),
    )


def _in_words(told: list[Remark]) -> list[InvoiceRemark]:
    return [
        InvoiceRemark(code=each.code, field=each.field, message=phrase("invoices", each.code, **each.details))
        for each in told
    ]


def _content(request: Request) -> bytes:
    content_type = request.headers.get("content-type", TYPES[-1]).partition(";")[0].strip().lower()
    if content_type not in TYPES:
        raise Refusal("FILE_TYPE_UNSUPPORTED", accepted=TYPES)
    content = request.raw_body
    assert isinstance(content, bytes)
    if len(content) > MOST_BYTES:
        raise Refusal("FILE_TOO_LARGE", most=f"{MOST_BYTES // MEGABYTE}")
    return content
