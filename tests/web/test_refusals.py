"""What the API refuses: a 4xx in problem+json, every fault at once, each under its field, in French."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse

from chalicelib.web import statements
from tests.web.conftest import Post

SAMPLES = Path(__file__).parents[1] / "samples"
INVOICE = {"ref": "F-1", "amount_ttc": "1200.00", "due_date": "2026-09-30"}
CLAIM = {"regime": "b2b", "computation_date": "2026-11-16", "invoices": [INVOICE]}
LETTER = json.loads((SAMPLES / "formal_notice.b2b.json").read_text(encoding="utf-8"))
ROUTES = ["/statements", "/deadlines", "/letters", "/letters/preview", "/letters/sheet", "/letters/calendar"]


def refusal(answer: HTTPResponse, status: int = 422) -> dict[str, Any]:
    """The problem document, once everything every refusal has in common is checked."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    problem: dict[str, Any] = json.loads(answer.body)
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert problem["errors"]
    assert all(set(error) == {"field", "code", "message"} for error in problem["errors"])
    assert "Traceback" not in answer.body.decode()
    return problem


def faults(answer: HTTPResponse, status: int = 422) -> dict[str, str]:
    return {error["field"]: error["code"] for error in refusal(answer, status)["errors"]}


def test_all_the_faults_of_a_body_come_at_once(post: Post) -> None:
    body = {
        "regime": "b2z",
        "computation_date": "2026-02-30",
        "currency": "USD",
        "colour": "red",
        "rate": {"mode": "contract_fixed"},
        "waiver": {"penalties": "yes"},
        "invoices": [
            {"ref": "", "amount_ttc": 1200, "due_date": "2026-09-30"},
            {"ref": "x" * 41, "amount_ttc": "-5", "due_date": "0001-01-01"},
            {"amount_ttc": "0.00", "due_date": "30/09/2026"},
            [],
        ],
        "payments": {"id": "P1"},
    }
    answer = post("/statements", body)
    assert refusal(answer)["code"] == "INVALID_FACTS"
    assert faults(answer) == {
        "regime": "NOT_A_CHOICE",
        "computation_date": "DATE_INVALID",
        "currency": "CURRENCY_NOT_SUPPORTED",
        "colour": "UNKNOWN_FIELD",
        "rate": "CONTRACT_RATE_MISMATCH",
        "waiver.penalties": "NOT_A_BOOLEAN",
        "invoices[0].ref": "TEXT_EMPTY",
        "invoices[0].amount_ttc": "AMOUNT_INVALID",
        "invoices[1].ref": "TEXT_TOO_LONG",
        "invoices[1].amount_ttc": "AMOUNT_INVALID",
        "invoices[1].due_date": "DATE_OUT_OF_RANGE",
        "invoices[2].ref": "MISSING",
        "invoices[2].amount_ttc": "AMOUNT_NOT_POSITIVE",
        "invoices[2].due_date": "DATE_INVALID",
        "invoices[3]": "NOT_AN_OBJECT",
        "payments": "NOT_A_LIST",
    }


def test_a_sentence_gives_the_limit_and_the_choices(post: Post) -> None:
    answer = post("/statements", CLAIM | {"regime": "b2z", "invoices": [INVOICE | {"ref": "x" * 41}]})
    messages = {error["field"]: error["message"] for error in refusal(answer)["errors"]}
    assert "b2b, b2c, non_professional, public" in messages["regime"]
    assert "40 caractères" in messages["invoices[0].ref"]


