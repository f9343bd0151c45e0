"""Tables for a spreadsheet: opened as they are, with nothing in them that a spreadsheet would compute."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chalicelib.documents.phrases import sentences
from chalicelib.documents.sheets import headings, sheet


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_a_table_opens_in_a_french_spreadsheet() -> None:
    row = (
        "Œuvre; fils",
        3,
        Decimal("-1234.50"),
        date(2026, 11, 2),
        datetime(2026, 11, 2, 9, tzinfo=UTC),
        None,
    )
    content = sheet(("Client", "N", "Montant", "Jour", "Instant", "Rien"), [row])
    assert content.startswith(b"\xef\xbb\xbfClient;")
    assert content.endswith(b"\r\n")
    assert cells(content)[1] == [
        "Œuvre; fils",
        "3",
        "-1234,50",
        "02/11/2026",
        "2026-11-02T09:00:00+00:00",
        "",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0"])
def test_a_text_that_would_be_computed_is_only_text(text: str) -> None:
    assert cells(sheet((text,), [(text,)])) == [[f"'{text}"], [f"'{text}"]]


def test_every_table_has_headings_each_of_its_own() -> None:
    tables = [section.removeprefix("table_") for section in sentences() if section.startswith("table_")]
    assert len(tables) == 8
    for table in tables:
        assert len(set(headings(table))) == len(headings(table)) > 1
