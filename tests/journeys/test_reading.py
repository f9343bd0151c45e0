"""What people type or paste, read generously: the API's strict form, or a reason that names the fault."""

from typing import Any

from playwright.sync_api import Page

READ = {
    "amount": {
        "1 234,56": "1234.56", "1234.56": "1234.56", "1.234,56 €": "1234.56", "1,234.56": "1234.56",
        "1\u202f200": "1200", "1\u00a0200,5\u00a0€": "1200.5", "0042": "42", "12 EUR": "12",
    },
    "day": {
        "27/3/2026": "2026-03-27", "27.03.26": "2026-03-27", "27-03-2026": "2026-03-27", "27 3 2026": "2026-03-27",
        "2026-03-27": "2026-03-27", "27032026": "2026-03-27", "1er janvier 2027": "2027-01-01",
        "1er\u00a0janvier\u00a02027": "2027-01-01", "le 4 août 2026": "2026-08-04", "4 aout 2026": "2026-08-04",
        "vendredi 27 mars 2026": "2026-03-27", "3 févr. 2026": "2026-02-03", "29/2/2028": "2028-02-29",
    },
    "siren": {"404 833 048": "404833048", "404\u00a0833\u00a0048": "404833048", "SIREN 404.833.048": "404833048"},
    "siren_or_siret": {"404 833 048 00022": "40483304800022", "404833048": "404833048"},
    "percent": {"12,15 %": "12.15", "8": "8", "10.5": "10.5"},
    "count": {"8": 8, "15 jours": 15},
    "link": {"exemple.fr/payer": "https://exemple.fr/payer", "https://exemple.fr": "https://exemple.fr"},
    "lines": {"Facture\n\n Devis \n": ["Facture", "Devis"]},
}  # fmt: skip
REFUSED = {
    "amount": {
        "douze": "en chiffres", "1.234": "deux chiffres au plus", "-5": "sans signe moins", "0,00": "supérieur à zéro",
        "12 34,5.6": "en chiffres", "9999999999": "trop grand",
    },
    "day": {
        "31/6/2026": "Il n’y a pas de 31 juin 2026", "29 février 2026": "Il n’y a pas de 29 février",
        "27/3": "Ajoutez l’année",
        "3/27/2026": "Le mois va de 1 à 12, vous avez écrit 27", "27/3/1926": "vous avez écrit 1926",
        "bientôt": "en jour, mois et année", "5 ju 2026": "en jour, mois et année", "27 mars": "Ajoutez l’année",
    },
    "siren": {"404 833 04": "vous en avez saisi 8", "40A833048": "9 chiffres et rien d’autre"},
    "percent": {"beaucoup": "par exemple 12,15", "0": "par exemple 12,15", "120": "par exemple 12,15"},
    "count": {"une semaine": "par exemple 8"},
    "link": {"mon site": "pas d’espace"},
}  # fmt: skip
ASK = "([kind, typed]) => import('/modules/reading.js').then((reading) => reading.read(kind, typed))"


def test_what_is_typed_is_read_in_its_many_forms(page: Page) -> None:
    found: dict[str, Any] = {
        kind: {typed: page.evaluate(ASK, [kind, typed]).get("value") for typed in forms} for kind, forms in READ.items()
    }
    assert found == READ


def test_what_cannot_be_read_is_refused_with_its_reason(page: Page) -> None:
    for kind, forms in REFUSED.items():
        for typed, reason in forms.items():
            assert reason in page.evaluate(ASK, [kind, typed]).get("reason", ""), typed
