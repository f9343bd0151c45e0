"""What surrounds the cases of a subscriber, in a browser: adding them, importing them, clients, figures, settings.

The service is the real one, with its store; each test has a subscriber of its own, on Monday 23 November 2026.
"""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.reading import made
from tests.site.facts import sample
from tests.site.space import Person, Service, invoice
from tests.site.space import person as person
from tests.site.space import service as service
from tests.site.space import somebody as somebody
from tests.site.space import stranger as stranger
from tests.site.test_accessible import look
from tests.site.test_built_site import STRAIGHT_APOSTROPHE, WRONG_SPACE
from tests.site.wizard import answers_of

TABLE = """Nom du client;SIREN;N° de facture;Date de facture;Échéance;Montant TTC
Imprimerie Vallon;;F-40;01/09/2026;01/10/2026;1 200,00 €
Imprimerie Vallon;;F-45;15/09/2026;15/10/2026;840,50 €
Garage du Pont;;F-51;15/10/2026;14/11/2026;480,00 €
"""
COMPANY = {"Une entreprise ou un indépendant", "Une société, ou une autre personne morale"}


# --- settings ---------------------------------------------------------------------------------------------------------


def test_an_empty_account_is_told_to_say_who_writes_then_what_is_still_missing(person: Person) -> None:
    page = person.page
    page.goto("espace/reglages/")
    page.get_by_role("link", name="Remplir mes coordonnées").click()
    page.get_by_label("Indépendant, entrepreneur individuel").check()
    page.get_by_label("Votre nom ou raison sociale").fill("Jeanne Lenoir")
    field(page, "creditor.siren").fill("404 833 04")
    save(page)
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_be_focused()
    assert look(page) == []
    field(page, "creditor.siren").fill("404 833 048")
    save(page)
    expect(page.get_by_role("status").filter(has_text="Vos coordonnées sont enregistrées")).to_be_focused()
    page.get_by_role("link", name="Revenir aux réglages").click()
    expect(page.get_by_text("Il manque, pour établir une mise en demeure")).to_be_visible()
    assert fits(page)
    assert look(page) == []
    page.get_by_role("link", name="Indiquez un IBAN").click()
    expect(field(page, "payment.iban")).to_be_visible()
    expect(field(page, "creditor.siren")).to_have_value("404\u00a0833\u00a0048")


def test_a_logo_is_drawn_kept_and_taken_away(person: Person, tmp_path: Path) -> None:
    page = person.page
    Image.new("RGB", (400, 160), "#1f4470").save(tmp_path / "logo.png")
    page.goto("espace/reglages/coordonnees/")
    page.set_input_files("[type=file]", file("logo.gif", b"GIF89a", "image/gif"))
    expect(page.get_by_text("Choisissez une image PNG ou JPEG")).to_be_visible()
    page.set_input_files("[type=file]", tmp_path / "logo.png")
    drawn = page.get_by_role("img", name="Votre logo")
    expect(drawn).to_have_attribute("width", "280")
    assert look(page) == []
    save(page)
    expect(page.get_by_text("Vos coordonnées sont enregistrées")).to_be_visible()
    page.reload()
    expect(drawn).to_have_attribute("height", "112")
    page.get_by_role("button", name="Retirer le logo").click()
    save(page)
    expect(page.get_by_text("Vos coordonnées sont enregistrées")).to_be_visible()
    assert person.ask("GET", "account")["profile"]["logo"] is None


def test_what_another_tab_saved_is_taken_over_and_what_was_typed_here_is_kept(person: Person) -> None:
    person.fill_profile()
    page = person.page
    page.goto("espace/reglages/coordonnees/")
    expect(field(page, "creditor.address.city")).to_have_value("Lyon")
    account = person.ask("GET", "account")
    account["profile"]["creditor"] |= {"phone": "04 72 00 00 00", "email": "autre@lenoir.example"}
    person.ask("PUT", "account/profile", {"version": account["version"], "profile": account["profile"]})
    field(page, "creditor.email").fill("ici@lenoir.example")
    save(page)
    changed = page.get_by_role("status").filter(has_text="ont changé entre-temps")
    expect(changed).to_be_focused()
    expect(changed.get_by_role("listitem")).to_have_text(
        ["Adresse électronique\u00a0: «\u00a0autre@lenoir.example\u00a0»"]
    )
    expect(field(page, "creditor.phone")).to_have_value("04 72 00 00 00")
    expect(field(page, "creditor.email")).to_have_value("ici@lenoir.example")
    assert look(page) == []
    save(page)
    expect(page.get_by_text("Vos coordonnées sont enregistrées")).to_be_visible()
    assert person.ask("GET", "account")["profile"]["creditor"]["email"] == "ici@lenoir.example"


