"""Letters long in every way: names, addresses, invoices, payments, messages; and what is too long is refused."""

from datetime import date, timedelta
from typing import Any

import pydantic
import pytest

from chalicelib.cases.facts import MOST_INVOICES, LetterFacts
from chalicelib.core.errors import Refusal
from chalicelib.documents.envelope import recipient_lines
from chalicelib.documents.phrases import phrase
from chalicelib.services.letters import complete
from tests.documents.layout import address_window_violations, orphan_signature, outside_page, page_texts
from tests.documents.pdf_conformance import violations
from tests.letters import samples

HEAD = "Facture Émise le Échéance Montant TTC Reste dû"
DETAIL_HEAD = "Facture Période (bornes incluses) Jours Base Taux Origine du taux et texte Montant"


def letter(name: str = "formal_notice.b2b", **changed: Any) -> LetterFacts:
    body = samples.body(name)
    for key, value in changed.items():
        body[key] = body[key] | value if isinstance(value, dict) else value
    return LetterFacts.model_validate(body)


def many_invoices(count: int) -> list[dict[str, str]]:
    first = date(2026, 5, 4)
    return [
        {
            "ref": f"F-2026-{number:04}",
            "amount_ttc": f"{1000 + 37 * number}.{number % 100:02}",
            "issue_date": (first + timedelta(days=number)).isoformat(),
            "due_date": (first + timedelta(days=number + 30)).isoformat(),
        }
        for number in range(count)
    ]


def faults(facts: LetterFacts) -> dict[str, str]:
    with pytest.raises(Refusal) as refused:
        complete(facts, samples.REGISTER)
    return {fault.field: fault.code for fault in refused.value.faults}


def well_laid(pdf: bytes, facts: LetterFacts) -> None:
    assert outside_page(pdf) == []
    assert address_window_violations(pdf, recipient_lines(facts)) == []
    assert not orphan_signature(pdf, (facts.signatory.name or "?")[:30])
    assert violations(pdf) == []


@pytest.mark.slow
def test_a_letter_of_forty_invoices_repeats_the_head_of_its_tables_on_each_page() -> None:
    facts = letter(invoices=many_invoices(40), payments=[], credit_notes=[])
    pdf = samples.issued(facts)[1]
    well_laid(pdf, facts)
    pages = page_texts(pdf)
    of_table = [text for text in pages if "n° F-2026-00" in text.replace("factures n° F-2026-00", "")]
    assert len(of_table) >= 2
    assert all(HEAD in text for text in of_table)
    of_annex = [text for text in pages if "Taux BCE du" in text]
    assert len(of_annex) >= 2
    assert all(DETAIL_HEAD in text for text in of_annex)
    for number in range(40):
        assert any(f"n° F-2026-{number:04} " in text for text in pages)


@pytest.mark.slow
def test_a_letter_of_sixty_invoices_renders() -> None:
    facts = letter(invoices=many_invoices(MOST_INVOICES), payments=[], credit_notes=[])
    pdf = samples.issued(facts)[1]
    assert outside_page(pdf) == []
    assert not orphan_signature(pdf, "Yann Kerbrat")


def test_a_letter_of_sixty_one_invoices_is_refused_with_the_advice_of_a_statement() -> None:
    with pytest.raises(pydantic.ValidationError) as refused:
        letter(invoices=many_invoices(MOST_INVOICES + 1), payments=[], credit_notes=[])
    (error,) = refused.value.errors()
    assert (error["type"], error["loc"]) == ("too_long", ("invoices",))
    assert "relevé de compte" in phrase("refusals", "TOO_MANY_INVOICES", most=MOST_INVOICES)


@pytest.mark.slow
def test_many_payments_and_credit_notes_are_all_printed() -> None:
    payments = [
        {"id": f"V-{n}", "date": (date(2026, 7, 2) + timedelta(days=n)).isoformat(), "amount": "25.00",
         "invoice": "F-2026-0387", "means": "virement"}
        for n in range(60)
    ]  # fmt: skip
    facts = letter(payments=payments)
    pdf = samples.issued(facts)[1]
    well_laid(pdf, facts)
    assert sum(text.count("Règlement du ") for text in page_texts(pdf)) == 60


