"""Days and amounts typed by people: the site and the service read the same; two possible readings are none."""

import json
from datetime import date
from pathlib import Path

import pytest

from chalicelib.core.money import parse_amount
from chalicelib.documents.phrases import sentences
from chalicelib.reading.typed import Unreadable, amount_of, day_of

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "reading.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("typed", "day"), VECTORS["day"]["read"].items())
def test_a_day_is_read_as_the_site_reads_it(typed: str, day: str) -> None:
    assert day_of(typed) == date.fromisoformat(day)


@pytest.mark.parametrize(("typed", "amount"), VECTORS["amount"]["read"].items())
def test_an_amount_is_read_as_the_site_reads_it(typed: str, amount: str) -> None:
    assert amount_of(typed) == parse_amount(amount)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-27 00:00:00", "2026-03-27"),
        ("27/03/2026 14:32", "2026-03-27"),
        ("2026-03-27T00:00:00.000", "2026-03-27"),
        ("2026/3/7", "2026-03-07"),
        ("27\u00a0mars\u202f2026", "2026-03-27"),
    ],
)
def test_a_day_is_read_as_programs_write_it(typed: str, day: str) -> None:
    assert day_of(typed) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1\u00a0234,56\u00a0€", "1234.56"),
        ("1\u202f234\u202f567,8", "1234567.80"),
        ("€ 5", "5.00"),
        ("1.234.567,89", "1234567.89"),
        ("12,345,678", "12345678.00"),
        ("123456789,99", "123456789.99"),
        ("0", "0.00"),
    ],
)
def test_an_amount_is_read_as_programs_write_it(typed: str, amount: str) -> None:
    assert str(amount_of(typed)) == amount


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("bientôt", "DAY_UNREADABLE"),
        ("26-03-27", "DAY_UNREADABLE"),  # 26 March 2027, or 27 March 2026?
        ("46108", "DAY_UNREADABLE"),
        ("2026-03-26T23:00:00Z", "DAY_UNREADABLE"),  # the 27th in Paris
        ("27/03-2026", "DAY_UNREADABLE"),
        ("03/27/2026", "NO_SUCH_DAY"),
        ("31/6/2026", "NO_SUCH_DAY"),
        ("29 février 2026", "NO_SUCH_DAY"),
        ("27/3/1926", "YEAR_UNLIKELY"),
    ],
)
def test_a_day_that_is_none_or_two_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        day_of(typed)
    assert refused.value.code == code
    assert code in sentences()["refusals"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.234", "AMOUNT_TWO_WAYS"),
        ("1,234", "AMOUNT_TWO_WAYS"),
        ("-5", "AMOUNT_NEGATIVE"),
        ("−5,00 €", "AMOUNT_NEGATIVE"),
        ("(5,00)", "AMOUNT_NEGATIVE"),
        ("5-", "AMOUNT_NEGATIVE"),
        ("douze", "AMOUNT_UNREADABLE"),
        ("12 34", "AMOUNT_UNREADABLE"),
        ("1 234,567", "AMOUNT_UNREADABLE"),
        ("1,234,56", "AMOUNT_UNREADABLE"),
        ("1200 $", "AMOUNT_UNREADABLE"),
        ("1e3", "AMOUNT_UNREADABLE"),
        ("9999999999", "AMOUNT_UNREADABLE"),
        ("=1+1", "AMOUNT_UNREADABLE"),
    ],
)
def test_an_amount_that_is_none_or_two_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        amount_of(typed)
    assert refused.value.code == code
    assert code in sentences()["refusals"]
