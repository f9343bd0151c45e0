"""Tables for a spreadsheet: CSV in UTF-8 with its mark, «;», French numbers and days, and no formula in any cell.

>>> sheet(("Client", "Dû"), [("=1+1", Decimal("1234.5"))]).decode("utf-8-sig")
"Client;Dû\\r\\n'=1+1;1234,50\\r\\n"
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from chalicelib.core import french
from chalicelib.documents.phrases import sentences

Cell = str | int | Decimal | date | None

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file; a text that a spreadsheet would compute gets an apostrophe, as people type it there themselves."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([_text(heading) for heading in headings])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def headings(table: str) -> list[str]:
    """The French headings of a table, in the order of its section in the phrases."""
    return list(sentences()[f"table_{table}"].values())


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return french.short_day(cell)
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    text = str(cell)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
