"""The cases of a subscriber in a browser: signing in, what to do today, one case and what happens to it, its letters.

The service is the real one, with its store; each test has a subscriber of its own, on Monday 23 November 2026.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.site.space import NOON, ORIGIN, Person, Service, invoice
from tests.site.space import person as person
from tests.site.space import service as service
from tests.site.space import somebody as somebody
from tests.site.space import stranger as stranger
from tests.site.standins import BULLETIN, Standins
from tests.site.test_accessible import look

CASE = "case-0001"
LATE = invoice("F-2026-042", "1200.00", "2026-10-01")
TWICE_REMINDED = {
    "reminders": [{"date": "2026-10-06", "channel": "email"}, {"date": "2026-10-16", "channel": "email"}],
    "debtor": {"siren": "999000011"},
    **ORIGIN,
}


# --- signing in -------------------------------------------------------------------------------------------------------


def test_a_code_of_the_mail_signs_in_and_leads_back_to_the_page_that_was_asked(
    stranger: Person, service: Service
) -> None:
    page = stranger.page
    page.goto("espace/?clos")
    page.wait_for_url("**/connexion/?vers=*")
    expect(page.get_by_text("vous reviendrez à la page où vous étiez")).to_be_visible()
    assert look(page) == []
    ask_for_mail(page, stranger.email)
    assert look(page) == []
    _, code = service.proof(stranger.email)
    page.get_by_label("Code").fill(f" {code[:3]} {code[3:]} ")  # as it is pasted
    page.keyboard.press("Enter")
    page.wait_for_url("**/espace/?clos")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dossiers clos")


def test_the_page_says_the_same_of_an_address_that_is_known_and_of_one_that_is_not(
    person: Person, stranger: Person
) -> None:
    page, said = person.page, []
    for email in (person.email, "personne@example.fr"):
        page.goto("connexion/")
        ask_for_mail(page, email)
        said.append(page.get_by_role("main").inner_text().replace(email, "…"))
        page.get_by_role("button", name="Changer d’adresse").click()
    assert said[0] == said[1]


def test_a_wrong_code_is_refused_beside_its_field_and_the_right_one_still_serves(
    stranger: Person, service: Service
) -> None:
    page = stranger.page
    page.goto("connexion/")
    page.get_by_role("button", name="Recevoir le message").click()
    expect(page.get_by_role("link", name="Indiquez votre adresse électronique")).to_be_visible()
    ask_for_mail(page, stranger.email)
    page.get_by_label("Code").fill("1234")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="vous en avez saisi 4")).to_be_visible()
    _, code = service.proof(stranger.email)
    page.get_by_label("Code").fill("000000" if code != "000000" else "111111")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Il y a un point à corriger")).to_be_focused()
    assert look(page) == []
    page.reload()  # a phone may forget the page while one reads one's mail
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos dossiers")


def test_the_link_of_the_mail_signs_in_once_by_a_button_and_leaves_the_address_bar(
    stranger: Person, service: Service
) -> None:
    page = stranger.page
    stranger.ask("POST", "sign-ins", {"email": stranger.email}, 202)
    link, _ = service.proof(stranger.email)
    page.goto(link.removeprefix("/"))
    expect(page.get_by_role("button", name="Me connecter")).to_be_visible()
    assert "#" not in page.url
    assert page.request.get("api/account").status == 401  # opening it is not enough
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos dossiers")
    page.goto(link.removeprefix("/"))
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("link", name="Recevoir un nouveau message")).to_be_visible()
    assert look(page) == []


def test_who_signs_out_leaves_nothing_behind(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/noter/?d={CASE}&fait=note")
    page.get_by_label("Note").fill("Un appel")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion/")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.go_back()
    page.wait_for_url("**/connexion/?vers=*")


# --- the list ---------------------------------------------------------------------------------------------------------


def test_an_empty_space_says_one_sentence_and_offers_one_button(person: Person) -> None:
    page = person.page
    page.goto("espace/")
    expect(page.get_by_text("Aucun dossier. Ajoutez une facture impayée")).to_be_visible()
    expect(page.get_by_role("main").locator(".button")).to_have_text(["Ajouter une facture impayée"])
    assert look(page) == []


def test_each_case_stands_in_its_table_with_its_reason_and_its_one_button(person: Person) -> None:
    page = person.page
    some_cases(person)
    page.goto("espace/")
    expect(page.get_by_text("Lundi 23 novembre 2026. Une action vous attend.")).to_be_visible()
    today = row(page, "À faire aujourd’hui", "Société Exemple")
    expect(today).to_contain_text("Mise en demeure")
    expect(today).to_contain_text("vérifiez au BODACC")
    expect(today.get_by_role("link", name="Relire et envoyer (Société Exemple)")).to_be_visible()
    expect(row(page, "À venir", "Imprimerie Vallon")).to_contain_text("À échoir")
    promised = row(page, "En attente", "Atelier Durand")
    expect(promised).to_contain_text(said("Rien aujourd’hui : promesse de paiement jusqu’au 30 novembre"))
    expect(
        row(page, "En attente", "Traiteur des Halles").get_by_role("link", name="Répondre")
    ).to_be_visible()
    figures = page.locator(".figures dd")
    expect(figures).to_have_text([said("9 900,00"), said("5 700,00"), re.compile("0,00"), re.compile("Pas")])
    forecast = page.get_by_role("region", name="Ce qui partira dans les 30 jours")
    expect(forecast).to_contain_text("Rappel d’échéance")
    assert look(page) == []


def test_on_a_phone_the_tables_keep_their_rows_and_nothing_runs_over_the_edge(person: Person) -> None:
    page = person.page
    page.set_viewport_size({"width": 360, "height": 800})
    some_cases(person)
    for address in (
        "espace/",
        f"espace/dossier/?d={CASE}",
        f"espace/dossier/noter/?d={CASE}&fait=echeancier",
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Dossier")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto("espace/")
    today = row(page, "À faire aujourd’hui", "Société Exemple")
    expect(today.get_by_role("cell")).to_have_count(1)  # beside its header: what is owed
    expect(today).to_contain_text("Relancé")
    expect(today.get_by_role("link", name="Relire et envoyer")).to_have_count(1)


def test_a_long_list_comes_page_by_page(person: Person) -> None:
    page = person.page
    some_cases(person)
    listed = person.ask("GET", "cases")
    first, last = (
        {**listed, "cases": listed["cases"][:1], "next": "there"},
        {**listed, "cases": listed["cases"][1:]},
    )
    page.route("**/api/cases", lambda route: route.fulfill(json=first))
    page.route("**/api/cases?after=there", lambda route: route.fulfill(json=last))
    page.goto("espace/")
    more = page.get_by_role("button", name="Charger la suite")
    more.click()
    expect(more).not_to_be_visible()
    expect(page.locator(".cases tbody tr")).to_have_count(4)


def test_what_cannot_be_reached_says_so_and_is_asked_again(person: Person) -> None:
    page = person.page
    some_cases(person)
    page.route("**/api/cases", lambda route: route.abort())
    page.goto("espace/")
    expect(page.get_by_text("Le service est injoignable. Rien n’est perdu")).to_be_visible()
    assert look(page) == []
    page.unroute("**/api/cases")
    page.get_by_role("button", name="Réessayer").click()
    expect(row(page, "À faire aujourd’hui", "Société Exemple")).to_be_visible()
    page.goto("espace/dossier/?d=case-of-nobody")
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.get_by_role("button", name="Réessayer")).not_to_be_visible()


def test_a_slow_answer_is_announced(person: Person) -> None:
    page = person.page

    def late(route: Any) -> None:
        page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/api/cases", late)
    page.goto("espace/", wait_until="commit")
    expect(page.get_by_role("status").filter(has_text="Chargement de vos dossiers…")).to_be_visible()
    expect(page.get_by_text("Aucun dossier.")).to_be_visible()


# --- one case ---------------------------------------------------------------------------------------------------------


def test_a_payment_is_recorded_in_two_clicks(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/?d={CASE}")
    page.get_by_role("region", name="Prochaine action").get_by_role(
        "link", name="Enregistrer un paiement"
    ).click()
    page.get_by_role("button", name="Enregistrer le paiement").click()
    expect(page.get_by_role("status").filter(has_text="Le paiement est enregistré.")).to_be_focused()
    expect(page.locator(".lead")).to_contain_text("Soldé")
    expect(entries(page).filter(has_text="Règlement de")).to_contain_text("23 novembre 2026")
    page.get_by_role("link", name="Clore le dossier").first.click()
    expect(page.get_by_label("Tout est payé")).to_be_checked()
    page.get_by_role("button", name="Clore le dossier").click()
    expect(page.get_by_text("Le dossier est clos.")).to_be_visible()
    page.goto("espace/?clos")
    page.get_by_role("link", name="Société Exemple").click()
    page.get_by_role("link", name="Rouvrir le dossier").click()
    page.get_by_label("Pourquoi").fill("Le chèque est revenu impayé")
    page.get_by_role("button", name="Rouvrir le dossier").click()
    expect(page.get_by_text("Le dossier est rouvert.")).to_be_visible()


def test_a_payment_is_recorded_by_keyboard_alone(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/noter/?d={CASE}&fait=paiement")
    expect(page.get_by_role("heading", level=1)).to_have_text("Enregistrer un paiement")
    reach(page, "asked.amount")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    reach(page, "amount")
    page.keyboard.insert_text("1 300,00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le paiement est enregistré.")).to_be_visible()
    assert person.ask("GET", f"cases/{CASE}")["facts"]["payments"][0]["amount"] == "1300.00"


def test_the_case_tells_its_sums_its_reasons_and_its_story(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE, **TWICE_REMINDED)
    page.goto(f"espace/dossier/?d={CASE}")
    expect(page).to_have_title("Société Exemple – Acquit")
    expect(page.locator("#total")).to_contain_text("€")
    page.get_by_text("Comment c’est calculé").first.click()
    expect(page.get_by_text(re.compile("^Principal échu"))).to_be_attached()
    expect(entries(page)).to_have_count(4)
    expect(entries(page).last).to_contain_text("prévu")
    assert look(page) == []


def test_a_case_on_paper_has_its_story_and_none_of_its_buttons(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/?d={CASE}")
    expect(page.locator("#total")).to_be_visible()
    page.emulate_media(media="print")
    expect(entries(page).first).to_be_visible()
    for gone in (page.locator(".button"), page.locator("nav a"), page.get_by_role("button")):
        assert not any(each.is_visible() for each in gone.all())


def test_what_a_client_answers_holds_the_reminders_and_says_until_when(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    note(page, "promesse", {"Paiement promis au plus tard le": "30/11/2026"}, "Noter la promesse")
    expect(page.locator(".next")).to_contain_text(said("promesse de paiement jusqu’au 30 novembre 2026"))
    note(page, "reprise", {}, "Reprendre les relances")
    note(page, "pause", {"En pause jusqu’au": "4 décembre 2026", "Pourquoi": "Congés"}, "Mettre en pause")
    expect(page.locator(".next")).to_contain_text(said("en pause jusqu’au 4 décembre"))
    note(page, "reprise", {}, "Reprendre les relances")
    note(page, "contestation", {"Ce que dit votre client": "Livraison incomplète"}, "Noter la contestation")
    expect(page.locator(".lead")).to_contain_text("Contesté")
    expect(page.locator(".next").get_by_role("link", name="Répondre")).to_be_visible()
    note(page, "reponse", {"Votre réponse": "Bon de livraison envoyé"}, "Enregistrer la réponse")
    expect(page.locator(".lead")).to_contain_text("En retard")
    note(page, "report", {"Nouvelle échéance": "15/12/2026"}, "Accorder cette échéance")
    expect(page.get_by_text(re.compile("Nouvelle échéance accordée"))).to_be_visible()


def test_a_plan_is_proposed_in_equal_parts_that_can_be_changed(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/noter/?d={CASE}&fait=echeancier")
    page.get_by_label("Somme à étaler").fill("1200")
    page.get_by_role("button", name="Proposer les échéances").click()
    expect(
        page.get_by_text("Écrivez la date en jour, mois et année").or_(page.locator("#asked\\.first-error"))
    ).to_be_visible()
    page.get_by_label("Première échéance").fill("30/11/2026")
    page.get_by_role("button", name="Proposer les échéances").click()
    expect(page.get_by_role("group", name="Échéance 3")).to_be_visible()
    expect(page.locator('[name="plan.instalments[2].date"]')).to_have_value("30/1/2027")
    assert look(page) == []
    page.locator('[name="plan.instalments[0].amount"]').fill("600")
    page.locator('[name="plan.instalments[1].amount"]').fill("300")
    page.locator('[name="plan.instalments[2].amount"]').fill("300")
    expect(page.get_by_text(said("Total des 3 échéances : 1 200,00"))).to_be_visible()
    page.get_by_label("Elles continuent sur ce qui reste dû").check()
    page.get_by_role("button", name="Enregistrer l’échéancier").click()
    expect(page.get_by_text("L’échéancier est enregistré.")).to_be_visible()
    plan = page.get_by_role("table", name="L’échéancier")
    expect(plan.get_by_role("row")).to_have_count(4)
    expect(page.locator(".lead")).to_contain_text("Échéancier")


def test_a_procedure_stops_everything_and_says_until_when_to_declare(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/noter/?d={CASE}&fait=procedure")
    page.get_by_label("Liquidation judiciaire").check()
    page.get_by_label("Date du jugement").fill("10/11/2026")
    page.get_by_label("Publié au BODACC le").fill("17/11/2026")
    page.get_by_role("button", name="Noter la procédure").click()
    expect(page.locator(".next")).to_contain_text(
        said("Dernier jour pour déclarer la créance : 17 janvier 2027")
    )
    expect(page.get_by_role("link", name="Comment déclarer votre créance")).to_be_visible()
    expect(page.get_by_role("heading", name="Écrire")).to_have_count(1)
    expect(
        page.get_by_role("navigation", name="Autres actions").get_by_role("link", name="Mise en demeure")
    ).to_have_count(0)


def test_a_wrong_fact_is_undone_and_both_stay(person: Person) -> None:
    page = person.page
    view = person.open_case(CASE, "Société Exemple", LATE)
    person.record(view, "payment_received", date="2026-11-20", amount="300.00")
    page.goto(f"espace/dossier/?d={CASE}")
    entries(page).filter(has_text="Règlement").get_by_role("link", name="Corriger").click()
    expect(page.get_by_text("« Règlement de")).to_be_visible()
    page.get_by_label("Pourquoi ce fait est inexact").fill("Il venait d’un autre client")
    page.get_by_role("button", name="Annuler ce fait").click()
    expect(page.get_by_text("Le fait est annulé.")).to_be_visible()
    expect(entries(page).filter(has=page.locator("s", has_text="Règlement"))).to_contain_text("corrigé")
    assert person.ask("GET", f"cases/{CASE}")["facts"]["payments"] == []
    page.get_by_role("link", name="Corriger la facture F-2026-042").click()
    page.get_by_label("Montant toutes taxes comprises").fill("1 250,00")
    page.get_by_label("Pourquoi").fill("Faute de frappe")
    page.get_by_role("button", name="Corriger la facture").click()
    expect(page.get_by_role("table", name="La facture")).to_contain_text("1\u202f250,00")


def test_a_case_that_changed_meanwhile_is_shown_as_it_is_and_what_was_typed_stays(person: Person) -> None:
    page = person.page
    view = person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/noter/?d={CASE}&fait=promesse")
    page.get_by_label("Paiement promis").fill("30/11/2026")
    person.record(view, "noted", text="Un appel, depuis un autre onglet")
    page.get_by_role("button", name="Noter la promesse").click()
    changed = page.get_by_role("region", name="Ce dossier a changé, voici la version à jour")
    expect(changed).to_be_focused()
    expect(changed).to_contain_text("depuis un autre onglet")
    expect(page.get_by_label("Paiement promis")).to_have_value("30/11/2026")
    assert look(page) == []
    page.get_by_role("button", name="Noter la promesse").click()
    expect(page.get_by_text("La promesse est notée.")).to_be_visible()


def test_a_session_that_ends_loses_nothing_that_was_typed(person: Person, service: Service) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/noter/?d={CASE}&fait=note")
    page.get_by_label("Note").fill("Il rappellera jeudi")
    person.ask("DELETE", "sessions/current", {}, 204)
    page.get_by_role("button", name="Ajouter la note").click()
    page.wait_for_url("**/connexion/?vers=*")
    ask_for_mail(page, person.email)
    page.get_by_label("Code").fill(service.proof(person.email)[1])
    page.keyboard.press("Enter")
    expect(page.get_by_label("Note")).to_have_value("Il rappellera jeudi")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(entries(page).filter(has_text="Il rappellera jeudi")).to_be_visible()


def test_what_the_service_refuses_is_said_beside_its_field(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/noter/?d={CASE}&fait=paiement")
    page.get_by_label("Reçu le").fill("1/12/2026")
    page.get_by_role("button", name="Enregistrer le paiement").click()
    summary = page.get_by_role("region", name="Il y a un point à corriger")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.get_by_label("Reçu le")).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur"))


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_no_form_of_a_case_bars_anyone(person: Person, width: int) -> None:
    page = person.page
    one = person.open_case(CASE, "Société Exemple", LATE, invoice("F-2026-043", "80.00", "2026-10-02"))
    forms = "paiement avoir remise promesse contestation report echeancier reconnaissance pause envois note"
    found = {}
    for fact in f"{forms} procedure obstacle cloture sauter facture".split():
        page.goto(f"espace/dossier/noter/?d={one['id']}&fait={fact}")
        expect(page.get_by_role("main").get_by_role("button").last).to_be_visible()
        found |= {fact: barriers} if (barriers := look(page, widths=(width,))) else {}
    for other in ("creance", "calendrier"):
        page.goto(f"espace/dossier/{other}/?d={one['id']}")
        expect(page.get_by_role("main").get_by_role("button").last).to_be_visible()
        found |= {other: barriers} if (barriers := look(page, widths=(width,))) else {}
    assert found == {}


def test_the_calendar_of_one_case_says_what_it_moves_before_it_is_saved(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Imprimerie Vallon", invoice("F-2026-060", "4200.00", "2026-12-08"))
    page.goto(f"espace/dossier/?d={CASE}")
    page.get_by_role("link", name="Changer le calendrier de ce dossier").click()
    page.locator('[name="courtesy_reminder"]').fill("3")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Ce changement touche un dossier")).to_be_focused()
    page.get_by_role("button", name="Enregistrer ce calendrier").click()
    expect(page.get_by_text("Le calendrier est enregistré.")).to_be_visible()
    assert person.ask("GET", f"cases/{CASE}")["scenario"]["courtesy_reminder"] == -3


# --- letters ----------------------------------------------------------------------------------------------------------


def test_a_letter_is_read_again_drawn_once_and_followed_to_its_presentation(person: Person) -> None:
    page = person.page
    person.fill_profile()
    view = person.open_case(CASE, "Société Exemple", LATE, **TWICE_REMINDED)
    person.record(view, "insolvency_checked", date="2026-11-23")
    page.goto("espace/")
    page.get_by_role("link", name="Relire et envoyer (Société Exemple)").first.click()
    frame = page.frame_locator('iframe[title="Aperçu de la lettre"]')
    expect(frame.get_by_text("mise en demeure de payer").first).to_be_visible()
    page.get_by_label("15 jours").check()
    expect(frame.get_by_text("délai de 15").first).to_be_visible()
    assert look(page) == []
    page.get_by_role("button", name="Établir la lettre").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mise en demeure")
    assert len(person.ask("GET", f"cases/{CASE}")["letters"]) == 1
    assert look(page) == []
    pdf = page.request.get(str(page.get_by_role("link", name="Ouvrir la lettre (PDF)").get_attribute("href")))
    assert pdf.body().startswith(b"%PDF")
    page.get_by_role("link", name="Confirmer l’envoi").click()
    page.get_by_label("Numéro du recommandé").fill("1A 234 567 8901 2")
    page.get_by_role("button", name="Confirmer l’envoi").click()
    expect(page.get_by_role("table", name="Les lettres")).to_contain_text("1A 234 567 8901 2")
    page.get_by_role("link", name="Indiquer la présentation").click()
    page.get_by_label("Présentée pour la première fois le").fill("23/11/2026")
    page.get_by_role("button", name="Enregistrer la date").click()
    expect(page.locator(".next")).to_contain_text("délai de la mise en demeure")
    page.get_by_role("link", name="Noter son retour").click()
    assert look(page) == []
    page.get_by_label("Pli avisé et non réclamé").check()
    page.get_by_role("button", name="Noter le retour").click()
    expect(page.get_by_role("table", name="Les lettres")).to_contain_text("non réclamée")
    file = page.get_by_role("link", name="Télécharger le dossier").last
    assert page.request.get(str(file.get_attribute("href"))).body().startswith(b"PK")


def test_a_letter_that_lacks_something_says_what_and_where_to_write_it(person: Person) -> None:
    page = person.page
    person.open_case(CASE, "Société Exemple", LATE, reminders=TWICE_REMINDED["reminders"])
    page.goto(f"espace/dossier/lettre/?d={CASE}&document=formal_notice")
    page.get_by_role("button", name="Établir la lettre").click()
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link", name=re.compile("^Vos coordonnées")).first).to_have_attribute(
        "href", "/espace/reglages/coordonnees/"
    )
    assert look(page) == []
    summary.get_by_role("link", name=re.compile("^Ce que vous avez fait ou livré")).click()
    page.get_by_label("Ce que vous avez fait ou livré").fill("Pose d’un comptoir")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La créance est précisée.")).to_be_visible()
    assert (
        person.ask("GET", f"cases/{CASE}")["facts"]["terms"]["origin"]["description"] == "Pose d’un comptoir"
    )


def test_a_letter_that_will_not_leave_is_given_up_and_its_step_comes_again(person: Person) -> None:
    page = person.page
    person.fill_profile()
    person.open_case(CASE, "Société Exemple", LATE)
    page.goto(f"espace/dossier/lettre/?d={CASE}&document=first_reminder")
    page.get_by_role("button", name="Établir la lettre").click()
    page.get_by_role("link", name="Ne pas l’envoyer").click()
    page.get_by_role("button", name="Abandonner cette lettre").click()
    expect(page.get_by_role("table", name="Les lettres")).to_contain_text("Abandonnée")
    expect(page.locator(".next").get_by_role("link", name="Relire et envoyer")).to_be_visible()
    page.locator(".next").get_by_role("link", name="Passer cette étape").click()
    page.get_by_role("button", name="Passer cette étape").click()
    expect(entries(page).filter(has_text="Étape écartée")).to_be_visible()


# --- the bulletin -----------------------------------------------------------------------------------------------------


@pytest.fixture
def standins() -> Iterator[Standins]:
    with Standins().serving() as services:
        yield services


@pytest.fixture
def informed(browser: Browser, service: Service, standins: Standins) -> Iterator[Person]:
    """A subscriber whose browser may ask the public services, played on this machine."""
    context: BrowserContext = browser.new_context(base_url=service.address, timezone_id="Europe/Paris")
    context.set_default_timeout(15_000)
    context.clock.set_fixed_time(NOON)
    standins.lead(context)
    informed = Person(context.new_page(), service)
    informed.sign_in()
    yield informed
    context.close()


def test_a_published_procedure_fills_the_form_that_records_it(informed: Person, standins: Standins) -> None:
    page = informed.page
    standins.play[BULLETIN] = "liquidation_opened"
    informed.open_case(CASE, "Société Exemple", LATE, debtor={"siren": "999000011"})
    page.goto(f"espace/dossier/noter/?d={CASE}&fait=procedure")
    page.get_by_role("button", name="Vérifier au BODACC").click()
    expect(page.get_by_label("Liquidation judiciaire")).to_be_checked()
    expect(page.get_by_label("Date du jugement")).not_to_have_value("")
    page.get_by_role("button", name="Noter la procédure").click()
    expect(page.get_by_text("La procédure est notée")).to_be_visible()


def test_a_bulletin_that_says_nothing_is_noted_in_the_case_by_itself(informed: Person) -> None:
    page = informed.page
    informed.open_case(CASE, "Société Exemple", LATE, **TWICE_REMINDED)
    page.goto(f"espace/dossier/lettre/?d={CASE}&document=formal_notice")
    page.get_by_role("button", name="Vérifier au BODACC").click()
    expect(
        page.get_by_text(said("Dernière vérification notée au dossier : 23 novembre 2026"))
    ).to_be_visible()
    assert informed.ask("GET", f"cases/{CASE}")["facts"]["insolvency_checked_on"] == "2026-11-23"


# --- what people do ---------------------------------------------------------------------------------------------------


def ask_for_mail(page: Page, email: str) -> None:
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_role("button", name="Recevoir le message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Consultez votre messagerie")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def some_cases(person: Person) -> None:
    """One to do, one to come, one promised, one disputed."""
    person.open_case(CASE, "Société Exemple", LATE, **TWICE_REMINDED)
    person.open_case("case-0002", "Imprimerie Vallon", invoice("F-2026-060", "4200.00", "2026-12-08"))
    promised = person.open_case("case-0003", "Atelier Durand", invoice("F-2026-047", "1500.00", "2026-11-10"))
    person.record(promised, "payment_promised", until="2026-11-30")
    disputed = person.open_case(
        "case-0004", "Traiteur des Halles", invoice("F-2026-011", "3000.00", "2026-11-05")
    )
    person.record(disputed, "dispute_raised", reason="Livraison incomplète")


def row(page: Page, table: str, name: str) -> Locator:
    return page.get_by_role("table", name=table).get_by_role("row").filter(has_text=name)


def entries(page: Page) -> Locator:
    """What happened, then what is planned."""
    return page.locator(".timeline > li")


def note(page: Page, fact: str, typed: dict[str, str], button: str) -> None:
    """Fills one form of the case and sends it."""
    page.goto(f"espace/dossier/noter/?d={CASE}&fait={fact}")
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/espace/dossier/?d=*")
    expect(page.locator("#total")).to_be_visible()


def said(words: str) -> re.Pattern[str]:
    """These words, whatever the spaces between them."""
    return re.compile(re.escape(words).replace("\\ ", r"\s"))


def reach(page: Page, name: str) -> None:
    """Tab, until the field of that name has the focus, always in sight."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} was not reached")
