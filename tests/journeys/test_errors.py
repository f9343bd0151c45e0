"""What is wrong is said once at the top and beside its field, in words that tell what to do."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.form import field


def issue(page: Page) -> None:
    page.get_by_role("button", name="Établir le PDF").click()


def test_the_summary_takes_focus_names_the_fields_and_leads_to_them(page: Page) -> None:
    issue(page)
    summary = page.locator("#errors")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Erreur : Écrire une mise en demeure – Acquit")
    summary.get_by_role("link", name="Indiquez la date d’échéance, par exemple 27/3/2026").click()
    due = field(page, "invoices[0].due_date")
    expect(due).to_be_focused()
    expect(due).to_have_accessible_description("Indiquez la date d’échéance, par exemple 27/3/2026")


def test_the_summary_follows_the_order_of_the_page(page: Page) -> None:
    issue(page)
    links = page.locator("#errors a")
    expect(links.first).to_have_text("Indiquez votre nom ou votre raison sociale")
    expect(links.last).to_have_text("Indiquez le nom du signataire")


def test_an_unreadable_value_is_refused_beside_its_field_before_anything_is_sent(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    field(page, "invoices[0].due_date").fill("31/6/2026")
    field(page, "creditor.siren").fill("404 833 04")
    issue(page)
    expect(page.locator("#errors li")).to_have_text(
        [
            "Le SIREN comporte 9 chiffres et le SIRET 14, vous en avez saisi 8",
            "Il n’y a pas de 31 juin 2026 : vérifiez le jour",
        ]
    )
    assert [url for url in sent if "/api/" in url] == []


def test_a_fault_found_by_the_service_lands_on_the_right_entry_of_a_list(page: Page) -> None:
    page.get_by_role("button", name="exemple").click()
    page.get_by_role("button", name="Ajouter une facture").click()
    page.get_by_role("button", name="Ajouter une facture").click()  # the second stays empty: it does not count
    for name, value in {"ref": "F-9", "amount_ttc": "10", "issue_date": "2/7/2026", "due_date": "1/7/2026"}.items():
        field(page, f"invoices[2].{name}").fill(value)
    issue(page)
    link = page.locator("#errors a")
    expect(link).to_have_text("Facture 3 : L’échéance précède la date de la facture : corrigez l’une ou l’autre.")
    link.click()
    expect(field(page, "invoices[2].due_date")).to_be_focused()


def test_errors_leave_once_the_letter_is_right(page: Page) -> None:
    issue(page)
    page.get_by_role("button", name="exemple").click()
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator("#total")).to_be_visible()
    expect(page.locator("#errors")).to_be_hidden()
    expect(page.locator(".error, [aria-invalid]")).to_have_count(0)
    expect(page).to_have_title("Écrire une mise en demeure – Acquit")


def test_a_disputed_claim_is_stopped_with_a_reason(page: Page) -> None:
    page.get_by_role("button", name="exemple").click()
    page.get_by_text("Situations particulières").click()
    page.get_by_label("La facture est contestée").check()
    issue(page)
    expect(page.locator("#errors a")).to_have_text("La créance est contestée : répondez d’abord à la contestation.")


@pytest.mark.parametrize("status", [None, 502])
def test_a_service_that_does_not_answer_says_that_nothing_is_lost(page: Page, status: int | None) -> None:
    def answer(route):  # type: ignore[no-untyped-def]
        route.abort() if status is None else route.fulfill(status=status, body="<html>")

    page.route("**/api/**", answer)
    page.get_by_role("button", name="exemple").click()
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator("#errors")).to_contain_text("Vos réponses sont toujours dans la page")
    expect(field(page, "debtor.name")).to_have_value("Le Fournil d’Anjou SAS")