def test_a_change_of_calendar_names_the_cases_it_touches_before_it_is_saved(person: Person) -> None:
    person.open_case("case-calm", "Librairie Évasion", invoice("F-60", "900.00", "2026-12-21"))
    person.open_case("case-late", "Garage du Pont", invoice("F-51", "480.00", "2026-06-15"))
    page = person.page
    page.goto("espace/reglages/relances/")
    expect(page.get_by_role("link", name="Entreprises et indépendants")).to_have_attribute(
        "aria-current", "page"
    )
    assert look(page) == []
    assert fits(page)
    page.get_by_label("Rappel d’échéance, combien de jours").fill("")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("link", name="ou décochez-la")).to_be_visible()
    page.get_by_label("Rappel d’échéance, combien de jours").fill("10 jours")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Ce changement touche un dossier")).to_be_focused()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Librairie Évasion")
    expect(page.get_by_role("row")).to_have_count(2)
    assert look(page) == []
    assert person.ask("GET", "account")["scenarios"]["b2b"]["courtesy_reminder"] is None
    page.get_by_role("button", name="Enregistrer ce calendrier").click()
    expect(page.get_by_text("Le calendrier est enregistré")).to_be_visible()
    assert person.ask("GET", "account")["scenarios"]["b2b"]["courtesy_reminder"] == -10
    page.get_by_label("Toujours me demander au-dessus de").fill("1 000")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("Aucun dossier en cours ne change d’étape")).to_be_visible()


def test_everything_can_be_taken_away_then_erased_with_the_address_typed_again(person: Person) -> None:
    person.open_case("case-0001", "Garage du Pont", invoice("F-51", "480.00", "2026-06-15"))
    page = person.page
    page.goto("espace/reglages/")
    page.get_by_role("link", name="Effacer mon compte").click()
    expect(page.get_by_text("dix ans")).to_be_visible()
    assert look(page) == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Télécharger toutes mes données").click()
    assert taken.value.suggested_filename.endswith(".zip")
    page.get_by_label("Adresse électronique du compte").fill("autre@example.fr")
    erase = page.get_by_role("button", name="Effacer définitivement")
    erase.click()
    expect(page.get_by_role("link", name="Cette adresse n’est pas celle du compte")).to_be_visible()
    page.get_by_label("Adresse électronique du compte").fill(person.email.upper())
    erase.click()
    page.wait_for_url(person.service.address)
    person.ask("GET", "account", status=401)


def test_a_complete_profile_is_shown_and_leaving_every_device_closes_this_one_too(person: Person) -> None:
    person.fill_profile()
    person.page.goto("espace/reglages/")
    expect(person.page.get_by_text("Vos coordonnées suffisent")).to_be_visible()
    expect(person.page.get_by_text("4 rue des Ateliers")).to_be_visible()
    expect(person.page.get_by_text("FR76\u00a03000\u00a06000")).to_be_visible()
    person.page.get_by_role("button", name="Se déconnecter de tous les appareils").click()
    person.page.wait_for_url("**/connexion/")
    person.ask("GET", "account", status=401)


# --- adding a case ----------------------------------------------------------------------------------------------------