def test_contradictions_are_named_with_their_fields(post: Post) -> None:
    answer = post(
        "/statements",
        CLAIM
        | {
            "regime": "public",
            "invoices": [INVOICE | {"issue_date": "2026-10-01"}, INVOICE],
            "payments": [{"id": "P", "date": "2026-10-02", "amount": "1.00", "invoice": "F-9"}],
            "credit_notes": [{"id": "A", "date": "2026-10-02", "amount": "1200.01", "invoice": "F-1"}],
            "waiver": {"indemnity": True},
        },
    )
    assert faults(answer) == {
        "invoices[1].ref": "DUPLICATE",
        "invoices[0].due_date": "DUE_BEFORE_ISSUE",
        "payments[0].invoice": "UNKNOWN_INVOICE",
        "credit_notes[0].amount": "CREDIT_NOTE_ABOVE_INVOICE",
        "waiver": "WAIVER_NOT_ALLOWED",
    }


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "BODY_EMPTY"),
        (b" \n", 400, "BODY_EMPTY"),
        (b"{", 400, "JSON_INVALID"),
        (b"{'regime': 'b2b'}", 400, "JSON_INVALID"),
        (b'{"regime": "b2b"} {}', 400, "JSON_INVALID"),
        (b"\xef\xbb\xbf{}", 400, "JSON_INVALID"),
        (b'{"regime": "b2b\n"}', 400, "JSON_INVALID"),
        ('{"regime": "été"}'.encode("latin-1"), 400, "ENCODING_INVALID"),
        ('{"regime": "b2b"}'.encode("utf-16"), 400, "ENCODING_INVALID"),
        (b"[" * 100_000, 400, "JSON_TOO_DEEP"),
        (b'{"a":' * 100_000, 400, "JSON_TOO_DEEP"),
        (b"[]", 422, "NOT_AN_OBJECT"),
        (b"null", 422, "NOT_AN_OBJECT"),
        (b'"regime"', 422, "NOT_AN_OBJECT"),
        (b"NaN", 422, "NOT_AN_OBJECT"),
        (b"{}", 422, "INVALID_FACTS"),
    ],
    ids=lambda value: repr(value)[:25],
)
def test_a_body_that_is_no_json_object_is_refused(
    post: Post, route: str, body: bytes, status: int, code: str
) -> None:
    assert refusal(post(route, body), status)["code"] == code


@pytest.mark.parametrize(
    ("replaced", "field", "code"),
    [
        ('"amount_ttc": NaN', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": Infinity', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": "NaN"', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": 1200.00', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": 100000000000000000000', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": "100000000000000000000"', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        (f'"amount_ttc": {"9" * 5000}', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": 1e400', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": "1e2"', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": "١٢"', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": "1200.005"', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": true', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": null', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": ["1"]', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": {"a": {"b": []}}', "invoices[0].amount_ttc", "AMOUNT_INVALID"),
        ('"amount_ttc": "1200.00", "amount_ttc": "1.00"', "invoices[0].amount_ttc", "DUPLICATE_KEY"),
        ('"amount_ttc": "1200.00", "ref": "\\ud800"', "invoices[0].ref", "DUPLICATE_KEY"),
    ],
    ids=lambda value: value[:45],
)
def test_a_wrong_value_names_its_field(post: Post, replaced: str, field: str, code: str) -> None:
    body = json.dumps(CLAIM).replace('"amount_ttc": "1200.00"', replaced)
    assert faults(post("/statements", body.encode())) == {field: code}


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("\\ud800", "TEXT_UNPRINTABLE"),
        ("\\u200b\\u202e", "TEXT_EMPTY"),
        ("a\\u0301\\u0301\\u0301\\u0301", "TEXT_UNPRINTABLE"),
    ],
)
def test_a_text_that_cannot_be_printed_is_refused_under_its_field(post: Post, ref: str, code: str) -> None:
    body = json.dumps(CLAIM).replace("F-1", ref)
    assert faults(post("/statements", body.encode())) == {"invoices[0].ref": code}


