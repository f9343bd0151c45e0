"""Due dates: agreed and statutory terms, ceilings, public buyers and their suspensions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.errors import Refusal
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from chalicelib.law.terms import PublicBuyer, Suspension, payment_term, public_term

REGISTER = load()
DAYS = st.dates(date(2013, 1, 1), date(2035, 12, 31))


def agreed(term: str, invoiced: date, periodic: bool = False):
    return payment_term(
        REGISTER, Regime.BUSINESS, agreed_term=term, invoice_date=invoiced, periodic_invoice=periodic
    )


def hospital(**facts):
    return public_term(REGISTER, PublicBuyer.PUBLIC_HEALTH_ESTABLISHMENT, **facts)


@given(DAYS)
def test_without_agreement_the_debt_falls_due_thirty_days_after_performance(day):
    term = payment_term(REGISTER, Regime.BUSINESS, receipt_or_performance_date=day)
    assert term.due_date - day == timedelta(days=30)
    assert term.first_day_late - term.due_date == timedelta(days=1)
    assert term.legal_maximum is None


@given(DAYS, st.integers(0, 60))
def test_up_to_sixty_days_from_the_invoice_nothing_is_flagged(day, days):
    assert agreed(f"{days}_days_invoice", day).flag is None


@given(DAYS, st.integers(61, 365))
def test_beyond_sixty_days_the_term_is_flagged_and_the_date_is_kept(day, days):
    term = agreed(f"{days}_days_invoice", day)
    assert (term.flag, term.due_date) == ("term_exceeds_legal_maximum", day + timedelta(days=days))
    assert term.legal_maximum == day + timedelta(days=60)


@given(DAYS, st.sampled_from(["45_days_then_end_of_month", "end_of_month_plus_45_days"]))
def test_forty_five_days_end_of_month_is_within_the_ceiling_both_ways_of_counting(day, term):
    assert agreed(term, day).flag is None


@pytest.mark.parametrize("term", ["90_days_then_end_of_month", "end_of_month_plus_60_days"])
def test_a_longer_end_of_month_term_is_flagged(term):
    assert agreed(term, date(2026, 2, 15)).flag == "term_exceeds_legal_maximum"


def test_an_end_of_month_term_that_ends_within_sixty_days_is_lawful_whatever_its_wording():
    term = agreed("46_days_then_end_of_month", date(2026, 2, 13))  # ends on Tuesday 31 March, 46 days later
    assert (term.due_date, term.flag) == (date(2026, 3, 31), None)


def test_a_periodic_invoice_has_forty_five_days_and_no_end_of_month():
    term = agreed("45_days_then_end_of_month", date(2026, 5, 15), periodic=True)
    assert (term.legal_maximum, term.flag) == (date(2026, 6, 29), "term_exceeds_legal_maximum")


def test_a_due_date_on_a_sunday_stays_there():
    assert agreed("30_days_invoice", date(2026, 10, 2)).due_date == date(2026, 11, 1)  # Sunday, All Saints


@pytest.mark.parametrize("regime", [Regime.CONSUMER, Regime.NON_PROFESSIONAL, Regime.PUBLIC])
def test_only_professionals_have_this_statutory_term(regime):
    with pytest.raises(Refusal) as refusal:
        payment_term(REGISTER, regime, receipt_or_performance_date=date(2026, 3, 10))
    assert (refusal.value.code, refusal.value.field) == ("NO_STATUTORY_TERM", "due_date")


@pytest.mark.parametrize(
    ("term", "code", "field"),
    [
        (None, "DATE_MISSING", "receipt_or_performance_date"),
        ("30_days_invoice", "DATE_MISSING", "invoice_date"),
    ],
)
def test_the_date_the_term_counts_from_is_required(term, code, field):
    with pytest.raises(Refusal) as refusal:
        payment_term(REGISTER, Regime.BUSINESS, agreed_term=term)
    assert (refusal.value.code, refusal.value.field) == (code, field)


@pytest.mark.parametrize("term", ["fin de mois", "45", "-3_days_invoice", "1000_days_invoice", ""])
def test_another_writing_of_the_term_is_refused(term):
    with pytest.raises(Refusal) as refusal:
        agreed(term, date(2026, 1, 15))
    assert refusal.value.code == "TERM_UNKNOWN"


@pytest.mark.parametrize(
    ("buyer", "days"),
    [
        (PublicBuyer.STATE, 30),
        (PublicBuyer.LOCAL_AUTHORITY, 30),
        (PublicBuyer.PUBLIC_ESTABLISHMENT, 30),
        (PublicBuyer.PUBLIC_HEALTH_ESTABLISHMENT, 50),
        (PublicBuyer.ARMY_HEALTH_SERVICE, 50),
        (PublicBuyer.PUBLIC_UNDERTAKING, 60),
    ],
)
def test_the_public_buyer_decides_the_number_of_days(buyer, days):
    done = date(2026, 3, 5)
    term = public_term(REGISTER, buyer, service_done_date=done, chorus_notification_date=None)
    assert (term.term_days, term.payment_term_last_day) == (days, done + timedelta(days=days))


def test_a_suspension_pushes_the_term_by_its_days_both_included():
    facts = {"service_done_date": date(2026, 1, 12), "chorus_notification_date": date(2026, 1, 20)}
    pause = Suspension(date(2026, 2, 2), date(2026, 2, 11))  # ten days
    assert hospital(**facts).payment_term_last_day == date(2026, 3, 11)
    assert hospital(**facts, suspensions=(pause,)).payment_term_last_day == date(2026, 3, 21)


def test_a_suspension_after_the_term_pushes_nothing():
    late = Suspension(date(2026, 3, 12), None)
    term = hospital(
        service_done_date=date(2026, 1, 12), chorus_notification_date=date(2026, 1, 20), suspensions=(late,)
    )
    assert term.payment_term_last_day == date(2026, 3, 11)


def test_the_term_is_unknown_while_a_suspension_lasts():
    with pytest.raises(Refusal) as refusal:
        hospital(
            service_done_date=date(2026, 1, 12),
            chorus_notification_date=None,
            suspensions=(Suspension(date(2026, 2, 2), None),),
        )
    assert refusal.value.code == "SUSPENSION_OPEN"


def test_the_public_term_needs_the_day_the_service_was_done():
    with pytest.raises(Refusal) as refusal:
        hospital(service_done_date=None, chorus_notification_date=date(2026, 1, 20))
    assert (refusal.value.code, refusal.value.field) == ("DATE_MISSING", "service_done_date")
