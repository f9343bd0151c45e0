"""The view of a letter: addresses for the window, invoice numbers for a subject, rows that a demand may name."""

from typing import Any

import pytest

from chalicelib.cases.facts import LetterFacts
from chalicelib.documents.envelope import recipient_lines, sender_lines, window_faults
from chalicelib.documents.letters import MOST_REFS_NAMED, invoice_refs, letter_view, template_of, transfer_qr
from chalicelib.documents.render import TEMPLATES
from chalicelib.documents.rows import invoice_rows
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from chalicelib.services.letters import complete
from tests.letters import samples


def letter(name: str = "formal_notice.b2b", **changed: Any) -> LetterFacts:
    body = samples.body(name)
    for key, value in changed.items():
        body[key] = body[key] | value if isinstance(value, dict) else value
    return LetterFacts.model_validate(body)


@pytest.mark.parametrize("document", Document)
@pytest.mark.parametrize("regime", Regime)
def test_every_document_of_every_regime_has_its_template(document: Document, regime: Regime) -> None:
    draft = LetterFacts.model_validate({"document": document, "regime": regime, "invoices": [{}]})
    assert (TEMPLATES / template_of(draft)).is_file()


def test_the_recipient_is_written_for_the_sorting_machine_and_the_sender_as_typed() -> None:
    address = {"street": "4 bis rue de l’Œuvre", "postcode": "56290", "city": "Port-Louis-de-l’Étang"}
    facts = letter(debtor={"address": address}, creditor={"address": address})
    assert recipient_lines(facts)[-2:] == ("4 bis rue de l’Œuvre", "56290 PORT LOUIS DE L ETANG")
    assert sender_lines(facts.creditor)[-1] == "56290 Port-Louis-de-l’Étang"


def test_a_long_name_takes_the_lines_it_needs_and_none_is_wider_than_the_window() -> None:
    facts = letter(
        debtor={"name": "Groupement d’intérêt économique des artisans boulangers du Maine-et-Loire"}
    )
    assert recipient_lines(facts)[:2] == (
        "Groupement d’intérêt économique des artisans",
        "boulangers du Maine-et-Loire",
    )
    assert window_faults(facts) == ()


@pytest.mark.parametrize(
    ("count", "printed"),
    [(1, "A1"), (2, "A1 et A2"), (5, "A1, A2, A3, A4 et A5"), (6, "A1, A2, A3, A4 et 2 autres")],
)
def test_a_subject_names_a_few_invoices_and_counts_the_others(count: int, printed: str) -> None:
    assert MOST_REFS_NAMED == 5
    facts = letter(invoices=[{"ref": f"A{n + 1}"} for n in range(count)], payments=[], credit_notes=[])
    assert invoice_refs(facts) == printed


def test_a_demand_shows_no_invoice_that_is_not_due() -> None:
    invoices = samples.body("formal_notice.b2b")["invoices"]
    invoices[2]["due_date"] = "2026-12-15"
    facts = letter(invoices=invoices)
    drawn = complete(facts, samples.REGISTER)
    assert [row.invoice.ref for row in invoice_rows(facts, drawn.statement)] == ["F-2026-0387", "F-2026-0412"]


def test_a_consumer_gets_a_qr_code_only_if_the_creditor_asks_for_it() -> None:
    for wanted, drawn in ((None, False), (True, True), (False, False)):
        facts = letter("formal_notice.b2c", payment={"qr": wanted})
        view = letter_view(facts, complete(facts, samples.REGISTER).statement, samples.REGISTER)
        assert bool(view["qr"]) is drawn


def test_without_an_account_or_a_sum_there_is_no_qr_code() -> None:
    facts = letter(payment={"iban": None})
    assert transfer_qr(facts, None) is None
    assert letter_view(facts, complete(facts, samples.REGISTER).statement, samples.REGISTER)["qr"] is None
