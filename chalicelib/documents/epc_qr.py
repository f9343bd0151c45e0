"""The QR code a bank application reads to prepare the transfer: EPC069-12 version 2, as a small PNG.

One field a line, so a line break inside a field would put another IBAN where the bank looks for it: fields
with control characters are refused, never cleaned. The image has one pixel per module (the letter scales it,
crisp): the smallest file and the fastest to draw. The mask is fixed: scoring all eight costs ten times the
rest, and every reader accepts any of them.

>>> epc_payload("Zoë", "FR76 3000 6000 0112 3456 7890 189", "", Decimal("12.5"), "F-17").decode().split()
['BCD', '002', '1', 'SCT', 'Zoë', 'FR7630006000011234567890189', 'EUR12.50', 'F-17']
"""

import base64
import io
import unicodedata
from decimal import Decimal

import segno
from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban

from chalicelib.core.errors import Refusal

NAME_LENGTH, TEXT_LENGTH = 70, 140  # characters
PAYLOAD_LENGTH = 331  # bytes, what a version 13 code holds at level M
SMALLEST, LARGEST = Decimal("0.01"), Decimal("999999999.99")  # euros
CHARSETS = (("1", "utf-8"), ("2", "iso-8859-1"))  # in order of preference; the second is shorter
QUIET_ZONE = 4  # modules of white on each side, part of the standard


def epc_payload(name: str, iban: str, bic: str, amount: Decimal, text: str) -> bytes:
    """What the code says: pay `amount` euros to `name` at `iban`, with `text` as the reference.

    `bic` and `text` may be empty. Raises Refusal, with `field` among name, iban, bic, amount, text.
    """
    for field, value in (("name", name), ("text", text), ("bic", bic), ("iban", iban)):
        if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in value):
            raise Refusal("CONTROL_CHARACTER", field)
    if not name.strip():
        raise Refusal("REQUIRED", "name")
    for field, value, longest in (("name", name, NAME_LENGTH), ("text", text, TEXT_LENGTH)):
        if len(value) > longest:
            raise Refusal("TOO_LONG", field, max=longest)
    if not stdnum_iban.is_valid(iban):
        raise Refusal("IBAN_INVALID", "iban")
    if bic and not stdnum_bic.is_valid(bic):
        raise Refusal("BIC_INVALID", "bic")
    if amount.is_nan() or not SMALLEST <= amount <= LARGEST or amount != amount.quantize(SMALLEST):
        raise Refusal("AMOUNT_INVALID", "amount")
    account = (stdnum_bic.compact(bic), name, stdnum_iban.compact(iban), f"EUR{amount:.2f}")
    for charset, encoding in CHARSETS:
        # Purpose and structured reference stay empty; nothing may follow the last field.
        lines = ("BCD", "002", charset, "SCT", *account, "", "", text)
        try:
            payload = "\n".join(lines).rstrip("\n").encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(payload) <= PAYLOAD_LENGTH:
            return payload
    raise Refusal("TOO_LONG", "text", max_bytes=PAYLOAD_LENGTH)


def qr_png(payload: bytes) -> bytes:
    """The code as a black and white PNG; print it with `image-rendering: crisp-edges`, PDF/A forbids blur."""
    code = segno.make_qr(payload, mode="byte", error="m", boost_error=False, mask=2)
    png = io.BytesIO()
    code.save(png, kind="png", scale=1, border=QUIET_ZONE)
    return png.getvalue()


def data_uri(payload: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(qr_png(payload)).decode()
