"""Letters over HTTP: names of files, the form of a framed preview, refusals that name what is missing."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from chalice.test import HTTPResponse

from chalicelib import wiring
from chalicelib.documents.pdf import PrintFailed
from chalicelib.web.answer import as_file
from tests.web.conftest import PDF, Post

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.json"))
FORM = "application/x-www-form-urlencoded"


def sample(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((SAMPLES[0].parent / f"{name}.json").read_text(encoding="utf-8"))
    return body


def codes(answer: HTTPResponse) -> dict[str, str]:
    return {error["field"]: error["code"] for error in json.loads(answer.body)["errors"]}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.usefixtures("no_printing")
def test_every_document_under_every_regime_is_issued_and_previewed(post: Post, path: Path) -> None:
    body = path.read_bytes()
    letter = post("/letters", body)
    assert (letter.status_code, letter.body) == (200, PDF)
    assert letter.headers["Content-Type"] == "application/pdf"
    assert letter.headers["Cache-Control"] == "no-store"
    preview = post("/letters/preview", body)
    assert preview.status_code == 200
    assert preview.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b'class="gap"' not in preview.body


@pytest.mark.usefixtures("no_printing")
def test_the_files_are_attachments_with_a_name_in_two_alphabets(post: Post) -> None:
    facts = sample("formal_notice.b2b")
    for route, start in (("", "mise-en-demeure"), ("/sheet", "marche-a-suivre"), ("/calendar", "dates")):
        disposition = post(f"/letters{route}", facts).headers["Content-Disposition"]
        assert disposition.startswith(f'attachment; filename="{start}')
        assert f"filename*=UTF-8''{start}" in disposition
    accented = as_file(b"", "text/plain", 'reçu "n°1".pdf').headers["Content-Disposition"]
    assert (
        accented == "attachment; filename=\"re_u _n_1_.pdf\"; filename*=UTF-8''re%C3%A7u%20%22n%C2%B01%22.pdf"
    )


def test_the_calendar_is_a_calendar(post: Post) -> None:
    answer = post("/letters/calendar", sample("formal_notice.b2b"))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.body.startswith(b"BEGIN:VCALENDAR")


def test_a_form_posts_a_draft_into_a_frame(post: Post) -> None:
    facts = sample("formal_notice.b2c")
    as_json = post("/letters/preview", facts)
    as_form = post("/letters/preview", urlencode({"letter": json.dumps(facts)}).encode(), FORM)
    assert (as_form.status_code, as_form.body) == (200, as_json.body)
    policy = as_form.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert policy.endswith("sandbox")


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        (b"", 400, "FORM_FIELD_MISSING"),
        (b"lettre=%7B%7D", 400, "FORM_FIELD_MISSING"),
        (b"letter=%7B%7D&letter=%7B%7D", 400, "FORM_FIELD_MISSING"),
        (b"letter=%7B%7D" + b"&x=1" * 20, 400, "FORM_FIELD_MISSING"),
        (b"\xff=1", 400, "FORM_FIELD_MISSING"),
        (b"letter=", 400, "BODY_EMPTY"),
        (b"letter=%FF", 400, "ENCODING_INVALID"),
        (b"letter=%7B", 400, "JSON_INVALID"),
        (b"letter=%7B%7D", 422, "INVALID_FACTS"),
    ],
)
def test_a_form_without_its_letter_is_refused(post: Post, form: bytes, status: int, code: str) -> None:
    answer = post("/letters/preview", form, FORM)
    assert answer.status_code == status
    assert json.loads(answer.body)["code"] == code


def test_a_form_is_for_the_preview_only(post: Post) -> None:
    assert post("/letters", urlencode({"letter": "{}"}).encode(), FORM).status_code == 415


@pytest.mark.usefixtures("no_printing")
def test_what_is_missing_is_a_gap_in_the_preview_and_a_refusal_of_the_letter(post: Post) -> None:
    facts = sample("formal_notice.b2b")
    del facts["creditor"]["registry_town"]
    del facts["invoices"][1]["issue_date"]
    assert b'class="gap"' in post("/letters/preview", facts).body
    for route in ("/letters", "/letters/sheet", "/letters/calendar"):
        refused = post(route, facts)
        assert refused.status_code == 422
        assert json.loads(refused.body)["code"] == "MISSING_FACTS"
        assert codes(refused) == {"creditor.registry_town": "MISSING", "invoices[1].issue_date": "MISSING"}


def test_a_draft_of_two_fields_is_previewed(post: Post) -> None:
    for document in ("formal_notice", "account_statement", "receipt", "last_notice", "courtesy_reminder"):
        for regime in ("b2b", "b2c", "non_professional", "public"):
            answer = post("/letters/preview", {"document": document, "regime": regime, "invoices": [{}]})
            assert answer.status_code == 200, (document, regime)
            assert b'class="gap"' in answer.body


@pytest.mark.usefixtures("no_printing")
def test_a_letter_past_the_last_published_rate_is_refused_or_stops_there(post: Post) -> None:
    facts = sample("formal_notice.b2b") | {"computation_date": "2027-01-20"}
    refused = post("/letters", facts)
    assert refused.status_code == 422
    assert json.loads(refused.body)["code"] == "UNKNOWN_RATE"
    assert json.loads(refused.body)["last_computable_date"] == "2026-12-31"
    stopped = facts | {"on_unknown_rate": "stop_at_last_known_day"}
    assert post("/letters", stopped).status_code == 200
    assert "31\u00a0décembre\u00a02026" in post("/letters/preview", stopped).body.decode()


@pytest.mark.parametrize(
    ("name", "path", "value", "field", "code", "said"),
    [
        ("formal_notice.b2b", "obstacles", ["disputed"], "obstacles", "STOPPED_DISPUTED", "contestée"),
        ("formal_notice.b2b", "deadline_days", 9, "deadline_days", "DEADLINE_NOT_OFFERED", "8, 10, 15, 30"),
        (
            "formal_notice.b2b",
            "letter_date",
            "2026-11-15",
            "letter_date",
            "LETTER_BEFORE_COMPUTATION",
            "précède",
        ),
        (
            "formal_notice.b2b",
            "residue_threshold",
            "99999.00",
            "residue_threshold",
            "BELOW_RESIDUE_THRESHOLD",
            "99\u202f999,00",
        ),
        ("formal_notice.b2c", "next_step", "lawyer", "next_step", "STEP_NOT_OFFERED", "pas ouverte"),
        (
            "formal_notice.b2c",
            "channel",
            "electronic_registered",
            "electronic_consent_date",
            "ELECTRONIC_CONSENT_MISSING",
            "accord",
        ),
        (
            "formal_notice.public",
            "invoices.0.due_date",
            "2026-07-21",
            "invoices[0].due_date",
            "DUE_DATE_IS_NOT_END_OF_TERM",
            "20\u00a0juillet",
        ),
        (
            "last_notice.b2b",
            "earlier_notice.presented_on",
            "2026-11-06",
            "letter_date",
            "LAST_NOTICE_TOO_EARLY",
            "novembre",
        ),
        (
            "courtesy.b2b",
            "computation_date",
            "2026-09-16",
            "invoices[0].due_date",
            "COURTESY_AFTER_DUE_DATE",
            "échue",
        ),
        (
            "receipt.b2b",
            "receipt_payment",
            "V-9999",
            "receipt_payment",
            "RECEIPT_PAYMENT_UNKNOWN",
            "règlement",
        ),
        ("formal_notice.b2b", "debtor.name", "漢字", "debtor.name", "CHARACTER_NOT_PRINTABLE", "漢"),
        (
            "formal_notice.b2b",
            "debtor.address.street",
            "W" * 60,
            "debtor.address",
            "ADDRESS_LINE_TOO_WIDE",
            "WWW",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
@pytest.mark.usefixtures("no_printing")
def test_a_letter_that_should_not_leave_says_why(
    post: Post, name: str, path: str, value: Any, field: str, code: str, said: str
) -> None:
    facts = place = sample(name)
    *parents, last = path.split(".")
    for parent in parents:
        place = place[int(parent) if parent.isdigit() else parent]
    place[last] = value
    answer = post("/letters", facts)
    assert answer.status_code == 422
    found = {error["field"]: error for error in json.loads(answer.body)["errors"]}
    assert found[field]["code"] == code
    assert said in found[field]["message"]


def test_a_letter_that_cannot_be_printed_is_told_with_a_reference(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> bytes:
        raise PrintFailed("PRINT_TIMEOUT", "somewhere")

    monkeypatch.setattr(wiring, "print_pdf", lambda: fail)
    answer = post("/letters", sample("formal_notice.b2b"))
    problem = json.loads(answer.body)
    assert (answer.status_code, problem["code"]) == (503, "PRINT_FAILED")
    assert problem["reference"] in caplog.text
    assert "PRINT_TIMEOUT" in caplog.text
