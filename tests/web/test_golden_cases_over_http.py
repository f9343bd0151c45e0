"""The worked cases through the HTTP API, field by field: `inputs` in, the fields of `expected` out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Post

GOLDEN = json.loads((Path(__file__).parents[1] / "golden_cases.json").read_text(encoding="utf-8"))
PRICED = [case for case in GOLDEN["cases"] if case["expected"]["status"] == "ok"]
REFUSED = [case for case in GOLDEN["cases"] if case["expected"]["status"] == "refused"]
DEADLINES = GOLDEN["deadline_cases"]


def name(case: dict[str, Any]) -> str:
    return f"{case['id']} {case['title']}"


def fields_of(expected: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return {field: answer.get(field) for field in expected}


def test_every_case_is_asked() -> None:
    assert (len(PRICED), len(REFUSED), len(DEADLINES)) == (36, 1, 11)


@pytest.mark.parametrize("case", PRICED, ids=name)
def test_statement(case: dict[str, Any], post: Post) -> None:
    answer = post("/statements", case["inputs"])
    assert answer.status_code == 200
    assert fields_of(case["expected"], answer.json_body) == case["expected"]
    assert answer.json_body["computation_date"] == case["inputs"]["computation_date"]


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_refused_statement(case: dict[str, Any], post: Post) -> None:
    answer = post("/statements", case["inputs"])
    expected = case["expected"]
    assert answer.status_code == 422
    assert answer.json_body["code"] == expected["error"]
    assert answer.json_body["unknown_semester"] == expected["unknown_semester"]
    assert answer.json_body["priced_lines_before_unknown"] == expected["priced_lines_before_unknown"]
    assert "totals" not in answer.json_body


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_a_refused_statement_may_stop_at_the_last_known_day(case: dict[str, Any], post: Post) -> None:
    refused = post("/statements", case["inputs"]).json_body
    stopped = post("/statements", case["inputs"] | {"on_unknown_rate": "stop_at_last_known_day"}).json_body
    asked_then = post(
        "/statements", case["inputs"] | {"computation_date": refused["last_computable_date"]}
    ).json_body
    assert stopped["stopped_at"] == {
        "unknown_semester": refused["unknown_semester"],
        "asked": case["inputs"]["computation_date"],
    }
    assert stopped["lines"] == refused["priced_lines_before_unknown"]
    assert stopped["computation_date"] == refused["last_computable_date"]
    del stopped["stopped_at"]
    assert stopped == asked_then


@pytest.mark.parametrize("case", DEADLINES, ids=name)
def test_deadline(case: dict[str, Any], post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACQUIT_TODAY", "2026-11-21")
    answer = post("/deadlines", case["inputs"])
    expected = {field: value for field, value in case["expected"].items() if field != "note"}
    assert answer.status_code == 200
    assert fields_of(expected, answer.json_body) == expected
    assert ("flag" in answer.json_body) == ("flag" in expected)
    assert answer.json_body["citations"]
    assert answer.json_body["explanation"]


def test_the_status_of_a_limitation_is_that_of_the_clock_unless_a_day_is_given(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACQUIT_TODAY", "2026-12-02")
    limitation = DEADLINES[-1]["inputs"]
    by_the_clock = post("/deadlines", limitation).json_body
    assert by_the_clock["status_on_2026_12_02"]["L1"] == "expired"
    given = post("/deadlines", limitation | {"today": "2026-11-21"}).json_body
    assert given["status_on_2026_11_21"]["L1"] == "expires_in_10_days"
    assert "status_on_2026_12_02" not in given
