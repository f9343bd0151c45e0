"""French as it is printed: the vectors the site reads too, and what no amount or sentence may lose."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.core import french

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "french.json").read_text(encoding="utf-8"))
PRINTED_BY = {
    "typography": french.typography,
    "amount": lambda given: french.amount(Decimal(given)),
    "percent": lambda given: french.percent(Decimal(given)),
    "points": lambda given: french.points(Decimal(given)),
    "day": lambda given: french.day(date.fromisoformat(given)),
    "days": lambda given: french.days([date.fromisoformat(each) for each in given]),
    "short_day": lambda given: french.short_day(date.fromisoformat(given)),
    "semester": lambda given: french.semester(*given),
    "enumerate_fr": french.enumerate_fr,
    "iban": french.iban,
    "siren": french.siren,
}
stable = settings(derandomize=True, deadline=None)
SENTENCES = st.text("aé L'’«»;:!?%€°n.0123456789\u202f\u00a0")
PLAIN_SPACES = re.compile(r" (?=[;!?:»%€])|(?<=«) ")


@pytest.mark.parametrize(
    ("kind", "given", "printed"),
    [(kind, each["given"], each["printed"]) for kind in PRINTED_BY for each in VECTORS[kind]],
)
def test_vector(kind, given, printed):
    assert PRINTED_BY[kind](given) == printed


def test_every_kind_of_vector_is_read():
    assert set(VECTORS) - {"about"} == set(PRINTED_BY)


@given(SENTENCES)
@stable
def test_no_line_can_break_before_a_high_sign_nor_inside_quotes_and_printing_twice_changes_nothing(sentence):
    printed = french.typography(sentence)
    assert not PLAIN_SPACES.search(printed)
    assert french.typography(printed) == printed


@given(SENTENCES)
@stable
def test_typography_changes_spaces_and_apostrophes_only(sentence):
    def letters(text):
        return re.sub(r"\s", "", text).replace("'", "’")

    assert letters(french.typography(sentence)) == letters(sentence)


@given(st.integers(0, 10**11 - 1))
@stable
def test_an_amount_can_be_read_back_and_never_breaks(cents):
    printed = french.amount(Decimal(cents) / 100)
    assert " " not in printed
    assert Decimal(printed.removesuffix("\u00a0€").replace("\u202f", "").replace(",", ".")) * 100 == cents
    whole = printed.partition(",")[0].split("\u202f")
    assert all(len(group) == 3 for group in whole[1:])
    assert 1 <= len(whole[0]) <= 3


@given(st.lists(st.dates(date(2000, 1, 1), date(2100, 12, 31)), min_size=1, max_size=5))
@stable
def test_a_series_of_days_says_every_day_and_ends_on_a_whole_date(values):
    printed = french.days(values)
    assert printed.endswith(french.day(values[-1]))
    numbers = [int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", printed)]
    assert numbers == [value.day for value in values]
