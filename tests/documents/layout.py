"""Where things are on the page, in millimetres from its top-left corner: for assertions on letters.

The window of a DL envelope, for A4 folded at 99 mm: what lies in ALWAYS_VISIBLE is read whatever way the
sheet has slid, what lies in EVER_VISIBLE may be seen, so only the recipient belongs there.
"""

import functools
import io
import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pypdfium2
import zxingcpp

MM = 72 / 25.4
SIDE_MARGIN, TOP_MARGIN = 10.0, 5.0  # mm no printer is sure to reach


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Box") -> bool:
        inside_x = self.left <= other.left and other.right <= self.right
        return inside_x and self.top <= other.top and other.bottom <= self.bottom

    def meets(self, other: "Box") -> bool:
        apart_x = other.right <= self.left or self.right <= other.left
        return not (apart_x or other.bottom <= self.top or self.bottom <= other.top)


ALWAYS_VISIBLE = Box(100, 54.5, 190, 79.5)  # half a millimetre more: a word's box is taller than its ink
EVER_VISIBLE = Box(90, 34, 200, 90)


@dataclass(frozen=True)
class Word:
    text: str
    box: Box
    page: int


@dataclass(frozen=True)
class Page:
    """What is read of a page: its text line by line, its words, its images and strokes, and where it may print."""

    text: str
    words: list[Word]
    shapes: list[tuple[str, Box]]
    printable: Box


@functools.lru_cache(maxsize=64)  # all the samples: reading one takes longer than printing it, and many checks do
def pages(pdf: bytes) -> list[Page]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [_page(number, page) for number, page in enumerate(document.pages)]


def _page(number: int, page: pdfplumber.page.Page) -> Page:
    width, height = float(page.width) / MM, float(page.height) / MM
    drawn = [*page.images, *page.rects, *page.lines, *page.curves]
    return Page(
        page.extract_text(),
        [Word(word["text"], _box(word), number) for word in page.extract_words()],
        [(item["object_type"], _box(item)) for item in drawn],
        Box(SIDE_MARGIN, TOP_MARGIN, width - SIDE_MARGIN, height - TOP_MARGIN),
    )


def _box(item: dict[str, Any]) -> Box:
    return Box(item["x0"] / MM, item["top"] / MM, item["x1"] / MM, item["bottom"] / MM)


def words(pdf: bytes) -> list[Word]:
    """Every word with the box of its ink line, pages counted from 0."""
    return [word for page in pages(pdf) for word in page.words]


def normalised(text: str) -> str:
    """One plain space for every run of spaces, so that texts compare whatever reader extracted them."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, spaces normalised."""
    return [normalised(page.text) for page in pages(pdf)]


def address_window_violations(pdf: bytes, recipient_lines: Sequence[str]) -> list[str]:
    """The window of page 1 must show exactly the recipient, every line of it whole."""
    seen = [word for word in words(pdf) if word.page == 0 and EVER_VISIBLE.meets(word.box)]
    lines = [normalised(" ".join(word.text for word in line)) for line in _lines(seen)]
    expected = [normalised(line) for line in recipient_lines]
    faults = [] if lines == expected else [f"the window may show {lines}, not {expected}"]
    return faults + [
        f"«{word.text}» may be hidden: {word.box}" for word in seen if not ALWAYS_VISIBLE.holds(word.box)
    ]


def outside_page(pdf: bytes) -> list[str]:
    """Words, images and lines nearer than 10 mm to a side or 5 mm to the top or bottom of their page."""
    return [
        f"page {number}: {what} at {box}"
        for number, page in enumerate(pages(pdf), start=1)
        for what, box in [*((word.text, word.box) for word in page.words), *page.shapes]
        if not page.printable.holds(box)
    ]


def orphan_signature(pdf: bytes, signature_text: str, companions: int = 6) -> bool:
    """Whether the signature has fewer than `companions` other lines on its page, or stands on no page."""
    wanted = normalised(signature_text)
    by_page = itertools.groupby(words(pdf), key=lambda word: word.page)
    for _, page_words in by_page:
        lines = [normalised(" ".join(word.text for word in line)) for line in _lines(list(page_words))]
        if any(wanted in line for line in lines):
            return len(lines) - 1 < companions
    return True


def decode_qr(pdf: bytes, page: int = 0) -> list[bytes]:
    """What a telephone reads on the printed page (pages counted from 0)."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[page].render(scale=150 / 72, grayscale=True).to_numpy()
        return [bytes(code.bytes) for code in zxingcpp.read_barcodes(picture)]


def _lines(page_words: list[Word]) -> list[list[Word]]:
    """Words grouped by line (tops within 1 mm), top to bottom, left to right."""
    lines: list[list[Word]] = []
    for word in sorted(page_words, key=lambda word: (word.box.top, word.box.left)):
        if lines and abs(lines[-1][0].box.top - word.box.top) < 1:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box.left) for line in lines]
