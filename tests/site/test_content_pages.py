"""The pages that are not the wizard, in a real browser: they fit a phone, and the calculator does what it says."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

NARROWEST = {"width": 320, "height": 640}
CALCULATOR = "/calcul/penalites-de-retard/"


@pytest.fixture(scope="module")
def addresses(built: Path) -> list[str]:
    """The pages that search engines are told about: the wizard's own may lead elsewhere at once."""
    pages = sorted(file for file in built.rglob("*.html") if 'name="description"' in file.read_text("utf-8"))
    return [f"/{file.relative_to(built).as_posix().removesuffix('index.html')}" for file in pages]


def test_no_page_is_wider_than_the_narrowest_phone(page: Page, addresses: list[str]) -> None:
    page.set_viewport_size(NARROWEST)
    wide = []
    for address in addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > NARROWEST["width"]:
            wide.append(address)
    assert wide == []


def test_every_target_of_the_head_and_foot_is_large_enough_for_a_finger(page: Page) -> None:
    page.set_viewport_size(NARROWEST)
    page.goto("/")
    for link in page.locator("header.site nav a, footer.site nav a, .button").all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44, link.inner_text()


def test_the_skip_link_leads_to_the_main_part(page: Page) -> None:
    page.goto("/aide/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_penalties_are_computed_and_each_figure_says_why(page: Page) -> None:
    """4 800 × 12,15 % × 30 / 365 = 47,93; 4 800 × 12,40 % × 144 / 365 = 234,82; and 40 once."""
    fill(page, "4 800", "31 mai 2026", "21.11.26")
    compute(page)
    expect(page.get_by_role("heading", name="Ce qui est dû")).to_be_focused()
    expect(page.locator("#total")).to_have_text("5\u202f122,75\u00a0€")
    for cell in ("47,93\u00a0€", "234,82\u00a0€", "282,75\u00a0€", "40,00\u00a0€"):
        expect(page.get_by_role("cell", name=cell, exact=True)).to_have_count(1)
    reasons = page.get_by_text("Comment c’est calculé")
    assert reasons.count() == 6
    for reason in reasons.all():
        reason.click()
    expect(page.get_by_text(re.compile("article L441-10", re.IGNORECASE)).first).to_be_visible()


def test_what_is_missing_is_said_above_and_beside(page: Page) -> None:
    fill(page, "", "31/6/2026", "21/11/2026")
    compute(page)
    summary = page.get_by_role("region", name="Il y a 2 points à corriger")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur\u00a0: Calculer"))
    expect(page.get_by_label("Montant impayé")).to_have_accessible_description(
        re.compile("Indiquez le montant")
    )
    summary.get_by_role("link", name="Il n’y a pas de 31").click()
    expect(page.get_by_label("Date d’échéance")).to_be_focused()
    fill(page, "100", "30/6/2026", "21/11/2026")
    compute(page)
    expect(page).to_have_title(re.compile("^Calculer"))
    expect(summary).to_have_count(0)


def test_past_the_last_published_rate_the_last_known_day_is_offered(page: Page) -> None:
    fill(page, "100", "30/6/2026", "1/2/2027")
    compute(page)
    page.get_by_role("button", name="Calculer au 31 décembre 2026").click()
    expect(page.get_by_role("table", name="Décompte arrêté au 31 décembre 2026")).to_be_visible()
    expect(page.get_by_label("Calculer jusqu’au")).to_have_value("31/12/2026")


def test_a_consumer_owes_interest_from_the_notice_only(page: Page) -> None:
    fill(page, "1 500", "30/6/2026", "21/11/2026")
    page.get_by_label("Un particulier").check()
    compute(page)
    expect(page.locator("#total")).to_have_text("1\u202f500,00\u00a0€")
    page.get_by_label("Mise en demeure présentée le").fill("12/10/2026")
    expect(page.get_by_text("calculez de nouveau")).to_be_visible()
    compute(page)
    expect(page.get_by_role("table", name="Intérêts au taux légal, période par période")).to_be_visible()


def test_the_letter_begins_with_what_was_typed_in_the_calculator(page: Page) -> None:
    fill(page, "4 800", "31 mai 2026", "21/11/2026")
    page.get_by_label("Oui, un pourcentage").check()
    page.get_by_label("Taux annuel").fill("15")
    compute(page)
    page.get_by_role("link", name="En faire une lettre").click()
    expect(page).to_have_url(re.compile("/mise-en-demeure/$"))
    kept = page.evaluate("JSON.parse(localStorage.getItem('acquit.draft')).answers")
    assert kept == {
        "regime": "b2b",
        "invoices[0].amount_ttc": "4 800",
        "invoices[0].due_date": "31 mai 2026",
        "rate.mode": "contract_fixed",
        "rate.contract_rate_pct": "15",
    }


def test_a_service_that_does_not_answer_is_said(page: Page) -> None:
    page.route("**/api/statements", lambda route: route.abort())
    fill(page, "100", "30/6/2026", "21/11/2026")
    compute(page)
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_contain_text("injoignable")


def fill(page: Page, amount: str, due: str, until: str) -> None:
    if not page.url.endswith(CALCULATOR):
        page.goto(CALCULATOR)
    page.get_by_label("Montant impayé").fill(amount)
    page.get_by_label("Date d’échéance").fill(due)
    page.get_by_label("Calculer jusqu’au").fill(until)


def compute(page: Page) -> None:
    page.get_by_role("button", name="Calculer", exact=True).click()
