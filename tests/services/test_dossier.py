"""The evidence file of a case: what LT12 asks, hashes that hold, facts only, the same bytes for the same case."""

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS
from chalicelib.cases.facts import Channel, Creditor
from chalicelib.cases.fold import fold
from chalicelib.cases.parties import Profile
from chalicelib.cases.plan import PaymentPlan
from chalicelib.core.errors import Refusal
from chalicelib.documents.pdf import PrintJob, print_pdf
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from chalicelib.law.words import forbidden_words
from chalicelib.services.dossier import PrintPdf, dossier
from chalicelib.services.ports import Account, Debtor
from chalicelib.services.space import Space
from tests import builders as a
from tests import fakes
from tests.store.conftest import at

ACCOUNT = "account-1"
LETTERS = {1: b"%PDF-1.7 second reminder", 2: b"%PDF-1.7 formal notice"}
HISTORY = a.history(
    (
        "2026-09-20",
        a.opened(
            a.an_invoice("F-1", "1000.00", "2026-09-15", issue_date="2026-08-15"),
            a.an_invoice("F-2", "2500.00", "2026-12-15"),
            reminders=[{"date": "2026-09-18", "channel": "email"}],
        ),
    ),
    ("2026-10-01", a.issued(1, Document.SECOND_REMINDER)),
    ("2026-10-01 10:00", a.sent(1)),
    ("2026-10-05", a.paid("300.00")),
    ("2026-10-06", e.Noted(text="=Un procès-verbal de mauvaise foi")),
    ("2026-10-06 12:00", e.DisputeRaised(reason="Son mari est malade", invoices=("F-1",))),
    ("2026-10-08", e.DisputeSettled(answer="Livraison complète", invoices=("F-1",))),
    ("2026-10-09", a.paid("9000.00")),
    ("2026-10-10", e.Corrected(event="event-0008", reason="Ce règlement est d'un autre client")),
    ("2026-10-20", a.issued(2, Document.FORMAL_NOTICE)),
    (
        "2026-10-20 11:00",
        e.LetterSent(
            letter=2,
            date=date(2026, 10, 20),
            channel=Channel.REGISTERED,
            registered_number="1A 234 567 8901 2",
        ),
    ),
    ("2026-10-24", a.presented(2, date(2026, 10, 22))),
)


@pytest.fixture
def world() -> fakes.World:
    return fakes.World()


def space_of(world: fakes.World, regime: str = "b2b", profile: Profile | None = None) -> Space:
    creditor = Creditor(name="Ateliers Kerbrat", siren="404833048")
    account = Account(
        ACCOUNT, "a@example.fr", date(2026, 1, 1), profile or Profile(creditor=creditor), version=1
    )
    now = datetime(2026, 11, 20, 9, tzinfo=PARIS)
    space = Space(account, fakes.Cases(world), fakes.Debtors(world), load(), now)
    space.debtors.put(ACCOUNT, Debtor(a.DEBTOR_ID, a.a_debtor(regime)))
    case = fold(a.CASE_ID, HISTORY)
    space.cases.append(ACCOUNT, case, HISTORY, at(case))
    for number, content in LETTERS.items():
        fakes.Files(world).put(f"account/{a.CASE_ID}/{number}.pdf", content, "application/pdf")
    return space


@pytest.fixture
def space(world: fakes.World) -> Space:
    return space_of(world)


