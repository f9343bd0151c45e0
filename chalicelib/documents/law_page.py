"""The register of figures and texts, for people: one printable page, and the same data for the API."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from chalicelib.core import french
from chalicelib.core.days import Semester
from chalicelib.law.register import Citation, Parameter, Register

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
RATE_UNIT = "% l’an"  # the unit of figures that change every semester


def register_document(register: Register) -> dict[str, Any]:
    """The whole register as JSON can hold it: decimals as strings, days as ISO dates, unknown as null."""
    return {
        "digest": register.digest,
        "parameters": [_plain(parameter) for parameter in register.parameters.values()],
        "citations": [_plain(citation) for citation in register.citations.values()],
    }


def law_page(register: Register, used_in: Mapping[str, Sequence[str]]) -> str:
    """The register as one HTML page; `used_in` gives, by key, the files that use a figure or a text."""
    return _render("law.html", register, used_in)


def law_fragment(register: Register) -> str:
    """The register without a page around it, for the site; what is of use to its readers only."""
    return _render("law_register.html", register, {})


def _render(template: str, register: Register, used_in: Mapping[str, Sequence[str]]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # the API reads the register without it

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        amount=french.amount, day=french.day, percent=french.percent, number=french.points
    )
    parameters = register.parameters.values()
    return environment.get_template(template).render(
        register=register,
        rates=[parameter for parameter in parameters if parameter.unit == RATE_UNIT],
        figures=[parameter for parameter in parameters if parameter.unit != RATE_UNIT],
        texts=_by_code(register.citations.values()),
        first_to_review=_first_to_review(register),
        semester=Semester.of,
        used_in=used_in,
    )


def _by_code(citations: Any) -> dict[str, list[Citation]]:
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.code, []).append(citation)
    return groups


def _first_to_review(register: Register) -> tuple[date, list[Citation], list[Parameter]]:
    """The nearest day by which something must be read again, and what."""
    first = min(citation.review_by for citation in register.citations.values())
    return (
        first,
        [citation for citation in register.citations.values() if citation.review_by == first],
        [parameter for parameter in register.parameters.values() if parameter.review_by == first],
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value) if each.repr}
    return value
