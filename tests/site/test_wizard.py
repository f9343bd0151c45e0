"""A worried person writes a letter, page by page, until the PDF says what the screen said."""

import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tests.site.conftest import FRONTEND
from tests.site.facts import sample, squeezed
from tests.site.wizard import leave, seed, walk, walk_by_keyboard

STEPS = [  # of a public body's creditor
    *("qui", "avant", "debiteur", "vous", "facture", "commande", "paiements"),
    *("relances", "demande", "reglement", "signature"),
]
AXE = (FRONTEND / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => (await axe.run(document, {iframes: false})).violations
  .map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)"""


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that does without previews, which cost two renderings each; one test looks at them."""
    page = context.new_page()
    page.route(
        "**/api/letters/preview",
        lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"),
    )
    return page


def total_on_check_page(page: Page) -> str:
    expect(page.get_by_role("heading", name="Ce que la lettre réclame")).to_be_visible()
    return page.locator("#total").inner_text()


def download(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download(timeout=30_000) as found:
        page.get_by_role("button", name=button).click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def text_of(pdf: bytes) -> str:
    return squeezed("".join(each.extract_text() for each in PdfReader(BytesIO(pdf)).pages))


def receive(page: Page) -> str:
    """From the check page to the letter's text."""
    page.get_by_role("link", name="Établir la lettre").click()
    return text_of(download(page, "Télécharger la lettre")[1])


# --- the letters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "regime",
    [
        "b2b",
        pytest.param("non_professional", marks=pytest.mark.slow),
        pytest.param("public", marks=pytest.mark.slow),
    ],
)
def test_each_regime_leads_from_the_start_page_to_a_pdf_with_the_total_of_the_screen(
    page: Page, regime: str
) -> None:
    walk(page, sample(f"formal_notice.{regime}"))
    total = total_on_check_page(page)
    assert squeezed(total) in receive(page)


def test_the_keyboard_alone_leads_a_consumers_creditor_to_the_pdf(page: Page) -> None:
    walk_by_keyboard(page, sample("formal_notice.b2c"))
    total = total_on_check_page(page)
    link = page.get_by_role("link", name="Établir la lettre")
    link.focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Télécharger la lettre")
    button.focus()
    with page.expect_download(timeout=30_000) as found:
        page.keyboard.press("Enter")
    assert squeezed(total) in text_of(Path(found.value.path()).read_bytes())


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        pytest.param("courtesy.b2c", "rappel-echeance_", marks=pytest.mark.slow),
        ("first_reminder.b2b", "relance_"),
        pytest.param("second_reminder.public", "seconde-relance_", marks=pytest.mark.slow),
        pytest.param("last_notice.b2c", "dernier-avis_", marks=pytest.mark.slow),
    ],
)
def test_the_other_letters_are_made_by_the_same_pages(page: Page, letter: str, name: str) -> None:
    facts = sample(letter)
    seed(page, facts, "verifier")
    page.get_by_role("link", name="Établir la lettre").click()
    given, content = download(page, "Télécharger la lettre")
    assert given.startswith(name)
    assert squeezed(facts["debtor"]["name"]) in text_of(content)


def test_the_last_page_gives_the_sheet_the_calendar_and_the_dates_it_holds(page: Page) -> None:
    seed(page, sample("formal_notice.b2b"), "recevoir")
    expect(page.get_by_role("row", name="Fin du délai donné (au plus tôt) 25 novembre 2026")).to_be_visible()
    expect(page.get_by_text("Votre référence : KB-0412-MD")).to_be_visible()
    assert download(page, "Marche à suivre")[0].startswith("marche-a-suivre_")
    name, calendar = download(page, "Dates pour votre agenda")
    assert name.endswith(".ics")
    assert b"20261125" in calendar


# --- the check page -------------------------------------------------------------------------------------------------


def test_every_figure_opens_onto_its_reason_and_every_answer_can_be_changed(page: Page) -> None:
    seed(page, sample("formal_notice.b2b"), "verifier")
    line = page.locator("table").nth(1).locator("tbody tr").first
    line.get_by_text("Comment c’est calculé").click()
    expect(line).to_contain_text("Article L441-10, II, du code de commerce")
    # By Enter: just after a long scroll, Chromium may still send a click to where the frame stood.
    page.get_by_role("link", name="Modifier Votre débiteur").press("Enter")
    page.get_by_label("Nom ou raison sociale").fill("Le Fournil du Maine SAS")
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".answers")).to_contain_text("Le Fournil du Maine SAS")
    expect(page).to_have_url(re.compile("/verifier/$"))


