"""Where a case stands, in the words of the list; under which scenario; and what it says is owed."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.facts import Channel
from chalicelib.cases.life import SituationKind, situation_of
from chalicelib.cases.scenario import ScenarioChanges
from tests.builders import a_case, a_debtor, an_invoice, credited, issued, on, opened, paid, presented, sent

REMINDED = (("2026-10-20", issued(1, "first_reminder")), ("2026-10-20", sent(1)))
NOTICE = (
    ("2026-11-16", issued(2, "formal_notice")),
    ("2026-11-16", sent(2, Channel.REGISTERED)),
    ("2026-11-20", presented(2, date(2026, 11, 19))),
)
PAUSE = ("2026-10-19", e.Paused(until=date(2026, 10, 20), reason="Congés"))
PROMISE = ("2026-10-19", e.PaymentPromised(until=date(2026, 10, 20)))
PLAN = {
    "agreed_on": "2026-10-19",
    "instalments": [{"date": "2026-10-30", "amount": "500.00"}, {"date": "2026-11-30", "amount": "520.00"}],
}


def plan(clause):
    return ("2026-10-19", e.PlanAgreed.model_validate({"plan": PLAN | {"penalties": clause}}))


def told(situation):
    return situation.kind.value, situation.days, situation.day and situation.day.isoformat()


@pytest.mark.parametrize(
    ("day", "story", "expected"),
    [
        ("2026-10-15", (), ("not_due", None, "2026-10-15")),
        ("2026-10-16", (), ("late", 1, None)),
        ("2026-10-27", REMINDED, ("reminded", 12, "2026-10-20")),
        ("2026-11-30", REMINDED + NOTICE, ("notice_given", 46, "2026-11-16")),
        ("2026-10-20", (PROMISE,), ("promised", None, "2026-10-20")),
        ("2026-10-21", (PROMISE,), ("late", 6, None)),
        ("2026-10-20", (PAUSE,), ("paused", None, "2026-10-20")),
        ("2026-10-21", (PAUSE,), ("late", 6, None)),
        ("2026-10-20", (plan("keep_running"),), ("plan", None, "2026-10-30")),
        ("2026-11-07", (plan("keep_running"),), ("plan", None, "2026-10-30")),
        ("2026-11-08", (plan("keep_running"),), ("late", 24, None)),
        ("2026-10-20", (("2026-10-19", e.DisputeRaised(reason="Prix")),), ("disputed", None, "2026-10-19")),
        (
            "2026-10-20",
            (("2026-10-19", e.InsolvencyRecorded(procedure="safeguard", judgment_date=date(2026, 10, 12))),),
            ("stopped", None, "2026-10-12"),
        ),
        ("2026-10-20", (("2026-10-19", e.ObstacleRecorded(obstacle="deceased")),), ("stopped", None, None)),
        ("2026-10-20", (("2026-10-15", paid("1000.00")),), ("settled", None, None)),
        ("2026-10-20", (("2026-10-19", e.Closed(reason="other")),), ("closed", None, "2026-10-19")),
        (
            "2026-10-20",
            (("2026-10-02", e.DueDateRenegotiated(invoice="F-1", due_date=date(2026, 11, 15))),),
            ("not_due", None, "2026-11-15"),
        ),
    ],
)  # fmt: skip
def test_the_situation_follows_from_the_facts(day, story, expected):
    assert told(situation_of(on(day, story))) == expected


def test_penalties_left_when_the_principal_is_paid():
    story = (("2026-10-01", opened(terms={"imputation": "principal_first"})), ("2026-10-25", paid("1000.00")))
    followed = on("2026-10-30", story)
    assert situation_of(followed).kind is SituationKind.ACCESSORIES_DUE
    assert (followed.owed, followed.overdue, followed.accessories, followed.due) == tuple(
        map(Decimal, ("0.00", "0.00", "43.40", "43.40"))
    )


# --- what is owed ------------------------------------------------------------------------------------------------


def sums(followed):
    return tuple(str(each) for each in (followed.owed, followed.overdue, followed.due))


TWO = ("2026-10-01", opened(an_invoice(), an_invoice("F-2", "500.00", "2026-12-15")))


@pytest.mark.parametrize(
    ("day", "story", "expected"),
    [
        ("2026-10-15", (TWO,), ("1500.00", "0.00", "0.00")),
        ("2026-10-16", (TWO,), ("1500.00", "1000.00", "1040.34")),  # a day at 12.40 %, and EUR 40
        ("2026-10-16", (TWO, ("2026-10-10", credited("F-1", "200.00"))), ("1300.00", "800.00", "840.27")),
        ("2026-10-16", (TWO, ("2026-10-10", paid("200.00"))), ("1300.00", "800.00", "840.27")),
    ],
)
def test_what_is_owed_what_is_overdue_and_what_may_be_asked_for(day, story, expected):
    assert sums(on(day, story)) == expected


def test_what_is_given_up_is_not_due_between_professionals():
    gesture = ("2026-10-16", e.AccessoriesWaived(penalties=True, indemnity=False, reason="Geste"))
    assert sums(on("2026-10-16", (TWO, gesture))) == ("1500.00", "1000.00", "1040.00")
    # B13: elsewhere a waiver counts for nothing
    public = a_debtor("public")
    assert on("2026-10-16", (TWO, gesture), debtor=public).due == on("2026-10-16", (TWO,), debtor=public).due


@pytest.mark.parametrize(
    ("clause", "day", "payments", "expected"),
    [
        # Clause A: the rest of the plan, late instalments overdue, nothing more once it is kept
        ("stop_if_kept", "2026-10-20", (), ("1020.00", "0.00", "1020.00")),
        ("stop_if_kept", "2026-11-05", (), ("1020.00", "500.00", "1020.00")),
        ("stop_if_kept", "2026-11-05", (("2026-10-30", paid("500.00")),), ("520.00", "0.00", "520.00")),
        ("stop_if_kept", "2026-12-01", (("2026-10-30", paid("1020.00")),), ("0.00", "0.00", "0.00")),
        # In default the statement says it again: 24 days at 12.40 %, and EUR 40
        ("stop_if_kept", "2026-11-08", (), ("1000.00", "1000.00", "1048.15")),
        # Clause B: the statement always says it
        ("keep_running", "2026-11-05", (), ("1000.00", "1000.00", "1047.13")),
    ],
)
def test_a_plan_decides_what_is_due_under_clause_a_while_it_is_not_in_default(
    clause, day, payments, expected
):
    assert sums(on(day, (plan(clause), *payments))) == expected


def test_a_plan_kept_settles_the_case_under_clause_a_and_leaves_the_penalties_under_clause_b():
    payments = (("2026-10-30", paid("500.00")), ("2026-11-30", paid("520.00")))
    kept = situation_of(on("2026-12-01", (plan("stop_if_kept"), *payments)))
    assert kept.kind is SituationKind.SETTLED
    running = on("2026-12-01", (plan("keep_running"), *payments))
    assert situation_of(running).kind is not SituationKind.SETTLED
    assert running.due > 0


# --- the scenario in force ---------------------------------------------------------------------------------------


def test_the_narrower_scenario_wins():
    debtor = a_debtor(scenario={"hour": 10, "first_reminder": 6, "second_reminder": 12})
    case = a_case(
        ("2026-10-01", opened()),
        (
            "2026-10-02",
            e.ScenarioChanged.model_validate({"scenario": {"hour": 11, "second_reminder": {"off": True}}}),
        ),
    )
    account = ScenarioChanges(hour=8, first_reminder=7, formal_notice=40)
    scenario = on("2026-10-03", case, debtor, account).scenario
    assert (scenario.hour, scenario.first_reminder, scenario.second_reminder) == (11, 6, None)
    assert (scenario.formal_notice, scenario.courtesy_reminder) == (40, -5)


def test_the_gap_may_only_widen():
    narrower = ScenarioChanges(gap_days=1)
    assert on("2026-10-03", account=narrower).scenario.gap_days == 5
    assert on("2026-10-03", debtor=a_debtor("b2c"), account=narrower).scenario.gap_days == 7
    assert on("2026-10-03", account=ScenarioChanges(gap_days=9)).scenario.gap_days == 9


def test_past_the_last_published_rate_the_statement_stops_there():
    followed = on("2027-01-15")
    assert followed.unknown_semester == "2027-S1"
    assert followed.statement.claim.computation_date == date(2026, 12, 31)
    assert followed.today == date(2027, 1, 15)
    assert on("2026-12-31").unknown_semester is None
