"""What the clock and the debtor did, as the space shows it: what leaves by itself, what is uncertain, who answered.

The service is the real one; what the clock would record is recorded for it. Monday 23 November 2026.
"""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.site.space import TODAY, Person
from tests.site.space import person as person
from tests.site.space import service as service
from tests.site.space import somebody as somebody
from tests.site.space import stranger as stranger
from tests.site.test_accessible import look
from tests.site.test_links_of_mails import CASE, look_good
from tests.site.test_links_of_mails import creditor as creditor

DRAWN = {
    "letter": 1,
    "document": "first_reminder",
    "amount": "1200.00",
    "statement_day": TODAY,
    "file": "x",
    "sha256": "0" * 64,
    "register_digest": "x",
    "being_sent": True,
}


def case(creditor: Person) -> Page:
    creditor.page.goto(f"espace/dossier/?d={CASE}")
    return creditor.page


def last(creditor: Person) -> str:
    """The kind of what was recorded last."""
    told = [each for each in creditor.ask("GET", f"cases/{CASE}")["timeline"] if each["at"]]
    kind: str = max(told, key=lambda each: each["at"])["kind"]
    return kind


def test_a_reminder_that_leaves_by_itself_says_when_and_whether_it_was_announced(creditor: Person) -> None:
    page = case(creditor)
    upcoming = page.get_by_role("region", name="Prochaine action")
    expect(upcoming).to_contain_text("Elle part toute seule mardi 24\u00a0novembre\u00a02026")
    expect(upcoming).to_contain_text("Un courriel vous l’annoncera")
    told = {"action": "review_and_send", "document": "first_reminder", "day": "2026-11-24"}
    creditor.happens(CASE, "clock", "creditor_told", **told, leaves_on="2026-11-24")
    page = case(creditor)
    expect(upcoming).to_contain_text("Un courriel vous l’a annoncée")
    assert look(page) == []
    page.goto("espace/")
    expect(page.get_by_text("Aucune action ne vous attend")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Vallon").get_by_text("part seule").first).to_be_visible()


def test_it_is_let_go_at_once_from_its_case(creditor: Person) -> None:
    page = case(creditor)
    page.get_by_role("link", name="Envoyer maintenant").click()
    look_good(page)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.get_by_text("La relance partira dès que possible")).to_be_visible()
    upcoming = page.get_by_role("region", name="Prochaine action")
    expect(upcoming).to_contain_text("Vous avez choisi de ne pas attendre")
    expect(upcoming.get_by_role("link", name="Envoyer maintenant")).to_have_count(0)
    assert last(creditor) == "step_released"


@pytest.mark.parametrize(
    ("name", "button", "recorded"),
    [
        ("Il est parti", "Confirmer l’envoi", "letter_sent"),
        ("Il n’est pas parti", "Abandonner cette lettre", "letter_discarded"),
    ],
)
def test_what_may_have_left_is_to_be_checked_and_said_in_two_clicks(
    creditor: Person, name: str, button: str, recorded: str
) -> None:
    creditor.happens(CASE, "clock", "letter_issued", **DRAWN)
    page = creditor.page
    page.goto("espace/")
    expect(page.get_by_text("À vérifier").last).to_be_visible()
    page = case(creditor)
    assert look(page) == []
    page.get_by_role("link", name="Dire s’il est parti").click()
    look_good(page)
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imprimerie Vallon")
    assert last(creditor) == recorded


def test_what_the_debtor_said_is_read_and_seen_to(creditor: Person) -> None:
    creditor.remind(CASE)
    creditor.happens(CASE, "debtor", "debtor_answered", letter=1, answer="paid", words="Virement du 12")
    page = creditor.page
    page.goto("espace/")
    row = page.get_by_role("row").filter(has_text="Vallon")
    expect(row.get_by_text("A répondu").last).to_be_visible()
    row.get_by_role("link", name="Traiter la réponse").click()
    answered = page.get_by_role("region", name="Prochaine action")
    expect(answered.get_by_text("Virement du 12")).to_be_visible()
    expect(answered.get_by_role("link", name="Enregistrer un paiement")).to_be_visible()
    look_good(page)
    answered.get_by_role("link", name="Reprendre les relances").click()
    expect(page.get_by_text("La réponse de votre client ne retient plus rien")).to_be_visible()
    page.get_by_role("button", name="Reprendre les relances").click()
    expect(page.get_by_text("Les relances reprennent")).to_be_visible()
    assert last(creditor) == "resumed"


