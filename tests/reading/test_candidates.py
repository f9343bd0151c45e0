"""What is proposed from the text of a plain PDF, and above all what is not."""

import doctest
from time import process_time
from typing import Any

import pytest

from chalicelib.reading import candidates as module
from chalicelib.reading.candidates import candidates

IBAN = "FR7630006000011234567890189"
FRENCH = """Atelier Exemple SARL - 12 rue des Lilas - 44000 Nantes
SIRET : 404 833 048 00022 - TVA : FR83404833048
Facture n° F-2026-118
Date de facture 31/08/2026
Conditions de paiement 30 jours
Date d’échéance 30/09/2026
Conseil 1 1 000,00 € 20 % 1 000,00 €
Total HT 1 000,00 €
Total TVA 200,00 €
Total TTC 1 200,00 €
Acompte reçu le 05/08/2026 200,00 €
Net à payer 1 000,00 €
IBAN : FR76 3000 6000 0112 3456 7890 189 - BIC : AGRIFRPP"""
GERMAN = """Lieferant GmbH RECHNUNG
Rechnungsnummer 471102
Rechnungsdatum 05.03.2026
Leistungsdatum 01.03.2026
Rechnungssumme Netto (excl. USt.) 473,00
Rechnungssumme Brutto (inkl. USt.) 529,87
Zahlbar innerhalb 30 Tagen netto bis 04.04.2026, 3% Skonto innerhalb 10 Tagen bis 15.03.2026
IBAN-Nr.:           DE08 7009 0100 1234 5678 90"""
# As pypdf gives it when the first letters have a style of their own, and columns stand close together.
TORN = """F
acture n°F-12
P
aris, le 31 octobre 2026
Total H.T. 27946 ,00
M
ontant à payer  =  33 535,20   EUR
33 535,20 € TTCDate limite de paiement30 novembre 2026"""


def alone(text: str, name: str) -> str | None:
    """The one candidate of that name, if any; no other."""
    found: dict[Any, str] = dict(candidates([text]))
    assert set(found) <= {name}
    return found.get(name)


def test_a_french_invoice_gives_every_proposal() -> None:
    assert candidates([FRENCH]) == {
        "number": "F-2026-118",
        "issue_date": "2026-08-31",
        "due_date": "2026-09-30",
        "total_incl_tax": "1200.00",
        "iban": IBAN,
    }


def test_a_german_invoice_too_and_the_day_of_the_discount_is_not_the_due_date() -> None:
    assert candidates([GERMAN]) == {
        "number": "471102",
        "issue_date": "2026-03-05",
        "due_date": "2026-04-04",
        "total_incl_tax": "529.87",
        "iban": "DE08700901001234567890",
    }


def test_torn_words_and_glued_columns_are_read() -> None:
    assert candidates([TORN]) == {
        "number": "F-12",
        "issue_date": "2026-10-31",
        "due_date": "2026-11-30",
        "total_incl_tax": "33535.20",
    }


def test_the_pages_are_read_as_one() -> None:
    assert candidates(["Facture n° F-1", "suite", "Total TTC 12,00 €"]) == {
        "number": "F-1",
        "total_incl_tax": "12.00",
    }


def test_a_text_without_labels_gives_nothing() -> None:
    assert candidates([]) == {}
    assert candidates(["", "F-2026-118 31/08/2026 1 200,00 € \ud83d"]) == {}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Facture N° : FA/2026/0017", "FA/2026/0017"),
        ("Numéro de facture : 2026-17", "2026-17"),
        ("N°facture 17", "17"),
        ("Réf. facture : A17", "A17"),
        ("Rechnung Nr. 2026-17", "2026-17"),
        ("Rechnungs-Nr.: 17", "17"),
        ("Invoice # RE-20201121/508 (copy)", "RE-20201121/508"),
        ("FACTURE FA-2026-17", "FA-2026-17"),
        ("Numéro de facture\nFA-17\n", "FA-17"),
        ("Facture n° 17\nRappel de la facture n° 17", "17"),
        ("Facture n° 17 - 31 août 2026", "17"),
        ("Facture n° 17, facture n° 18", None),
        ("Facture n° 2026 0017", None),  # which part?
        ("Facture n° 018304 / 28865", None),
        ("Facture n° FA-17Date", None),
        ("Facture n° Date Client\nFA-17 31/08/2026 C44", None),
        ("Client Facture n°\nC44 FA-17", None),
        ("N° de facture associée : F-3", None),
        ("Facture liée FA-3", None),
        ("Facture 2026", None),
        ("Facture 31/08/2026", None),
        ("Facture en 2 exemplaires", None),
        ("Devis n° 17", None),
    ],
)
def test_a_number_follows_the_word_invoice(text: str, number: str | None) -> None:
    assert alone(text, "number") == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Date : 31/08/2026", "2026-08-31"),
        ("Date d’émission : 1er août 2026", "2026-08-01"),
        ("Facture émise le 31-08-2026", "2026-08-31"),
        ("Facture du 31 août 2026", "2026-08-31"),
        ("Rechnung vom 5. März 2026", "2026-03-05"),
        ("Datum: 05.03.2026", "2026-03-05"),
        ("Invoice date: 2026-08-31", "2026-08-31"),
        ("Invoice date: 31/08/2026", "2026-08-31"),
        ("Saint-Denis, le lundi 31 août 2026", "2026-08-31"),
        ("Saint-Denis, le 31 août 2026", "2026-08-31"),
        ("Invoice date: 03/04/2026", None),  # March or April?
        ("Facture du 01/08/2026 au 31/08/2026", None),  # a period
        ("Date de livraison 31/08/2026", None),
        ("Date de facture associée : 31/08/2026", None),
        ("Date de facture 31/02/2026", None),
        ("Date de facture 31/08/26", None),
        ("Date de facture 31/08/0026", None),
        ("Date de facture 30/08/2026\nDate de facture 31/08/2026", None),
    ],
)
def test_a_date_of_issue_follows_its_label(text: str, day: str | None) -> None:
    assert alone(text, "issue_date") == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Échéance : 30/09/2026", "2026-09-30"),
        ("Échéance au 30.09.2026", "2026-09-30"),
        ("Date d'échéance :\n30 septembre 2026", "2026-09-30"),
        ("Date limite de règlement 30 / 09 / 2026", "2026-09-30"),
        ("À régler au plus tard le mercredi 30 sept. 2026", "2026-09-30"),
        ("Facture à régler le : 30 novembre 2026", "2026-11-30"),
        ("Payable le 03/04/2026", "2026-04-03"),
        ("Zahlbar bis zum 4. April 2026", "2026-04-04"),
        ("Fällig am 04.04.2026", "2026-04-04"),
        ("Fälligkeitsdatum: 04.04.2026", "2026-04-04"),
        ("Please remit until 2026-12-12.", "2026-12-12"),
        ("Due date: 2026-12-12", "2026-12-12"),
        ("Échéance : 30/09/2026 - Pas d’escompte pour paiement anticipé", "2026-09-30"),
        ("Due date: 03/04/2026", None),
        ("Échéance : 30 jours fin de mois", None),
        ("Échéance : à réception", None),
        ("Zahlbar bis 15.03.2026 mit 3% Skonto, bis 04.04.2026 netto", None),
        ("Payable avant le 15/03/2026 avec 2 % d’escompte", None),
        ("Échéance : 30/09/2026 500,00 €\nÉchéance : 30/10/2026 500,00 €", None),
        ("Règlement le 05/08/2026", None),  # one received
    ],
)
def test_a_due_date_follows_its_label(text: str, day: str | None) -> None:
    assert alone(text, "due_date") == day