def test_a_case_is_added_by_hand_as_people_write(person: Person) -> None:
    page = person.page
    page.goto("espace/nouveau/")
    follow(page)
    expect(page.get_by_role("region", name="points à corriger")).to_be_focused()
    assert look(page) == []
    choose(page, *COMPANY)
    fill(
        page,
        {
            "debtor.name": "Société Exemple",
            "debtor.address.street": "1 rue de la Paix",
            "debtor.address.postcode": "75002",
            "debtor.address.city": "Paris",
            "email": "compta@exemple.example",
            "invoices[0].ref": "F-30",
            "invoices[0].amount_ttc": "3 600 €",
            "invoices[0].issue_date": "1er août 2026",
            "invoices[0].due_date": "31.8.26",
        },
    )
    page.get_by_label("Oui, un ou plusieurs paiements").check()
    fill(page, {"payments[0].date": "24/11/2026", "payments[0].amount": "600"})
    page.get_by_label("Non, ou celui de la loi").check()
    field(page, "asked.reminders", "oui").check()
    fill(page, {"reminders[0].date": "10/9/2026"})
    field(page, "reminders[0].channel").select_option("email")
    field(page, "asked.notice", "non").check()
    assert fits(page)
    follow(page)
    expect(page.get_by_role("link", name="futur")).to_have_attribute("href", re.compile("payments"))
    fill(page, {"payments[0].date": "15/9/2026"})
    follow(page)
    page.wait_for_url("**/espace/dossier/?d=*")
    (row,) = person.ask("GET", "cases")["cases"]
    case = person.ask("GET", f"cases/{row['id']}")
    assert case["facts"]["invoices"][0]["amount_ttc"] == "3600.00"
    assert case["facts"]["invoices"][0]["due_date"] == "2026-08-31"
    assert [paid["amount"] for paid in case["facts"]["payments"]] == ["600.00"]
    assert [message["date"] for message in case["facts"]["messages"]] == ["2026-09-10"]
    assert person.ask("GET", "debtors")["debtors"][0]["facts"]["email"] == "compta@exemple.example"


def test_an_invoice_of_a_known_client_joins_its_open_case(person: Person) -> None:
    person.open_case("case-0001", "Garage du Pont", invoice("F-51", "480.00", "2026-10-15"))
    page = person.page
    page.goto("espace/clients/")
    page.get_by_role("link", name="Garage du Pont").click()
    page.get_by_role("link", name="Ajouter une facture de ce client").click()
    expect(page.get_by_label("Client", exact=True)).to_have_value(re.compile("."))
    expect(page.get_by_label("Nom ou raison sociale")).to_have_count(0)
    answer_claim(page, "F-52")
    follow(page)
    expect(page.get_by_text("Elle rejoint le dossier déjà ouvert de Garage du Pont")).to_be_visible()
    assert look(page) == []
    page.get_by_role("link", name="Voir le dossier").click()
    page.wait_for_url("**/espace/dossier/?d=case-0001")
    assert person.ask("GET", "cases/case-0001")["invoices"] == ["F-51", "F-52"]


def test_an_electronic_invoice_fills_the_client_and_the_claim_not_who_sends_it(person: Person) -> None:
    page = person.page
    page.goto("espace/nouveau/")
    page.get_by_label("Une entreprise ou un indépendant").check()
    page.set_input_files("[type=file]", file("facture.pdf", made.factur_x(made.cii()), "application/pdf"))
    filled = page.get_by_text("« facture.pdf » a rempli")
    expect(filled).to_be_visible()
    expect(filled).not_to_contain_text("votre nom")
    expect(field(page, "debtor.siren")).to_have_value("732829320")
    expect(field(page, "invoices[0].ref")).to_have_value("F-2026-118")
    assert look(page) == []


def test_what_is_being_typed_survives_a_reload_and_a_session_that_ended(
    person: Person, service: Service
) -> None:
    page = person.page
    page.goto("espace/nouveau/")
    page.get_by_label("Un particulier").check()
    fill(page, {"debtor.name": "Mme Anne Petit", "debtor.address.street": "1 rue de la Paix"})
    fill(page, {"debtor.address.postcode": "75002", "debtor.address.city": "Paris"})
    answer_claim(page, "F-99", business=False)
    page.reload()
    expect(field(page, "invoices[0].ref")).to_have_value("F-99")
    person.ask("DELETE", "sessions/current", {}, 204)
    follow(page)
    page.wait_for_url("**/connexion/?vers=*nouveau*")
    person.sign_in()
    page.goto("espace/nouveau/")
    expect(field(page, "invoices[0].ref")).to_have_value("F-99")
    follow(page)
    page.wait_for_url("**/espace/dossier/?d=*")
    assert [row["invoices"] for row in person.ask("GET", "cases")["cases"]] == [["F-99"]]


