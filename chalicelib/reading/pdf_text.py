"""The text of a PDF's pages, as far as it is worth: what a person sees may be spelt in pieces.

Run in a child process (`pdf_child`), under pypdf's limits, like `pdf_xml`.
"""

from collections.abc import Iterator
from io import BytesIO

from chalicelib.reading.pdf_xml import LIMITS

_LONGEST = 10_000  # characters of a page; a dense invoice has 4 000


def page_texts(pdf: bytes) -> Iterator[str]:
    """The first three pages, where an invoice begins, and the last two, where its total is.

    A page that cannot be read is passed over; so is the rest when the file is damaged.
    """
    from pypdf import PdfReader, apply_configuration

    with apply_configuration(**LIMITS):
        try:
            pages = PdfReader(BytesIO(pdf)).pages
            positions = range(len(pages))
        except Exception:  # as many kinds as there are damages
            return
        for position in (*positions[:3], *positions[3:][-2:]):
            try:
                yield pages[position].extract_text()[:_LONGEST]
            except Exception:  # a font in a strange state hides no other page
                continue
