"""The days and the cents on which a statement turns, each computed by hand."""

from decimal import Decimal

import pytest

from chalicelib.cases.facts import StatementFacts
from chalicelib.cases.statement import UnknownRateInStatement, draw_up
from chalicelib.law.register import load


def drawn(*invoices, computed="2026-10-31", regime="b2b", **more):
    """A statement of invoices given as (ref, amount, due date)."""
    facts = StatementFacts.model_validate(
        {
            "regime": regime,
            "computation_date": computed,
            "invoices": [
                dict(zip(("ref", "amount_ttc", "due_date"), each, strict=True)) for each in invoices
            ],
            **more,
        }
    )
    return draw_up(facts.claim(), load())


def paid(day, amount, invoice=None, identity="P1"):
    return {"id": identity, "date": day, "amount": amount, "invoice": invoice}


def credited(day, amount, invoice):
    return {"id": "A1", "date": day, "amount": amount, "invoice": invoice}


def shares(statement):
    return [
        (
            each.payment,
            each.invoice,
            *map(str, (each.share.to_interest, each.share.to_principal, each.share.to_indemnity)),
        )
        for each in statement.allocations
    ]


def periods(statement):
    return [(line.invoice, str(line.first), str(line.last), str(line.base)) for line in statement.lines]


def situations(statement):
    return [balance.situation.value for balance in statement.balances]


JULY = ("F", "1000.00", "2026-07-31")


# --- the day of payment ----------------------------------------------------------------------------------------


def test_an_invoice_paid_one_day_late_owes_that_day_and_the_forty_euros():
    """1000 × 12.40 % × 1 / 365 = 0.339726: 34 cents, and 34 cents of principal remain under interest."""
    statement = drawn(JULY, computed="2026-08-01", payments=[paid("2026-08-01", "1000.00", "F")])
    assert shares(statement) == [("P1", "F", "0.34", "999.66", "0.00")]
    assert str(statement.totals.total_due) == "40.34"


def test_an_invoice_paid_on_its_due_date_owes_nothing_even_through_a_payment_that_names_none():
    statement = drawn(JULY, payments=[paid("2026-07-31", "1000.00")])
    assert (situations(statement), statement.totals.total_due) == (["settled"], 0)


def test_part_paid_in_time_the_forty_euros_are_owed_in_full():
    """B11."""
    statement = drawn(JULY, payments=[paid("2026-07-31", "999.99", "F")])
    assert (str(statement.totals.indemnity), str(statement.totals.principal_remaining)) == ("40.00", "0.01")


def test_two_payments_of_one_day_are_met_in_the_order_given_and_cut_one_line():
    payments = [paid("2026-09-15", "10.00", "F", "P1"), paid("2026-09-15", "10.00", "F", "P2")]
    statement = drawn(JULY, payments=payments)
    assert shares(statement) == [("P1", "F", "10.00", "0.00", "0.00"), ("P2", "F", "5.63", "4.37", "0.00")]
    assert periods(statement) == [
        ("F", "2026-08-01", "2026-09-15", "1000.00"),
        ("F", "2026-09-16", "2026-10-31", "995.63"),
    ]


def test_a_payment_after_the_computation_date_is_not_counted_and_is_pointed_out():
    statement = drawn(JULY, payments=[paid("2026-11-01", "1000.00", "F")])
    assert (statement.allocations, statement.flags) == ((), ())
    assert statement.warnings == ("payment_after_computation_date:P1",)


def test_a_credit_note_after_the_computation_date_is_not_counted_and_is_pointed_out():
    statement = drawn(JULY, credit_notes=[credited("2026-11-01", "400.00", "F")])
    assert statement.totals.principal_remaining == Decimal("1000.00")
    assert statement.warnings == ("credit_note_after_computation_date:A1",)


# --- several debts ---------------------------------------------------------------------------------------------


def test_the_excess_of_a_designated_payment_is_not_moved_to_another_debt():
    """C6."""
    other = ("G", "500.00", "2026-07-31")
    statement = drawn(JULY, other, payments=[paid("2026-09-15", "1100.00", "F")])
    assert shares(statement) == [("P1", "F", "15.63", "1000.00", "40.00")]
    assert (statement.flags, str(statement.totals.overpayment)) == (("overpayment:P1",), "44.37")
    assert situations(statement) == ["settled", "overdue"]


def test_equal_due_dates_are_met_in_the_order_of_the_references():
    debts = [("F-2", "100.00", "2026-07-31"), ("F-1", "100.00", "2026-07-31")]
    statement = drawn(*debts, payments=[paid("2026-07-31", "150.00")])
    assert [share[1::2] for share in shares(statement)] == [("F-1", "100.00"), ("F-2", "50.00")]


