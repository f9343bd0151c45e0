"""A table exported by a spreadsheet or an accounting program, as text: its headings and its lines.

Every cell stays the text it was: a cell that begins like a formula is a name that begins with «=», and nothing more.

>>> table_of("Client;Montant TTC\\nDupont;1 200,00\\n").columns
('Client', 'Montant TTC')
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from chalicelib.core.errors import Refusal

MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 1000
MOST_COLUMNS = 100

_DELIMITERS = ";,\t"
_LOOKED_AT = 20  # records that decide which delimiter it is
_LONGEST_CELL = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Row:
    """One record; `line` is the one it begins on, as an editor counts them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Headings made unique («Montant (2)»), and the lines that hold anything."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def table_of(text: str) -> Table:
    """Reads the table; refuses CSV_TOO_LARGE, CSV_ENCODING, CSV_UNREADABLE, CSV_EMPTY, CSV_TOO_MANY_COLUMNS,
    CSV_TOO_MANY_LINES."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Refusal("CSV_TOO_LARGE", "csv", most=MOST_BYTES // 1024 // 1024)
    text = text.removeprefix("\ufeff")
    if "\ufffd" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Refusal("CSV_ENCODING", "csv")
    if found := _CONTROL.search(text):
        raise Refusal("CSV_UNREADABLE", "csv", line=text.count("\n", 0, found.start()) + 1)
    records = _records(text)
    headings = next(records, None)
    if headings is None:
        raise Refusal("CSV_EMPTY", "csv")
    if len(headings.cells) > MOST_COLUMNS:
        raise Refusal("CSV_TOO_MANY_COLUMNS", "csv", most=MOST_COLUMNS)
    rows = tuple(islice(records, MOST_LINES + 1))
    if not rows:
        raise Refusal("CSV_EMPTY", "csv")
    if len(rows) > MOST_LINES:
        raise Refusal("CSV_TOO_MANY_LINES", "csv", most=MOST_LINES)
    return Table(_unique(headings.cells), rows)


def folded(text: str) -> str:
    """Small plain letters and digits, single spaces: how headings and names are compared.

    >>> folded("  N° de  FACTURE : "), folded("S.A.R.L. Bâti-Œuvre & fils")
    ('n de facture', 's a r l bati oeuvre fils')
    """
    plain = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("°", " ").replace("º", " ")
    letters = (c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", "".join(letters)).strip()


def _records(text: str) -> Iterator[Row]:
    """What the delimiter cuts, without the lines that hold nothing."""
    told = re.match(r"sep=([;,\t])\r?\n", text)  # a line some programs write for Excel
    delimiter = told[1] if told else _delimiter(text)
    skipped = 1 if told else 0
    for row in _cut(text[told.end() :] if told else text, delimiter):
        if any(cell.strip() for cell in row.cells):
            yield Row(row.line + skipped, row.cells)


def _cut(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Refusal("CSV_UNREADABLE", "csv", line=line) from None
        if cells is None:
            return
        if any(len(cell) > _LONGEST_CELL for cell in cells):  # a quote opened and closed much later
            raise Refusal("CSV_UNREADABLE", "csv", line=line)
        yield Row(line, tuple(cells))
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The one that cuts most of the first records like the headings, then into most columns; «;» when nothing tells."""
    return max(_DELIMITERS, key=lambda delimiter: _merit(text, delimiter))


def _merit(text: str, delimiter: str) -> tuple[int, int]:
    try:
        widths = [len(row.cells) for row in islice(_cut(text, delimiter), _LOOKED_AT) if any(row.cells)]
    except Refusal:
        return (0, 0)
    if not widths or widths[0] < 2:
        return (0, 0)
    return (sum(width == widths[0] for width in widths), widths[0])


def _unique(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Each heading once: «Montant», «Montant (2)»; an empty one is named by its place."""
    names: list[str] = []
    for place, heading in enumerate(headings, start=1):
        name = " ".join(heading.split()) or f"({place})"
        again = 2
        while name in names:
            name, again = f"{' '.join(heading.split())} ({again})", again + 1
        names.append(name)
    return tuple(names)
