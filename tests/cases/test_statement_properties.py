"""What holds for every claim: the engine finds what the oracle finds, sums add up, and time and money go one way."""

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.cases.checks import contradictions
from chalicelib.cases.facts import StatementFacts
from chalicelib.cases.statement import Statement, UnknownRateInStatement, draw_up
from chalicelib.documents.statement_json import line_document, statement_document
from chalicelib.law.interest import AgreedRate, DayCount, InterestRule, RateMode
from chalicelib.law.regimes import Accrual
from chalicelib.law.register import Register, load
from tests.cases import oracle
from tests.cases.strategies import CENTS, EDGE_DAYS, PRICED_DAYS, claims, euros, stable

REGISTER = load()
CENT = Decimal("0.01")

long_run = settings(stable, max_examples=3000)
priced_claims = claims(PRICED_DAYS)


def engine(inputs: dict, register: Register = REGISTER) -> Statement:
    facts = StatementFacts.model_validate(inputs)
    assert contradictions(facts) == ()
    return draw_up(facts.claim(), register)


def answer(inputs: dict, register: Register = REGISTER) -> dict:
    try:
        return statement_document(engine(inputs, register))
    except UnknownRateInStatement as refused:
        return {
            "status": "refused",
            "error": "UNKNOWN_RATE",
            "unknown_semester": refused.semester,
            "priced_lines_before_unknown": [line_document(line) for line in refused.until_known.lines],
        }


@given(claims())
@settings(stable, max_examples=200)
def test_the_engine_and_the_oracle_agree(inputs):
    assert answer(inputs) == oracle.statement(inputs)


@given(claims(EDGE_DAYS))
@stable
def test_the_engine_and_the_oracle_refuse_the_same_semester_and_price_the_same_lines_before_it(inputs):
    assert answer(inputs) == oracle.statement(inputs)


@pytest.mark.slow
@given(claims() | claims(EDGE_DAYS))
@long_run
def test_the_engine_and_the_oracle_agree_on_thousands_of_claims(inputs):
    assert answer(inputs) == oracle.statement(inputs)


# --- sums ------------------------------------------------------------------------------------------------------


@given(priced_claims)
@stable
def test_printed_lines_and_balances_add_up_to_the_totals(inputs):
    statement = engine(inputs)
    totals = statement.totals
    for balance in statement.balances:
        printed = [line.amount for line in statement.lines if line.invoice == balance.invoice]
        assert sum(printed) == balance.interest_accrued
        assert balance.principal_remaining >= 0
        assert 0 <= balance.interest_paid <= balance.interest_accrued
        assert 0 <= balance.indemnity_paid <= balance.indemnity <= 40
    for field in (
        "interest_accrued",
        "interest_paid",
        "interest_remaining",
        "indemnity",
        "indemnity_remaining",
    ):
        assert getattr(totals, field) == sum(getattr(balance, field) for balance in statement.balances)
    assert totals.principal_remaining + totals.principal_not_yet_due == sum(
        balance.principal_remaining for balance in statement.balances
    )
    assert (
        totals.total_due
        == totals.principal_remaining + totals.interest_remaining + totals.indemnity_remaining
    )


@given(priced_claims)
@stable
def test_every_cent_received_is_allocated_or_overpaid_and_every_cent_invoiced_is_paid_credited_or_remains(
    inputs,
):
    statement = engine(inputs)
    day = inputs["computation_date"]

    def known(movements: list[dict]) -> Decimal:
        return sum((Decimal(each["amount"]) for each in movements if each["date"] <= day), Decimal(0))

    shares = [allocation.share for allocation in statement.allocations]
    allocated = sum((share.total for share in shares), Decimal(0))
    assert known(inputs["payments"]) == allocated + statement.totals.overpayment

    invoiced = sum(Decimal(invoice["amount_ttc"]) for invoice in inputs["invoices"])
    remaining = sum(balance.principal_remaining for balance in statement.balances)
    paid = sum((share.to_principal for share in shares), Decimal(0))
    assert invoiced == known(inputs["credit_notes"]) + paid + remaining


# --- time ------------------------------------------------------------------------------------------------------


@given(priced_claims)
@stable
def test_each_line_can_be_redone_by_hand_and_no_day_bears_two_layers_of_interest(inputs):
    statement = engine(inputs | {"day_count": "365"})
    for line in statement.lines:
        assert line.days == (line.last - line.first).days + 1 > 0
        by_hand = Fraction(line.base) * Fraction(line.rate.percent) * line.days / 36500
        assert abs(Fraction(line.exact) - by_hand) < Fraction(1, 10**12)
        assert abs(Fraction(line.amount) - by_hand) <= Fraction(1, 200)
    for earlier, later in pairwise(statement.lines):
        assert earlier.invoice != later.invoice or earlier.last < later.first


