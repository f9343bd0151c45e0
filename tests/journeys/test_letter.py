"""A worried freelancer writes a letter: from an empty form to a PDF that says what the screen said."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.form import field, open_draft, pdf, sample, squeezed, total_on_screen, type_in


@pytest.mark.parametrize("regime", ["b2b", "b2c", "non_professional", "public"])
def test_each_regime_leads_to_a_pdf_with_the_total_of_the_screen(page: Page, regime: str) -> None:
    type_in(page, sample(f"formal_notice.{regime}"))
    total = total_on_screen(page)
    name, text = pdf(page)
    assert name.startswith("mise-en-demeure_")
    assert squeezed(total) in text
    expect(page.get_by_role("heading", name="Votre lettre est établie")).to_be_visible()


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("courtesy.b2c", "rappel-echeance_"),
        ("first_reminder.b2b", "relance_"),
        ("second_reminder.public", "seconde-relance_"),
        ("last_notice.b2c", "dernier-avis_"),
        ("receipt.b2b", "recu_"),
        ("account_statement.non_professional", "releve-de-compte_"),
    ],
)
def test_every_other_document_is_made_from_the_same_form(page: Page, letter: str, name: str) -> None:
    facts = sample(letter)
    open_draft(page, facts)
    given, text = pdf(page)
    assert given.startswith(name)
    assert squeezed(facts["debtor"]["name"]) in text


def test_the_example_is_a_whole_letter_followed_by_what_to_do_next(page: Page) -> None:
    page.get_by_role("button", name="exemple").click()
    assert squeezed("Le Fournil d’Anjou SAS") in pdf(page)[1]
    assert pdf(page, "Marche à suivre")[0].startswith("marche-a-suivre_")
    with page.expect_download() as download:
        page.get_by_role("button", name="Dates à noter").click()
    assert download.value.suggested_filename.endswith(".ics")


def test_each_figure_of_the_statement_opens_onto_its_reason(page: Page) -> None:
    page.get_by_role("button", name="exemple").click()
    total_on_screen(page)
    line = page.locator("table").nth(1).locator("tbody tr").first
    line.get_by_text("Comment c’est calculé").click()
    expect(line).to_contain_text("Article L441-10, II, du code de commerce")
    expect(line).to_contain_text("Taux BCE")


def test_the_preview_marks_what_is_missing_and_follows_what_is_typed(page: Page) -> None:
    preview = page.frame_locator("iframe[name=preview]")
    field(page, "debtor.name").fill("Société Témoin")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(preview.locator("mark", has_text="date d’échéance").first).to_be_visible()
    expect(preview.get_by_text("Société Témoin").first).to_be_visible()
    page.get_by_role("button", name="exemple").click()
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(preview.get_by_text("Le Fournil d’Anjou SAS").first).to_be_visible()
    expect(preview.locator("mark")).to_have_count(0)


def test_a_change_says_that_the_preview_and_the_letter_are_out_of_date(page: Page) -> None:
    page.get_by_role("button", name="exemple").click()
    total_on_screen(page)
    expect(page.locator("[data-stale=statement]")).to_be_hidden()
    field(page, "invoices[0].amount_ttc").fill("9 999")
    expect(page.locator("[data-stale=statement]")).to_be_visible()
    expect(page.locator("[data-stale=preview]")).to_be_hidden()


def test_past_the_last_published_rate_stopping_there_is_the_persons_choice(page: Page) -> None:
    page.get_by_role("button", name="exemple").click()
    field(page, "computation_date").fill("15 janvier 2027")
    page.get_by_role("button", name="Établir le PDF").click()
    expect(page.locator("#errors")).to_contain_text("31 décembre 2026")
    page.get_by_label("Arrêter le décompte au 31 décembre 2026").check()
    total = total_on_screen(page)
    expect(page.locator("#statement")).to_contain_text("Le décompte s’arrête au 31 décembre 2026")
    _, text = pdf(page)
    assert squeezed(total) in text
    assert squeezed("31 décembre 2026") in text


def test_a_list_grows_shrinks_and_keeps_its_choices(page: Page) -> None:
    page.get_by_role("button", name="Ajouter une facture").click()
    field(page, "invoices[0].ref").fill("F-1")
    field(page, "invoices[1].ref").fill("F-2")
    page.get_by_role("button", name="Ajouter un paiement").click()
    choice = field(page, "payments[0].invoice")
    choice.select_option(label="F-2")
    page.get_by_role("button", name="Retirer : Facture 1").click()
    expect(field(page, "invoices[0].ref")).to_have_value("F-2")
    assert choice.evaluate("each => each.selectedOptions[0].textContent") == "F-2"
    expect(page.get_by_role("button", name="Retirer : Facture")).to_have_count(0)


def test_the_register_shows_each_rate_with_its_period(page: Page) -> None:
    page.get_by_role("link", name="Textes et taux", exact=True).click()
    row = page.get_by_role("row").filter(has_text="Du 1er juillet 2026 au 31 décembre 2026").first
    expect(row).to_contain_text("2,40 % l’an")
    expect(page.get_by_text("Aucun juriste n’a validé ce registre")).to_be_visible()
