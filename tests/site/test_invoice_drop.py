"""An electronic invoice dropped on the page fills the form; a file that is none says so and changes nothing."""

import base64
import json
from pathlib import Path

import pytest
from chalice.test import Client
from playwright.sync_api import Page, expect

from app import app
from tests.reading import made
from tests.site.facts import sample
from tests.site.wizard import seed

READ = Path(__file__).parent / "published" / "invoice_read.json"
PLACE = "Déposer votre facture électronique"
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name));
  for (const type of ["dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def invoice_page(page: Page) -> Page:
    """The page of the invoice, in a notice to a business where nothing of it is answered."""
    seed(page, {"document": "formal_notice", "regime": "b2b"}, "facture")
    return page


@pytest.fixture
def sent(page: Page) -> list[str]:
    """What is asked of the reader of invoices."""
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url) if request.url.endswith("/read") else None)
    return calls


def test_the_sample_of_the_reader_is_what_the_reader_says() -> None:
    headers = {"Content-Type": "application/octet-stream"}
    with Client(app) as client:
        answer = client.http.post("/invoices/read", headers=headers, body=made.factur_x(made.cii()))
    assert answer.json_body == json.loads(READ.read_text(encoding="utf-8"))


def test_a_chosen_invoice_fills_the_form_and_says_what_to_check(invoice_page: Page) -> None:
    page = invoice_page
    choose(page, "facture.pdf", made.factur_x(made.cii()))
    expect(page.get_by_text("« facture.pdf » a rempli")).to_be_visible()
    expect(page.get_by_text("Un acompte de 200,00 € est déjà déduit")).to_be_visible()
    expect(page.locator('[name="invoices[0].ref"]')).to_have_value("F-2026-118")
    expect(page.locator('[name="invoices[0].amount_ttc"]')).to_have_value("1\u202f000,00")
    expect(page.locator('[name="invoices[0].due_date"]')).to_have_value("30/9/2026")
    page.goto("mise-en-demeure/debiteur/")
    expect(page.locator('[name="debtor.siren"]')).to_have_value("732829320")
    page.goto("mise-en-demeure/conditions/")
    expect(page.get_by_text("Votre facture dit")).to_contain_text("majoré de 10 points")


def test_an_invoice_dropped_anywhere_twice_is_the_same_invoice(invoice_page: Page) -> None:
    page = invoice_page
    content = base64.b64encode(made.cii()).decode()
    page.evaluate(DROP, ["facture.xml", content])
    expect(page.get_by_text("a rempli")).to_be_visible()
    page.evaluate(DROP, ["facture.xml", content])
    expect(page.get_by_text("rien de plus que vos réponses")).to_be_visible()
    expect(page.locator('[name="invoices[1].ref"]')).to_have_count(0)


def test_a_difference_is_shown_and_the_person_decides(page: Page) -> None:
    seed(page, sample("formal_notice.b2b"), "facture")
    page.locator('[name="invoices[0].ref"]').fill("F-2026-118")
    due = page.locator('[name="invoices[0].due_date"]')
    mine = due.input_value()
    choose(page, "facture.pdf", made.factur_x(made.cii()))
    choice = page.get_by_role("group", name="Échéance")
    expect(choice).to_be_visible()
    expect(due).to_have_value(mine)
    choice.get_by_label("Prendre celle de la facture").check()
    expect(due).to_have_value("30/9/2026")
    choice.get_by_label("Garder ma réponse").check()
    expect(due).to_have_value(mine)
    page.get_by_role("button", name="Prendre tout de la facture").click()
    expect(due).to_have_value("30/9/2026")
    expect(page.locator('[name="invoices[0].amount_ttc"]')).to_have_value("1\u202f000,00")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("scan.pdf", made.pdf_with({}), "il ne contient pas de données de facture"),
        ("secret.pdf", made.pdf_with({}, password="secret"), "protégé par un mot de passe"),
        ("photo.pdf", b"\x89PNG\r\n\x1a\n0000", "ni un PDF ni un XML"),
    ],
)
def test_a_file_that_is_no_invoice_is_told_in_a_sentence(
    invoice_page: Page, name: str, content: bytes, said: str
) -> None:
    choose(invoice_page, name, content)
    expect(invoice_page.get_by_text(said)).to_be_visible()
    expect(invoice_page.locator('[name="invoices[0].ref"]')).to_have_value("")


def test_a_file_of_thirty_megabytes_is_refused_before_it_is_sent(
    invoice_page: Page, sent: list[str], tmp_path: Path
) -> None:
    with (file := tmp_path / "video.pdf").open("wb") as content:
        content.truncate(30 * 1024 * 1024)
    invoice_page.get_by_label(PLACE).set_input_files(file)
    expect(invoice_page.get_by_text("Ce fichier dépasse 4 Mo")).to_be_visible()
    assert sent == []


def test_without_the_service_the_form_stays_open(invoice_page: Page) -> None:
    invoice_page.context.set_offline(True)
    choose(invoice_page, "facture.xml", made.cii())
    expect(invoice_page.get_by_text("Le service est injoignable")).to_be_visible()
    invoice_page.locator('[name="invoices[0].ref"]').fill("F-1")


def choose(page: Page, name: str, content: bytes) -> None:
    page.get_by_label(PLACE).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
