"""The draft stays on the person's device, and goes when they say so."""

from playwright.sync_api import Page, expect

from tests.journeys.form import field


def type_something(page: Page) -> None:
    page.get_by_label("Un particulier").check()
    page.get_by_role("button", name="Ajouter une facture").click()
    field(page, "invoices[1].ref").fill("F-2")
    page.get_by_role("button", name="Ajouter un paiement").click()
    field(page, "payments[0].invoice").select_option(label="F-2")
    field(page, "message").fill("Merci d’avance.")
    expect(page.locator("#draft")).to_contain_text("Brouillon enregistré sur cet appareil à")


def test_it_survives_a_reload(page: Page) -> None:
    type_something(page)
    page.reload()
    expect(page.locator("#draft")).to_contain_text("Brouillon enregistré")
    expect(page.get_by_label("Un particulier")).to_be_checked()
    expect(field(page, "invoices[1].ref")).to_have_value("F-2")
    assert field(page, "payments[0].invoice").evaluate("each => each.selectedOptions[0].textContent") == "F-2"
    expect(field(page, "message")).to_have_value("Merci d’avance.")


def test_it_can_be_erased_for_good(page: Page) -> None:
    type_something(page)
    page.get_by_role("button", name="L’effacer").click()
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    expect(page.locator("#draft")).to_be_hidden()
    expect(page.locator(".entry")).to_have_count(1)
    expect(field(page, "message")).to_have_value("")


def test_erasing_can_be_undone_at_once(page: Page) -> None:
    type_something(page)
    page.get_by_role("button", name="L’effacer").click()
    page.get_by_role("button", name="Annuler").click()
    expect(field(page, "message")).to_have_value("Merci d’avance.")
    expect(field(page, "invoices[1].ref")).to_have_value("F-2")


def test_the_example_gives_back_what_it_replaced(page: Page) -> None:
    type_something(page)
    page.get_by_role("button", name="exemple").click()
    expect(field(page, "invoices[1].ref")).to_have_count(0)
    page.get_by_role("button", name="Annuler").click()
    expect(field(page, "invoices[1].ref")).to_have_value("F-2")


def test_a_draft_of_another_version_or_older_than_thirty_days_is_forgotten(page: Page) -> None:
    other, old = '{"version": 0, "saved": 9e15, "values": {"message": "?"}}', '{"version": 1, "saved": 0, "values": {}}'
    for draft in (other, old):
        page.evaluate("draft => localStorage.setItem('acquit.draft', draft)", draft)
        page.reload()
        expect(field(page, "message")).to_have_value("")
        assert page.evaluate("localStorage.length") == 0
