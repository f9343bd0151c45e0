"""French as it is printed: amounts, dates and typography. The only formatter of French in Python.

Narrow no-break space (U+202F) before ; ! ? and between thousands; no-break space (U+00A0) before : € % and inside
« »; the apostrophe is ’.

>>> amount(Decimal("1240")), day(date(2027, 1, 1)), percent(Decimal("7.86"))
('1\\u202f240,00\\xa0€', '1er\\xa0janvier\\xa02027', '7,86\\xa0%')
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest

NARROW = "\u202f"
NBSP = "\u00a0"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r" +([;!?])"), NARROW + r"\1"),
    (re.compile(r" +([:»%€])"), NBSP + r"\1"),
    (re.compile(r"« +"), "«" + NBSP),
    (re.compile(r"\b(n°|art\.|M\.|Mme|p\.) +"), r"\1" + NBSP),
    (re.compile(rf"\b(\d{{1,2}}(?:er)?) +({'|'.join(MONTHS)})\b"), rf"\1{NBSP}\2"),
)


def typography(text: str) -> str:
    """Turns the plain spaces and apostrophes of a French sentence into the right ones; adds none."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def amount(value: Decimal) -> str:
    """Euros and cents: 1 240,00 €."""
    return f"{_grouped(value)}{NBSP}€"


def percent(value: Decimal) -> str:
    """A percentage with at least two decimals: 12,15 %."""
    return f"{_decimal(value)}{NBSP}%"


def points(value: Decimal) -> str:
    """A percentage without its sign, shorn of useless zeros: «+ 10 points»."""
    return _decimal(value, least=0)


def day(value: date) -> str:
    """1er janvier 2027, unbreakable."""
    number = "1er" if value.day == 1 else str(value.day)
    return NBSP.join((number, MONTHS[value.month - 1], str(value.year)))


def days(values: Sequence[date]) -> str:
    """Several dates, the year and the month said once: «21 septembre, 1er et 14 octobre 2026»."""
    printed = []
    for value, following in zip_longest(values, values[1:]):
        words = day(value).split(NBSP)
        same_year = following is not None and following.year == value.year
        same_month = same_year and following is not None and following.month == value.month
        printed.append(NBSP.join(words[: 1 if same_month else 2 if same_year else 3]))
    return enumerate_fr(printed)


def short_day(value: date) -> str:
    """01/01/2027, for tables."""
    return value.strftime("%d/%m/%Y")


def semester(half: int, year: int) -> str:
    """1er semestre 2026, unbreakable."""
    return NBSP.join(("1er" if half == 1 else "2d", "semestre", str(year)))


def enumerate_fr(items: Sequence[str]) -> str:
    """a, b et c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def iban(compact: str) -> str:
    """In groups of four that a line never splits."""
    return NBSP.join(compact[i : i + 4] for i in range(0, len(compact), 4))


def siren(compact: str) -> str:
    """404 833 048; a SIRET gets its last five digits apart."""
    groups = [compact[0:3], compact[3:6], compact[6:9], compact[9:]]
    return NBSP.join(group for group in groups if group)


def _grouped(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", NARROW).replace(".", ",").replace("-", "\u2212")


def _decimal(value: Decimal, least: int = 2) -> str:
    text = f"{value.normalize():f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.ljust(least, "0")
    return f"{whole},{decimals}" if decimals else whole
