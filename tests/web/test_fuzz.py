"""The API under fuzz, drawn from its own OpenAPI document and from damaged samples: never a 5xx, always as documented.

The printer is replaced: what is fuzzed is reading, computing and laying out, not WeasyPrint.
"""

import copy
import json
import secrets
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from moto import mock_aws
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from app import app
from chalicelib import wiring
from chalicelib.cases.opening import Opening
from chalicelib.law.notice import Document
from chalicelib.local.server import Handler, create_server
from chalicelib.local.site import Site
from chalicelib.services import answers
from chalicelib.services.cases import open_case, record_fact
from chalicelib.services.ports import Link
from chalicelib.web.auth import COOKIE
from chalicelib.web.openapi import document
from chalicelib.web.read import FORM
from tests import builders as a
from tests import fakes
from tests.web.space import create_buckets

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.json"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
SCHEMA = schemathesis.openapi.from_dict(document())
OPERATIONS = [
    (path, method.upper())
    for path, methods in document()["paths"].items()
    for method in methods
    if "{" not in path
]
POSTED = [path for path, method in OPERATIONS if method == "POST"]
LETTERS = [path for path in POSTED if path.startswith("/letters")]
SHORT, LONG = 8, 200  # a letter's schema is wide: each body takes long to draw


def deterministic(examples: int) -> settings:
    """The same cases at each run, on any machine, however slow."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),  # the first failing body is told as drawn: shrinking one takes minutes
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the API on the local server, in a thread of this process."""
    its_class = app.__class__
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setattr(wiring, "print_pdf", lambda: lambda job: b"%PDF-1.7 nothing")
        wiring.table().create_table()
        create_buckets()
        patch.setattr(wiring, "mailer", fakes.Mailer)
        patch.setattr(answers, "MOST_PER_NETWORK", 100_000)
        server = create_server(app, Site(tmp_path_factory.mktemp("site")), 0)
        patch.setattr(Handler, "log_message", lambda *_: None)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()
        server.server_close()
    app.__class__ = its_class


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_any_body_is_answered_as_documented(
    service: str, session: requests.Session, path: str, method: str
) -> None:
    fuzz(service, session, path, method, SHORT)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_any_body_is_answered_as_documented_for_long(
    service: str, session: requests.Session, path: str, method: str
) -> None:
    fuzz(service, session, path, method, LONG)


@pytest.mark.parametrize("path", LETTERS)
def test_a_damaged_letter_is_answered_or_refused(service: str, session: requests.Session, path: str) -> None:
    damage(service, session, path, 4 * SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("path", LETTERS)
def test_a_damaged_letter_is_answered_or_refused_for_long(
    service: str, session: requests.Session, path: str
) -> None:
    damage(service, session, path, 5 * LONG)


def fuzz(service: str, session: requests.Session, path: str, method: str, examples: int) -> None:
    operation = SCHEMA[path][method]
    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if method in ("POST", "PUT"):
        cases = cases | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    else:
        examples //= 5  # nothing to damage but a query

    by_link = path.startswith(("/quick-answers", "/debtor-answers"))
    if by_link:
        examples = max(examples // 4, 4)  # few fields, and each needs a case of its own

    @deterministic(examples)
    @given(case=cases)
    def ask(case: schemathesis.Case) -> None:
        token = case.body.get("token") if by_link and isinstance(case.body, dict) else None
        if isinstance(token, str) and len(token) <= 200:  # the one the schema asks for, or a damaged one
            case.body["token"] = link(None if path.startswith("/quick") else 1)
        # A form that encodes to nothing is sent without its length, which the server in front refuses (411).
        assume(case.media_type != FORM or (isinstance(case.body, dict) and urlencode(case.body, doseq=True)))
        case.cookies = signed_in()
        response = case.call_and_validate(service, session=session, checks=CHECKS)
        assert response.status_code != 401
        if response.status_code >= 400:
            assert_refusal(response.status_code, response.headers["content-type"][0], response.content)

    ask()


def signed_in() -> dict[str, str]:
    """The cookie of a new session."""
    account = wiring.accounts().of_email("jeanne@exemple.fr", wiring.today())
    return {COOKIE: wiring.sessions().open(account.id, wiring.now() + timedelta(days=1))}


def link(letter: int | None) -> str:
    """The secret of a link that holds: to the one case, whose first letter was drawn, of an account of its own."""
    account = wiring.accounts().of_email(f"{secrets.token_hex(8)}@exemple.fr", wiring.today())
    space = wiring.space(account.id)
    opening = {
        "id": f"case-{secrets.token_hex(8)}",
        "debtor": {"facts": {"regime": "b2b", "person": "legal_person"}},
        "invoices": [{"ref": secrets.token_hex(8), "amount_ttc": "1000.00", "due_date": "2026-09-30"}],
        "sending": "send_reminders",
    }
    seen, _ = open_case(space, Opening.model_validate(opening))
    case = seen.position.case.id
    if letter:
        issued = a.issued(letter, "first_reminder")(space.today)
        record_fact(space, case, seen.position.case.version, "letter-0001", issued)
    expires = wiring.now() + timedelta(days=1)
    return wiring.links().create(Link(account.id, case, Document.FIRST_REMINDER, letter, expires))


def damage(service: str, session: requests.Session, path: str, examples: int) -> None:
    @deterministic(examples)
    @given(body=damaged())
    def ask(body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        response = session.post(service + path, content, headers={"Content-Type": "application/json"})
        if response.status_code != 200:
            assert response.status_code < 500
            assert_refusal(response.status_code, response.headers["Content-Type"], response.content)

    ask()


def assert_refusal(status: int, content_type: str, body: bytes) -> None:
    assert content_type == "application/problem+json"
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["errors"]
    assert all(error["code"] != "VALUE_INVALID" for error in problem["errors"])


HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=80),
    st.sampled_from(
        [
            "0001-01-01", "2100-12-31", "2000-01-01", "2026-02-29", "2012-06-30", "2027-06-30", "999999999.99", "0.01",
            "0.00", "-1", "1e3", "{{ 7*7 }}", "<script>alert(1)</script>", "../../etc/passwd", "\ud800", "\u202e",
            "x" * 300, "'); DROP TABLE", "%s%n", "\u0000", "👩‍👩‍👧", "עברית", "漢字", "b2b", "b2c", "public",
        ]
    ),
    st.lists(st.none(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.none(), max_size=2),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """A sample in which a few values are replaced, removed, doubled or moved by some days."""
    body: dict[str, Any] = copy.deepcopy(
        json.loads(draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
    )
    for _ in range(draw(st.integers(1, 4))):
        holder, key = draw(st.sampled_from(list(places(body))))
        match draw(st.sampled_from(["replace", "remove", "double", "swap"])):
            case "replace":
                holder[key] = draw(HOSTILE)
            case "remove":
                del holder[key]
            case "double":
                holder[key] = [holder[key], holder[key]]
            case _:
                other, name = draw(st.sampled_from(list(places(body))))
                holder[key], other[name] = copy.deepcopy(other[name]), copy.deepcopy(holder[key])
        if not body:
            break
    return body


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value inside: what holds it, and under which key."""
    if isinstance(value, dict | list):
        for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from places(item)
