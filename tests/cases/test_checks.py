"""Facts that contradict each other are all found at once, each under the field to correct."""

import pytest

from chalicelib.cases.checks import contradictions
from chalicelib.cases.facts import LetterFacts, StatementFacts

INVOICE = {"ref": "F", "amount_ttc": "100.00", "due_date": "2026-07-31"}
OTHER = INVOICE | {"ref": "G"}
PAYMENT = {"id": "P", "date": "2026-08-15", "amount": "10.00"}
NOTE = {"id": "A", "date": "2026-08-15", "amount": "60.00", "invoice": "F"}


def found(model=StatementFacts, **facts):
    whole = {"regime": "b2b", "computation_date": "2026-10-31", "invoices": [INVOICE]} | facts
    if model is LetterFacts:
        whole["document"] = "formal_notice"
    return [(fault.code, fault.field) for fault in contradictions(model.model_validate(whole))]


@pytest.mark.parametrize("model", [StatementFacts, LetterFacts])
@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({}, None),
        ({"invoices": [INVOICE, OTHER, INVOICE]}, ("DUPLICATE", "invoices[2].ref")),
        ({"payments": [PAYMENT, PAYMENT]}, ("DUPLICATE", "payments[1].id")),
        (
            {"credit_notes": [NOTE | {"amount": "1.00"}, NOTE | {"amount": "1.00"}]},
            ("DUPLICATE", "credit_notes[1].id"),
        ),
        ({"payments": [PAYMENT, NOTE]}, None),  # a payment that names its invoice
        ({"payments": [PAYMENT | {"invoice": "X"}]}, ("UNKNOWN_INVOICE", "payments[0].invoice")),
        ({"credit_notes": [NOTE | {"invoice": "X"}]}, ("UNKNOWN_INVOICE", "credit_notes[0].invoice")),
        ({"invoices": [INVOICE | {"issue_date": "2026-07-31"}]}, None),
        (
            {"invoices": [INVOICE | {"issue_date": "2026-08-01"}]},
            ("DUE_BEFORE_ISSUE", "invoices[0].due_date"),
        ),
        ({"credit_notes": [NOTE, NOTE | {"id": "B", "amount": "40.00"}]}, None),
        (
            {"credit_notes": [NOTE, NOTE | {"id": "B", "amount": "40.01"}]},
            ("CREDIT_NOTE_ABOVE_INVOICE", "credit_notes[1].amount"),
        ),
        ({"waiver": {"penalties": True}}, None),
        ({"regime": "public", "waiver": {"penalties": True}}, ("WAIVER_NOT_ALLOWED", "waiver")),  # B13
        ({"regime": "b2c", "waiver": {"indemnity": True}}, ("WAIVER_NOT_ALLOWED", "waiver")),
        ({"regime": "public", "waiver": {"penalties": False}}, None),
    ],
)
def test_a_contradiction_is_named_by_its_field(model, facts, fault):
    assert found(model, **facts) == ([fault] if fault else [])


def test_every_contradiction_is_told_in_the_order_of_the_form():
    assert found(
        regime="public",
        invoices=[INVOICE | {"issue_date": "2026-09-01"}, INVOICE],
        payments=[PAYMENT | {"invoice": "X"}],
        credit_notes=[NOTE | {"amount": "100.01"}],
        waiver={"indemnity": True},
    ) == [
        ("DUPLICATE", "invoices[1].ref"),
        ("DUE_BEFORE_ISSUE", "invoices[0].due_date"),
        ("UNKNOWN_INVOICE", "payments[0].invoice"),
        ("CREDIT_NOTE_ABOVE_INVOICE", "credit_notes[0].amount"),
        ("WAIVER_NOT_ALLOWED", "waiver"),
    ]


def test_invoices_still_without_a_number_in_a_draft_are_not_duplicates():
    assert found(LetterFacts, invoices=[{}, {}]) == []
