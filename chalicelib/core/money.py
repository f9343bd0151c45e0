"""Amounts in euros: exact decimals, held in cents, rounded in one place.

>>> to_cents(Decimal("0.025"))
Decimal('0.03')
>>> parse_amount("1200.5")
Decimal('1200.50')
"""

import re
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
MICRO = Decimal("0.000001")
# The largest amount a SEPA credit transfer can carry (EPC069-12): no invoice of our users is above it.
LARGEST = Decimal("999999999.99")

_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


def to_cents(value: Decimal) -> Decimal:
    """Half-up to the cent: convention C3, the only rounding of money in the code."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def to_micros(value: Decimal) -> Decimal:
    """The unrounded amount shown beside a line, with the 6 decimals of C3."""
    return value.quantize(MICRO, rounding=ROUND_HALF_UP)


def parse_amount(text: str) -> Decimal:
    """Reads the API's form of an amount, digits with at most two decimals; ValueError for anything else."""
    if not _AMOUNT.fullmatch(text):
        raise ValueError(text)
    return to_cents(Decimal(text))