def test_the_letter_stands_beside_the_questions_and_follows_from_page_to_page(
    context: BrowserContext,
) -> None:
    page = context.new_page()
    facts = sample("formal_notice.b2b")
    del facts["debtor"]["name"], facts["place"]
    seed(page, facts, "debiteur")
    preview = page.frame_locator("iframe[name=letter-preview]")
    expect(preview.get_by_text("5 place du Ralliement").first).to_be_visible()
    expect(preview.locator("mark", has_text="lieu")).to_be_visible()
    page.get_by_label("Nom ou raison sociale").fill("Société Témoin")
    leave(page)
    expect(preview.get_by_text("Société Témoin").first).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Nom ou raison sociale")).to_have_value("Société Témoin")


def test_what_is_missing_leads_to_its_page_and_its_field(page: Page) -> None:
    facts = sample("formal_notice.b2b")
    del facts["invoices"][1]["due_date"]
    seed(page, facts, "verifier")
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur\u00a0: "))
    summary.get_by_role("link", name="Facture 2 : Indiquez la date d’échéance, par exemple 27/3/2026").click()
    field = page.locator('[name="invoices[1].due_date"]')
    expect(field).to_be_focused()
    field.fill("15/9/2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Établir la lettre")).to_be_visible()


def test_what_the_service_refuses_is_said_beside_its_field_in_the_same_words(page: Page) -> None:
    facts = sample("formal_notice.b2b")
    facts["invoices"][0]["due_date"] = "2026-06-14"
    seed(page, facts, "verifier")
    words = "L’échéance précède la date de la facture : corrigez l’une ou l’autre."
    page.locator(".errors").get_by_role("link", name=words).click()
    field = page.locator('[name="invoices[0].due_date"]')
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(f"Erreur : {words}")


def test_what_was_not_known_is_said_with_what_is_assumed(page: Page) -> None:
    facts = sample("formal_notice.b2b") | {"rate": {"mode": "unknown"}}
    seed(page, facts, "verifier")
    expect(page.get_by_text("le taux de la loi est appliqué")).to_be_visible()


def test_past_the_last_published_rate_stopping_there_is_the_persons_choice(page: Page) -> None:
    seed(page, sample("formal_notice.b2b") | {"computation_date": "2027-01-15"}, "verifier")
    expect(page.locator(".errors")).to_contain_text("31 décembre 2026")
    page.get_by_role("button", name="Arrêter le décompte au 31 décembre 2026").click()
    total = total_on_check_page(page)
    expect(page.get_by_role("button", name="Revenir sur ce choix")).to_be_visible()
    assert squeezed(total) in receive(page)


def test_a_letter_too_early_leads_to_what_to_do_instead(page: Page) -> None:
    early = {"computation_date": "2026-06-20", "payments": [], "credit_notes": [], "reminders": []}
    seed(page, sample("formal_notice.b2b") | early, "verifier")
    page.locator(".errors a").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("La date de paiement n’est pas passée")


def test_a_letter_too_late_leads_to_what_to_do_instead(page: Page) -> None:
    facts = sample("formal_notice.b2c") | {"computation_date": "2026-11-21"}
    facts["invoices"][0] |= {"issue_date": "2024-06-15", "due_date": "2024-06-30"}
    facts["origin"] = {"description": "Création d’une terrasse", "performance_date": "2024-06-12"}
    seed(page, facts, "verifier")
    page.locator(".errors a").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("La facture est peut-être prescrite")


