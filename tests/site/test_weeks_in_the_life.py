"""Two weeks of a subscriber in a browser, day by day: what the list says, why, and what the simulation foretold.

What is expected of each day was written by hand, from the rules and a calendar: the due dates of ten invoices, the
default scenario of companies, and 11 November, a Wednesday and a public holiday.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from chalicelib.local.site import REPOSITORY
from tests.site.space import Person, Service
from tests.site.space import somebody as somebody
from tests.site.test_space_dossiers import said

TABLE = """Client;Adresse;Code postal;Ville;N° de facture;Date de facture;Échéance;Montant TTC;Déjà payé
Alpha;1 rue A;44000;Nantes;A-1;28/09/2026;28/10/2026;1 200,00;
Alpha;1 rue A;44000;Nantes;A-2;21/10/2026;20/11/2026;300,00;
Beta;2 rue B;44000;Nantes;B-1;07/10/2026;06/11/2026;450,00;
Gamma;3 rue G;44000;Nantes;G-1;01/09/2026;01/10/2026;900,00;
Gamma;3 rue G;44000;Nantes;G-2;15/09/2026;15/10/2026;600,00;
Delta;4 rue D;44000;Nantes;D-1;30/10/2026;30/11/2026;2 000,00;
Epsilon;5 rue E;44000;Nantes;E-1;30/09/2026;30/10/2026;750,00;
Zeta;6 rue Z;44000;Nantes;Z-1;31/08/2026;30/09/2026;840,00;
Eta;7 rue H;44000;Nantes;H-1;09/10/2026;09/11/2026;510,00;
Theta;8 rue T;44000;Nantes;T-1;20/09/2026;20/10/2026;1 000,00;200,00
"""
COURTESY, FIRST, SECOND, NOTICE = "courtesy_reminder", "first_reminder", "second_reminder", "formal_notice"

# Each reminder supposed sent on its day; from 2 November to 1 December.
FORETOLD = {
    "2026-11-02": {("Alpha", FIRST), ("Gamma", FIRST), ("Zeta", FIRST), ("Theta", FIRST), ("Beta", COURTESY)},
    "2026-11-04": {("Epsilon", FIRST), ("Eta", COURTESY)},
    "2026-11-09": {("Gamma", SECOND), ("Zeta", SECOND), ("Theta", SECOND)},  # five days later is a Saturday
    "2026-11-12": {("Alpha", SECOND), ("Beta", FIRST)},  # Beta’s day is the 11th, a holiday
    "2026-11-16": {("Gamma", NOTICE), ("Zeta", NOTICE), ("Epsilon", SECOND), ("Eta", FIRST)},
    "2026-11-19": {("Theta", NOTICE)},
    "2026-11-23": {("Beta", SECOND)},
    "2026-11-24": {("Eta", SECOND)},
    "2026-11-25": {("Delta", COURTESY)},
    "2026-11-27": {("Alpha", NOTICE)},
    "2026-11-30": {("Epsilon", NOTICE)},
}


@pytest.fixture(scope="module")
def service(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own, whose day moves: Monday 2 November 2026 at first."""
    data = tmp_path_factory.mktemp("data")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.site.serve", str(built), str(data)],
        cwd=REPOSITORY,
        env={**os.environ, "ACQUIT_TODAY": "2026-11-02"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    yield Service(process.stdout.readline().strip(), data / "mailbox")
    process.terminate()
    process.wait(10)
    process.stdout.close()


class Life:
    """A subscriber, and the day it is for both the service and the browser."""

    def __init__(self, context: BrowserContext, service: Service) -> None:
        self.context = context
        self.person = Person(context.new_page(), service)
        self.page = self.person.page
        self.today = "2026-11-02"
        self.go_to(self.today)
        self.person.sign_in()
        self.person.fill_profile()

    def go_to(self, day: str) -> None:
        """One night after the other, as the service lives them."""
        while self.today != day:
            self.today = self.page.request.post(
                f"{self.person.service.address}tomorrow", headers={"X-Acquit-Local": "test"}
            ).text()
        self.context.clock.set_fixed_time(f"{day}T10:00:00+01:00")

    def rows(self) -> dict[str, Any]:
        listed = self.person.ask("GET", "cases")
        assert listed["today"] == self.today
        return {case["debtor"]["name"]: case for case in listed["cases"]}

    def foretold(self) -> dict[str, set[tuple[str, str]]]:
        days = self.person.ask("GET", "forecast")["days"]
        return {day["day"]: {(step["debtor"], step["document"]) for step in day["steps"]} for day in days}

    def check(self, today: dict[str, str], waiting: dict[str, str]) -> None:
        """The list of this day: who is in it, with which letter or task; who waits, and why; the rest is to come."""
        rows = self.rows()
        by_group: dict[str, set[str]] = {"today": set(), "waiting": set(), "upcoming": set()}
        for name, row in rows.items():
            by_group[row["next"]["group"]].add(name)
        assert by_group["today"] == set(today)
        assert by_group["waiting"] == set(waiting)
        assert {name: rows[name]["next"]["document"] or rows[name]["next"]["kind"] for name in today} == today
        to_send = {(name, what) for name, what in today.items() if what in (COURTESY, FIRST, SECOND, NOTICE)}
        assert self.foretold().get(self.today, set()) == to_send
        self.page.goto("espace/")
        for title, names in (("À faire aujourd’hui", today), ("En attente", waiting)):
            if names:
                table = self.page.get_by_role("table", name=title)
                expect(table.get_by_role("row")).to_have_count(len(names) + 1)
                for name in names:
                    row = table.get_by_role("row").filter(
                        has=self.page.get_by_role("link", name=name, exact=True)
                    )
                    expect(row).to_contain_text(said(rows[name]["next"]["why"]["sentence"]))
        for name, words in waiting.items():
            assert words in plain(rows[name]["next"]["why"]["sentence"])

    def send(self, name: str, document: str) -> None:
        """Draws the letter that is due, and says that it left by mail."""
        row = self.rows()[name]
        asked = {
            "version": row["version"],
            "id": f"letter-{name}-{document}",
            "document": document,
            "choices": {},
        }
        drawn = self.person.ask("POST", f"cases/{row['id']}/letters", asked, 201)
        self.person.record(
            drawn["case"], "letter_sent", letter=drawn["letter"], date=self.today, channel="email"
        )

    def note(self, name: str, fact: str, typed: dict[str, str], button: str) -> None:
        """Fills one form of the case in the browser, and sends it."""
        self.page.goto(f"espace/dossier/noter/?d={self.rows()[name]['id']}&fait={fact}")
        for label, text in typed.items():
            self.page.get_by_label(label).fill(text)
        self.page.get_by_role("button", name=button).click()
        self.page.wait_for_url("**/espace/dossier/?d=*")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.slow
def test_two_weeks_of_payments_a_broken_promise_a_dispute_and_a_plan(
    somebody: BrowserContext, service: Service
) -> None:
    life = Life(somebody, service)
    import_the_table(life.page)
    assert life.foretold() == FORETOLD
    first_day = {"Alpha": FIRST, "Gamma": FIRST, "Zeta": FIRST, "Theta": FIRST, "Beta": COURTESY}
    life.check(first_day, {})
    assert plain(life.rows()["Theta"]["owed"]) == "800.00"
    life.send("Gamma", FIRST)
    life.send("Beta", COURTESY)
    life.check({"Alpha": FIRST, "Zeta": FIRST, "Theta": FIRST}, {})

    life.go_to("2026-11-03")  # what was not sent is still there
    life.check({"Alpha": FIRST, "Zeta": FIRST, "Theta": FIRST}, {})
    owed = life.rows()["Alpha"]["owed"]
    pay(life, "Alpha", "500")
    assert float(life.rows()["Alpha"]["owed"]) < float(owed)
    life.note("Zeta", "promesse", {"Paiement promis au plus tard le": "6/11/2026"}, "Noter la promesse")
    zeta = {"Zeta": "promesse de paiement jusqu’au 6 novembre 2026"}
    life.check({"Alpha": FIRST, "Theta": FIRST}, zeta)

    life.go_to("2026-11-04")
    life.check({"Alpha": FIRST, "Theta": FIRST, "Epsilon": FIRST, "Eta": COURTESY}, zeta)
    life.note(
        "Theta", "contestation", {"Ce que dit votre client": "Deux pièces manquent"}, "Noter la contestation"
    )
    theta = {"Theta": "Contestation depuis le 4 novembre 2026"}
    for name, document in (("Alpha", FIRST), ("Epsilon", FIRST), ("Eta", COURTESY)):
        life.send(name, document)
    life.check({}, zeta | theta)

    life.go_to("2026-11-05")
    agree_on_a_plan(life, "Gamma")
    gamma = {"Gamma": "échéancier respecté, prochain versement de 500,00 € le 12 novembre 2026"}
    life.check({}, zeta | theta | gamma)

    life.go_to("2026-11-06")  # the promised day
    life.check({"Zeta": "check_payment"}, theta | gamma)

    life.go_to("2026-11-07")  # a Saturday: nothing leaves, and the question stays
    assert life.foretold().get("2026-11-07") is None

    life.go_to("2026-11-09")  # the promise was not kept: the reminder that waited for it
    life.check({"Zeta": FIRST}, theta | gamma)
    life.send("Zeta", FIRST)

    life.go_to("2026-11-10")
    life.note(
        "Theta",
        "reponse",
        {"Votre réponse": "Les deux pièces ont été livrées le 6"},
        "Enregistrer la réponse",
    )
    life.check({"Theta": FIRST}, gamma)
    life.send("Theta", FIRST)

    life.go_to("2026-11-11")  # a holiday
    life.check({}, gamma)

    life.go_to("2026-11-12")
    life.check({"Alpha": SECOND, "Beta": FIRST, "Gamma": "check_payment"}, {})
    pay(life, "Gamma", "500")
    pay(life, "Beta", "450")
    # Six days of penalties came first: 450 × 12,40 % × 6 / 365 = 0,92 of the price is left, and no letter is for that.
    beta = life.rows()["Beta"]
    assert beta["owed"] == "0.92"
    assert (beta["situation"]["kind"], beta["next"]["why"]["code"]) == ("accessories_due", "RESIDUE_LEFT")
    assert "Beta" not in {name for day in life.foretold().values() for name, _ in day}
    assert life.rows()["Alpha"]["next"]["group"] == "today"
    gamma_next = plain(life.rows()["Gamma"]["next"]["why"]["sentence"])
    assert "échéancier respecté, prochain versement de 500,00 € le 12 décembre 2026" in gamma_next


def import_the_table(page: Page) -> None:
    page.goto("espace/importer/")
    table = {"name": "factures.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.set_input_files("[type=file]", table)
    expect(page.get_by_text(said("10 nouvelles factures"))).to_be_visible()
    page.get_by_label("Une entreprise ou un indépendant").check()
    page.get_by_label("Une société, ou une autre personne morale").check()
    page.get_by_role("button", name="Importer ces").click()
    expect(page.get_by_text(said("8 dossiers ouverts"))).to_be_visible()


def pay(life: Life, name: str, amount: str) -> None:
    page = life.page
    page.goto(f"espace/dossier/noter/?d={life.rows()[name]['id']}&fait=paiement")
    page.get_by_label("Un autre montant").check()
    page.locator('[name="amount"]').fill(amount)
    page.get_by_role("button", name="Enregistrer le paiement").click()
    page.wait_for_url("**/espace/dossier/?d=*")


def agree_on_a_plan(life: Life, name: str) -> None:
    page = life.page
    page.goto(f"espace/dossier/noter/?d={life.rows()[name]['id']}&fait=echeancier")
    page.get_by_label("Somme à étaler").fill("1500")
    page.get_by_label("Première échéance").fill("12/11/2026")
    page.get_by_role("button", name="Proposer les échéances").click()
    page.get_by_label("Elles s’arrêtent").check()
    page.get_by_role("button", name="Enregistrer l’échéancier").click()
    page.wait_for_url("**/espace/dossier/?d=*")
