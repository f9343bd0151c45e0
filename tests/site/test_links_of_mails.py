"""Where the links of our mails lead, in a browser: the creditor's one-click answers, and the debtor's three.

Nobody signs in there. Opening a page changes nothing; one button answers, once; what cannot be answered says so.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.site.space import NOON, Person, invoice
from tests.site.space import person as person
from tests.site.space import service as service
from tests.site.space import somebody as somebody
from tests.site.space import stranger as stranger
from tests.site.test_accessible import look
from tests.site.test_built_site import STRAIGHT_APOSTROPHE, WRONG_SPACE
from tests.site.test_space_pages import fits

CASE = "case-0001"
LATE = invoice("F-2026-042", "1200.00", "2026-10-01")
CHOICES = ("paye", "paye-en-partie", "conteste", "attendre", "envoyer")


@pytest.fixture
def creditor(person: Person) -> Person:
    """A subscriber whose one case is late, its reminders leaving by themselves."""
    person.fill_profile()
    person.open_case(
        CASE, "Imprimerie Vallon", LATE, sending="send_reminders", facts={"email": "c@vallon.example"}
    )
    return person


@pytest.fixture
def reader(creditor: Person, browser: Browser) -> Callable[[str], Page]:
    """Opens an address in a browser of somebody else's, who never signed in."""
    context = browser.new_context(
        base_url=creditor.service.address,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": 390, "height": 844},
    )
    context.clock.set_fixed_time(NOON)

    def open_page(address: str) -> Page:
        page = context.new_page()
        page.goto(address)
        return page

    return open_page


def kinds(person: Person) -> list[str]:
    """What is in the history of the case, by its kind."""
    return [entry["kind"] for entry in person.ask("GET", f"cases/{CASE}")["timeline"] if entry["event"]]


def answer(creditor: Person, choice: str) -> Page:
    page = creditor.page
    page.goto(f"reponse/#{creditor.link(CASE)}.{choice}")
    return page


def say(page: Page, name: str, words: str = "") -> None:
    page.get_by_role("radio", name=name).check()
    if words:
        page.get_by_role("textbox").fill(words)
    page.get_by_role("button", name="Envoyer ma réponse").click()


def look_good(page: Page) -> None:
    """No barrier, nothing over the edge, French spaces and apostrophes."""
    assert look(page) == []
    assert fits(page)
    for line in page.get_by_role("main").inner_text().splitlines():
        assert not WRONG_SPACE.search(line), line
        assert not STRAIGHT_APOSTROPHE.search(line), line


# --- the creditor ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", CHOICES)
def test_a_one_click_answer_says_what_it_is_about_and_waits_for_its_one_button(
    creditor: Person, choice: str
) -> None:
    page = answer(creditor, choice)
    about = page.get_by_role("main")
    for said in (
        "Imprimerie Vallon",
        "F-2026-042",
        "1\u202f200,00\u00a0€",
        "mardi 24\u00a0novembre\u00a02026",
    ):
        expect(about).to_contain_text(said)
    expect(about.get_by_role("button")).to_have_count(1)
    look_good(page)
    assert kinds(creditor) == []


def test_a_payment_is_noted_as_it_is_written_already(creditor: Person) -> None:
    page = answer(creditor, "paye")
    expect(page.get_by_label("Montant reçu")).to_have_value("1\u202f200,00")
    expect(page.get_by_label("Reçu le")).to_have_value("23/11/2026")
    page.get_by_role("button", name="Noter le paiement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est noté")
    expect(page.get_by_text("Règlement de 1\u202f200,00\u00a0€")).to_be_visible()
    look_good(page)
    assert kinds(creditor) == ["payment_received"]
    page.get_by_role("link", name="Voir le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imprimerie Vallon")


