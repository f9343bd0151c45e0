"""The code read back is the payload, byte for byte, and no field can shift another."""

import doctest
import io
from decimal import Decimal

import pytest
import segno
import zxingcpp
from PIL import Image

from chalicelib.core.errors import Refusal
from chalicelib.documents import epc_qr
from chalicelib.documents.epc_qr import data_uri, epc_payload, qr_png

IBAN = "FR7630006000011234567890189"
BIC = "AGRIFRPP"


def payload(**changed: object) -> bytes:
    fields = {"name": "Zoë", "iban": IBAN, "bic": BIC, "amount": Decimal("1240.00"), "text": "F-17"}
    return epc_payload(**(fields | changed))


def read_back(png: bytes) -> bytes:
    image = Image.open(io.BytesIO(png)).convert("L")
    larger = image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)
    (code,) = zxingcpp.read_barcodes(larger)
    return bytes(code.bytes)


def test_the_payload_has_the_lines_of_the_standard_and_nothing_after_the_last() -> None:
    assert payload().decode().split("\n") == [
        "BCD", "002", "1", "SCT", BIC, "Zoë", IBAN, "EUR1240.00", "", "", "F-17",
    ]  # fmt: skip
    assert payload(bic="", text="").endswith(b"EUR1240.00")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"name": "Société Œuvre & Cie — Łódź", "text": "Facture n°\u00a012, échéance d’août"},
        {"bic": "", "text": ""},
        {"amount": Decimal("0.01")},
        {"amount": Decimal("999999999.99")},
        {"name": "é" * 70, "text": "à" * 140},
        {"name": "漢字仮名交", "text": "0123456789"},
    ],
)
def test_a_reader_finds_the_payload_byte_for_byte(changed: dict[str, object]) -> None:
    assert read_back(qr_png(payload(**changed))) == payload(**changed)


def test_a_long_accented_text_falls_back_to_one_byte_per_letter() -> None:
    long = payload(name="é" * 70, text="à" * 140)
    assert long.split(b"\n")[2] == b"2"
    assert long.endswith(("à" * 140).encode("iso-8859-1"))
    assert len(long) <= 331


def test_the_longest_payload_is_a_version_13_code_at_level_m() -> None:
    code = segno.make_qr(b"x" * 331, mode="byte", error="m", boost_error=False, mask=2)
    assert (code.version, code.error) == (13, "M")
    assert read_back(qr_png(b"x" * 331)) == b"x" * 331


def test_the_image_is_one_pixel_per_module_with_its_quiet_zone_and_always_the_same() -> None:
    image = Image.open(io.BytesIO(qr_png(payload())))
    assert image.size == (37 + 2 * 4, 37 + 2 * 4)
    assert qr_png(payload()) == qr_png(payload())
    assert data_uri(payload()).startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"name": "Evil\nFR1420041010050500013M02606"}, "CONTROL_CHARACTER", "name"),
        ({"name": "Evil\rX"}, "CONTROL_CHARACTER", "name"),
        ({"name": "Evil\u2028X"}, "CONTROL_CHARACTER", "name"),
        ({"name": "Evil\u202eX"}, "CONTROL_CHARACTER", "name"),
        ({"name": "\ud800"}, "CONTROL_CHARACTER", "name"),
        ({"text": "F-17\nEUR999"}, "CONTROL_CHARACTER", "text"),
        ({"text": "F\x00"}, "CONTROL_CHARACTER", "text"),
        ({"iban": IBAN + "\n"}, "CONTROL_CHARACTER", "iban"),
        ({"bic": BIC + "\n"}, "CONTROL_CHARACTER", "bic"),
        ({"name": " "}, "REQUIRED", "name"),
        ({"name": "x" * 71}, "TOO_LONG", "name"),
        ({"text": "x" * 141}, "TOO_LONG", "text"),
        ({"text": "漢" * 120}, "TOO_LONG", "text"),
        ({"iban": "FR7630006000011234567890188"}, "IBAN_INVALID", "iban"),
        ({"iban": ""}, "IBAN_INVALID", "iban"),
        ({"bic": "AGRI"}, "BIC_INVALID", "bic"),
        ({"amount": Decimal(0)}, "AMOUNT_INVALID", "amount"),
        ({"amount": Decimal("-1.00")}, "AMOUNT_INVALID", "amount"),
        ({"amount": Decimal("1000000000.00")}, "AMOUNT_INVALID", "amount"),
        ({"amount": Decimal("12.345")}, "AMOUNT_INVALID", "amount"),
        ({"amount": Decimal("NaN")}, "AMOUNT_INVALID", "amount"),
        ({"amount": Decimal("sNaN")}, "AMOUNT_INVALID", "amount"),
        ({"amount": Decimal("Infinity")}, "AMOUNT_INVALID", "amount"),
    ],
)
def test_what_would_mislead_the_bank_is_refused_with_its_field(
    changed: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        payload(**changed)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(epc_qr).failed == 0
