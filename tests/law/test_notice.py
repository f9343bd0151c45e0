"""What each document must contain, and how the gaps are named."""

import pytest

from chalicelib.law.notice import PLANS, CreditorKind, Document, Need, missing, needs
from chalicelib.law.regimes import Regime

DEMANDING = (Document.FIRST_REMINDER, Document.SECOND_REMINDER, Document.FORMAL_NOTICE, Document.LAST_NOTICE)


def groups(document, regime=Regime.BUSINESS, creditor=None):
    return {need.fields for need in needs(document, regime, creditor)}


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("document", Document)
def test_every_document_names_its_author_its_addressee_its_invoices_and_its_day(document, regime):
    found = groups(document, regime)
    assert {
        ("creditor.name",),
        ("debtor.name",),
        ("place",),
        ("signatory.name",),
        ("computation_date",),
        ("invoices[].ref",),
        ("invoices[].amount_ttc",),
        ("invoices[].due_date",),
    } <= found


@pytest.mark.parametrize("document", Document)
def test_a_document_that_asks_for_money_says_where_to_pay(document):
    asks = document in (*DEMANDING, *PLANS, Document.COURTESY)
    assert (("payment.iban", "payment.link", "payment.other") in groups(document)) is asks


@pytest.mark.parametrize(
    ("creditor", "mention"),
    [
        (CreditorKind.COMPANY, ("creditor.share_capital",)),
        (CreditorKind.SOLE_TRADER, ("creditor.registry_town", "creditor.registered_in_rne")),
        (CreditorKind.ASSOCIATION, ("creditor.rna", "creditor.siren", "creditor.siret")),
    ],
)
def test_the_letterhead_of_each_kind_of_creditor_has_its_own_mentions(creditor, mention):
    """M07."""
    for kind in CreditorKind:
        assert (mention in groups(Document.FORMAL_NOTICE, creditor=kind)) is (kind is creditor)


@pytest.mark.parametrize("document", Document)
@pytest.mark.parametrize("regime", Regime)
def test_a_claim_on_a_public_body_needs_the_chorus_pro_number_and_only_that_claim(document, regime):
    """A08."""
    assert (("invoices[].chorus_number",) in groups(document, regime)) is (regime is Regime.PUBLIC)


@pytest.mark.parametrize("document", Document)
@pytest.mark.parametrize("regime", Regime)
def test_a_formal_notice_to_a_consumer_names_the_mediator_and_no_other_document_must(document, regime):
    """M08."""
    expected = document is Document.FORMAL_NOTICE and regime is Regime.CONSUMER
    assert (("mediator.name",) in groups(document, regime)) is expected


def test_a_formal_notice_to_a_public_body_names_the_contract_the_authority_and_the_accountant():
    found = groups(Document.FORMAL_NOTICE, Regime.PUBLIC)
    assert {("public.authority",), ("public.accountant",)} <= found
    assert ("public.contract_number", "origin.order_reference") in found


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (Document.SECOND_REMINDER, "answer_by"),
        (Document.FORMAL_NOTICE, "origin.description"),
        (Document.LAST_NOTICE, "earlier_notice.presented_on"),
        (Document.LAST_NOTICE, "next_step"),
        (Document.RECEIPT, "receipt_payment"),
    ],
)
def test_what_only_one_document_needs(document, field):
    assert [each for each in Document if (field,) in groups(each)] == [document]


# --- gaps ------------------------------------------------------------------------------------------------------


def gaps(fields, *given, **lengths):
    return missing((Need(fields),), set(given).__contains__, lengths)


def test_a_single_field_is_missing_until_it_is_given():
    assert gaps(("place",)) == ("place",)
    assert gaps(("place",), "place") == ()


def test_one_of_several_fields_is_enough_and_the_first_is_named_when_none_is_given():
    either = ("creditor.email", "creditor.phone")
    assert gaps(either) == ("creditor.email",)
    assert gaps(either, "creditor.phone") == ()


def test_each_invoice_is_looked_at_and_its_position_named():
    assert gaps(("invoices[].ref",), "invoices[1].ref", invoices=3) == ("invoices[0].ref", "invoices[2].ref")


def test_gaps_come_in_the_order_of_the_form():
    found = needs(Document.SECOND_REMINDER, Regime.BUSINESS, CreditorKind.COMPANY)
    everything = missing(found, lambda path: False, {"invoices": 1})
    assert everything.index("creditor.name") < everything.index("debtor.name") < everything.index("place")
    assert len(everything) == len(found)
