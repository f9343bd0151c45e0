"""`POST /letters` and beside it: the preview, the sheet «Marche à suivre», the calendar. Nothing is kept."""

from collections.abc import Callable
from datetime import date

from chalice.app import Request, Response

from chalicelib.cases.facts import LetterFacts
from chalicelib.documents.pdf import PrintJob
from chalicelib.law.register import load
from chalicelib.services import letters
from chalicelib.web.answer import NOT_STORED, as_file
from chalicelib.web.read import MOST_BYTES_WITH_FILES, facts_of

PDF, HTML, CALENDAR = "application/pdf", "text/html; charset=utf-8", "text/calendar; charset=utf-8"

# The preview stands in a sandboxed frame of our pages; it loads the letter's sheet and faces, nothing else.
FRAME_POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; font-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
)

PrintPdf = Callable[[PrintJob], bytes]


def create(request: Request, today: date, print_pdf: PrintPdf) -> Response:
    """The letter as PDF."""
    facts = _facts(request)
    return as_file(letters.issue_letter(facts, load(), today, print_pdf), PDF, letters.filename(facts))


def preview(request: Request, today: date) -> Response:
    """The letter as a page, its gaps marked; the JSON may come in a form, posted into a frame."""
    return as_page(letters.preview_letter(_facts(request, form=True), load(), today))


def sheet(request: Request, today: date, print_pdf: PrintPdf) -> Response:
    """What the creditor does with the letter, as PDF: never sent to the debtor."""
    facts = _facts(request)
    return as_file(
        letters.instruction_sheet(facts, load(), today, print_pdf), PDF, letters.filename(facts, "sheet")
    )


def calendar(request: Request, today: date) -> Response:
    """The dates to note, as iCalendar."""
    facts = _facts(request)
    return as_file(letters.calendar(facts, load(), today), CALENDAR, letters.filename(facts, "calendar"))


def as_page(html: str) -> Response:
    """A letter for a sandboxed frame."""
    return Response(
        html.encode(),
        headers={"Content-Type": HTML, "Content-Security-Policy": FRAME_POLICY, **NOT_STORED},
    )


def _facts(request: Request, *, form: bool = False) -> LetterFacts:
    return facts_of(request, LetterFacts, MOST_BYTES_WITH_FILES, form=form)