def test_a_case_that_no_letter_solves_is_explained_then_leads_back(page: Page) -> None:
    page.goto("relance/laquelle/")
    page.get_by_label("Une première relance").check()
    leave(page)
    page.get_by_label("Un particulier").check()
    leave(page)
    page.get_by_label("Un dossier de surendettement est déposé").check()
    leave(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Un dossier de surendettement est déposé")
    expect(page.get_by_text("Écrivez à la commission de surendettement")).to_be_visible()
    page.get_by_role("link", name="Retour aux questions").click()
    expect(page).to_have_url(re.compile("/relance/avant/$"))


# --- errors ---------------------------------------------------------------------------------------------------------


def test_the_summary_takes_focus_and_leads_to_fields_that_say_the_same(page: Page) -> None:
    seed(page, {"document": "formal_notice", "regime": "b2b"}, "facture")
    page.get_by_label("Date d’échéance").fill("31/6/2026")
    expect(page.locator(".error")).to_have_count(0)
    page.get_by_role("button", name="Continuer").click()
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Erreur : La facture impayée – Mise en demeure – Acquit")
    words = "Il n’y a pas de 31 juin 2026 : vérifiez le jour"
    summary.get_by_role("link", name=words).click()
    field = page.get_by_label("Date d’échéance")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(f"Erreur : {words}")


@pytest.mark.parametrize("status", [None, 502])
def test_a_service_that_does_not_answer_says_that_nothing_is_lost(page: Page, status: int | None) -> None:
    page.route("**/api/**", lambda route: route.abort() if status is None else route.fulfill(status=status))
    seed(page, sample("formal_notice.b2b"), "verifier")
    expect(page.locator(".errors")).to_contain_text("Vos réponses sont gardées")
    expect(page.locator(".answers")).to_contain_text("Le Fournil d’Anjou SAS")


# --- the draft ------------------------------------------------------------------------------------------------------


def test_reload_back_and_deep_links_keep_every_answer(page: Page) -> None:
    page.goto("mise-en-demeure/qui/")
    page.get_by_label("Une entreprise ou un indépendant").check()
    leave(page)
    page.get_by_label("Aucun de ces cas").check()
    leave(page)
    page.get_by_label("Nom ou raison sociale").fill("Société Témoin")
    page.reload()
    expect(page.get_by_label("Nom ou raison sociale")).to_have_value("Société Témoin")
    page.go_back()
    expect(page.get_by_label("Aucun de ces cas")).to_be_checked()
    page.goto("mise-en-demeure/debiteur/")
    expect(page.get_by_label("Nom ou raison sociale")).to_have_value("Société Témoin")
    page.goto("mise-en-demeure/mediateur/")  # not asked of this person: on to what is missing
    expect(page).to_have_url(re.compile("/mise-en-demeure/debiteur/$"))


def test_the_draft_is_erased_for_good_unless_it_is_undone(page: Page) -> None:
    seed(page, sample("formal_notice.b2b"), "debiteur")
    name = page.get_by_label("Nom ou raison sociale")
    page.get_by_role("button", name="L’effacer").click()
    expect(name).to_have_value("")
    expect(page.get_by_text("Brouillon effacé de cet appareil.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Annuler").click()
    expect(name).to_have_value("Le Fournil d’Anjou SAS")
    page.get_by_role("button", name="L’effacer").click()
    page.reload()
    expect(page.locator('[name="debtor.name"]')).to_have_value("")


def test_on_a_shared_computer_the_draft_stays_in_its_tab(page: Page, context: BrowserContext) -> None:
    seed(page, sample("formal_notice.b2b"), "debiteur")
    page.get_by_label("Je suis sur un ordinateur partagé").check()
    expect(page.get_by_text("Brouillon enregistré dans cet onglet")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Nom ou raison sociale")).to_have_value("Le Fournil d’Anjou SAS")
    assert page.evaluate("localStorage.length") == 0
    other = context.new_page()
    other.goto("mise-en-demeure/debiteur/")
    expect(other.locator('[name="debtor.name"]')).to_have_value("")


def test_a_draft_of_more_than_thirty_days_is_forgotten(page: Page) -> None:
    seed(page, sample("formal_notice.b2b"), "debiteur", saved=time.time() - 31 * 24 * 3600)
    expect(page.locator('[name="debtor.name"]')).to_have_value("")


def test_without_script_a_sentence_says_what_to_do(page: Page, context: BrowserContext, site: str) -> None:
    assert context.browser
    bare = context.browser.new_context(java_script_enabled=False)
    without = bare.new_page()
    without.goto(f"{site}mise-en-demeure/facture/")
    expect(without.get_by_role("heading", level=1)).to_have_text("Cette page a besoin de JavaScript")
    bare.close()


# --- for everyone ---------------------------------------------------------------------------------------------------

PAGES = [
    *(("formal_notice.public", slug) for slug in STEPS),
    ("formal_notice.b2b", "conditions"),
    ("formal_notice.b2c", "mediateur"),
    ("second_reminder.b2b", "laquelle"),
    ("last_notice.b2c", "precedente"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("letter", "slug"), PAGES)
def test_no_page_bars_anyone_whatever_is_wrong_on_it(page: Page, letter: str, slug: str) -> None:
    facts = sample(letter)
    seed(page, {"document": facts["document"], "regime": facts["regime"]}, slug)
    if slug in ("qui", "laquelle"):
        page.evaluate("localStorage.clear()")
        page.reload()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".errors")).to_be_focused()
    accessible(page)


@pytest.mark.parametrize("slug", ["facture", "paiements", "verifier", "recevoir"])
def test_no_page_bars_anyone_once_filled(page: Page, slug: str) -> None:
    seed(page, sample("formal_notice.b2b"), slug)
    expect(page.locator(".entry, #total, caption").first).to_be_visible()
    accessible(page)


@pytest.mark.slow
def test_the_start_pages_and_what_to_do_instead_bar_no_one(page: Page) -> None:
    cases = sorted((FRONTEND / "pages/mise-en-demeure/autrement").iterdir())
    for address in ["", "../relance/", "../dernier-avis/", *(f"autrement/{case.name}/" for case in cases)]:
        page.goto(f"mise-en-demeure/{address}")
        accessible(page, widths=(360,))


SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, .choice, .button, main input")]
  .filter((each) => each.checkVisibility() && !each.matches("[type=radio], [type=checkbox]"))
  .filter((each) => each.getBoundingClientRect().height < 43.9).map((each) => each.outerHTML)"""


def accessible(page: Page, widths: tuple[int, ...] = (1280, 360)) -> None:
    """axe-core finds nothing, nothing is cut or too small, on a screen and on a phone."""
    page.evaluate(AXE)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(RUN_AXE) == []
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
