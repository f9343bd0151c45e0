"""Days and amounts as French people and programs write them: read generously, refused when two readings are possible.

The twin of the site's own reading (tests/vectors/reading.json holds both to the same answers).

>>> day_of("27/3/2026"), amount_of("1 234,56 €")
(datetime.date(2026, 3, 27), Decimal('1234.56'))
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from chalicelib.core import french
from chalicelib.core.money import LARGEST, to_cents


class Unreadable(ValueError):
    """`code` says why; it names a sentence of phrases.toml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_NUMBERS = re.compile(r"([0-9]{1,2})(?P<mark> ?[/. -] ?)([0-9]{1,2})(?P=mark)([0-9]{4}|(?<=[/.])[0-9]{2})")
_DIGITS = re.compile(r"([0-9]{2})()([0-9]{2})([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_WORDS = re.compile(r"([0-9]{1,2})(?:er)? ([^\W\d_]+)\.? ([0-9]{4})")
_BEFORE = re.compile(r"^(?:le )?(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?")
_TIME = re.compile(r"(?: |t)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_YEARS = range(2000, 2101)

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_CURRENCY = re.compile(r"^€ ?| ?(?:€|eur(?:os?)?)$", re.IGNORECASE)
_GROUPS = r"[0-9]{1,3}(?:%s[0-9]{3})+"
_WHOLE = "|".join([r"[0-9]{1,9}", *(_GROUPS % mark for mark in (" ", "['’]", r"\.", ","))])
_AMOUNT = re.compile(rf"(?P<whole>{_WHOLE})(?:(?P<mark>[.,])(?P<cents>[0-9]{{1,2}}))?")
_TWO_WAYS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")  # 1.234: a thousand, or one and a bit?


def day_of(typed: str) -> date:
    """The day, from 2000 to 2100; Unreadable otherwise. A time of day after it is left out."""
    text = _TIME.sub("", _one_line(typed).lower())
    text = _BEFORE.sub("", text)
    if found := _NUMBERS.fullmatch(text) or _DIGITS.fullmatch(text):
        day, _, month, year = found.groups()
    elif found := _ISO.fullmatch(text):
        year, _, month, day = found.groups()
    elif found := _WORDS.fullmatch(text):
        day, word, year = found.groups()
        month = _month(word)
    else:
        raise Unreadable("DAY_UNREADABLE")
    try:
        read = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        raise Unreadable("NO_SUCH_DAY") from None
    if read.year not in _YEARS:
        raise Unreadable("YEAR_UNLIKELY")
    return read


def amount_of(typed: str) -> Decimal:
    """Euros, in cents, zero included; Unreadable otherwise."""
    text = _CURRENCY.sub("", _one_line(typed))
    if re.match(r"[-−–(]|.*-$", text):
        raise Unreadable("AMOUNT_NEGATIVE")
    if _TWO_WAYS.fullmatch(text):
        raise Unreadable("AMOUNT_TWO_WAYS")
    found = _AMOUNT.fullmatch(text)
    if not found or (found["mark"] and found["mark"] in found["whole"]):
        raise Unreadable("AMOUNT_UNREADABLE")
    value = to_cents(Decimal(f"{re.sub('[^0-9]', '', found['whole'])}.{found['cents'] or 0}"))
    if value > LARGEST:
        raise Unreadable("AMOUNT_UNREADABLE")
    return value


def _one_line(typed: str) -> str:
    return _SPACES.sub(" ", typed).strip()


def _month(word: str) -> str:
    """«févr» → "2"; "0" when it is no month, or could be two."""
    found = [
        n
        for n, name in enumerate(french.MONTHS, 1)
        if len(word) > 2 and _plain(name).startswith(_plain(word))
    ]
    return str(found[0]) if len(found) == 1 else "0"


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