def test_days_in_the_wrong_order_are_both_doubtful() -> None:
    assert candidates(["Date de facture 30/09/2026\nÉchéance 31/08/2026"]) == {}


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Total TTC : 1 234,56 €", "1234.56"),
        ("TOTAL T.T.C. (en euros) ........ 27946 ,00", "27946.00"),
        ("Montant total TTC\n1\u202f200,00\u00a0€", "1200.00"),
        ("Total TTC 1.234,56 EUR", "1234.56"),
        ("Total TTC 1,234.56 €", "1234.56"),
        ("Total TTC1200 €Net à payer1100 €", "1200.00"),
        ("Total de la facture 29.99 € TTCDate", "29.99"),
        ("Gesamtbetrag: 1.234,56 €", "1234.56"),
        ("Rechnungsbetrag 571,04 €", "571.04"),
        ("Due payable: 571.04 €", "571.04"),
        ("Net à payer TTC : 600,00", "600.00"),
        ("Total TTC 600,00 € dont TVA 100,00 €", "600.00"),
        ("Total TTC -233,47 €", None),
        ("Total TTC 0,00 €", None),
        ("Total TTC 999 999 999 999,00 €", None),
        ("Total TTC 500,00 100,00 600,00", None),  # a row of columns
        ("Total TTC 1.234 €", None),  # thousands, or thousandths?
        ("Total TTC 1200", None),
        ("Total TTC 600,00 CHF", None),
        ("Total TTC 20,00 %", None),
        ("Total TTC 600,00 €\nTotal TTC 700,00 €", None),
        ("Acompte versé 100,00 €\nNet à payer 500,00 €", None),  # what remains, not the total
        ("Solde à payer 500,00 €", None),
        ("Total HT 500,00 €", None),
        ("Total 500,00 €", None),
    ],
)
def test_a_total_follows_its_label(text: str, total: str | None) -> None:
    assert alone(text, "total_incl_tax") == total


@pytest.mark.parametrize(
    ("text", "iban"),
    [
        (f"IBAN {IBAN}", IBAN),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPP", IBAN),
        ("FR76 3000 6000\n0112 3456 7890 189", IBAN),
        (f"IBAN : {IBAN}\nRappel : {IBAN}", IBAN),
        ("IBAN DE88200800000970375700\nBIC COBADEFFXXX", "DE88200800000970375700"),
        (f"IBAN {IBAN[:-1]}8", None),
        (f"{IBAN}\nDE88200800000970375700", None),
        (f"Prélèvement sur le compte {IBAN}", None),  # the debtor's
        ("TVA FR83404833048 SIRET 40483304800022", None),
    ],
)
def test_an_iban_is_known_by_its_key(text: str, iban: str | None) -> None:
    assert alone(text, "iban") == iban


@pytest.mark.parametrize("title", ["Avoir AV-2026-5", "AVOIR N° 5", "Avoir", "Gutschrift Nr. 5"])
def test_nothing_is_proposed_from_a_credit_note(title: str) -> None:
    assert candidates([f"{title}\n{FRENCH}"]) == {}


def test_a_sentence_that_begins_with_the_french_for_credit_hides_nothing() -> None:
    assert alone("Facture n° 17\navoir lieu sous 30 jours", "number") == "17"


@pytest.mark.parametrize(
    "text", ["Total TTC ", "FR76 ", "1 ", "A1", "Facture n° ", "zahlbar bis 12.12.2026 ", ". ", "\ufdfa"]
)
def test_no_text_takes_long(text: str) -> None:
    started = process_time()
    candidates([text * 20_000] * 5)
    assert process_time() - started < 1.5


def test_the_example_of_the_module_is_true() -> None:
    assert doctest.testmod(module).failed == 0
