"""The second way of computing finds the worked cases by itself, before it is used to judge the engine."""

import json
from pathlib import Path

import pytest

from tests.cases.oracle import statement

CASES = json.loads((Path(__file__).parents[1] / "golden_cases.json").read_text(encoding="utf-8"))["cases"]
REFUSAL = ("status", "error", "unknown_semester", "priced_lines_before_unknown")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_oracle_finds_every_worked_case(case):
    expected = case["expected"]
    if expected["status"] == "refused":
        expected = {field: expected[field] for field in REFUSAL}
    assert statement(case["inputs"]) == expected
