"""`/cases/{id}/invoice-files`: the PDF of an invoice kept with its case, and where to read it again."""

from http import HTTPStatus
from typing import Annotated

from chalice.app import Request, Response
from pydantic import StringConstraints

from chalicelib.cases.events import Id
from chalicelib.cases.facts import Facts, PdfName
from chalicelib.cases.fields import Reference
from chalicelib.documents.case_json import case_view
from chalicelib.services import invoice_files
from chalicelib.services.ports import Files
from chalicelib.services.space import Space
from chalicelib.web.answer import as_json
from chalicelib.web.cases import Version, known, or_current
from chalicelib.web.read import facts_of

Content = Annotated[str, StringConstraints(max_length=4_000_000)]  # the service says better what is too much


class InvoiceFileTold(Facts):
    """Body of `POST /cases/{id}/invoice-files`: the PDF of that invoice, told of the case as it was at `version`."""

    version: Version
    id: Id
    invoice: Reference
    name: PdfName
    content_base64: Content


def create(request: Request, space: Space, case: str, files: Files) -> Response:
    """The case, which keeps it from now on."""
    told = facts_of(request, InvoiceFileTold)

    def keep() -> Response:
        seen = invoice_files.file_invoice(
            space, known(case), told.version, told.id, told.invoice, told.name, told.content_base64, files
        )
        response = as_json(case_view(seen, space.register))
        response.status_code = HTTPStatus.CREATED.value
        return response

    return or_current(space, keep)


def read(space: Space, case: str, file: str, files: Files) -> Response:
    """Where the file is, for a minute."""
    url = invoice_files.link(space, known(case), file, files)
    response = as_json({"url": url}, Location=url)
    response.status_code = HTTPStatus.SEE_OTHER.value
    return response
