"""Explanations: each formula really gives its figure, each rate is made of figures of the register."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from chalicelib.cases.facts import StatementFacts
from chalicelib.cases.statement import Statement, UnknownRateInStatement, draw_up
from chalicelib.core.money import to_cents
from chalicelib.documents.explain import explain, rate_origin
from chalicelib.law.register import load

GOLDEN = json.loads((Path(__file__).parents[1] / "golden_cases.json").read_text(encoding="utf-8"))["cases"]
REGISTER = load()


def statement_of(inputs: dict[str, Any], **more: Any) -> Statement:
    facts = StatementFacts.model_validate({**inputs, **more})
    try:
        return draw_up(facts.claim(), REGISTER)
    except UnknownRateInStatement as unknown:
        return unknown.until_known


def worked_out(formula: str) -> Decimal:
    """What the printed figures give: exact, then rounded as a line is."""
    text = re.sub(r"[\u202f\u00a0€]", "", formula).replace(",", ".").replace("\u2212", "-").replace("×", "*")
    text = re.sub(r"([\d.]+)%", r"\1/100", text)
    exact = eval(re.sub(r"[\d.]+", r"Fraction('\g<0>')", text), {"Fraction": Fraction})
    return to_cents(Decimal(exact.numerator) / Decimal(exact.denominator))


@pytest.mark.parametrize("day_count", ["365", "actual"])
@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["id"])
def test_every_formula_gives_its_figure(case: dict[str, Any], day_count: str) -> None:
    statement = statement_of(case["inputs"], day_count=day_count)
    explained = explain(statement, REGISTER)
    assert [worked_out(line.formula) for line in explained.lines] == [line.amount for line in statement.lines]
    for name, total in explained.totals.items():
        assert worked_out(total.formula) == getattr(statement.totals, name), name
    assert set(explained.totals) == set(statement.totals.__slots__)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["id"])
def test_every_line_says_its_article_its_rule_and_where_its_rate_was_read(case: dict[str, Any]) -> None:
    for line in explain(statement_of(case["inputs"]), REGISTER).lines:
        assert line.articles
        assert all(article.rule_ids and article.source and article.confidence for article in line.articles)
        assert all(part.value and part.source and part.confidence for part in line.rate)
        assert line.rate or line.rate_origin == "Taux prévu au contrat"
        assert line.rate_origin in line.sentence


@pytest.mark.parametrize(
    ("case", "origin"),
    [
        ("G05", "Taux BCE du 1er semestre 2025 (3,15\u00a0%) + 10 points"),
        ("G14", "Contrat\u00a0: 3 × le taux légal du 1er semestre 2026 (2,62\u00a0%)"),
        ("G29", "Taux d’intérêt légal du 1er semestre 2026, «\u00a0tous autres cas\u00a0»"),
        ("G32", "Taux BCE du 1er semestre 2026 (2,15\u00a0%) + 8 points, figé"),
    ],
)
def test_the_origin_of_a_rate_is_short_french(case: str, origin: str) -> None:
    inputs = next(each["inputs"] for each in GOLDEN if each["id"] == case)
    assert rate_origin(statement_of(inputs).lines[0], REGISTER) == origin


def test_a_contract_rate_is_the_contract_s_and_below_the_floor_the_floor_s() -> None:
    claim = {
        "regime": "b2b",
        "computation_date": "2026-11-21",
        "invoices": [{"ref": "F", "amount_ttc": "100.00", "due_date": "2026-09-30"}],
    }
    above = statement_of(claim, rate={"mode": "contract_fixed", "contract_rate_pct": "15"})
    assert rate_origin(above.lines[0], REGISTER) == "Taux prévu au contrat"
    assert [article.key for article in explain(above, REGISTER).lines[0].articles] == [
        "penalites-professionnels",
        "force-du-contrat",
    ]
    below = statement_of(claim, rate={"mode": "contract_fixed", "contract_rate_pct": "5"})
    assert rate_origin(below.lines[0], REGISTER).startswith(
        "Minimum légal\u00a0: 3 × le taux légal du 2d semestre"
    )


def test_a_consumer_without_a_formal_notice_is_told_why_no_interest_runs() -> None:
    statement = statement_of(
        {
            "regime": "b2c",
            "computation_date": "2026-11-21",
            "invoices": [{"ref": "F", "amount_ttc": "100.00", "due_date": "2026-09-30"}],
        }
    )
    totals = explain(statement, REGISTER).totals
    assert "mise en demeure" in totals["interest_accrued"].sentence
    assert totals["indemnity"].articles == ()