def test_an_invoice_the_payment_does_not_reach_keeps_its_line_whole():
    later = ("G", "500.00", "2026-08-10")
    statement = drawn(JULY, later, payments=[paid("2026-09-15", "1015.63")])
    assert shares(statement) == [("P1", "F", "15.63", "1000.00", "0.00")]
    assert [period for period in periods(statement) if period[0] == "G"] == [
        ("G", "2026-08-11", "2026-10-31", "500.00")
    ]


def test_the_forty_euros_of_debts_due_come_before_debts_not_yet_due():
    """Principal and interest of both debts due, their EUR 40, and only then the debt of November."""
    debts = [("N", "300.00", "2026-11-30"), JULY, ("G", "500.00", "2026-08-31")]
    # G: 500 × 12.40 % × 15 / 365 = 2.547945
    statement = drawn(*debts, payments=[paid("2026-09-15", "1700.00")])
    assert shares(statement) == [
        ("P1", "F", "15.63", "1000.00", "40.00"),
        ("P1", "G", "2.55", "500.00", "40.00"),
        ("P1", "N", "0.00", "101.82", "0.00"),
    ]
    assert situations(statement) == ["not_overdue", "settled", "settled"]
    assert str(statement.totals.principal_not_yet_due) == "198.18"


def test_a_debt_due_that_very_day_ranks_with_the_debts_due_and_before_their_forty_euros():
    debts = [JULY, ("T", "200.00", "2026-09-15"), ("N", "300.00", "2026-11-30")]
    statement = drawn(*debts, payments=[paid("2026-09-15", "1100.00")])
    assert shares(statement) == [
        ("P1", "F", "15.63", "1000.00", "0.00"),
        ("P1", "T", "0.00", "84.37", "0.00"),
    ]


# --- credit notes ----------------------------------------------------------------------------------------------


def test_a_credit_note_after_the_payment_turns_the_difference_into_an_overpayment():
    """C7: the price was 800 from the start."""
    statement = drawn(
        JULY,
        payments=[paid("2026-07-31", "1000.00", "F")],
        credit_notes=[credited("2026-09-01", "200.00", "F")],
    )
    assert shares(statement) == [("P1", "F", "0.00", "800.00", "0.00")]
    assert (statement.flags, str(statement.totals.overpayment)) == (("overpayment:P1",), "200.00")


def test_a_credit_note_counts_from_its_own_day_on():
    note = [credited("2026-10-31", "400.00", "F")]
    assert periods(drawn(JULY, credit_notes=note))[0][3] == "600.00"
    assert periods(drawn(JULY, credit_notes=note, computed="2026-10-30"))[0][3] == "1000.00"


# --- consumers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", ["b2c", "non_professional"])
@pytest.mark.parametrize(
    ("notice", "first"),
    [("2026-06-15", "2026-08-01"), ("2026-07-31", "2026-08-01"), ("2026-08-01", "2026-08-02")],
)
def test_legal_interest_starts_the_day_after_the_later_of_the_due_date_and_the_notice(regime, notice, first):
    """C1, C11, B20: 2.75 %, and never EUR 40."""
    statement = drawn(JULY, regime=regime, notice_effect_date=notice)
    assert [(str(line.first), str(line.rate.percent)) for line in statement.lines] == [(first, "2.75")]
    assert statement.totals.indemnity == 0


def test_a_notice_that_takes_effect_on_the_computation_date_bears_no_interest_yet():
    statement = drawn(JULY, regime="b2c", notice_effect_date="2026-10-31")
    assert (statement.lines, str(statement.totals.total_due)) == ((), "1000.00")


def test_a_notice_changes_nothing_between_professionals():
    """B01."""
    assert drawn(JULY, notice_effect_date="2026-10-01").totals == drawn(JULY).totals


@pytest.mark.parametrize("regime", ["b2b", "public"])
def test_a_membership_fee_waits_for_the_notice_whoever_owes_it(regime):
    """B21."""
    fee = {"regime": regime, "nature": "membership_fee"}
    assert str(drawn(JULY, **fee).totals.total_due) == "1000.00"
    (line,) = drawn(JULY, **fee, notice_effect_date="2026-08-31").lines
    assert (str(line.first), line.rate.basis) == ("2026-09-01", "legal_other_2026-S2")