LONG = (
    "Société coopérative d’aménagement rural et périurbain du bassin des Trois-Rivières et de ses environs "
)


def test_a_creditor_s_name_of_two_hundred_characters_stays_beside_the_window() -> None:
    name = (LONG * 2)[:200].strip()
    facts = letter(creditor={"name": name})
    pdf = samples.issued(facts)[1]
    well_laid(pdf, facts)
    assert name.replace(" ", "") in page_texts(pdf)[0].replace(" ", "")


def test_a_debtor_s_name_of_two_hundred_characters_takes_more_lines_or_is_refused_by_its_lines() -> None:
    name = (LONG * 2)[:200].strip()
    assert faults(letter(debtor={"name": name})) == {"debtor.address": "ADDRESS_TOO_MANY_LINES"}
    facts = letter(debtor={"name": name[:95].strip(), "attention": None, "service": None})
    assert len(recipient_lines(facts)) <= 6
    well_laid(samples.issued(facts)[1], facts)


ADDRESS = {
    "complement": "Bâtiment B, escalier 3, porte 214",
    "street": "128 bis avenue du Général de Gaulle",
    "place": "Zone artisanale de la Croix-Rouge",
    "postcode": "97470",
    "city": "Saint-Benoît",
}


def test_an_address_of_six_lines_fits_and_the_country_may_be_a_seventh() -> None:
    six = letter(debtor={"name": "Le Fournil d’Anjou SAS", "service": None, "address": ADDRESS})
    assert len(recipient_lines(six)) == 6
    well_laid(samples.issued(six)[1], six)
    abroad = letter(debtor={"service": None, "address": ADDRESS | {"country": "Île Maurice"}})
    assert recipient_lines(abroad)[-1] == "ILE MAURICE"
    assert len(recipient_lines(abroad)) == 7
    pdf = samples.issued(abroad)[1]
    assert "ILE MAURICE" in page_texts(pdf)[0]
    well_laid(pdf, abroad)


def test_an_address_of_seven_lines_is_refused() -> None:
    assert faults(letter(debtor={"address": ADDRESS})) == {"debtor.address": "ADDRESS_TOO_MANY_LINES"}


def test_a_word_wider_than_the_window_is_refused() -> None:
    wide = letter(debtor={"address": ADDRESS | {"street": "W" * 38}, "service": None})
    assert faults(wide) == {"debtor.address": "ADDRESS_LINE_TOO_WIDE"}


def test_long_words_and_long_references_stay_on_the_page() -> None:
    invoices = samples.body("formal_notice.b2b")["invoices"]
    invoices[2]["ref"] = "W" * 40
    facts = letter(
        invoices=invoices,
        message="Mot" * 300,
        enclosures=["W" * 200] * 5,
        reference="R" * 40,
        origin={"description": "W" * 200, "order_reference": "W" * 60},
        signatory={"name": "W" * 60, "capacity": "W" * 60},
        payment={"holder": "W" * 60, "reference": "W" * 40, "link": "https://example.fr/" + "w" * 250},
        creditor={"email": "w" * 64 + "@" + "w" * 60 + ".fr"},
    )
    assert outside_page(samples.issued(facts)[1]) == []


def test_the_largest_amounts_stay_in_their_cells() -> None:
    invoices = samples.body("formal_notice.b2b")["invoices"]
    for invoice in invoices:
        invoice["amount_ttc"] = "99999999.99"
    facts = letter(invoices=invoices)
    pdf = samples.issued(facts)[1]
    well_laid(pdf, facts)
    assert "99 999 999,99 €" in " ".join(page_texts(pdf))


def test_a_message_of_several_paragraphs_is_printed_whole() -> None:
    words = "Nous avons bien pris note de votre appel et restons à votre disposition. " * 20
    facts = letter(message=words.strip()[:1500])
    pdf = samples.issued(facts)[1]
    well_laid(pdf, facts)
    assert " ".join(page_texts(pdf)).count("votre disposition") >= 19
