"""Cents: one rounding, one way to read an amount."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.core.money import LARGEST, parse_amount, to_cents, to_micros

stable = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("exact", "cents"),
    [
        ("0.025", "0.03"),  # a banker would round down to 0.02
        ("0.015", "0.02"),
        ("0.005", "0.01"),
        ("0.0049999999999", "0.00"),
        ("11.983561643835616", "11.98"),
        ("1234567.895", "1234567.90"),
    ],
)
def test_half_a_cent_goes_up(exact, cents):
    assert str(to_cents(Decimal(exact))) == cents


@given(st.decimals(0, LARGEST, places=9))
@stable
def test_rounding_is_never_off_by_more_than_half_a_cent(exact):
    assert abs(Fraction(to_cents(exact)) - Fraction(exact)) <= Fraction(1, 200)


def test_the_unrounded_amount_is_shown_with_six_decimals():
    assert str(to_micros(Decimal("11.98356164"))) == "11.983562"
    assert str(to_micros(Decimal("0"))) == "0.000000"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1200", "1200.00"),
        ("1200.5", "1200.50"),
        ("0.01", "0.01"),
        ("0", "0.00"),
        ("999999999.99", str(LARGEST)),
    ],
)
def test_an_amount_is_read_from_a_decimal_string(text, amount):
    assert str(parse_amount(text)) == amount


NOT_AMOUNTS = ["", "1.234", "1,50", "-1", "+1", "1e3", "1000000000", ".5", "5.", "NaN", "Infinity", "0x10"]
NOT_AMOUNTS += ["1 000", "1_000", " 1", "1\n", "١٢", "１２", "1.00 €"]


@pytest.mark.parametrize("text", NOT_AMOUNTS)
def test_anything_else_is_not_an_amount(text):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        parse_amount(text)
    assert refused.value.args == (text,)


@given(st.integers(0, 10**11 - 1))
@stable
def test_every_amount_is_read_back_as_it_is_written(cents):
    amount = Decimal(cents) / 100
    assert parse_amount(f"{amount:.2f}") == amount