@pytest.mark.parametrize("key", ["\\ud800", "\\u0000", "<script>", "a" * 5000, "été", "x.y[0]"])
def test_an_unknown_field_is_named_without_being_trusted(post: Post, key: str) -> None:
    body = json.dumps(CLAIM).replace('"regime"', f'"{key}": 1, "regime"')
    ((field, code),) = faults(post("/statements", body.encode())).items()
    assert code == ("TEXT_UNPRINTABLE" if key == "\\ud800" else "UNKNOWN_FIELD")
    assert len(field) <= 60
    assert field.isprintable()


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("deadline_days",), True, "NOT_AN_INTEGER"),
        (("deadline_days",), "8", "NOT_AN_INTEGER"),
        (("deadline_days",), 8.0, "NOT_AN_INTEGER"),
        (("deadline_days",), 0, "NUMBER_TOO_SMALL"),
        (("deadline_days",), 61, "NUMBER_TOO_LARGE"),
        (("between_merchants",), 1, "NOT_A_BOOLEAN"),
        (("between_merchants",), "true", "NOT_A_BOOLEAN"),
        (("creditor", "name"), 7, "NOT_TEXT"),
        (("creditor", "siren"), "123456789", "SIREN_INVALID"),
        (("creditor", "email"), "a@b", "EMAIL_INVALID"),
        (("payment", "iban"), "FR7618999004120002041578616", "IBAN_INVALID"),
        (("payment", "bic"), "EXEM", "BIC_INVALID"),
        (("payment", "link"), "http://example.fr", "LINK_INVALID"),
        (("payment", "link"), "https://example.fr@evil.fr", "LINK_INVALID"),
        (("payment", "link"), "javascript:alert(1)", "LINK_INVALID"),
        (("obstacles",), "disputed", "NOT_A_LIST"),
        (("enclosures",), ["x"] * 31, "TOO_MANY"),
        (("invoices",), [], "TOO_FEW"),
        (("invoices",), [{"ref": f"F-{n}"} for n in range(61)], "TOO_MANY_INVOICES"),
        (("invoice_files",), [{"name": "../a.pdf", "content_base64": ""}], "FILE_NAME_INVALID"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_fact_of_a_letter_names_its_field(
    post: Post, path: tuple[str, ...], value: Any, code: str
) -> None:
    letter = json.loads(json.dumps(LETTER))
    place = letter
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    ((field, found),) = faults(post("/letters/preview", letter)).items()
    assert found == code
    assert field.startswith(".".join(path))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"kind": "limitations"}, {"kind": "NOT_A_CHOICE"}),
        ({"kind": ["limitation"]}, {"kind": "NOT_A_CHOICE"}),
        (
            {"kind": "procedural_months", "event_date": "2100-12-31", "months": 121},
            {"months": "NUMBER_TOO_LARGE"},
        ),
        ({"kind": "injonction_service", "order_dates": []}, {"order_dates": "TOO_FEW"}),
        ({"kind": "limitation", "items": [{"ref": "L1"}]}, {"items[0].performance_date": "DATE_MISSING"}),
        (
            {"kind": "limitation", "items": [{"ref": "A", "due_date": "2026-01-01"}] * 2},
            {"items": "DUPLICATE"},
        ),
        ({"regime": "b2c", "agreed_term": None}, {"due_date": "NO_STATUTORY_TERM"}),
        ({"regime": "b2b"}, {"receipt_or_performance_date": "DATE_MISSING"}),
        (
            {"regime": "b2b", "agreed_term": "soon", "invoice_date": "2026-01-01"},
            {"agreed_term": "TERM_UNKNOWN"},
        ),
        ({"regime": "public", "service_done_date": "2026-01-01"}, {"buyer": "MISSING"}),
    ],
    ids=str,
)
def test_a_deadline_that_cannot_be_computed_is_refused(
    post: Post, body: dict[str, Any], expected: dict[str, str]
) -> None:
    assert faults(post("/deadlines", body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "procedural_months", "event_date": "2100-12-31", "months": 120},
        {"kind": "insolvency_claim", "bodacc_publication_date": "2100-12-31", "abroad": True},
        {"kind": "injonction_service", "order_dates": ["2100-12-31"]},
        {
            "kind": "limitation",
            "today": "2100-12-31",
            "items": [
                {"ref": "A", "due_date": "2100-12-31", "acknowledgements": ["2100-12-31"]},
                {"ref": "B", "regime": "public", "due_date": "2100-12-31", "written_claims": ["2100-12-31"]},
            ],
        },
        {"regime": "b2b", "agreed_term": "999_days_then_end_of_month", "invoice_date": "2100-12-31"},
        {
            "regime": "public",
            "buyer": "state",
            "service_done_date": "2100-12-31",
            "suspensions": [{"start": "2100-12-31", "end": "2100-12-31"}],
        },
    ],
    ids=lambda body: body.get("kind", body.get("regime")),
)
def test_the_last_day_of_the_calendar_is_computed_like_any_other(post: Post, body: dict[str, Any]) -> None:
    assert post("/deadlines", body).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "json"]
)
def test_another_content_type_is_refused(post: Post, route: str, content_type: str) -> None:
    assert refusal(post(route, CLAIM, content_type), 415)["code"] == "CONTENT_TYPE_UNSUPPORTED"


