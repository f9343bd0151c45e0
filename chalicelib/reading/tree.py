"""Reading a parsed XML document by local names: prefixes and the versions of namespaces do not matter."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DECIMAL = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,10})?|\.[0-9]{1,10})")
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")  # 20171113, 2017-11-13; a time or a zone may follow
_CODED = re.compile(r"#([A-Z]{3})#")


def find(element: "Element", path: str) -> "list[Element]":
    """The elements at the path, whatever their namespaces."""
    found: list[Element] = element.findall("/".join(f"{{*}}{name}" for name in path.split("/")))
    return found


def texts(element: "Element", path: str) -> tuple[str, ...]:
    """The texts at the path that are not empty, each once, in the order of the file."""
    found = (each.text.strip() for each in find(element, path) if each.text)
    return tuple(dict.fromkeys(text for text in found if text))


def text(element: "Element", path: str) -> str | None:
    """The first text at the path."""
    return next(iter(texts(element, path)), None)


def compact(value: str | None) -> str | None:
    """An account or VAT number without its spaces, in upper case."""
    return re.sub(r"\s", "", value).upper() or None if value else None


def amount(element: "Element", path: str, currency: str | None) -> str | None:
    """The amount at the path, the one in the invoice's currency if there are several; None if no decimal."""
    named = [(each.get("currencyID"), (each.text or "").strip()) for each in find(element, path)]
    given = [(code, value) for code, value in named if _DECIMAL.fullmatch(value)]
    given.sort(key=lambda each: (each[0] != currency, each[0] is not None))  # stable: else the first
    return given[0][1] if given else None


def days(values: Iterable[str]) -> tuple[date, ...]:
    """The days written in the values; what is no day is dropped."""
    return tuple(dict.fromkeys(day for day in map(_day, values) if day))


def coded(note: str) -> list[tuple[str, str]]:
    """The parts of a note that are under a code: `#PMD#text`, several in a row or one."""
    _, *parts = _CODED.split(note)
    return list(zip(parts[::2], parts[1::2], strict=True))


def by_code(notes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The notes under their codes; a second one of the same code is a further line."""
    lines: dict[str, list[str]] = {}
    for code, content in notes:
        if content := content.strip():
            lines.setdefault(code, []).append(content)
    return {code: "\n".join(each) for code, each in lines.items()}


def _day(value: str) -> date | None:
    if found := _DAY.match(value):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            return None
    return None
