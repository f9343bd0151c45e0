"""What the OpenAPI document says of `/figures`, `/lists` and the file of a case."""

from typing import Any

from pydantic import BaseModel

from chalicelib.web import figures
from chalicelib.web.described import json_of, operation

READ: tuple[type[BaseModel], ...] = ()
TOLD: tuple[type[BaseModel], ...] = (figures.Figures, figures.FileLink)

PATHS: dict[str, Any] = {
    "/figures": {
        "get": operation(
            "readFigures",
            "Ageing, money received, average delay, payment records",
            {"200": json_of(figures.Figures)},
            "404",
            description="Of every case of the account. A record is only told of a legal person, from three invoices "
            "whose due date is past.",
            writes=False,
        )
    },
    "/lists/{name}": {
        "get": operation(
            "readList",
            "A list as CSV, for a spreadsheet",
            {"200": {figures.CSV: {"schema": {"type": "string"}}}},
            "404",
            description="`name` is cases, debtors, ageing, received or records. UTF-8 with its mark, «;», French "
            "headings; a cell that a spreadsheet would compute begins with an apostrophe.",
            parameters=("name",),
            writes=False,
        )
    },
    "/cases/{case}/file": {
        "get": operation(
            "readDossier",
            "The evidence file of a case: a link to an archive, for a minute",
            {"303": json_of(figures.FileLink)},
            "404",
            "503",
            description="Index, statement of the day, payments, history with its hashes, letters as issued: PDF, CSV "
            "and JSON. The same case on the same day is the same archive.",
            parameters=("case",),
            writes=False,
        )
    },
}