def test_a_double_click_opens_one_case(person: Person) -> None:
    page = person.page
    page.goto("espace/nouveau/")
    choose(page, *COMPANY)
    fill(page, {"debtor.name": "Garage du Pont", "debtor.address.street": "8 rue du Pont"})
    fill(page, {"debtor.address.postcode": "38000", "debtor.address.city": "Grenoble"})
    answer_claim(page, "F-51")
    page.get_by_role("button", name="Suivre cette facture").dblclick()
    page.wait_for_url("**/espace/dossier/?d=*")
    page.go_back()
    assert len(person.ask("GET", "cases")["cases"]) == 1


# --- from the wizard --------------------------------------------------------------------------------------------------


def test_a_letter_becomes_a_case_after_a_sign_in_and_its_author_a_profile(
    stranger: Person, service: Service
) -> None:
    page, facts = stranger.page, sample("formal_notice.b2b")
    draft = {"version": 2, "saved": time.time() * 1000, "answers": answers_of(facts)}
    page.goto("mise-en-demeure/")
    page.evaluate("(draft) => localStorage.setItem('acquit.draft', draft)", json.dumps(draft))
    page.goto("mise-en-demeure/recevoir/")
    page.get_by_role("link", name="Suivre ce dossier").click()
    page.wait_for_url("**/connexion/?vers=*")
    page.get_by_label("Adresse électronique").fill(stranger.email)
    page.get_by_role("button", name="Recevoir le message").click()
    expect(page.get_by_label("Code")).to_be_visible()
    page.get_by_label("Code").fill(service.proof(stranger.email)[1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/espace/nouveau/lettre/?lettre=mise-en-demeure")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suivre cette créance")
    expect(page.get_by_text(facts["debtor"]["name"])).to_be_visible()
    assert look(page) == []
    assert fits(page)
    page.get_by_label("Une société, ou une autre").check()
    field(page, "asked.sent", "oui").check()
    fill(page, {"sent.date": "20/11/2026", "sent.presented_on": "21/11/2026"})
    page.get_by_role("button", name="Suivre ce dossier").click()
    page.wait_for_url("**/espace/dossier/?d=*")
    (row,) = stranger.ask("GET", "cases")["cases"]
    assert row["situation"]["kind"] == "notice_given"
    assert row["invoices"] == [each["ref"] for each in facts["invoices"]]
    case = stranger.ask("GET", f"cases/{row['id']}")
    assert case["facts"]["earlier_notice"]["deadline_days"] == facts["deadline_days"]
    assert len(case["facts"]["payments"]) == len(facts["payments"])
    account = stranger.ask("GET", "account")
    assert account["profile"]["creditor"]["name"] == facts["creditor"]["name"]
    assert account["missing"] == []


# --- importing --------------------------------------------------------------------------------------------------------


def test_a_table_is_corrected_line_by_line_and_column_by_column_before_anything_is_imported(
    person: Person,
) -> None:
    page = person.page
    page.goto("espace/importer/")
    assert look(page) == []
    choose_table(page, TABLE.replace("840,50", "huit cents").replace("14/11/2026", "31/11/2026"))
    expect(page.get_by_text("1\u00a0nouvelle facture et 2\u00a0lignes à corriger")).to_be_visible()
    lines = page.get_by_role("row").filter(has_text="À corriger")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("«\u00a0Montant TTC\u00a0»")
    expect(page.get_by_text("Rien n’est importé tant qu’une ligne est à corriger")).to_be_visible()
    expect(page.get_by_role("button", name="Importer")).to_have_count(0)
    assert look(page) == []
    assert fits(page)
    choose_table(
        page, TABLE.replace("Montant TTC", "Colonne 6")
    )  # then another, which names a column its own way
    amount = page.get_by_label("Montant TTC")  # the columns are open: one that is needed is missing
    expect(amount).to_be_visible()
    amount.select_option("Colonne 6")
    page.get_by_role("button", name="Relire le fichier").click()
    expect(page.get_by_text("3\u00a0nouvelles factures")).to_be_visible()
    assert person.ask("GET", "cases")["cases"] == []


def test_a_table_from_windows_is_imported_once(person: Person) -> None:
    page = person.page
    page.goto("espace/importer/")
    choose_table(page, TABLE, "cp1252")
    expect(page.get_by_text("« factures.csv » a été lu : 3\u00a0nouvelles factures")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("1\u202f200,00\u00a0€")
    page.get_by_role("button", name="Importer ces 3\u00a0factures").click()
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_be_focused()
    choose(page, *COMPANY)
    page.get_by_role("button", name="Importer ces 3\u00a0factures").click()
    expect(page.get_by_text("2\u00a0dossiers ouverts")).to_be_visible()
    expect(page.get_by_role("link", name="Imprimerie Vallon")).to_have_attribute(
        "href", re.compile("dossier")
    )
    assert look(page) == []
    page.get_by_role("link", name="Importer un autre fichier").click()
    choose_table(page, TABLE)
    expect(page.get_by_text("Toutes ces factures sont déjà suivies")).to_be_visible()
    assert len(person.ask("GET", "cases")["cases"]) == 2


# --- clients and figures ----------------------------------------------------------------------------------------------


def test_clients_say_what_they_owe_and_only_companies_how_they_pay(person: Person) -> None:
    page = person.page
    page.goto("espace/clients/")
    expect(page.get_by_text("Aucun client")).to_be_visible()
    page.goto("espace/indicateurs/")
    expect(page.get_by_text("Rien à compter encore")).to_be_visible()
    assert look(page) == []
    three = [invoice(f"F-{n}", "100.00", f"2026-0{n}-15") for n in (6, 7, 8)]
    person.open_case("case-0001", "Imprimerie Vallon", *three)
    person.open_case("case-0002", "Marie Durand", *three, facts={"person": "sole_trader"})
    person.open_case("case-0003", "Librairie Évasion", invoice("F-60", "900.00", "2026-12-21"))
    page.goto("espace/clients/")
    rows = page.get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(3)).to_contain_text("Librairie Évasion")  # nothing late: last
    expect(rows.filter(has_text="Imprimerie Vallon")).to_contain_text("Paie souvent en retard")
    expect(rows.filter(has_text="Marie Durand")).to_contain_text("Non établi")
    expect(rows.filter(has_text="Librairie Évasion")).to_contain_text("Données insuffisantes")
    assert look(page) == []
    assert fits(page)
    page.get_by_role("link", name="Imprimerie Vallon").click()
    expect(page.get_by_text("0\u00a0% du montant facturé")).to_be_visible()
    assert look(page) == []
    page.goto("espace/indicateurs/")
    expect(page.get_by_role("row").filter(has_text="À échoir")).to_contain_text("900,00\u00a0€")
    expect(page.get_by_role("row").filter(has_text="Imprimerie Vallon")).to_contain_text("jours")
    expect(page.get_by_text("Marie Durand")).to_have_count(0)
    assert look(page) == []
    assert fits(page)
    for name in ("l’ancienneté", "l’argent reçu", "les historiques", "les dossiers", "les clients"):
        address = page.get_by_role("link", name=f"Télécharger {name}").get_attribute("href")
        answer = page.request.get(f"{page.url.split('/espace')[0]}{address}")
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.body().startswith(b"\xef\xbb\xbf")


def test_a_client_is_corrected_left_alone_and_given_a_calendar_of_its_own(person: Person) -> None:
    person.open_case("case-calm", "Librairie Évasion", invoice("F-60", "900.00", "2026-12-21"))
    page = person.page
    page.goto("espace/clients/")
    page.get_by_role("link", name="Librairie Évasion").click()
    page.get_by_role("link", name="Modifier le calendrier").click()
    page.get_by_label("Rappel d’échéance", exact=True).uncheck()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Ce changement touche un dossier")).to_be_focused()
    page.get_by_role("button", name="Enregistrer ce calendrier").click()
    expect(page.get_by_text("Le calendrier est enregistré")).to_be_visible()
    assert look(page) == []
    page.get_by_role("link", name="La fiche du client").click()
    expect(page.get_by_text("Le sien\u00a0:")).to_be_visible()
    page.get_by_role("link", name="Modifier les coordonnées").click()
    fill(page, {"debtor.name": "Librairie de l’Évasion", "email": "comptes@evasion.example"})
    page.get_by_label("Ne plus lui envoyer de relances").check()
    assert look(page) == []
    save(page)
    expect(page.get_by_text("La fiche est enregistrée")).to_be_visible()
    page.get_by_role("link", name="Revenir à sa fiche").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Librairie de l’Évasion")
    expect(page.get_by_text("à sa demande")).to_be_visible()
    (client,) = person.ask("GET", "debtors")["debtors"]
    assert client["facts"]["scenario"]["courtesy_reminder"] == {"off": True}
    assert client["facts"]["email"] == "comptes@evasion.example"


@pytest.mark.slow
def test_french_is_printed_as_it_should_be(person: Person) -> None:
    person.fill_profile()
    person.open_case(
        "case-0001", "Imprimerie Vallon", *[invoice(f"F-{n}", "1200.00", f"2026-0{n}-15") for n in "678"]
    )
    (client,) = person.ask("GET", "debtors")["debtors"]
    page, wrong = person.page, []
    for address in (
        "clients/",
        f"clients/?c={client['id']}",
        f"clients/modifier/?c={client['id']}",
        f"clients/relances/?c={client['id']}",
        "importer/",
        "indicateurs/",
        f"nouveau/?c={client['id']}",
        "nouveau/lettre/",
        "reglages/",
        "reglages/coordonnees/",
        "reglages/effacer/",
        "reglages/relances/?regime=public",
    ):
        page.goto(f"espace/{address}")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for line in page.get_by_role("main").inner_text().splitlines():
            found = WRONG_SPACE.search(line) or STRAIGHT_APOSTROPHE.search(line)
            wrong += [(address, line)] if found else []
    assert wrong == []


def test_a_service_that_fails_is_said_and_asked_again(person: Person) -> None:
    page = person.page
    person.open_case("case-0001", "Garage du Pont", invoice("F-51", "480.00", "2026-10-15"))

    def fail(route: Route) -> None:
        route.fulfill(status=500, body="")

    page.goto("espace/clients/?c=unknown-client")
    expect(page.get_by_role("alert")).not_to_be_empty()
    assert look(page) == []
    page.route("**/api/debtors", fail)
    page.goto("espace/clients/")
    expect(page.get_by_role("alert")).to_contain_text("réessayez")
    assert look(page) == []
    page.unroute("**/api/debtors", fail)
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("link", name="Garage du Pont")).to_be_visible()


