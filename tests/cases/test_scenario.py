"""A scenario and what is laid over it: the narrower one wins, a step is only ever removed on purpose."""

import pytest
from pydantic import ValidationError

from chalicelib.cases.scenario import STEPS, ScenarioChanges, defaults, scenario_of
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime


def changes(**told):
    return ScenarioChanges.model_validate(told)


def test_the_defaults_are_those_of_the_rule_book():
    days = {regime: [defaults()[regime].days(step) for step in STEPS] for regime in Regime}
    assert days == {
        Regime.BUSINESS: [-5, 5, 15, 30, 2],
        Regime.CONSUMER: [None, 7, 20, 35, 2],
        Regime.NON_PROFESSIONAL: [None, 7, 20, 35, 2],
        Regime.PUBLIC: [-5, 10, 25, 40, 2],
    }


def test_the_narrower_change_wins_and_says_only_what_it_changes():
    account, debtor, case = changes(first_reminder=3, hour=10), changes(first_reminder=8), changes(hour=14)
    scenario = scenario_of(Regime.BUSINESS, account, debtor, case)
    assert (scenario.first_reminder, scenario.hour, scenario.second_reminder) == (8, 14, 15)


def test_a_step_is_removed_by_saying_so_and_put_back_by_its_days():
    off = changes(second_reminder={"off": True})
    assert scenario_of(Regime.BUSINESS, off).days(Document.SECOND_REMINDER) is None
    back = scenario_of(Regime.BUSINESS, off, changes(second_reminder=20))
    assert back.days(Document.SECOND_REMINDER) == 20


@pytest.mark.parametrize("told", [{}, {"off": False}, {"off": "yes"}, {"off": None}])
def test_no_step_is_removed_by_accident(told):
    with pytest.raises(ValidationError):
        changes(second_reminder=told)


def test_the_gap_of_a_debtor_is_only_ever_widened():
    assert scenario_of(Regime.CONSUMER, changes(gap_days=3)).gap_days == 7
    assert scenario_of(Regime.CONSUMER, changes(gap_days=10)).gap_days == 10
