"""The pieces an OpenAPI description is made of, for every module that describes its routes.

A module of routes of the subscriber's space offers `PATHS` (as OpenAPI names them), `READ` (the models of its bodies)
and `TOLD` (those of its answers); `web.openapi` puts them together.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from chalicelib.web.answer import PROBLEM
from chalicelib.web.read import JSON
from chalicelib.web.schema import Problem

SESSION = "session"  # the name of the cookie's security scheme
REFUSALS = {
    "400": ("Unreadable", "The body is empty, not UTF-8, or not well-formed JSON."),
    "401": ("NotSignedIn", "No session, or not any more."),
    "403": ("CrossSite", "A browser sent this from a page of another site."),
    "404": ("Gone", "There is no such thing, or not for who asks."),
    "409": ("Conflict", "Somebody wrote first: nothing was written; `current` is what stands now."),
    "413": ("TooLarge", "The body is larger than 4 MB (letters: 5.5 MB)."),
    "415": ("WrongType", "The body is not JSON (invoices: not a PDF or XML file)."),
    "422": ("Refused", "The facts are refused: every fault is listed, with its field."),
    "429": ("TooMany", "Too much was asked from this network within the hour."),
    "500": (
        "Unexpected",
        "An error nobody foresaw; `reference` finds it in the log, which holds no content.",
    ),
    "503": ("PrintFailed", "The document could not be laid out in time."),
}
BODY_REFUSALS = ("400", "413", "415", "422")


def ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def json_of(model: type[BaseModel]) -> dict[str, Any]:
    """The content of a JSON answer."""
    return {JSON: {"schema": ref(model)}}


def responses(content: Mapping[str, Any], *refusals: str) -> dict[str, Any]:
    """200 with `content`, and these refusals."""
    return {"200": {"description": "The answer.", "content": content}, **refused(*refusals)}


def refused(*statuses: str) -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/{REFUSALS[status][0]}"} for status in statuses}


def operation(
    name: str,
    summary: str,
    answers: Mapping[str, Mapping[str, Any] | None],
    *refusals: str,
    body: type[BaseModel] | None = None,
    example: Any = None,
    description: str = "",
    parameters: tuple[str, ...] = (),
    signed_in: bool = True,
    writes: bool = True,
) -> dict[str, Any]:
    """One operation of the space. `answers`: what each status holds, None when it holds nothing.

    401 and 500 are every operation's, 403 and 415 every write's, 400, 413 and 422 those of a body; `refusals` are its
    own besides. `parameters` are the names in its path.
    """
    own = {"500", *refusals, *(("401",) if signed_in else ()), *(("403", "415") if writes else ())}
    own |= set(BODY_REFUSALS) if body else set()
    told = {
        status: {"description": "Done.", **({"content": content} if content else {})}
        for status, content in answers.items()
    }
    described: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {**told, **refused(*sorted(own))},
    }
    if description:
        described["description"] = description
    if signed_in:
        described["security"] = [{SESSION: []}]
    if parameters:
        described["parameters"] = [
            {"name": each, "in": "path", "required": True, "schema": {"type": "string"}}
            for each in parameters
        ]
    if body:
        described["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": ref(body), "example": example}},
        }
    return described


def refusal(status: str) -> tuple[str, dict[str, Any]]:
    """The component of a refusal: its name, and what it holds."""
    name, description = REFUSALS[status]
    return name, {"description": description, "content": {PROBLEM: {"schema": ref(Problem)}}}