# --- insolvency ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judgment", "situation", "interest", "indemnity"),
    [
        ("2026-07-31", "not_due_at_insolvency_judgment", "0.00", "0.00"),
        ("2026-08-01", "overdue", "0.00", "40.00"),  # late on the very day the judgment stops interest
        ("2026-08-02", "overdue", "0.34", "40.00"),
        ("2026-10-31", "overdue", "30.92", "40.00"),  # 91 days: to the eve of the judgment
        ("2026-11-01", "overdue", "31.25", "40.00"),  # 92 days: given after the computation, not known yet
    ],
)
def test_the_judgment_stops_interest_on_its_eve_and_keeps_out_what_falls_due_from_it_on(
    judgment, situation, interest, indemnity
):
    """C8, C13, H-03."""
    statement = drawn(JULY, insolvency_judgment_date=judgment)
    assert situations(statement) == [situation]
    assert (str(statement.totals.interest_accrued), str(statement.totals.indemnity)) == (interest, indemnity)


def test_an_invoice_due_on_the_day_of_a_judgment_given_that_day_is_known_to_be_caught_by_it():
    statement = drawn(JULY, computed="2026-07-31", insolvency_judgment_date="2026-07-31")
    assert situations(statement) == ["not_due_at_insolvency_judgment"]


def test_a_payment_on_or_after_the_judgment_is_pointed_out():
    """H-01."""
    payments = [paid("2026-09-14", "10.00", "F", "P1"), paid("2026-09-15", "10.00", "F", "P2")]
    statement = drawn(JULY, insolvency_judgment_date="2026-09-15", payments=payments)
    assert statement.warnings == ("payment_after_insolvency_judgment:P2",)
    assert len(statement.allocations) == 2


# --- unknown rates ---------------------------------------------------------------------------------------------


def test_a_debt_settled_before_the_unknown_semester_needs_no_rate_of_it():
    statement = drawn(JULY, computed="2027-02-15", payments=[paid("2026-12-31", "2000.00", "F")])
    assert (situations(statement), str(statement.lines[-1].last)) == (["settled"], "2026-12-31")


def test_a_public_debt_keeps_its_frozen_rate_through_a_semester_without_figures():
    statement = drawn(JULY, computed="2027-02-15", regime="public")
    assert [(line.days, str(line.rate.percent)) for line in statement.lines] == [(199, "10.40")]


def test_a_consumer_without_a_notice_owes_the_principal_alone_in_any_semester():
    assert str(drawn(JULY, computed="2027-02-15", regime="b2c").totals.total_due) == "1000.00"


@pytest.mark.parametrize(
    "rate", [{"mode": "legal_x3"}, {"mode": "contract_fixed", "contract_rate_pct": "15"}]
)
def test_a_clause_is_refused_where_its_floor_is_unknown(rate):
    with pytest.raises(UnknownRateInStatement) as refused:
        drawn(JULY, computed="2027-01-01", rate=rate)
    assert refused.value.semester == "2027-S1"
    assert str(refused.value.until_known.lines[-1].last) == "2026-12-31"


def test_the_earliest_unknown_semester_is_named_whichever_invoice_meets_it():
    """The later invoice stumbles on 2027, the earlier one already on 2012."""
    debts = [JULY, ("OLD", "100.00", "2012-09-30")]
    with pytest.raises(UnknownRateInStatement) as refused:
        drawn(*debts, computed="2027-01-15")
    assert (refused.value.semester, refused.value.until_known.lines) == ("2012-S2", ())


# --- the clause ------------------------------------------------------------------------------------------------


def test_the_floor_is_flagged_only_in_the_semesters_that_are_priced():
    clause = {"mode": "contract_fixed", "contract_rate_pct": "8.00"}  # floors: 8.28, 7.86, 8.25
    statement = drawn(("F", "100.00", "2025-12-01"), computed="2026-08-01", rate=clause)
    assert statement.flags == ("contract_rate_below_floor:2025-S2", "contract_rate_below_floor:2026-S2")


def test_floor_flags_come_before_overpayments():
    clause = {"mode": "contract_fixed", "contract_rate_pct": "5.00"}
    statement = drawn(JULY, rate=clause, payments=[paid("2026-09-15", "2000.00", "F")])
    assert statement.flags == ("contract_rate_below_floor:2026-S2", "overpayment:P1")


# --- small and large -------------------------------------------------------------------------------------------


def test_a_debt_of_one_cent_prints_a_line_of_no_cent_and_owes_forty_euros_and_one_cent():
    statement = drawn(("F", "0.01", "2026-07-31"))
    assert [(line.days, str(line.amount)) for line in statement.lines] == [(92, "0.00")]
    assert str(statement.totals.total_due) == "40.01"


def test_the_largest_amount_is_exact_to_the_cent():
    """999999999.99 × 12.40 % × 92 / 365 = 31254794.520235…"""
    statement = drawn(("F", "999999999.99", "2026-07-31"))
    assert statement.totals.interest_accrued == Decimal("31254794.52")
