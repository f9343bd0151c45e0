"""`POST /invoices/read`: an invoice file in, what it says and what to make of it out. Nothing is kept."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

from chalice.app import Request, Response

from chalicelib.core.errors import Refusal
from chalicelib.documents.phrases import phrase
from chalicelib.reading import file
from chalicelib.reading.checks import checks
from chalicelib.reading.invoice import Invoice
from chalicelib.reading.judgement import Suggestion, remarks, suggestion
from chalicelib.reading.pdf_xml import Attachment
from chalicelib.web.answer import as_json, problem
from chalicelib.web.read import MEGABYTE, MOST_BYTES
from chalicelib.web.schema import Answer

PDF, XML = "application/pdf", "application/xml"
TYPES = (PDF, XML, "text/xml", "application/octet-stream")

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


class InvoiceRead(Answer):
    """`expect`: what the file says, null where it says nothing. `checks`: whether its numbers are consistent.

    `suggested`: what a form may take over as it is. `more_lines`: of the addresses, after the street.
    """

    container: Literal["pdf", "xml"]
    attachment: str | None
    syntax: Literal["CII", "UBL", "UBL-CN", "ZF1"]
    profile: str | None
    expect: Invoice
    checks: dict[str, bool]
    suggested: Suggestion
    more_lines: dict[Literal["seller", "buyer"], tuple[str, ...]]
    remarks: list[InvoiceRemark]


def read(request: Request, open_pdf: Callable[[bytes], list[Attachment]]) -> Response:
    """Reads the file; a refusal also says, as `expect`, which kind of nothing was read."""
    try:
        found = file.read(_content(request), open_pdf)
    except Refusal as refusal:
        kind = "no_structured_data" if refusal.code == "NO_INVOICE_DATA" else "unreadable"
        status = _STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
        return problem(status, refusal, expect={"kind": kind}, checks={})
    reading = found.reading
    told = InvoiceRead(
        container=found.container,
        attachment=found.attachment,
        syntax=reading.syntax,
        profile=reading.profile,
        expect=reading.invoice,
        checks=checks(reading.invoice),
        suggested=suggestion(reading),
        more_lines=reading.more_lines,
        remarks=[
            InvoiceRemark(
                code=each.code, field=each.field, message=phrase("invoices", each.code, **each.details)
            )
            for each in remarks(reading)
        ],
    )
    return as_json(told.model_dump(mode="json"))


def _content(request: Request) -> bytes:
    content_type = request.headers.get("content-type", TYPES[-1]).partition(";")[0].strip().lower()
    if content_type not in TYPES:
        raise Refusal("FILE_TYPE_UNSUPPORTED", accepted=TYPES)
    content = request.raw_body
    assert isinstance(content, bytes)
    if len(content) > MOST_BYTES:
        raise Refusal("FILE_TOO_LARGE", most=f"{MOST_BYTES // MEGABYTE}")
    return content