def test_a_message_read_by_somebody_else_leads_to_the_address(creditor: Person) -> None:
    creditor.remind(CASE)
    creditor.happens(CASE, "debtor", "debtor_answered", letter=1, answer="not_concerned")
    page = case(creditor)
    page.get_by_role("link", name="Corriger l’adresse électronique").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imprimerie Vallon")
    expect(page.get_by_label("Adresse électronique")).to_have_value("c@vallon.example")


def test_a_publication_is_read_then_found_to_change_nothing(creditor: Person) -> None:
    notice = "https://www.bodacc.fr/annonce/A1"
    found = {"published_on": "2026-11-18", "nature": "Jugement de clôture", "notice": notice}
    creditor.happens(CASE, "clock", "publication_found", **found)
    page = case(creditor)
    expect(page.get_by_role("link", name="Lire l’annonce")).to_have_attribute("href", notice)
    for way in ("Noter une procédure collective", "Noter une radiation"):
        expect(
            page.get_by_role("region", name="Prochaine action").get_by_role("link", name=way)
        ).to_be_visible()
    assert look(page) == []
    page.get_by_role("link", name="Rien à signaler, j’ai vérifié").click()
    expect(page.get_by_text("Jugement de clôture")).to_be_visible()
    look_good(page)
    page.get_by_role("button", name="Noter la vérification").click()
    expect(page.get_by_text("La vérification est notée")).to_be_visible()
    assert last(creditor) == "insolvency_checked"


def test_a_client_whom_nothing_reaches_stands_apart_with_the_way_out(creditor: Person) -> None:
    creditor.unreachable(CASE)
    page = creditor.page
    page.goto("espace/")
    table = page.get_by_role("table", name="Injoignables")
    expect(table.get_by_text("son adresse électronique a refusé notre message").last).to_be_visible()
    look_good(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    table.get_by_role("link", name=re.compile("Corriger")).click()
    refused = page.get_by_text("Son adresse c@vallon.example a refusé notre message")
    expect(refused).to_be_visible()
    assert look(page) == []
    page.get_by_label("Adresse électronique").fill("compta@vallon.example")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La fiche est enregistrée")).to_be_visible()
    expect(refused).to_have_count(0)
    page.goto("espace/")
    expect(page.get_by_role("heading", name="À venir")).to_be_visible()
    expect(table).to_have_count(0)


def test_the_weekly_looks_at_the_bulletin_take_one_line_and_what_left_is_not_undone(creditor: Person) -> None:
    for _ in range(3):
        creditor.happens(CASE, "clock", "insolvency_checked", date=TODAY)
    creditor.remind(CASE)
    creditor.happens(CASE, "clock", "insolvency_checked", date=TODAY)
    page = case(creditor)
    story = page.get_by_role("region", name="L’histoire du dossier")
    expect(story.get_by_text("BODACC consulté")).to_have_count(2)
    sent = story.get_by_role("listitem").filter(has_text="Envoi")
    expect(sent).to_have_count(1)
    expect(sent.get_by_role("link", name="Corriger")).to_have_count(0)
    assert look(page) == []


def test_somebody_whose_mailbox_refuses_our_mails_is_told_so_and_what_to_do(creditor: Person) -> None:
    def unheard(route: Route) -> None:
        account = route.fetch().json() | {"unheard_since": "2026-11-20"}
        route.fulfill(body=json.dumps(account), content_type="application/json")

    page = creditor.page
    page.route("**/api/account", unheard)
    page.goto("espace/reglages/")
    expect(page.get_by_text(f"Nos messages à {creditor.email} nous reviennent")).to_be_visible()
    expect(page.get_by_text("les envois reprennent aussitôt")).to_be_visible()
    assert look(page) == []