def test_json_is_accepted_with_a_charset_or_without_a_content_type(client: Client, post: Post) -> None:
    assert post("/statements", CLAIM, "Application/JSON; charset=utf-8").status_code == 200
    assert client.http.post("/statements", body=json.dumps(CLAIM).encode()).status_code == 200


@pytest.mark.parametrize(("route", "megabytes"), [("/statements", 4), ("/deadlines", 4), ("/letters", 5.5)])
def test_a_body_too_large_is_refused_before_it_is_read(post: Post, route: str, megabytes: float) -> None:
    body = b"[" * int(megabytes * 1024 * 1024)
    assert refusal(post(route, body + b"["), 413)["code"] == "BODY_TOO_LARGE"
    assert refusal(post(route, body), 400)["code"] == "JSON_TOO_DEEP"


def test_an_answer_stays_small_however_many_faults_a_body_has(post: Post) -> None:
    answer = post("/statements", CLAIM | {f"field{n}": n for n in range(50_000)})
    assert len(refusal(answer)["errors"]) == 200


def test_an_unknown_rate_says_how_far_a_statement_can_go(post: Post) -> None:
    problem = refusal(post("/statements", CLAIM | {"computation_date": "2027-01-15"}))
    assert problem["code"] == "UNKNOWN_RATE"
    assert problem["unknown_semester"] == "2027-S1"
    assert problem["last_computable_date"] == "2026-12-31"
    assert [line["to"] for line in problem["priced_lines_before_unknown"]] == ["2026-12-31"]
    assert problem["errors"][0]["field"] == "computation_date"
    assert "31\u00a0décembre\u00a02026" in problem["errors"][0]["message"]


def test_what_may_be_waived_is_given_beside_the_statement(post: Post) -> None:
    plain = post("/statements", CLAIM).json_body
    waived = post("/statements", CLAIM | {"waiver": {"penalties": True, "indemnity": True}}).json_body
    assert waived.pop("waiver") == {
        "interest": plain["totals"]["interest_remaining"],
        "indemnity": "40.00",
        "amount_claimed": "1200.00",
    }
    assert waived == plain


def test_warnings_and_flags_are_also_in_words(post: Post) -> None:
    late = {"id": "P9", "date": "2026-11-20", "amount": "1.00"}
    answer = post(
        "/statements",
        CLAIM | {"rate": {"mode": "contract_fixed", "contract_rate_pct": "1"}, "payments": [late]},
    ).json_body
    assert answer["flags"] == ["contract_rate_below_floor:2026-S2"]
    assert "2026-S2" in answer["remarks"][0]["message"]
    assert answer["warnings"][0]["subject"] == "P9"
    assert "postérieur" in answer["warnings"][0]["message"]


def test_an_error_nobody_foresaw_tells_nothing_but_a_reference(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Antoine Perrot owes F-1")

    monkeypatch.setattr(statements, "draw", fail)
    with caplog.at_level(logging.DEBUG):
        problem = refusal(post("/statements", CLAIM), 500)
    assert problem["code"] == "UNEXPECTED"
    assert problem["reference"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert "statements.py" in caplog.text
    for private in ("Perrot", "F-1"):
        assert private not in caplog.text
        assert private not in json.dumps(problem)
