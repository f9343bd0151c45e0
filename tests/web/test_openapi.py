"""The OpenAPI document: valid, complete, and true: its examples are asked and the answers held to its schemas."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from chalice.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib.web.openapi import document
from tests.web.conftest import Post

DOCUMENT = document()
SAMPLES = Path(__file__).parents[1] / "samples"
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def holds(schema: dict[str, Any], value: Any) -> None:
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)


def examples(*, kept: bool = False) -> Iterator[tuple[str, str, str, Any]]:
    """Path, content type, name, value; `kept`: also of the routes that need a store, which are asked elsewhere."""
    for path, _, operation in OPERATIONS:
        answers = operation["responses"]
        if not kept and ("security" in operation or "404" in answers or "200" not in answers):
            continue
        for content_type, content in operation.get("requestBody", {}).get("content", {}).items():
            if "example" in content:
                yield path, content_type, "example", content["example"]
            for name, example in content.get("examples", {}).items():
                yield path, content_type, name, example["value"]


def test_the_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_it_is_served_as_it_is(client: Client) -> None:
    assert client.http.get("/openapi.json").json_body == json.loads(json.dumps(DOCUMENT))


def test_it_describes_every_route_and_no_other() -> None:
    served = {(path, method.lower()) for path, methods in app.routes.items() for method in methods}
    assert {(path, method) for path, method, _ in OPERATIONS} == served


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_operation_says_what_it_does_and_how_it_refuses(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"]
    assert operation["operationId"]
    if method == "post":
        assert operation["requestBody"]["required"]
        assert {"400", "413", "415", "422", "500"} <= set(operation["responses"])
        assert path in {example[0] for example in examples(kept=True)}
    if "security" in operation:
        assert {"401", "500"} <= set(operation["responses"])
        assert method == "get" or {"403", "415"} <= set(operation["responses"])


@pytest.mark.parametrize(("path", "content_type", "name", "value"), list(examples(kept=True)))
def test_an_example_is_as_described(path: str, content_type: str, name: str, value: Any) -> None:
    bodies = [
        operation["requestBody"]
        for where, _, operation in OPERATIONS
        if "requestBody" in operation and where == path
    ]
    holds(bodies[0]["content"][content_type]["schema"], value)


@pytest.mark.parametrize(("path", "content_type", "name", "value"), list(examples()))
@pytest.mark.usefixtures("no_printing")
def test_an_example_runs_and_is_answered_as_documented(
    post: Post, path: str, content_type: str, name: str, value: Any
) -> None:
    operation = DOCUMENT["paths"][path]["post"]
    holds(operation["requestBody"]["content"][content_type]["schema"], value)
    form = content_type == "application/x-www-form-urlencoded"
    body = urlencode(value).encode() if form else value.encode() if isinstance(value, str) else value
    answer = post(path, body, content_type)
    assert answer.status_code == 200
    ((told, content),) = operation["responses"]["200"]["content"].items()
    assert answer.headers["Content-Type"].partition(";")[0] == told
    if told == "application/json":
        holds(content["schema"], answer.json_body)


@pytest.mark.parametrize("path", ["/law"])
def test_what_is_read_is_as_documented(client: Client, path: str) -> None:
    answer = client.http.get(path)
    assert answer.status_code == 200
    holds(
        DOCUMENT["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"],
        answer.json_body,
    )


def test_a_refusal_is_as_documented(post: Post) -> None:
    problem = {"$ref": "#/components/schemas/Problem"}
    claim = {
        "regime": "b2b",
        "computation_date": "2027-01-15",
        "invoices": [{"ref": "F-1", "amount_ttc": "1000.00", "due_date": "2026-11-30"}],
    }
    for refused in (post("/statements", {}), post("/statements", claim), post("/deadlines", b"")):
        holds(problem, refused.json_body)


def test_the_example_of_a_letter_is_the_sample_of_the_readme() -> None:
    (letter,) = [
        value for path, kind, _, value in examples() if path == "/letters" and kind == "application/json"
    ]
    assert letter == json.loads((SAMPLES / "formal_notice.b2b.json").read_text(encoding="utf-8"))