def test_a_part_payment_asks_how_much_and_refuses_what_it_cannot_read(creditor: Person) -> None:
    page = answer(creditor, "paye-en-partie")
    page.get_by_label("Montant reçu").fill("beaucoup")
    page.get_by_label("Reçu le").fill("24/11/2026")
    page.get_by_role("button", name="Noter le paiement").click()
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_be_focused()
    look_good(page)
    page.get_by_label("Montant reçu").fill("300")
    page.get_by_role("button", name="Noter le paiement").click()
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_contain_text("futur")
    page.get_by_label("Reçu le").fill("20/11/2026")
    page.get_by_role("button", name="Noter le paiement").click()
    expect(page.get_by_text("Règlement de 300,00\u00a0€")).to_be_visible()
    assert kinds(creditor) == ["payment_received"]


def test_a_dispute_says_why_in_a_few_words(creditor: Person) -> None:
    page = answer(creditor, "conteste")
    page.get_by_role("button", name="Noter la contestation").click()
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_be_focused()
    page.get_by_label("Ce que dit votre client").fill("Il manque un carton")
    page.get_by_role("button", name="Noter la contestation").click()
    expect(page.get_by_text("Il manque un carton")).to_be_visible()
    assert kinds(creditor) == ["dispute_raised"]


def test_waiting_is_a_week_unless_another_day_is_written(creditor: Person) -> None:
    page = answer(creditor, "attendre")
    expect(page.get_by_label("Attendre jusqu’au")).to_have_value("30/11/2026")
    page.get_by_label("Attendre jusqu’au").press("Enter")  # by keyboard alone
    done = page.get_by_role("status").filter(has_text="Pause jusqu’au 30\u00a0novembre\u00a02026")
    expect(done).to_be_focused()
    expect(page.get_by_text("Rien aujourd’hui")).to_be_visible()
    assert kinds(creditor) == ["paused"]


