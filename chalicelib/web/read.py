"""A request's bytes become facts, or a Refusal that names every fault at once.

Nothing is guessed: UTF-8, one JSON object, no repeated key. A number where a text is expected is a fault of
its field, whatever its size (NaN and 10^400 included).
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from chalice.app import Request
from pydantic import BaseModel, ValidationError

from chalicelib.cases.checks import contradictions
from chalicelib.cases.facts import LetterFacts, StatementFacts
from chalicelib.core.errors import Fault, Refusal
from chalicelib.web.faults import MOST_FAULTS, faults_of, path_of

MEGABYTE = 1024 * 1024
MOST_BYTES = 4 * MEGABYTE
MOST_BYTES_WITH_FILES = 5.5 * MEGABYTE  # a letter may carry invoices; Lambda takes 6 MB in all
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
FORM_FIELD = "letter"

_LONGEST_INTEGER = 300  # digits: beyond, Python refuses or loses time; no field takes such a number

Model = TypeVar("Model", bound=BaseModel)


def facts_of(
    request: Request, model: type[Model], most_bytes: float = MOST_BYTES, *, form: bool = False
) -> Model:
    """The facts in the body, without contradiction; refuses what `object_of` and `validated` refuse."""
    facts = validated(object_of(request, most_bytes, form=form), model)
    if isinstance(facts, StatementFacts | LetterFacts) and (faults := contradictions(facts)):
        raise Refusal("INVALID_FACTS", faults=faults[:MOST_FAULTS])
    return facts


def object_of(request: Request, most_bytes: float = MOST_BYTES, *, form: bool = False) -> dict[str, Any]:
    """The JSON object of the body. `form`: it may also come in the field `letter` of a form (a page's frame).

    Refuses CONTENT_TYPE_UNSUPPORTED, BODY_TOO_LARGE, FORM_FIELD_MISSING, and what `json_object` refuses.
    """
    content_type = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if content_type != JSON and not (form and content_type == FORM):
        raise Refusal("CONTENT_TYPE_UNSUPPORTED", accepted=JSON)
    body = request.raw_body
    assert isinstance(body, bytes)
    if len(body) > most_bytes:
        raise Refusal("BODY_TOO_LARGE", most=f"{most_bytes / MEGABYTE:g}".replace(".", ","))
    return json_object(_form_field(body) if content_type == FORM else body)


def validated(data: dict[str, Any], model: type[Model]) -> Model:
    """The facts; refuses INVALID_FACTS, with one fault for each field to correct."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Refusal("INVALID_FACTS", faults=faults_of(error)) from None


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object the bytes hold.

    Refuses BODY_EMPTY, ENCODING_INVALID, JSON_INVALID, JSON_TOO_DEEP, DUPLICATE_KEY, NOT_AN_OBJECT.
    """
    if not body.strip():
        raise Refusal("BODY_EMPTY")
    try:
        data = json.loads(body.decode("utf-8"), object_pairs_hook=_each_key_once, parse_int=_integer)
        repeated = tuple(islice(_repeated(data, ()), MOST_FAULTS))
    except UnicodeDecodeError:
        raise Refusal("ENCODING_INVALID") from None
    except json.JSONDecodeError as error:
        raise Refusal("JSON_INVALID", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Refusal("JSON_TOO_DEEP") from None
    if repeated:
        raise Refusal("INVALID_FACTS", faults=tuple(Fault("DUPLICATE_KEY", path) for path in repeated))
    if not isinstance(data, dict):
        raise Refusal("NOT_AN_OBJECT")
    return data


def _form_field(body: bytes) -> bytes:
    """The bytes of the form's one field that holds the JSON."""
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="latin-1", max_num_fields=10
        )
    except ValueError:
        fields = []
    values = [value for name, value in fields if name == FORM_FIELD]
    if len(values) != 1:
        raise Refusal("FORM_FIELD_MISSING", FORM_FIELD, name=FORM_FIELD)
    return values[0].encode("latin-1")  # the bytes as they were sent: json_object decodes them strictly


class _Repeated:
    """Stands in the place of a value given twice, until its path is known."""


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name] = _Repeated() if name in found else value
    return found


def _repeated(value: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    if isinstance(value, _Repeated):
        yield path_of(path)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _repeated(item, (*path, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _repeated(item, (*path, position))


def _integer(digits: str) -> int | float:
    """An integer too long for any field becomes a float, which every field refuses under its own name."""
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float("inf")
