"""The French sentences that go with codes: one file, `templates/phrases.toml`, one sentence per code.

Python raises codes; whoever shows them to a person looks the sentence up here. Placeholders are filled with
values already in French.

>>> phrase("refusals", "MISSING")
'Cette information est nécessaire\\xa0: indiquez-la.'
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from chalicelib.core import french, toml

PHRASES = Path(__file__).resolve().parents[2] / "templates" / "phrases.toml"


def phrase(section: str, key: str, **values: object) -> str:
    """The sentence of a code, its placeholders filled; KeyError when the file holds none."""
    return sentences()[section][key].format_map({name: in_french(value) for name, value in values.items()})


@cache
def sentences() -> dict[str, dict[str, str]]:
    """The whole file, section by section."""
    return {
        section: {key: french.typography(text) for key, text in entries.items()}
        for section, entries in toml.parsed(PHRASES.read_bytes()).items()
    }


def in_french(value: object) -> str:
    """A day, an amount in euros, a list or a plain value as a sentence holds it."""
    if isinstance(value, date):
        return french.day(value)
    if isinstance(value, Decimal):
        return french.amount(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(in_french(item) for item in value)
    return str(value)