@given(
    claims(st.dates(date(2016, 1, 1), date(2025, 12, 31))),
    st.integers(1, 365),
)
@stable
def test_more_days_never_cost_less(inputs, days):
    day = inputs["computation_date"]
    for movements in ("payments", "credit_notes"):
        inputs[movements] = [each for each in inputs[movements] if each["date"] <= day]
    if inputs.get("insolvency_judgment_date", "") > day:
        del inputs["insolvency_judgment_date"]
    later = inputs | {"computation_date": (date.fromisoformat(day) + timedelta(days)).isoformat()}
    before, after = engine(inputs).totals, engine(later).totals
    assert after.total_due >= before.total_due
    assert after.interest_accrued >= before.interest_accrued
    assert after.overpayment == before.overpayment


@given(
    accrual=st.sampled_from(Accrual),
    agreed=st.sampled_from([AgreedRate(), AgreedRate(RateMode.CONTRACT_FIXED, Decimal("9.9"))]),
    day_count=st.sampled_from(DayCount),
    cents=CENTS,
    first=st.dates(date(2014, 1, 1), date(2024, 1, 1)),
    days=st.integers(1, 1000),
    cut=st.integers(0, 999),
)
@stable
def test_splitting_a_period_changes_nothing_but_rounding(accrual, agreed, day_count, cents, first, days, cut):
    rule = InterestRule(accrual, agreed, day_count, REGISTER)
    base = Decimal(euros(cents))
    last, cut_at = first + timedelta(days), first + timedelta(cut % days)
    whole = rule.lines("F", base, first, first, last)
    parts = rule.lines("F", base, first, first, cut_at)
    parts += rule.lines("F", base, first, cut_at + timedelta(1), last)
    assert abs(sum(line.exact for line in parts) - sum(line.exact for line in whole)) < Decimal("1e-12")
    assert sum(line.days for line in parts) == sum(line.days for line in whole) == days + 1
    # One line became two: each rounds by half a cent at most, and sums are whole cents.
    extra = len(parts) - len(whole)
    assert extra in (0, 1)
    assert abs(sum(line.amount for line in parts) - sum(line.amount for line in whole)) <= extra * CENT


# --- money -----------------------------------------------------------------------------------------------------


@given(priced_claims, CENTS, st.integers(-400, 0), st.booleans())
@stable
def test_a_payment_never_increases_what_is_due(inputs, cents, days, designated):
    day = date.fromisoformat(inputs["computation_date"]) + timedelta(days)
    extra = {"id": "EXTRA", "date": day.isoformat(), "amount": euros(cents)}
    if designated:
        extra["invoice"] = inputs["invoices"][0]["ref"]
    before = engine(inputs)
    after = engine(inputs | {"payments": [*inputs["payments"], extra]})
    # A payment cuts lines, and a cut may round a cent up.
    cuts = max(0, len(after.lines) - len(before.lines))
    assert after.totals.total_due <= before.totals.total_due + cuts * CENT


@given(priced_claims, st.data())
@stable
def test_the_order_in_which_facts_are_given_changes_nothing(inputs, data):
    days = [payment["date"] for payment in inputs["payments"]]
    assume(len(set(days)) == len(days))
    shuffled = inputs | {
        group: data.draw(st.permutations(inputs[group])) for group in ("invoices", "payments", "credit_notes")
    }
    one, other = answer(inputs), answer(shuffled)
    for ordered_as_given in ("lines", "per_invoice"):
        for found in (one, other):
            found[ordered_as_given].sort(key=lambda each: (each["invoice"], each.get("from")))
    assert one == other


@given(claims())
@stable
def test_the_rate_of_individual_creditors_changes_no_result(inputs):
    """B16: that column is published, kept, and never used."""
    key = "taux-legal-particuliers"
    individual = REGISTER.parameter(key)
    tenfold = tuple(
        dataclasses.replace(version, value=version.value * 10 + 1) for version in individual.versions
    )
    altered = {**REGISTER.parameters, key: dataclasses.replace(individual, versions=tenfold)}
    assert answer(inputs, dataclasses.replace(REGISTER, parameters=altered)) == answer(inputs)
