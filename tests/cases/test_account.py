"""The account of a debtor: every movement in order, and a closing balance counted in two ways."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cases.account import account_of
from chalicelib.cases.demand import waived_indemnity, waived_interest
from chalicelib.cases.facts import LetterFacts
from chalicelib.cases.statement import draw_up
from chalicelib.law.register import load
from chalicelib.services.letters import claim_of
from tests.cases.strategies import PRICED_DAYS, claims, stable


def account(facts):
    statement = draw_up(claim_of(facts), load())
    return statement, account_of(facts, statement)


@given(claims(PRICED_DAYS), st.booleans(), st.booleans())
@stable
def test_it_closes_on_what_is_due_plus_what_is_not_yet_less_what_was_overpaid_or_waived(
    inputs, penalties, indemnity
):
    waiver = {"penalties": penalties, "indemnity": indemnity} if inputs["regime"] == "b2b" else {}
    facts = LetterFacts.model_validate({"document": "account_statement", "waiver": waiver, **inputs})
    statement, found = account(facts)
    totals = statement.totals
    waived = waived_interest(facts, statement) + waived_indemnity(facts, statement)
    assert found.closing == totals.total_due + totals.principal_not_yet_due - totals.overpayment - waived
    balance = Decimal(0)
    for entry in found.entries:
        assert (entry.debit is None) is not (entry.credit is None)
        balance += (entry.debit or 0) - (entry.credit or 0)
        assert entry.balance == balance
    assert balance == found.closing


def test_movements_are_booked_on_their_own_day_and_the_accessories_on_the_day_of_the_statement():
    facts = LetterFacts.model_validate(
        {
            "document": "account_statement",
            "regime": "b2b",
            "computation_date": "2026-10-31",
            "invoices": [
                {"ref": "F", "amount_ttc": "1000.00", "issue_date": "2026-07-01", "due_date": "2026-07-31"},
                {"ref": "G", "amount_ttc": "200.00", "due_date": "2026-10-31"},
            ],
            "payments": [
                {"id": "P1", "date": "2026-09-15", "amount": "400.00", "means": "virement"},
                {"id": "P2", "date": "2026-11-01", "amount": "999.00"},
            ],
            "credit_notes": [{"id": "A1", "date": "2026-08-20", "amount": "100.00", "invoice": "F"}],
            "waiver": {"indemnity": True},
        }
    )
    _, found = account(facts)
    # 900 × 12.40 % × 46 / 365 = 14.06, then 514.06 × 12.40 % × 46 / 365 = 8.03
    assert [
        (entry.kind, str(entry.day), str(entry.debit or entry.credit), str(entry.balance))
        for entry in found.entries
    ] == [
        ("invoice", "2026-07-01", "1000.00", "1000.00"),
        ("credit_note", "2026-08-20", "100.00", "900.00"),
        ("payment", "2026-09-15", "400.00", "500.00"),
        ("invoice", "2026-10-31", "200.00", "700.00"),
        ("interest", "2026-10-31", "22.09", "722.09"),
        ("indemnity", "2026-10-31", "40.00", "762.09"),
        ("waiver", "2026-10-31", "40.00", "722.09"),
    ]
    assert (str(found.opening), str(found.closing)) == ("2026-07-01", "722.09")