# --- what a person does -----------------------------------------------------------------------------------------------


def field(page: Page, name: str, value: str | None = None) -> Any:
    """The field of that name, or one of its radio buttons."""
    return page.locator(f'[name="{name}"]' + (f'[value="{value}"]' if value else ""))


def fill(page: Page, answers: dict[str, str]) -> None:
    for name, typed in answers.items():
        field(page, name).fill(typed)


def choose(page: Page, *labels: str) -> None:
    for label in sorted(labels):
        page.get_by_label(label).check()


def answer_claim(page: Page, ref: str, *, business: bool = True) -> None:
    """An ordinary invoice: nothing received, nothing sent before."""
    fill(
        page,
        {
            "invoices[0].ref": ref,
            "invoices[0].amount_ttc": "250",
            "invoices[0].issue_date": "1/10/2026",
            "invoices[0].due_date": "31/10/2026",
        },
    )
    field(page, "asked.received", "non").check()
    if business:
        page.get_by_label("Non, ou celui de la loi").check()
    field(page, "asked.reminders", "non").check()
    field(page, "asked.notice", "non").check()


def follow(page: Page) -> None:
    page.get_by_role("button", name="Suivre cette facture").click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer").click()


def file(name: str, content: bytes, mime: str) -> FilePayload:
    return {"name": name, "mimeType": mime, "buffer": content}


def choose_table(page: Page, table: str, encoding: str = "utf-8") -> None:
    page.set_input_files("[type=file]", file("factures.csv", table.encode(encoding), "text/csv"))


def fits(page: Page) -> bool:
    """Whether nothing sticks out of a phone."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 360, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.set_viewport_size(size)
    return not wide
