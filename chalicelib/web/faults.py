"""From what pydantic complains of to our own faults: a stable code, a field as the form names it.

Our field types raise our codes already (upper case); the rest is pydantic's vocabulary, translated here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from chalicelib.core.errors import Fault

MOST_FAULTS = 200  # an answer stays readable, and smaller than what an API may answer
_LONGEST_NAME = 60

_CODES = {
    "missing": "MISSING",
    "extra_forbidden": "UNKNOWN_FIELD",
    "model_type": "NOT_AN_OBJECT",
    "model_attributes_type": "NOT_AN_OBJECT",
    "dict_type": "NOT_AN_OBJECT",
    "tuple_type": "NOT_A_LIST",
    "frozen_set_type": "NOT_A_LIST",
    "string_type": "NOT_TEXT",
    "string_unicode": "TEXT_UNPRINTABLE",
    "string_too_long": "TEXT_TOO_LONG",
    "string_too_short": "TEXT_EMPTY",
    "string_pattern_mismatch": "FILE_NAME_INVALID",
    "enum": "NOT_A_CHOICE",
    "literal_error": "NOT_A_CHOICE",
    "bool_type": "NOT_A_BOOLEAN",
    "int_type": "NOT_AN_INTEGER",
    "greater_than_equal": "NUMBER_TOO_SMALL",
    "less_than_equal": "NUMBER_TOO_LARGE",
    "too_short": "TOO_FEW",
    "too_long": "TOO_MANY",
    "union_tag_invalid": "NOT_A_CHOICE",
    "union_tag_not_found": "MISSING",
}
# What pydantic adds to the path of a field that may be one of several things.
_ONE_OF = {"constrained-int", "Off"}
_BY_FIELD = {
    ("TOO_MANY", "invoices"): "TOO_MANY_INVOICES",
    ("NOT_A_CHOICE", "currency"): "CURRENCY_NOT_SUPPORTED",
    ("FILE_NAME_INVALID", "id"): "ID_INVALID",
}
_LIMITS = {"max_length": "most", "min_length": "least", "ge": "least", "le": "most"}


def faults_of(error: ValidationError) -> tuple[Fault, ...]:
    """Every fault of the facts, in the order of the form; what was typed is never repeated."""
    found = error.errors(include_url=False, include_input=False)
    # A list whose only entry is wrong counts as empty for pydantic: the entry's own fault says enough.
    parents = {each["loc"][:depth] for each in found for depth in range(len(each["loc"]))}
    kept = (each for each in found if each["type"] != "too_short" or each["loc"] not in parents)
    return tuple(_fault(each) for each in islice(_once(kept), MOST_FAULTS))


def _once(found: Iterable[ErrorDetails]) -> Iterator[ErrorDetails]:
    """A field that may be one of several things is told of once, as the first of them."""
    told: set[tuple[str | int, ...]] = set()
    for each in found:
        loc = tuple(part for part in each["loc"] if part not in _ONE_OF)
        if loc == each["loc"]:
            yield each
        elif loc not in told:
            told.add(loc)
            yield {**each, "loc": loc}


def path_of(parts: Iterable[str | int]) -> str:
    """invoices[0].due_date"""
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{_printable(part)}"
    return path.removeprefix(".")


def _fault(error: ErrorDetails) -> Fault:
    code = error["type"] if error["type"].isupper() else _CODES.get(error["type"], "VALUE_INVALID")
    field = path_of(error["loc"])
    return Fault(_BY_FIELD.get((code, field), code), field, _details(error.get("ctx") or {}))


def _details(context: Mapping[str, Any]) -> dict[str, object]:
    details: dict[str, object] = {_LIMITS.get(name, name): value for name, value in context.items()}
    if expected := context.get("expected") or context.get("expected_tags"):
        details["choices"] = re.findall(r"'([^']*)'", str(expected))
    return details


def _printable(name: str) -> str:
    """A field's name; an unknown one is whatever was typed, so only a safe beginning of it is shown."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name[:_LONGEST_NAME])
