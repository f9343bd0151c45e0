"""What each document asks for out of one statement: 1000 of principal, 31.25 of penalties, EUR 40."""

from decimal import Decimal

import pytest

from chalicelib.cases.demand import claims_accessories, demand_of
from chalicelib.cases.facts import LetterFacts
from chalicelib.cases.statement import draw_up
from chalicelib.law.register import load
from chalicelib.services.letters import claim_of

LATE = {"ref": "F", "amount_ttc": "1000.00", "due_date": "2026-07-31"}
COMING = {"ref": "N", "amount_ttc": "300.00", "due_date": "2026-11-30"}


def facts_of(document, regime="b2b", **more):
    whole = {
        "document": document,
        "regime": regime,
        "computation_date": "2026-10-31",
        "invoices": [LATE, COMING],
    }
    return LetterFacts.model_validate(whole | more)


def asked(document, regime="b2b", **more):
    facts = facts_of(document, regime, **more)
    demand = demand_of(facts, draw_up(claim_of(facts), load()))
    assert demand.total == demand.principal + demand.accessories - demand.waived
    return tuple(map(str, (demand.principal, demand.interest, demand.indemnity, demand.waived)))


@pytest.mark.parametrize("regime", ["b2b", "b2c", "non_professional", "public"])
def test_a_courtesy_message_names_only_what_will_fall_due(regime):
    assert asked("courtesy_reminder", regime, invoices=[COMING]) == ("300.00", "0.00", "0.00", "0.00")


@pytest.mark.parametrize("document", ["first_reminder", "second_reminder", "formal_notice", "last_notice"])
def test_a_demand_between_professionals_claims_the_debts_due_and_their_accessories(document):
    """Never the invoice that is not due (E06)."""
    assert asked(document) == ("1000.00", "31.25", "40.00", "0.00")


def test_a_first_reminder_may_leave_the_accessories_out_and_a_second_one_may_not():
    assert asked("first_reminder", claim_accessories=False) == ("1000.00", "0.00", "0.00", "0.00")
    assert asked("second_reminder", claim_accessories=False) == ("1000.00", "31.25", "40.00", "0.00")


@pytest.mark.parametrize("document", ["first_reminder", "second_reminder"])
@pytest.mark.parametrize(
    "debtor",
    [{"regime": "b2c"}, {"regime": "non_professional"}, {"regime": "b2b", "nature": "membership_fee"}],
    ids=lambda debtor: debtor.get("nature", debtor["regime"]),
)
def test_a_reminder_where_only_legal_interest_runs_asks_for_the_principal_alone(document, debtor):
    """LT2, LT3: even once a notice has made interest run."""
    assert asked(document, notice_effect_date="2026-08-31", **debtor) == ("1000.00", "0.00", "0.00", "0.00")


@pytest.mark.parametrize("document", ["formal_notice", "last_notice"])
def test_a_notice_to_a_consumer_claims_the_legal_interest_already_run(document):
    """1000 × 2.75 % × 61 / 365 = 4.595890; never EUR 40."""
    assert asked(document, "b2c", notice_effect_date="2026-08-31") == ("1000.00", "4.60", "0.00", "0.00")


@pytest.mark.parametrize(
    ("waiver", "waived"),
    [
        ({"penalties": True}, "31.25"),
        ({"indemnity": True}, "40.00"),
        ({"penalties": True, "indemnity": True}, "71.25"),
    ],
)
def test_what_the_creditor_gives_up_is_shown_and_deducted(waiver, waived):
    """B13: a visible discount, not a smaller computation."""
    assert asked("formal_notice", waiver=waiver) == ("1000.00", "31.25", "40.00", waived)


@pytest.mark.parametrize("regime", ["public", "b2c", "non_professional"])
def test_nothing_is_waived_outside_business(regime):
    waiver = {"penalties": True, "indemnity": True}
    assert asked("formal_notice", regime, notice_effect_date="2026-08-31", waiver=waiver)[3] == "0.00"


def test_a_waiver_deducts_nothing_from_a_reminder_that_claims_no_accessories():
    waiver = {"penalties": True, "indemnity": True}
    facts = facts_of("first_reminder", claim_accessories=False, waiver=waiver)
    assert not claims_accessories(facts)
    assert demand_of(facts, draw_up(claim_of(facts), load())).total == Decimal("1000.00")
