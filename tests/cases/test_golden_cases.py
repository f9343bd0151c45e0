"""The worked cases G01–G37 through the functions, field by field; D01–D11 are in tests/law."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.cases.checks import contradictions
from chalicelib.cases.facts import StatementFacts
from chalicelib.cases.statement import UnknownRateInStatement, draw_up
from chalicelib.documents.statement_json import line_document, statement_document
from chalicelib.law.register import load

CASES = json.loads((Path(__file__).parents[1] / "golden_cases.json").read_text(encoding="utf-8"))["cases"]
PRICED = [case for case in CASES if case["expected"]["status"] == "ok"]
REFUSED = [case for case in CASES if case["expected"]["status"] == "refused"]


def name(case: dict[str, Any]) -> str:
    return f"{case['id']} {case['title']}"


def test_the_worked_cases_are_all_there() -> None:
    assert [case["id"] for case in CASES] == [f"G{number:02}" for number in range(1, 38)]
    assert len(PRICED) + len(REFUSED) == len(CASES)


@pytest.mark.parametrize("case", PRICED, ids=name)
def test_worked_case(case: dict[str, Any]) -> None:
    facts = StatementFacts.model_validate(case["inputs"])
    assert contradictions(facts) == ()
    assert statement_document(draw_up(facts.claim(), load())) == case["expected"]


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_refused_case(case: dict[str, Any]) -> None:
    facts = StatementFacts.model_validate(case["inputs"])
    with pytest.raises(UnknownRateInStatement) as refused:
        draw_up(facts.claim(), load())
    expected = case["expected"]
    assert expected["error"] == "UNKNOWN_RATE"
    assert refused.value.semester == expected["unknown_semester"]
    priced = [line_document(line) for line in refused.value.until_known.lines]
    assert priced == expected["priced_lines_before_unknown"]
