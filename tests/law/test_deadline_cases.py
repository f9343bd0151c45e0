"""The worked cases D01–D11, compared field by field with what the modules of dates return."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest

from chalicelib.law.limitation import LimitationFacts, limitation, status
from chalicelib.law.procedure import last_day_to_declare, last_day_to_serve, period_of_months
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from chalicelib.law.terms import PublicBuyer, payment_term, public_term

CASES = json.loads((Path(__file__).parents[1] / "golden_cases.json").read_text())["deadline_cases"]
REGISTER = load()


def test_the_worked_cases_are_all_there():
    assert [case["id"] for case in CASES] == [f"D{n:02}" for n in range(1, 12)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['title']}")
def test_worked_case(case):
    expected = {key: value for key, value in case["expected"].items() if key != "note"}
    found = answer(copy.deepcopy(case["inputs"]))
    assert {key: found[key] for key in expected} == expected
    assert found.get("flag") == expected.get("flag")


def answer(inputs: dict) -> dict:
    kind = inputs.pop("kind", inputs.get("regime"))
    return KINDS[kind](inputs)


def between_professionals(inputs):
    regime = Regime(inputs.pop("regime"))
    term = payment_term(REGISTER, regime, **days_of(inputs))
    return {
        "due_date": text(term.due_date),
        "first_day_late": text(term.first_day_late),
        "legal_maximum": text(term.legal_maximum),
        "flag": term.flag,
    }


def public(inputs):
    inputs.pop("regime")
    term = public_term(REGISTER, PublicBuyer(inputs.pop("buyer")), **days_of(inputs))
    return {
        "term_days": term.term_days,
        "payment_term_last_day": text(term.payment_term_last_day),
        "first_day_of_interest": text(term.first_day_of_interest),
    }


def procedural_months(inputs):
    period = period_of_months(date.fromisoformat(inputs["event_date"]), inputs["months"])
    return {"raw_end": text(period.raw_end), "end_after_cpc_642": text(period.end_after_cpc_642)}


def insolvency_claim(inputs):
    return {
        "last_day": text(last_day_to_declare(REGISTER, date.fromisoformat(inputs["bodacc_publication_date"])))
    }


def injonction_service(inputs):
    days = inputs["order_dates"]
    return {
        "last_day_to_serve": {day: text(last_day_to_serve(REGISTER, date.fromisoformat(day))) for day in days}
    }


def limitation_dates(inputs):
    ends = {}
    for item in inputs["items"]:
        ref, regime = item.pop("ref"), Regime(item.pop("regime"))
        ends[ref] = limitation(LimitationFacts(regime, **days_of(item)), REGISTER).warning_date
    today = date(2026, 11, 21)
    return {
        "warning_dates": {ref: text(end) for ref, end in ends.items()},
        "status_on_2026_11_21": {ref: status(end, today, REGISTER) for ref, end in ends.items()},
    }


KINDS = {
    "b2b": between_professionals,
    "public": public,
    "procedural_months": procedural_months,
    "insolvency_claim": insolvency_claim,
    "injonction_service": injonction_service,
    "limitation": limitation_dates,
}


def days_of(inputs: dict) -> dict:
    return {
        key: date.fromisoformat(value) if key.endswith("_date") else value for key, value in inputs.items()
    }


def text(day: date | None) -> str | None:
    return day and day.isoformat()
