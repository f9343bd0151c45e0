"""`/cases/{id}/letters`: a letter of a case previewed, drawn, and its file."""

from http import HTTPStatus

from chalice.app import Request, Response

from chalicelib.cases.case_letter import Choices
from chalicelib.cases.events import Id
from chalicelib.cases.facts import Facts
from chalicelib.core.errors import Refusal
from chalicelib.documents.case_json import case_view
from chalicelib.law.notice import Document
from chalicelib.services import case_letters
from chalicelib.services.letters import PrintPdf
from chalicelib.services.ports import Files
from chalicelib.services.space import Space
from chalicelib.web.answer import as_json
from chalicelib.web.cases import Version, known, or_current
from chalicelib.web.letters import as_page
from chalicelib.web.read import facts_of


class LetterPreviewed(Facts):
    """Body of `POST /cases/{id}/letters/preview`, or its form's one field."""

    document: Document
    choices: Choices = Choices()


class LetterAsked(LetterPreviewed):
    """Body of `POST /cases/{id}/letters`: that document, approved as it was seen at `version`."""

    version: Version
    id: Id


def preview(request: Request, space: Space, case: str) -> Response:
    """The letter as a page, its gaps marked."""
    asked = facts_of(request, LetterPreviewed, form=True)
    return as_page(case_letters.preview(space, known(case), asked.document, asked.choices))


def create(request: Request, space: Space, case: str, files: Files, print_pdf: PrintPdf) -> Response:
    """Its number, and the case."""
    asked = facts_of(request, LetterAsked)

    def draw() -> Response:
        number, seen = case_letters.issue(
            space, known(case), asked.version, asked.id, asked.document, asked.choices, files, print_pdf
        )
        response = as_json({"letter": number, "case": case_view(seen, space.register)})
        response.status_code = HTTPStatus.CREATED.value
        return response

    return or_current(space, draw)


def read(space: Space, case: str, number: str, files: Files) -> Response:
    """Where its file is, for a minute."""
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise Refusal("LETTER_UNKNOWN")
    url = case_letters.link(space, known(case), int(number), files)
    response = as_json({"url": url}, Location=url)
    response.status_code = HTTPStatus.SEE_OTHER.value
    return response
