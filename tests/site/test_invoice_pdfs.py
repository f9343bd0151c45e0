"""The PDF of an invoice in the space: added to a case, read again, replaced, taken away; kept from the start."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.reading import made
from tests.site.space import Person, invoice
from tests.site.space import person as person
from tests.site.space import service as service
from tests.site.space import somebody as somebody
from tests.site.space import stranger as stranger
from tests.site.test_links_of_mails import look_good
from tests.site.test_space_pages import COMPANY, choose, field, file, fill, follow

CASE = "case-0001"
PDF = b"%PDF-1.7 une facture"
MINE = file("Facture 51.PDF", PDF, "application/pdf")


@pytest.fixture
def page(person: Person) -> Page:
    """A case of two invoices."""
    two = (invoice("F-51", "480.00", "2026-10-15"), invoice("F/52", "90.00", "2026-10-30"))
    person.open_case(CASE, "Garage du Pont", *two, sending="send_reminders")
    person.page.goto(f"espace/dossier/?d={CASE}")
    return person.page


def add(page: Page, ref: str, act: str = "Ajouter") -> Locator:
    return page.get_by_label(f"{act} le PDF de la facture {ref}")


def kept(person: Person) -> dict[str, str]:
    files = person.ask("GET", f"cases/{CASE}")["facts"]["invoice_files"]
    return {ref: each["name"] for ref, each in files.items()}


def test_a_pdf_is_added_to_a_case_read_again_replaced_and_taken_away(person: Person, page: Page) -> None:
    expect(page.get_by_text("Ajoutez les PDF qui manquent")).to_be_visible()
    add(page, "F-51").set_input_files(MINE)
    expect(page.get_by_text("Le PDF est ajouté.")).to_be_visible()
    expect(page.get_by_text("PDF de la facture\u00a0: Facture 51.pdf")).to_be_visible()
    expect(page.get_by_text("Ajoutez le PDF de la facture F/52")).to_be_visible()
    look_good(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Télécharger le PDF de la facture F-51").click()
    assert saved.value.suggested_filename == "Facture 51.pdf"
    assert saved.value.path().read_bytes() == PDF
    add(page, "F-51", "Remplacer").set_input_files(file("bis.pdf", PDF + b" bis", "application/pdf"))
    expect(page.get_by_text("Le PDF est remplacé.")).to_be_visible()
    add(page, "F/52").set_input_files(MINE)
    expect(page.get_by_text("Ajoutez le PDF")).to_have_count(0)
    assert kept(person) == {"F-51": "bis.pdf", "F/52": "Facture 51.pdf"}
    page.get_by_role("link", name="Retirer le PDF de la facture F/52").click()
    look_good(page)
    page.get_by_role("button", name="Retirer le PDF").click()
    expect(page.get_by_role("status").filter(has_text="Le PDF est retiré")).to_be_focused()
    assert kept(person) == {"F-51": "bis.pdf"}


def test_what_is_refused_is_said_beside_the_invoice_and_changes_nothing(person: Person, page: Page) -> None:
    heavy = file("lourd.pdf", PDF + b" " * 2 * 1024 * 1024, "application/pdf")
    for wrong, words in (
        (file("page.pdf", b"<html>", "application/pdf"), "n’est pas un PDF"),
        (heavy, "dépasse 2\u00a0Mo"),
    ):
        add(page, "F-51").set_input_files(wrong)
        expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    look_good(page)
    assert kept(person) == {}


def test_what_was_recorded_elsewhere_meanwhile_does_not_get_in_the_way(person: Person, page: Page) -> None:
    view = person.ask("GET", f"cases/{CASE}")
    person.record(view, "noted", text="Appel")
    add(page, "F-51").set_input_files(MINE)
    expect(page.get_by_text("Le PDF est ajouté.")).to_be_visible()
    expect(page.get_by_text("Appel · Vous")).to_be_visible()
    assert kept(person) == {"F-51": "Facture 51.pdf"}


def test_the_keyboard_reaches_the_file_and_sees_where_it_is(page: Page) -> None:
    place = add(page, "F-51")
    place.focus()
    outline = "each => getComputedStyle(each.closest('label')).outlineStyle"
    assert place.evaluate(outline) == "solid"


def test_a_case_opened_from_a_dropped_pdf_keeps_it(person: Person) -> None:
    page, pdf = person.page, made.factur_x(made.cii())
    page.goto("espace/nouveau/")
    choose(page, *COMPANY)
    expect(page.get_by_text("est gardé avec le dossier")).to_be_visible()
    page.set_input_files("[type=file]", file("facture.pdf", pdf, "application/pdf"))
    expect(page.get_by_text("« facture.pdf » a rempli")).to_be_visible()
    fill(page, {"invoices[0].due_date": "31/10/2026"})
    page.get_by_label("Non, ou celui de la loi").check()
    for name in ("asked.received", "asked.reminders", "asked.notice"):
        field(page, name, "non").check()
    follow(page)
    page.wait_for_url(re.compile(r"espace/dossier/\?d="))
    expect(page.get_by_text("PDF de la facture\u00a0: facture.pdf")).to_be_visible()
    (row,) = person.ask("GET", "cases")["cases"]
    (size,) = (
        each["size"] for each in person.ask("GET", f"cases/{row['id']}")["facts"]["invoice_files"].values()
    )
    assert size == len(pdf)