def test_a_reminder_is_let_go_at_once_and_the_same_link_then_says_what_it_answered(creditor: Person) -> None:
    page = answer(creditor, "envoyer")
    page.get_by_role("button", name="Envoyer maintenant").dblclick()
    expect(page.get_by_text("À envoyer sans attendre")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez déjà répondu")
    look_good(page)
    page.goto(page.url.replace(".envoyer", ".attendre"))  # another choice of the same mail, in the same tab
    expect(page.get_by_text("À envoyer sans attendre")).to_be_visible()
    assert kinds(creditor) == ["step_released"]


def test_what_is_no_longer_possible_says_so_and_leads_to_the_case(creditor: Person) -> None:
    token = creditor.link(CASE)
    creditor.remind(CASE)
    page = creditor.page
    page.goto(f"reponse/#{token}.envoyer")
    expect(page.get_by_text("Cette réponse n’est plus possible")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    look_good(page)


# --- whoever reads the message --------------------------------------------------------------------------------------


def test_the_reader_sees_that_letter_and_nothing_else(
    creditor: Person, reader: Callable[[str], Page]
) -> None:
    creditor.remind(CASE)
    page = reader(f"message/#{creditor.link(CASE, letter=1)}")
    main = page.get_by_role("main")
    for said in ("Menuiserie Lenoir", "F-2026-042", "1\u202f200,00\u00a0€", "23\u00a0novembre\u00a02026"):
        expect(main).to_contain_text(said)
    expect(main).not_to_contain_text("Vallon")
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    assert page.context.cookies() == []
    for name in ("J’ai déjà payé", "Je conteste", "Ce message ne me concerne pas"):
        page.get_by_role("radio", name=name).check()
        look_good(page)
    assert kinds(creditor) == ["letter_issued", "letter_mailed"]


@pytest.mark.parametrize(
    ("name", "words", "kind", "title"),
    [
        ("J’ai déjà payé", "Virement du 12 novembre", "debtor_answered", "Votre client dit avoir déjà payé"),
        ("Ce message ne me concerne pas", "", "debtor_answered", "Le destinataire dit n’être pas concerné"),
        ("Je conteste", "Il manque un carton", "dispute_raised", "Contestation"),
    ],
)
def test_what_is_said_is_repeated_and_stands_in_the_case(
    creditor: Person, reader: Callable[[str], Page], name: str, words: str, kind: str, title: str
) -> None:
    creditor.remind(CASE)
    page = reader(f"message/#{creditor.link(CASE, letter=1)}")
    say(page, name, words)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre réponse est transmise")
    expect(page.get_by_role("main")).to_contain_text(words or name)
    expect(page.get_by_role("link", name="contact@lenoir.example")).to_be_visible()
    look_good(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez déjà répondu")
    (entry,) = [each for each in creditor.ask("GET", f"cases/{CASE}")["timeline"] if each["kind"] == kind]
    assert (entry["title"], entry["by"]) == (title, "Votre client")
    assert words in (entry["detail"] or "")


def test_a_reader_who_says_nothing_is_asked_and_a_dispute_asks_why(
    creditor: Person, reader: Callable[[str], Page]
) -> None:
    creditor.remind(CASE)
    page = reader(f"message/#{creditor.link(CASE, letter=1)}")
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_be_focused()
    look_good(page)
    say(page, "Je conteste")
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_contain_text("Dites ce que vous")
    assert kinds(creditor) == ["letter_issued", "letter_mailed"]


def test_a_message_is_answered_by_keyboard_alone(creditor: Person, reader: Callable[[str], Page]) -> None:
    creditor.remind(CASE)
    page = reader(f"message/#{creditor.link(CASE, letter=1)}")
    expect(page.get_by_role("radio")).to_have_count(3)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/message/#.+\..+"))  # the place gave way to the link
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Chèque du 3 novembre")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre réponse est transmise")


# --- links that do not hold, services that do not answer ------------------------------------------------------------


def test_every_link_that_does_not_hold_says_the_same_kind_thing(
    creditor: Person, reader: Callable[[str], Page]
) -> None:
    creditor.remind(CASE)
    unknown = f"somebody.{'A' * 43}"
    over = creditor.link(CASE, letter=1, days=-1)
    said = []
    for address in (f"message/#{unknown}", f"message/#{over}", f"message/#{creditor.link(CASE)}"):
        page = reader(address)
        expect(page.get_by_role("alert")).to_contain_text("Ce lien n’est pas valable")
        expect(page.get_by_role("button", name="Réessayer")).to_have_count(0)
        look_good(page)
        said.append(page.get_by_role("main").inner_text())
    assert len(set(said)) == 1
    page = reader(f"reponse/#{unknown}.paye")
    expect(page.get_by_role("alert")).to_contain_text("Ce lien n’est pas valable")
    look_good(page)
    for address in ("message/", "message/#x", "reponse/#x", f"reponse/#{creditor.link(CASE)}.autre"):
        page = reader(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien est incomplet")
        look_good(page)


def test_once_the_case_is_closed_the_reader_is_told_that_nothing_is_asked(
    creditor: Person, reader: Callable[[str], Page]
) -> None:
    creditor.remind(CASE)
    token = creditor.link(CASE, letter=1)
    creditor.record(creditor.ask("GET", f"cases/{CASE}"), "closed", reason="waived")
    page = reader(f"message/#{token}")
    expect(page.get_by_role("alert")).to_contain_text("n’appelle plus de réponse")
    look_good(page)


def test_a_service_that_does_not_answer_is_asked_again_and_loses_nothing(
    creditor: Person, reader: Callable[[str], Page]
) -> None:
    creditor.remind(CASE)
    page = reader(f"message/#{creditor.link(CASE, letter=1)}")
    expect(page.get_by_role("radio")).to_have_count(3)

    def fail(route: Route) -> None:
        route.abort()

    page.route("**/api/debtor-answers**", fail)
    say(page, "Je conteste", "Il manque un carton")
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_contain_text("injoignable")
    look_good(page)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("injoignable")
    page.unroute("**/api/debtor-answers**", fail)
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("textbox")).to_have_value("Il manque un carton")
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("transmise"))
