"""Templates and a view become HTML: the same HTML is previewed in a browser and printed to PDF.

French typography is applied to the templates when they are loaded, so that their authors type plain spaces and
apostrophes; a user's own words are left as typed. A missing fact renders as a marked gap in a preview.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from chalicelib.core import french
from chalicelib.law.register import Register

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

# Everything the typographer must not touch: expressions, statements, comments and tags.
_CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>)", re.DOTALL)


def render(template: str, view: dict[str, Any], register: Register, day: date, *, preview: bool) -> str:
    """Fills `templates/<template>`; `day` decides which version of each cited text holds.

    Raises NotYetPublished when a cited text has no version that day.
    """
    cite = _citer(register, day)
    return _environment().get_template(template).render(view, cite=cite, preview=preview)


def _citer(register: Register, day: date) -> Callable[..., str]:
    def cite(key: str, short: bool = False) -> str:
        citation = register.citation(key)
        citation.at(day)
        return (citation.short if short else citation.article).replace(" ", french.NBSP, 1)

    return cite


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=_FrenchLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "euros": _of(french.amount),
        "percent": _of(french.percent),
        "day": _of(french.day),
        "short_day": _of(french.short_day),
        "iban": _of(french.iban),
        "siren": _of(french.siren),
        "listed": french.enumerate_fr,
        "gap": _or_gap,
    }
    return environment


class _FrenchLoader(FileSystemLoader):
    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, is_fresh = super().get_source(environment, template)
        pieces = _CODE.split(source)
        pieces[::2] = (french.typography(piece) for piece in pieces[::2])
        return "".join(pieces), filename, is_fresh


def _of(printed: Callable[[Any], str]) -> Callable[[Any], Any]:
    """A filter that lets a missing fact through, for `gap` to mark."""

    def fill(value: date | Decimal | str | None) -> Any:
        return None if value is None else printed(value)

    return fill


def _or_gap(value: object, label: str) -> object:
    """The value, or a marked gap that names what is missing: never reached in an issued document."""
    if value is None or value == "":
        return Markup('<mark class="gap">{}</mark>').format(escape(label))
    return value
