"""Limitation: the earliest prudent day, what moves it, what never does."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.errors import Refusal
from chalicelib.law.limitation import LimitationFacts, limitation, status
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load

REGISTER = load()
DAYS = st.dates(date(2013, 1, 1), date(2030, 12, 31))
PERFORMED = date(2025, 1, 10)


def end(regime: Regime | None, **facts) -> date:
    return limitation(LimitationFacts(regime, **facts), REGISTER).warning_date


@given(DAYS, DAYS, DAYS)
def test_the_earliest_of_the_three_dates_decides(performed, invoiced, due):
    facts = {"performance_date": performed, "invoice_date": invoiced, "due_date": due}
    assert end(Regime.BUSINESS, **facts) == end(Regime.BUSINESS, invoice_date=min(performed, invoiced, due))


@pytest.mark.parametrize(
    ("regime", "sector", "expected"),
    [
        (Regime.BUSINESS, None, date(2030, 1, 10)),
        (Regime.NON_PROFESSIONAL, None, date(2030, 1, 10)),
        (Regime.CONSUMER, None, date(2027, 1, 10)),
        (Regime.PUBLIC, None, date(2029, 12, 31)),
        (None, None, date(2027, 1, 10)),
        (Regime.BUSINESS, "transport_of_goods", date(2026, 1, 10)),
        (Regime.PUBLIC, "transport_of_goods", date(2026, 1, 10)),
        (None, "transport_of_goods", date(2026, 1, 10)),
    ],
)
def test_the_debtor_and_the_sector_decide_the_period(regime, sector, expected):
    assert end(regime, performance_date=PERFORMED, sector=sector) == expected


def test_without_any_date_nothing_is_drawn():
    with pytest.raises(Refusal) as refusal:
        end(Regime.BUSINESS)
    assert refusal.value.code == "DATE_MISSING"


@given(st.sampled_from([Regime.BUSINESS, Regime.CONSUMER, Regime.NON_PROFESSIONAL, None]), DAYS)
def test_a_letter_never_moves_the_date_of_a_debt_that_is_not_public(regime, sent):
    assert end(regime, performance_date=PERFORMED, written_claims=(sent,)) == end(
        regime, performance_date=PERFORMED
    )


def test_a_written_claim_to_a_public_body_gives_four_full_years_from_the_next_first_of_january():
    assert end(Regime.PUBLIC, performance_date=PERFORMED, written_claims=(date(2026, 11, 21),)) == date(
        2030, 12, 31
    )


def test_a_second_claim_in_time_moves_the_date_again_and_a_late_one_does_not():
    assert end(
        Regime.PUBLIC,
        performance_date=date(2015, 5, 4),
        written_claims=(date(2019, 12, 31), date(2023, 6, 1)),
    ) == date(2027, 12, 31)
    assert end(Regime.PUBLIC, performance_date=date(2015, 5, 4), written_claims=(date(2020, 1, 1),)) == date(
        2019, 12, 31
    )


def test_a_signed_acknowledgement_starts_a_new_period_of_the_same_length():
    assert end(Regime.CONSUMER, performance_date=PERFORMED, acknowledgements=(date(2026, 6, 1),)) == date(
        2028, 6, 1
    )


def test_an_acknowledgement_after_the_end_revives_nothing():
    assert end(Regime.CONSUMER, performance_date=PERFORMED, acknowledgements=(date(2027, 1, 11),)) == date(
        2027, 1, 10
    )


def test_an_acknowledgement_never_shortens_the_period():
    before = (date(2024, 12, 1),)  # signed before the work was performed
    assert end(Regime.CONSUMER, performance_date=PERFORMED, acknowledgements=before) == date(2027, 1, 10)


def test_renewed_acknowledgements_stop_twenty_years_after_the_right_was_born():
    every_four_years = tuple(date(year, 1, 10) for year in range(2029, 2050, 4))
    assert end(Regime.BUSINESS, performance_date=PERFORMED, acknowledgements=every_four_years) == date(
        2045, 1, 10
    )


def test_a_part_payment_shows_a_possible_date_and_leaves_the_prudent_one():
    facts = LimitationFacts(Regime.BUSINESS, performance_date=PERFORMED)
    paid = dataclasses.replace(facts, possible_acknowledgements=(date(2026, 6, 1),))
    assert limitation(facts, REGISTER).possible_date is None
    assert limitation(paid, REGISTER).warning_date == limitation(facts, REGISTER).warning_date
    assert limitation(paid, REGISTER).possible_date == date(2031, 6, 1)


def test_alerts_fall_twelve_six_three_and_one_months_before():
    found = limitation(LimitationFacts(Regime.BUSINESS, performance_date=date(2025, 5, 31)), REGISTER)
    assert found.warning_date == date(2030, 5, 31)
    assert found.alerts == (date(2029, 5, 31), date(2029, 11, 30), date(2030, 2, 28), date(2030, 4, 30))


@pytest.mark.parametrize(
    ("left", "expected"),
    [(-1, "expired"), (0, "expires_in_0_days"), (45, "expires_in_45_days"), (46, "open")],
)
def test_the_status_counts_the_days_near_the_end(left, expected):
    today = date(2026, 11, 21)
    assert status(today + timedelta(days=left), today, REGISTER) == expected


@pytest.mark.parametrize("regime", [*Regime, None])
@pytest.mark.parametrize("sector", [None, "transport_of_goods"])
def test_every_limitation_cites_texts_of_the_register(regime, sector):
    found = limitation(LimitationFacts(regime, performance_date=PERFORMED, sector=sector), REGISTER)
    assert found.citations
    assert all(REGISTER.citation(key).article for key in found.citations)