def printed(job: PrintJob) -> bytes:
    """The words of the page alone: what is laid out is another test's matter."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", job.html)).encode()


def stored(world: fakes.World, space: Space, print_pdf: PrintPdf = printed) -> dict[str, bytes]:
    """The archives that one request leaves, by key."""
    exports = fakes.World()
    dossier(space, a.CASE_ID, fakes.Files(world), fakes.Files(exports), print_pdf)
    return exports.files


def archive(world: fakes.World, space: Space, print_pdf: PrintPdf = printed) -> dict[str, bytes]:
    ((key, content),) = stored(world, space, print_pdf).items()
    assert key.startswith(f"{ACCOUNT}/")
    with ZipFile(io.BytesIO(content)) as held:
        return {name: held.read(name) for name in held.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_archive_holds_the_index_the_statement_the_payments_the_history_and_the_letters(
    world: fakes.World, space: Space
) -> None:
    held = archive(world, space)
    assert list(held) == [
        "bordereau.pdf",
        "lettres/01_seconde-relance_2026-10-01.pdf",
        "lettres/02_mise-en-demeure_2026-10-20.pdf",
        "decompte.pdf",
        "decompte.csv",
        "decompte.json",
        "paiements.csv",
        "evenements.csv",
        "evenements.json",
        "a-completer.txt",
    ]
    assert held["lettres/02_mise-en-demeure_2026-10-20.pdf"] == LETTERS[2]


def test_the_pdfs_kept_of_invoices_come_first_and_are_no_longer_asked_for(
    world: fakes.World, space: Space
) -> None:
    history = a.history(("2026-10-25", a.filed("F-2")), so_far=HISTORY)
    case = fold(a.CASE_ID, history)
    space.cases.append(ACCOUNT, case, history[-1:], at(case))
    fakes.Files(world).put(case.invoice_files["F-2"].file, b"%PDF-1.7 invoice", "application/pdf")
    held = archive(world, space)
    assert list(held)[1] == "factures/02_f-2.pdf"
    assert held["factures/02_f-2.pdf"] == b"%PDF-1.7 invoice"
    assert "Facture n°\u00a0F-2 factures/02_f-2.pdf 25/10/2026 Créancier" in held["bordereau.pdf"].decode()
    assert "- la facture n°\u00a0F-1 et chaque avoir, en PDF" in held["a-completer.txt"].decode()


def test_the_index_numbers_each_file_with_its_date_origin_and_hash(world: fakes.World, space: Space) -> None:
    held = archive(world, space)
    index = held.pop("bordereau.pdf").decode()
    held.pop("a-completer.txt")  # for the creditor alone
    for number, (name, content) in enumerate(held.items(), start=1):
        place = index.index(f" {name} ")
        assert f" {number} " in index[place - 60 : place]
        assert hashlib.sha256(content).hexdigest() in index[place : place + 400]
    assert "Envoyé le 20\u00a0octobre\u00a02026 (Lettre recommandée avec avis de réception)" in index
    assert "1A 234 567 8901 2" in index
    assert "Première présentation le 22\u00a0octobre\u00a02026" in index


@pytest.mark.parametrize("regime", ["b2b", "b2c", "non_professional", "public"])
def test_the_index_and_the_statement_say_facts_only(world: fakes.World, regime: str) -> None:
    """LT12: neither «procès-verbal» nor «constat», no opinion on the debtor, no word the creditor wrote for itself."""
    held = archive(world, space_of(world, regime))
    for name in ("bordereau.pdf", "decompte.pdf"):
        text = held[name].decode()
        assert "constat" not in text.lower()
        assert "malade" not in text
        assert "mauvaise foi" not in text
        assert "9\u202f000,00" not in text  # corrected: as if it had never been
        assert forbidden_words(text, Document.ACCOUNT_STATEMENT, Regime(regime)) == ()


def test_the_chronology_is_in_order_and_begins_before_the_case(world: fakes.World, space: Space) -> None:
    index = archive(world, space)["bordereau.pdf"].decode().partition("Chronologie")[2]
    days = re.findall(r"(\d\d)/(\d\d)/(\d{4})", index)
    assert days[0] == ("18", "09", "2026")
    assert [day[::-1] for day in days] == sorted(day[::-1] for day in days)
    assert "Contestation" in index
    assert "Règlement de 300,00\u00a0€" in index


def test_the_lines_of_the_statement_add_up_to_its_total(world: fakes.World, space: Space) -> None:
    held = archive(world, space)
    rows = [(row["Poste"], Decimal(row["Montant"].replace(",", "."))) for row in table(held["decompte.csv"])]
    labels = [label for label, _ in rows]
    total = labels.index("Total dû")
    assert sum(amount for _, amount in rows[:total]) == rows[total][1]
    assert labels[total + 1 :] == ["Non échu, non compris dans le total"]
    assert json.loads(held["decompte.json"])["totals"]["total_due"] == str(rows[total][1])


def test_the_payments_show_what_they_paid_off(world: fakes.World, space: Space) -> None:
    (payment,) = table(archive(world, space)["paiements.csv"])
    shares = [Decimal(text.replace(",", ".")) for name, text in payment.items() if name.startswith("Imputé")]
    assert payment["Montant"] == "300,00"
    assert sum(shares) == 300


def test_a_statement_that_had_to_stop_says_on_which_day(world: fakes.World, space: Space) -> None:
    """B22."""
    later = replace(space, now=datetime(2027, 2, 10, 9, tzinfo=PARIS))
    held = archive(world, later)
    assert "Le calcul s’arrête au 31\u00a0décembre\u00a02026" in held["decompte.pdf"].decode()
    told = json.loads(held["decompte.json"])
    assert (told["computation_date"], told["unknown_semester"]) == ("2026-12-31", "2027-S1")


def test_a_plan_that_settles_everything_and_an_insolvency_are_said(world: fakes.World, space: Space) -> None:
    halves = [{"date": f"2026-{month}-15", "amount": "350.00"} for month in ("11", "12")]
    plan = PaymentPlan.model_validate(
        {"agreed_on": "2026-11-01", "instalments": halves, "penalties": "stop_if_kept"}
    )
    judged = e.InsolvencyRecorded(procedure=e.Procedure.LIQUIDATION, judgment_date=date(2026, 11, 10))
    more = a.history(("2026-11-01", e.PlanAgreed(plan=plan)), ("2026-11-12", judged), so_far=HISTORY)
    case = fold(a.CASE_ID, more)
    space.cases.append(ACCOUNT, case, more[len(HISTORY) :], at(case))
    held = archive(world, space)
    text = held["decompte.pdf"].decode()
    assert "seul son solde est dû, soit 700,00\u00a0€" in text
    assert "Procédure collective ouverte le 10\u00a0novembre\u00a02026" in text
    assert "Liquidation judiciaire, jugement du 10\u00a0novembre\u00a02026" in held["bordereau.pdf"].decode()


def test_the_history_can_be_verified_with_nothing_but_the_archive(world: fakes.World, space: Space) -> None:
    held = archive(world, space)
    previous = "0" * 64
    for event in json.loads(held["evenements.json"]):
        told = event.pop("hash")
        line = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(f"{previous}{line}".encode()).hexdigest() == told
        previous = told
    rows = table(held["evenements.csv"])
    assert rows[-1]["Empreinte SHA-256"] == previous
    assert previous in held["bordereau.pdf"].decode()
    assert "a été vérifiée" in held["bordereau.pdf"].decode()
    assert [row["N°"] for row in rows if row["Annulé"]] == ["8"]
    assert rows[4]["Précision"] == "'=Un procès-verbal de mauvaise foi"


def test_a_history_that_was_tampered_with_shows(world: fakes.World, space: Space) -> None:
    kept = world.histories[ACCOUNT, a.CASE_ID]
    more = kept[3].model_copy(update={"event": a.paid("400.00")(date(2026, 10, 5))})
    world.histories[ACCOUNT, a.CASE_ID] = (*kept[:3], more, *kept[4:])
    assert "a été modifié" in archive(world, space)["bordereau.pdf"].decode()


def test_the_same_case_on_the_same_day_is_the_same_archive(world: fakes.World, space: Space) -> None:
    before = stored(world, space)
    assert stored(world, replace(space, now=datetime(2026, 11, 20, 18, tzinfo=PARIS))) == before
    assert stored(world, replace(space, now=datetime(2026, 11, 21, 9, tzinfo=PARIS))) != before


def test_it_is_no_file_among_the_letters(world: fakes.World, space: Space) -> None:
    before = dict(world.files)
    archive(world, space)
    assert world.files == before


def test_the_link_names_the_client_and_the_day(world: fakes.World, space: Space) -> None:
    named: list[str] = []

    class Exports(fakes.Files):
        def link(self, key: str, filename: str, seconds: int = 60) -> str:
            named.append(filename)
            return super().link(key, filename, seconds)

    link = dossier(space, a.CASE_ID, fakes.Files(world), Exports(fakes.World()), printed)
    assert link.startswith("https://files.example/")
    assert named == ["dossier_imprimerie-vasseur_2026-11-20.zip"]


def test_a_case_of_another_account_is_unknown(world: fakes.World, space: Space) -> None:
    other = replace(space, account=replace(space.account, id="account-2"))
    with pytest.raises(Refusal) as refused:
        stored(world, other)
    assert refused.value.code == "CASE_UNKNOWN"


@pytest.mark.parametrize("regime", ["b2b", "b2c", "non_professional", "public"])
def test_both_documents_are_printed_even_of_an_account_that_told_nothing_of_itself(
    world: fakes.World, regime: str
) -> None:
    space = space_of(world, regime, Profile())
    held = archive(world, space, print_pdf)
    for name, title in (("bordereau.pdf", "Bordereau des pièces"), ("decompte.pdf", "Décompte arrêté")):
        assert title in PdfReader(io.BytesIO(held[name])).pages[0].extract_text()
