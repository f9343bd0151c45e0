"""Each reason not to let a document leave, reached from a letter that may: one fact is changed at a time."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from chalicelib.cases.facts import LetterFacts, NextStep, Obstacle
from chalicelib.cases.gate import DEADLINES_OFFERED, LAST_DEADLINES, STEPS_OFFERED, deadline_days, refusals
from chalicelib.cases.statement import draw_up
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from chalicelib.services.letters import claim_of

SAMPLES = Path(__file__).parents[1] / "samples"
REGISTER = load()
DEMANDS = ("first_reminder", "second_reminder", "formal_notice", "last_notice")
REGIMES = ("b2b", "b2c", "non_professional", "public")


def sample(document, regime="b2b", **changes):
    """A sample letter, some of its top-level facts replaced; a mapping adds to the one it meets."""
    facts = json.loads((SAMPLES / f"{document}.{regime}.json").read_text(encoding="utf-8"))
    for field, value in changes.items():
        facts[field] = facts.get(field, {}) | value if isinstance(value, dict) else value
    return LetterFacts.model_validate(facts)


def refused(document, regime="b2b", **changes):
    facts = sample(document, regime, **changes)
    faults = refusals(facts, draw_up(claim_of(facts), REGISTER), REGISTER)
    return [(fault.code, fault.field) for fault in faults]


def invoices(document, regime="b2b", **changes):
    """The invoices of a sample, each with the same facts replaced."""
    return [
        invoice.model_dump(mode="json", exclude_none=True) | changes
        for invoice in sample(document, regime).invoices
    ]


@pytest.mark.parametrize("letter", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_every_sample_letter_may_leave(letter):
    assert refused(*letter.split(".")) == []


# --- dates -----------------------------------------------------------------------------------------------------


def test_a_letter_is_not_dated_before_its_statement():
    assert refused("formal_notice", letter_date="2026-11-15") == [
        ("LETTER_BEFORE_COMPUTATION", "letter_date")
    ]


def test_a_reminder_recalled_is_not_later_than_the_letter():
    reminders = [{"date": "2026-11-16", "channel": "email"}, {"date": "2026-11-17", "channel": "email"}]
    assert refused("formal_notice", reminders=reminders) == [("REMINDER_IN_FUTURE", "reminders[1].date")]


def test_the_answer_is_asked_for_a_later_day():
    day = sample("second_reminder").computation_date
    late = ("ANSWER_BY_NOT_AFTER_LETTER", "answer_by")
    assert refused("second_reminder", answer_by=day.isoformat()) == [late]
    assert refused("second_reminder", answer_by=(day + timedelta(days=1)).isoformat()) == []


def test_money_received_between_the_statement_and_the_letter_is_never_asked_again():
    """E06, B22: a notice of 20 January, its statement stopped on 31 December, money received on the 10th."""
    asked = sample("formal_notice").model_dump(mode="json", exclude_none=True)
    late = {
        "id": "V-0110",
        "date": "2027-01-10",
        "amount": "10750.81",
        "invoice": asked["invoices"][0]["ref"],
    }
    avoir = {"id": "AV-0112", "date": "2027-01-12", "amount": "100.00", "invoice": late["invoice"]}
    dated = {"letter_date": "2027-01-20", "computation_date": "2026-12-31"}
    found = refused(
        "formal_notice",
        **dated,
        payments=[*asked["payments"], late],
        credit_notes=[*asked["credit_notes"], avoir],
    )
    assert found == [
        ("MONEY_AFTER_STATEMENT", "payments[1].date"),
        ("MONEY_AFTER_STATEMENT", "credit_notes[1].date"),
    ]
    assert refused("formal_notice", **dated) == []


# --- stopped ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("judgment", ["2026-08-01", "2030-01-01"])
@pytest.mark.parametrize("document", ["courtesy", *DEMANDS])
def test_a_recorded_insolvency_stops_every_letter_whatever_its_day(document, judgment):
    """Z04-4, H-01."""
    found = refused(document, insolvency_judgment_date=judgment)
    assert ("INSOLVENCY_STOPS_LETTERS", "insolvency_judgment_date") in found


@pytest.mark.parametrize("obstacle", Obstacle)
@pytest.mark.parametrize("document", ["courtesy", *DEMANDS])
def test_an_obstacle_stops_every_letter(document, obstacle):
    """Z04-3, Z04-4."""
    assert refused(document, obstacles=[obstacle]) == [(f"STOPPED_{obstacle.name}", "obstacles")]


@pytest.mark.parametrize("document", ["receipt", "account_statement"])
def test_a_receipt_and_an_account_may_leave_all_the_same(document):
    assert refused(document, obstacles=list(Obstacle), insolvency_judgment_date="2026-08-01") == []


# --- something due ---------------------------------------------------------------------------------------------


def test_a_courtesy_message_does_not_leave_after_the_due_date():
    found = refused("courtesy", computation_date="2026-09-16")
    assert found == [("COURTESY_AFTER_DUE_DATE", "invoices[0].due_date")]


def test_a_courtesy_message_does_not_leave_when_all_is_paid():
    payment = {"id": "P", "date": "2026-09-01", "amount": "5506.80"}
    assert refused("courtesy", payments=[payment]) == [("NOTHING_TO_PAY", "invoices")]


@pytest.mark.parametrize("document", DEMANDS)
def test_a_demand_does_not_leave_before_anything_is_due(document):
    """Z04-2, E06."""
    coming = invoices(document, due_date="2026-12-15")
    assert refused(document, invoices=coming, payments=[]) == [("NOT_YET_DUE", "invoices")]


def test_nothing_is_demanded_on_the_due_date_itself():
    day = sample("first_reminder").computation_date.isoformat()
    found = refused("first_reminder", invoices=invoices("first_reminder", due_date=day))
    assert found == [("NOT_YET_DUE", "invoices")]


def test_nothing_is_demanded_once_all_is_paid():
    bills = invoices("formal_notice")
    payments = [
        {"id": bill["ref"], "date": bill["due_date"], "amount": bill["amount_ttc"], "invoice": bill["ref"]}
        for bill in bills
    ]
    assert refused("formal_notice", payments=payments, credit_notes=[]) == [("NOTHING_TO_PAY", "invoices")]


def test_nothing_is_demanded_from_a_debtor_who_paid_too_much():
    payment = {"id": "P", "date": "2026-11-01", "amount": "99999.00"}
    assert refused("formal_notice", payments=[payment]) == [("OVERPAID", "payments")]


def test_a_residue_is_not_demanded_below_the_threshold_the_creditor_set():
    """Z04-1: EUR 15 unless the creditor says otherwise; at the threshold the letter may leave."""
    one = [{"ref": "F", "amount_ttc": "14.99", "issue_date": "2026-06-01", "due_date": "2026-06-30"}]
    residue = {"invoices": one, "origin": {"performance_date": "2026-06-01"}}
    below = [("BELOW_RESIDUE_THRESHOLD", "residue_threshold")]
    assert refused("first_reminder", "b2c", **residue) == below
    assert refused("first_reminder", "b2c", **residue, residue_threshold="14.99") == []
    assert refused("first_reminder", "b2c", **residue, residue_threshold="0") == []


def test_accessories_alone_are_not_demanded_by_a_document_that_asks_for_the_principal():
    paid = [{"id": "P", "date": "2026-07-06", "amount": "1980.00"}]
    assert refused("first_reminder", "b2c", payments=paid) == [("NOTHING_TO_PAY", "invoices")]


def test_a_waiver_of_all_that_remains_leaves_nothing_to_demand():
    bills = invoices("formal_notice")
    payments = [
        {"id": bill["ref"], "date": "2026-11-01", "amount": bill["amount_ttc"], "invoice": bill["ref"]}
        for bill in bills
    ]
    whole = {"payments": payments, "credit_notes": [], "imputation": "principal_first"}
    assert refused("formal_notice", **whole) == []
    assert refused("formal_notice", **whole, waiver={"penalties": True, "indemnity": True}) == [
        ("NOTHING_TO_PAY", "invoices")
    ]


# --- limitation ------------------------------------------------------------------------------------------------


def issued(day, document, regime, **more):
    """The sample with invoices of that day, the earliest of their dates."""
    return refused(document, regime, invoices=invoices(document, regime, issue_date=day.isoformat()), **more)


BARRED = ("LIMITATION_PASSED", "invoices[0].due_date")


@pytest.mark.parametrize(("regime", "years"), [("b2b", 5), ("b2c", 2), ("non_professional", 5)])
def test_no_notice_leaves_after_the_prudent_day(regime, years):
    """Z04-6, L01, L02, B20."""
    letter = sample("formal_notice", regime).computation_date
    last_open = letter.replace(year=letter.year - years)
    assert issued(last_open, "formal_notice", regime) == []
    assert BARRED in issued(last_open - timedelta(days=1), "formal_notice", regime)


def test_past_the_prudent_day_only_an_amicable_letter_leaves_and_only_if_the_creditor_says_so():
    """Z04-6."""
    day = date(2024, 1, 1)
    assert issued(day, "first_reminder", "b2c") == [BARRED]
    assert issued(day, "first_reminder", "b2c", amicable_after_limitation=True) == []
    assert issued(day, "formal_notice", "b2c", amicable_after_limitation=True) == [BARRED]


def test_a_written_claim_moves_the_day_for_a_public_body_and_for_nobody_else():
    """L03, L05: a debt of 2021 against a public body is barred after 2025, unless a claim was written in time."""
    reminded = {"reminders": [{"date": "2024-05-02", "channel": "post"}]}
    assert BARRED in issued(date(2021, 5, 2), "first_reminder", "public")
    assert issued(date(2021, 5, 2), "first_reminder", "public", **reminded) == []
    assert issued(date(2024, 1, 1), "first_reminder", "b2c", **reminded) == [BARRED]


def test_an_invoice_already_paid_is_not_barred():
    bills = invoices("first_reminder", "b2c")
    paid = {"ref": "OLD", "amount_ttc": "50.00", "issue_date": "2020-01-01", "due_date": "2020-01-31"}
    payment = {"id": "P", "date": "2020-01-31", "amount": "50.00", "invoice": "OLD"}
    facts = {"invoices": [paid | {"performance_date": "2020-01-01"}, *bills], "payments": [payment]}
    assert refused("first_reminder", "b2c", **facts) == []


# --- receipt ---------------------------------------------------------------------------------------------------


def test_a_receipt_is_for_a_payment_that_was_received_and_counted():
    unknown = [("RECEIPT_PAYMENT_UNKNOWN", "receipt_payment")]
    assert refused("receipt", receipt_payment="V-9999") == unknown
    assert refused("receipt", computation_date="2026-10-06") == unknown  # before the payment of 7 October


# --- what a notice announces -----------------------------------------------------------------------------------


@pytest.mark.parametrize("days", range(1, 61))
def test_only_the_deadlines_of_the_rule_book_are_offered(days):
    """M05, LT7."""
    expected = [("DEADLINE_NOT_OFFERED", "deadline_days")]
    assert refused("formal_notice", deadline_days=days) == ([] if days in DEADLINES_OFFERED else expected)
    assert refused("last_notice", deadline_days=days) == ([] if days in LAST_DEADLINES else expected)


@pytest.mark.parametrize(
    ("regime", "days"), [("b2b", 8), ("b2c", 15), ("non_professional", 15), ("public", 15)]
)
def test_without_a_choice_the_notice_gives_the_deadline_of_its_regime(regime, days):
    assert deadline_days(sample("formal_notice", regime, deadline_days=None), REGISTER) == days


def test_without_a_choice_the_last_notice_gives_eight_days():
    assert deadline_days(sample("last_notice", deadline_days=None), REGISTER) == 8


@pytest.mark.parametrize("regime", REGIMES)
def test_an_electronic_registered_letter_needs_the_consent_of_anyone_but_a_business(regime):
    """M02."""
    missing = ("ELECTRONIC_CONSENT_MISSING", "electronic_consent_date")
    assert refused("formal_notice", regime, channel="electronic_registered") == (
        [] if regime == "b2b" else [missing]
    )
    consent = {"channel": "electronic_registered", "electronic_consent_date": "2026-01-05"}
    assert refused("formal_notice", regime, **consent) == []


@pytest.mark.parametrize("step", NextStep)
@pytest.mark.parametrize("regime", REGIMES)
def test_a_notice_announces_only_a_step_open_in_its_regime(regime, step):
    """E04."""
    merchants = step is NextStep.UNCONTESTED_COMMERCIAL_DEBT
    found = refused("formal_notice", regime, next_step=step, between_merchants=merchants)
    expected = [] if step in STEPS_OFFERED[Regime(regime)] else [("STEP_NOT_OFFERED", "next_step")]
    assert found == expected


def test_small_claims_are_not_open_between_merchants_and_the_uncontested_debt_only_between_them():
    """N02, N03."""
    small = {"next_step": "small_claims"}
    uncontested = {"next_step": "uncontested_commercial_debt"}
    assert refused("formal_notice", **small, between_merchants=False) == []
    assert refused("formal_notice", **small, between_merchants=True) == [("STEP_NOT_OFFERED", "next_step")]
    assert refused("formal_notice", **uncontested, between_merchants=True) == []
    assert refused("formal_notice", **uncontested, between_merchants=False) == [
        ("STEP_BETWEEN_MERCHANTS_ONLY", "next_step")
    ]


# --- last notice -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("presented", "days", "earliest"),
    [
        # Wednesday 21 October + 8 = Thursday 29; then Friday 30 and Monday 2 November.
        ("2026-10-21", 8, date(2026, 11, 2)),
        # Thursday 22 + 8 = Friday 30; then Monday 2 and Tuesday 3 November.
        ("2026-10-22", 8, date(2026, 11, 3)),
        # Friday 23 October + 15 = Saturday 7 November; then Monday 9 and Tuesday 10.
        ("2026-10-23", 15, date(2026, 11, 10)),
        # Sunday 25 October + 15 = Monday 9; then Tuesday 10 and Thursday 12: 11 November is a holiday.
        ("2026-10-25", 15, date(2026, 11, 12)),
    ],
)
def test_a_last_notice_waits_two_working_days_after_the_deadline_of_the_notice(presented, days, earliest):
    """K05, LT7."""
    earlier = {"earlier_notice": {"date": "2026-10-19", "presented_on": presented, "deadline_days": days}}
    eve = {"computation_date": "2026-10-20", "letter_date": (earliest - timedelta(days=1)).isoformat()}
    on_time = {"computation_date": "2026-10-20", "letter_date": earliest.isoformat()}
    assert refused("last_notice", **earlier, **eve) == [("LAST_NOTICE_TOO_EARLY", "letter_date")]
    assert refused("last_notice", **earlier, **on_time) == []


def test_a_notice_was_not_presented_before_it_was_written():
    earlier = {"earlier_notice": {"date": "2026-10-19", "presented_on": "2026-10-18"}}
    assert refused("last_notice", **earlier) == [("PRESENTED_BEFORE_NOTICE", "earlier_notice.presented_on")]


# --- public buyers ---------------------------------------------------------------------------------------------


def test_the_due_date_given_for_a_public_buyer_is_the_end_of_the_term_its_dates_lead_to():
    """A07: notified on 10 June, suspended for 10 days, 30 days: 20 July; and 30 June + 30: 30 July."""
    first, second = invoices("formal_notice", "public")
    moved = refused("formal_notice", "public", invoices=[first | {"due_date": "2026-07-21"}, second])
    assert moved == [("DUE_DATE_IS_NOT_END_OF_TERM", "invoices[0].due_date")]
    assert ("DUE_DATE_IS_NOT_END_OF_TERM", "invoices[0].due_date") in refused(
        "formal_notice", "public", public={"suspensions": []}
    )


def test_a_term_is_not_checked_before_its_two_dates_are_known():
    bills = [
        {key: value for key, value in bill.items() if key != "chorus_notification_date"}
        for bill in invoices("formal_notice", "public", due_date="2026-07-21")
    ]
    assert refused("formal_notice", "public", invoices=bills) == []


# --- all at once -----------------------------------------------------------------------------------------------


def test_every_reason_is_told_at_once():
    found = refused(
        "formal_notice",
        letter_date="2026-11-01",
        obstacles=["disputed"],
        payments=[{"id": "P", "date": "2026-11-01", "amount": "99999.00"}],
        deadline_days=9,
        next_step="small_claims",
    )
    assert [code for code, _ in found] == [
        "LETTER_BEFORE_COMPUTATION",
        "STOPPED_DISPUTED",
        "OVERPAID",
        "DEADLINE_NOT_OFFERED",
        "STEP_NOT_OFFERED",
    ]


# --- payment plans (LT8, LT9, P05) --------------------------------------------------------------------------------

PLANS = ("plan_offer", "plan_agreement")


def instalments(*each):
    return {"instalments": [{"date": day, "amount": amount} for day, amount in each]}


@pytest.mark.parametrize("document", PLANS)
def test_the_instalments_of_a_plan_make_the_sum_due_to_the_cent(document):
    short = instalments(("2026-10-30", "1371.10"), ("2026-11-30", "1371.10"), ("2026-12-30", "1371.10"))
    assert refused(document, plan=short) == [("PLAN_TOTAL_MISMATCH", "plan.instalments")]


def test_instalments_follow_each_other_from_the_day_of_the_offer():
    same_day = instalments(("2026-10-30", "2000.00"), ("2026-10-30", "2113.31"))
    assert refused("plan_offer", plan=same_day) == [("INSTALMENTS_NOT_IN_ORDER", "plan.instalments[1].date")]
    too_soon = instalments(("2026-09-30", "4113.31"))
    assert refused("plan_offer", plan=too_soon) == [("INSTALMENTS_NOT_IN_ORDER", "plan.instalments[0].date")]


def test_an_offer_holds_past_the_day_it_is_written():
    assert refused("plan_offer", plan={"valid_until": "2026-10-01"}) == [
        ("PLAN_OFFER_EXPIRED", "plan.valid_until")
    ]


def test_a_consumer_s_plan_beyond_three_months_is_checked_first():
    long = instalments(("2026-08-20", "750.00"), ("2026-10-21", "750.00"))
    assert refused("plan_offer", "b2c", plan=long) == [
        ("PLAN_BEYOND_THREE_MONTHS", "plan.checked_beyond_three_months")
    ]
    assert refused("plan_offer", "b2c", plan=long | {"checked_beyond_three_months": True}) == []
    on_the_day = instalments(("2026-08-20", "750.00"), ("2026-10-20", "750.00"))
    assert refused("plan_offer", "b2c", plan=on_the_day) == []


def test_a_public_buyer_is_offered_no_plan():
    plan = sample("plan_offer").plan.model_dump(mode="json", exclude_none=True)
    facts = sample("second_reminder", "public", plan=plan).model_copy(
        update={"document": Document.PLAN_OFFER}
    )
    faults = refusals(facts, draw_up(claim_of(facts), REGISTER), REGISTER)
    assert [(fault.code, fault.field) for fault in faults] == [("PLAN_NOT_FOR_PUBLIC", "regime")]


@pytest.mark.parametrize("document", PLANS)
@pytest.mark.parametrize("obstacle", Obstacle)
def test_a_plan_may_follow_a_promise_a_pause_or_another_plan_and_nothing_else(document, obstacle):
    welcome = {Obstacle.PROMISE_RUNNING, Obstacle.PAUSED, Obstacle.PLAN_RESPECTED}
    expected = [] if obstacle in welcome else [(f"STOPPED_{obstacle.name}", "obstacles")]
    assert refused(document, obstacles=[obstacle]) == expected
