"""The layout helpers accept a good page and name what is wrong with a bad one."""

import pytest

from chalicelib.documents.pdf import print_pdf
from tests.documents import sample
from tests.documents.layout import (
    address_window_violations,
    decode_qr,
    normalised,
    orphan_signature,
    outside_page,
    page_texts,
)


def printed(rows: int = 3, **changed: object) -> bytes:
    return print_pdf(sample.job(rows, **changed), stylesheet=sample.CSS)  # type: ignore[arg-type]


def placed(left: int, top: int) -> bytes:
    return printed(extra=f'<div style="position:absolute;left:{left - 20}mm;top:{top - 20}mm">intrus</div>')


@pytest.fixture(scope="module")
def letter() -> bytes:
    return printed()


def test_a_good_letter_passes_every_layout_check(letter: bytes) -> None:
    assert address_window_violations(letter, sample.RECIPIENT) == []
    assert outside_page(letter) == []
    assert not orphan_signature(letter, sample.SIGNATURE)


def test_an_address_of_six_lines_fits_and_of_seven_does_not() -> None:
    six = tuple(f"LIGNE {number}" for number in range(6))
    assert address_window_violations(printed(recipient=six), six) == []
    seven = (*six, "LIGNE 6")
    assert address_window_violations(printed(recipient=seven), seven) != []


def test_another_recipient_is_seen(letter: bytes) -> None:
    (fault,) = address_window_violations(letter, (*sample.RECIPIENT[:-1], "69004 LYON"))
    assert "69003 LYON" in fault


def test_a_line_wider_than_the_window_is_seen() -> None:
    wide = ("W" * 38, *sample.RECIPIENT[1:])
    assert any("may be hidden" in fault for fault in address_window_violations(printed(recipient=wide), wide))


@pytest.mark.parametrize(("left", "top"), [(92, 40), (150, 84), (84, 50)])
def test_a_stranger_in_the_window_is_seen(left: int, top: int) -> None:
    assert address_window_violations(placed(left, top), sample.RECIPIENT) != []


@pytest.mark.parametrize(("left", "top"), [(5, 120), (195, 120), (30, 2), (30, 290)])
def test_text_a_printer_may_cut_is_seen(left: int, top: int) -> None:
    assert outside_page(placed(left, top)) != []


def test_a_signature_alone_or_absent_is_seen(letter: bytes) -> None:
    alone = printed(extra='<p style="break-before:page; break-after:page">Jean Seul</p>')
    assert orphan_signature(alone, "Jean Seul")
    assert orphan_signature(letter, "Personne")


def test_texts_compare_whatever_the_spaces(letter: bytes) -> None:
    (text,) = page_texts(letter)
    assert normalised("12\u202f400,00\u00a0€") == "12 400,00 €"
    assert "12 400,00 € reste due ; n° 12, Ÿ, № 3." in text


def test_long_tables_run_over_pages_and_repeat_their_head() -> None:
    texts = page_texts(printed(rows=90))
    assert len(texts) >= 2
    assert all("Facture Échéance Solde" in text for text in texts[:-1])


def test_the_qr_code_reads_back_from_the_page(letter: bytes) -> None:
    assert decode_qr(letter) == [sample.PAYLOAD]
