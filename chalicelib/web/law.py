"""`GET /law`: the register of figures and texts, as data."""

from chalice.app import Request, Response

from chalicelib.documents.law_page import register_document
from chalicelib.law.register import load
from chalicelib.web.answer import as_json


def read(request: Request) -> Response:
    """Every figure and text the service relies on, with its source and how surely it was read."""
    return as_json(register_document(load()))
