"""The guides say what the register and the engine say: figures, articles, worked examples, words, French.

A guide links its figures and articles to the register: each link must lead there and read as the register does.
The tables under «exemple» are computed again, row by row.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from chalicelib.cases.facts import StatementFacts
from chalicelib.cases.statement import Statement, draw_up
from chalicelib.core.french import MONTHS, amount, day, percent, points
from chalicelib.documents.law_page import law_page
from chalicelib.law import procedure, terms
from chalicelib.law.limitation import LimitationFacts, limitation
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Citation, load

FOLDER = Path(__file__).parents[2] / "frontend" / "pages" / "guides"
CONTENTS = "."  # /guides/ itself
GUIDES = (
    "contestation",
    "delais-de-paiement",
    "echeancier",
    "facture-electronique",
    "injonction-de-payer",
    "mise-en-demeure",
    "penalites-de-retard",
    "prescription",
    "procedures-collectives",
)
PAGES = (CONTENTS, *GUIDES)
TOOLS = ("/calcul/penalites-de-retard/", "/mise-en-demeure/", "/relance/", "/textes-et-taux/")
REGISTER_PAGE = "/textes-et-taux/#"
UPDATED = date(2026, 11, 21)
REGISTER = load()

# Figures of the rule book that nothing computes with, hence not in the register; each with its rule.
ELSEWHERE = {
    "delais-de-paiement": {"20 jours": "A04"},
    "echeancier": {"3 mois": "LT8", "2 ans": "P08"},
    "injonction-de-payer": {"8 jours": "N02"},
    "penalites-de-retard": {"365 jours": "B07"},
    "procedures-collectives": {"6 mois": "H-02", "3 mois": "H-04"},
}
DECISIONS = {
    "07-16.527": "Cass. com., 3 mars 2009",  # B01
    "10-14.677": "Cass. com., 2 novembre 2011",  # B10
    "18-25.036": "Cass. com., 26 février 2020",  # L01
    "19-12.006": "Cass. 1re civ., 9 septembre 2020",  # L05
    "19-20.680": "Cass. 1re civ., 20 janvier 2021",  # B15
    "20-12.520": "Cass. 1re civ., 19 mai 2021",  # L02
    "20-23.204": "Cass. com., 18 mai 2022",  # M04
    "21-23.176": "Cass. 3e civ., 1er mars 2023",  # L02
    "25-70.013": "Cass. 2e civ., avis du 25 septembre 2025",  # N04
}


# --- reading a page ---------------------------------------------------------------------------------------


@cache
def source(page: str) -> str:
    return (FOLDER / page / "index.html").read_text(encoding="utf-8")


@cache
def main(page: str) -> Element:
    """What lies between <main> and </main>: well-formed, or the page is refused here."""
    found = re.search(r"<main\b.*</main>", source(page), re.DOTALL)
    assert found, page
    return ElementTree.fromstring(found[0])


def words(element: Element) -> str:
    """The text of an element on one line, its no-break spaces kept."""
    return re.sub(r"[ \n]+", " ", "".join(element.itertext())).strip(" ")


def lines(page: str) -> list[str]:
    """Every block of text a reader, a tab or a search engine sees."""
    head = re.findall(r'<title>(.*)</title>|name="description" content="(.*)"', source(page))
    blocks = ("h1", "h2", "h3", "p", "li", "dt", "dd", "caption", "th", "td")
    return ["".join(pair) for pair in head] + [
        words(each) for each in main(page).iter() if each.tag in blocks
    ]


def plain(text: str) -> str:
    """With plain spaces, for the patterns of this file."""
    return re.sub(r"\s", " ", text)


def example(guide: str) -> Iterator[Element]:
    """The elements from the heading «exemple» to the next heading."""
    inside = False
    for each in main(guide):
        if each.tag == "h2":
            inside = each.get("id") == "exemple"
        if inside:
            yield each


def texts_of(guide: str) -> Element:
    """The list under «Les textes»."""
    parts = list(main(guide))
    return parts[[words(each) for each in parts].index("Les textes") + 1]


def rest(guide: str) -> str:
    """The text outside the example and the list of texts, without the titles of other guides."""
    apart = {id(each) for each in (*example(guide), texts_of(guide))}
    texts = []
    for each in main(guide):
        if id(each) not in apart:
            text = words(each)
            for link in each.iter("a"):
                if str(link.get("href")).startswith("/guides/"):
                    text = text.replace(words(link), "")
            texts.append(plain(text))
    return "\n".join(texts)


def links(page: str) -> list[tuple[str, str]]:
    return [(str(each.get("href")), plain(words(each))) for each in main(page).iter("a")]


# --- the form of a guide ----------------------------------------------------------------------------------


def test_there_are_nine_guides_and_their_table_of_contents_names_each() -> None:
    assert tuple(sorted(path.parent.name for path in FOLDER.glob("*/index.html"))) == GUIDES
    listed = [href for href, _ in links(CONTENTS) if href.startswith("/guides/")]
    assert sorted(listed) == [f"/guides/{guide}/" for guide in GUIDES]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_dated_and_says_that_no_lawyer_read_it(page: str) -> None:
    (updated,) = main(page).iter("time")
    assert (updated.get("datetime"), words(updated)) == (UPDATED.isoformat(), day(UPDATED))
    assert f"Mis à jour le {day(UPDATED)}\u00a0— textes non relus par un juriste" in lines(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_title_and_tables_that_can_be_heard(page: str) -> None:
    assert [each.tag for each in main(page).iter("h1")] == ["h1"]
    for table in main(page).iter("table"):
        assert table.find("caption") is not None
        assert {cell.get("scope") for cell in table.iter("th")} == {"col", "row"}


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_ends_with_its_doubts_its_texts_and_what_to_do_next(guide: str) -> None:
    headings = [words(each) for each in main(guide).iter("h2")]
    assert headings[0] == "À retenir"
    assert headings[-3:] == ["Ce qui reste incertain", "Les textes", "Et ensuite"]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    anchors = re.findall(r'\bid="([^"]+)"', law_page(REGISTER, {}))
    known = {f"/guides/{guide}/" for guide in GUIDES} | {*TOOLS} | {REGISTER_PAGE + each for each in anchors}
    assert {href for href, _ in links(page)} <= known


# --- the law of a guide -----------------------------------------------------------------------------------


def names(citation: Citation) -> set[str]:
    return {plain(citation.article), plain(citation.short)}


def articles(text: str) -> set[str]:
    """Every number of an article: «L441-10», «D313-1-A», «1344-1», and both of «835 et 873»."""
    coded = re.findall(r"\b[LRD]\d+(?:-\d+)*(?:-[A-Z])?\b", text)
    bare = re.findall(r"\b(?:articles?|art\.) (\d+(?:-\d+)*)(?:er)?(?: et (\d+(?:-\d+)*))?", text)
    return {*coded, *(number for pair in bare for number in pair if number)}


@pytest.mark.parametrize("page", PAGES)
def test_every_article_is_in_the_register(page: str) -> None:
    held = articles(" ; ".join(name for each in REGISTER.citations.values() for name in names(each)))
    assert articles(" ; ".join(map(plain, lines(page)))) <= held


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_text_reads_as_the_register_names_it(page: str) -> None:
    for href, label in links(page):
        if href.startswith(f"{REGISTER_PAGE}texte-"):
            assert label in names(REGISTER.citation(href.removeprefix(f"{REGISTER_PAGE}texte-"))), href


@pytest.mark.parametrize("guide", GUIDES)
def test_the_list_of_texts_names_every_text_relied_on_as_the_register_does(guide: str) -> None:
    prefix = f"{REGISTER_PAGE}texte-"
    cited = {href.removeprefix(prefix) for href, _ in links(guide) if href.startswith(prefix)}
    named = [REGISTER.citation(key) for key in cited]
    listed = [plain(words(item)) for item in texts_of(guide)]
    assert sorted(listed) == sorted(plain(f"{each.short} – {each.subject}") for each in named)


@pytest.mark.parametrize("page", PAGES)
def test_a_decision_is_named_as_in_the_rule_book(page: str) -> None:
    for line in map(plain, lines(page)):
        for number in re.findall(r"\b\d\d-\d\d\.\d{3}\b", line):
            assert f"{DECISIONS[number]}, n° {number}" in line


def figure(key: str) -> str:
    """As a guide prints it: «30 jours», «5 000 €»."""
    parameter = REGISTER.parameter(key)
    value = parameter.at(UPDATED).value
    number = amount(value).removesuffix(",00\u00a0€") if parameter.unit == "€" else points(value)
    return plain(f"{number} {parameter.unit}")


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_figure_reads_as_the_register_holds_it(page: str) -> None:
    for href, label in links(page):
        if href.startswith(f"{REGISTER_PAGE}chiffre-"):
            assert label == figure(href.removeprefix(f"{REGISTER_PAGE}chiffre-"))


QUANTITY = re.compile(r"\b(?:\d{1,3}(?: \d{3})+|\d+)(?:,\d+)? (?:jours?|mois|ans?|points|fois|€|%)(?!\w)")
NUMBER = "deux|trois|quatre|cinq|six|huit|dix|quinze|vingt|trente|quarante"
IN_WORDS = re.compile(rf"\bun (?:mois|an)\b|\b(?:{NUMBER}) (?:jours|mois|ans|années|euros|points)\b")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_quantity_outside_the_example_is_a_figure_the_guide_links(guide: str) -> None:
    linked = {label for href, label in links(guide) if "#chiffre-" in href}
    found = set(QUANTITY.findall(rest(guide)))
    assert found - linked == set(ELSEWHERE.get(guide, {}))
    assert IN_WORDS.findall(rest(guide)) == []  # written in words, a figure would escape this test


# --- the worked examples ----------------------------------------------------------------------------------


def statement(**facts: Any) -> Statement:
    return draw_up(StatementFacts.model_validate(facts).claim(), REGISTER)


def bill(ttc: str, due: str, ref: str = "F") -> dict[str, str]:
    return {"ref": ref, "amount_ttc": ttc, "due_date": due}


def received(when: str, much: str) -> dict[str, str]:
    return {"id": when, "date": when, "amount": much, "invoice": "F"}


Rows = dict[str, tuple[str, ...]]


def penalties() -> tuple[Rows, list[Statement]]:
    bills, paid = [bill("4800", "2026-05-31")], [received("2026-09-15", "1000")]
    drawn = statement(regime="b2b", computation_date="2026-11-21", invoices=bills, payments=paid)
    rows: Rows = {
        f"Du {day(line.first)} au {day(line.last)} {line.days} jours à {percent(line.rate.percent)}": (
            amount(line.base),
            amount(line.amount),
        )
        for line in drawn.lines
    }
    return rows, [drawn]


def consumer_notice() -> tuple[Rows, list[Statement]]:
    presented, bills = date(2026, 10, 12), [bill("1500", "2026-06-30")]
    before = statement(regime="b2c", computation_date=presented, invoices=bills)
    after = statement(
        regime="b2c", computation_date="2026-11-21", invoices=bills, notice_effect_date=presented.isoformat()
    )
    (line,) = after.lines
    given = int(REGISTER.parameter("delai-mise-en-demeure-consommateurs").at(presented).value)
    return {
        "Intérêts avant la lettre": (amount(before.totals.interest_accrued),),
        "Dernier jour du délai donné": (day(presented + timedelta(given)),),
        "Premier jour d’intérêt": (day(line.first),),
        "Taux légal du 2d semestre 2026, « tous autres cas »": (percent(line.rate.percent),),
        f"Intérêts au {day(line.last)} ({line.days} jours)": (amount(line.amount),),
        f"Total au {day(line.last)}": (amount(after.totals.total_due),),
    }, [after]


def credit_note() -> tuple[Rows, list[Statement]]:
    facts = {"regime": "b2b", "computation_date": "2026-11-02", "invoices": [bill("6000", "2026-08-31")]}
    both = [statement(**facts), statement(**facts, credit_notes=[received("2026-10-20", "900")])]
    return {
        "Principal": tuple(amount(each.totals.principal_remaining) for each in both),
        "Pénalités de retard": tuple(amount(each.totals.interest_remaining) for each in both),
        "Indemnité forfaitaire": tuple(amount(each.totals.indemnity_remaining) for each in both),
        "Total": tuple(amount(each.totals.total_due) for each in both),
    }, both


def instalments() -> tuple[Rows, list[Statement]]:
    paid = [received(when, "1000") for when in ("2026-09-01", "2026-10-01", "2026-11-02")]
    both = [
        statement(
            regime="b2b",
            computation_date="2026-11-02",
            invoices=[bill("3000", "2026-06-30")],
            payments=paid,
            imputation=order,
        )
        for order in ("interest_first", "principal_first")
    ]
    accrued = {
        f"{'Puis' if number else 'Pénalités courues'} jusqu’au {day(lines[0].last)}": tuple(
            amount(line.amount) for line in lines
        )
        for number, lines in enumerate(zip(*(each.lines for each in both), strict=True))
    }
    return accrued | {
        "Principal restant dû": tuple(amount(each.totals.principal_remaining) for each in both),
        "Pénalités restant dues": tuple(amount(each.totals.interest_remaining) for each in both),
        "Indemnité forfaitaire": tuple(amount(each.totals.indemnity_remaining) for each in both),
        "Total restant dû": tuple(amount(each.totals.total_due) for each in both),
    }, both


def insolvency() -> tuple[Rows, list[Statement]]:
    drawn = statement(
        regime="b2b",
        computation_date="2026-11-21",
        insolvency_judgment_date="2026-10-06",
        invoices=[bill("7500", "2026-08-31"), bill("2000", "2026-10-31", "G")],
    )
    (line,) = drawn.lines
    computed = f"{line.days} jours à {percent(line.rate.percent)}"
    return {
        "Principal échu": (amount(drawn.totals.principal_remaining),),
        f"Pénalités du {day(line.first)} au {day(line.last)} ({computed})": (amount(line.amount),),
        "Indemnité forfaitaire, ligne distincte": (amount(drawn.totals.indemnity),),
        "Total échu": (amount(drawn.totals.total_due),),
        f"À échoir au {day(date(2026, 10, 31))}": (amount(drawn.totals.principal_not_yet_due),),
        "Dernier jour pour envoyer": (day(procedure.last_day_to_declare(REGISTER, date(2026, 10, 16))),),
    }, [drawn]


def payment_terms() -> tuple[Rows, list[Statement]]:
    done, invoiced, notified = date(2026, 5, 18), date(2026, 5, 20), date(2026, 5, 22)
    agreed = {
        "Rien": None,
        "60 jours, date de facture": "60_days_invoice",
        "45 jours, puis fin de mois": "45_days_then_end_of_month",
        "Fin de mois, puis 45 jours": "end_of_month_plus_45_days",
    }
    rows: Rows = {}
    for label, term in agreed.items():
        due = terms.payment_term(
            REGISTER,
            Regime.BUSINESS,
            agreed_term=term,
            invoice_date=invoiced,
            receipt_or_performance_date=done,
        )
        rows[label] = (day(due.due_date), day(due.first_day_late))
    town = terms.PublicBuyer.LOCAL_AUTHORITY
    public = terms.public_term(REGISTER, town, service_done_date=done, chorus_notification_date=notified)
    last, first_late = public.payment_term_last_day, public.first_day_of_interest
    rows[f"Commune, {public.term_days} jours"] = (day(last), day(first_late))
    return rows, []


def limitations() -> tuple[Rows, list[Statement]]:
    sold, served, done = date(2024, 3, 15), date(2025, 6, 20), date(2023, 9, 12)
    signed, sent = date(2026, 11, 16), date(2026, 11, 21)
    facts = {
        f"Professionnel Prestation achevée le {day(sold)}": LimitationFacts(Regime.BUSINESS, sold),
        f"Le même, après une reconnaissance de dette signée le {day(signed)}": LimitationFacts(
            Regime.BUSINESS, sold, acknowledgements=(signed,)
        ),
        f"Consommateur Prestation achevée le {day(served)}": LimitationFacts(Regime.CONSUMER, served),
        f"Commune Prestation achevée le {day(done)}": LimitationFacts(Regime.PUBLIC, done),
        f"La même, après une demande écrite envoyée le {day(sent)}": LimitationFacts(
            Regime.PUBLIC, done, written_claims=(sent,)
        ),
    }
    return {label: (day(limitation(each, REGISTER).warning_date),) for label, each in facts.items()}, []


def order_for_payment() -> tuple[Rows, list[Statement]]:
    served = date(2026, 9, 28)
    return {
        "Dernier jour pour signifier": (day(procedure.last_day_to_serve(REGISTER, date(2026, 9, 14))),),
        "Fin du délai d’opposition": (day(procedure.opposition(REGISTER, served).end_after_cpc_642),),
        "Exécution possible, sans avis d’opposition": (
            day(procedure.enforcement(REGISTER, served).end_after_cpc_642),
        ),
    }, []


EXAMPLES: dict[str, Callable[[], tuple[Rows, list[Statement]]]] = {
    "contestation": credit_note,
    "delais-de-paiement": payment_terms,
    "echeancier": instalments,
    "injonction-de-payer": order_for_payment,
    "mise-en-demeure": consumer_notice,
    "penalites-de-retard": penalties,
    "prescription": limitations,
    "procedures-collectives": insolvency,
}


@pytest.mark.parametrize("guide", EXAMPLES)
def test_the_table_of_the_example_is_what_the_engine_computes(guide: str) -> None:
    printed = [
        [plain(words(cell)) for cell in row]
        for part in example(guide)
        for body in part.iter("tbody")
        for row in body.iter("tr")
    ]
    rows, _ = EXAMPLES[guide]()
    assert printed == [[plain(label), *map(plain, cells)] for label, cells in rows.items()]


@pytest.mark.parametrize("guide", EXAMPLES)
def test_every_amount_told_around_the_table_is_of_the_same_statements(guide: str) -> None:
    _, drawn = EXAMPLES[guide]()
    known = {amount(Decimal(0))}
    for each in drawn:
        claim, totals = each.claim, each.totals
        known |= {amount(bill.amount) for bill in claim.invoices}
        known |= {amount(paid.amount) for paid in claim.payments}
        known |= {amount(note.amount) for note in claim.credit_notes}
        known |= {amount(part.share.to_interest) for part in each.allocations}
        known |= {amount(part.share.to_principal) for part in each.allocations}
        known |= {amount(totals.principal_remaining), amount(totals.interest_remaining)}
        known |= {amount(totals.indemnity_remaining), amount(totals.total_due)}
        known |= {percent(line.rate.percent) for line in each.lines}
        known |= {f"{line.days} jours" for line in each.lines}
    told = " ".join(plain(words(each)) for each in example(guide) if each.tag == "p")
    given = {
        "mise-en-demeure": {figure("delai-mise-en-demeure-consommateurs")},
        "injonction-de-payer": {"2 mois"},
    }
    assert set(QUANTITY.findall(told)) <= {plain(each) for each in known} | given.get(guide, set())


def test_the_days_of_the_week_told_are_right() -> None:
    assert [date(2026, 7, 19).isoweekday(), date(2026, 6, 21).isoweekday()] == [7, 7]  # «un dimanche»
    assert date(2026, 11, 28).isoweekday() == 6  # «un samedi : le terme passe au lundi»


def test_only_the_guide_without_figures_has_no_example() -> None:
    assert [guide for guide in GUIDES if not list(example(guide))] == ["facture-electronique"]
    assert [*EXAMPLES] == [guide for guide in GUIDES if guide != "facture-electronique"]


# --- the words of a guide ---------------------------------------------------------------------------------

NEVER = {  # a pattern on the text in small letters with plain spaces and ’ → a sentence that trips it
    # errors of earlier articles
    r"\b[57] à (7|10) jours": "Le délai légal est de 5 à 7 jours.",
    r"demeure (est|constitue) une? (acte|procédure|processus|démarche) (judiciaire|officiel)": (
        "La mise en demeure est une procédure judiciaire."
    ),
    r"après (au moins )?(deux|2|trois|3) relances": "Elle s’envoie après deux relances.",
    r"(forcer|obliger|contraindre) (le|la|votre|vos|son) (client|débiteur)": "forcer le client à payer",
    r"quoi qu’il arrive|coûte que coûte": "Il devra payer, quoi qu’il arrive.",
    r"déclarer l’impayé|impayé (est|soit) déclaré|déclaration d’impayé": "une fois que l’impayé est déclaré",
    r"étape (obligatoire|incontournable|nécessaire|naturelle)": "C’est une étape incontournable.",
    r"juges? de proximité": "devant le juge de proximité",
    r"huissier": "un huissier de justice",
    r"(date|échéance)[^.]{0,40}(?<!pas )incontestable": "une date formelle et incontestable",
    r"société de recouvrement (prend|envoie|enverra|se charge)": "La société de recouvrement prend le relais.",
    r"honoraires[^.;]{0,30}(à la charge|facturés|réclamés) (du|au) débiteur": "honoraires à la charge du débiteur",
    r"\bsaisies?\b|saisir (les|ses|vos|le|son) (biens|comptes?)": "la saisie des biens suivra",
    r"(sans|faute de) clause[^.]{0,20}(pas|aucune) (de )?pénalité": "Sans clause, aucune pénalité.",
    r"clause[^.]{0,30}(nécessaire|indispensable|obligatoire)[^.]{0,30}pénalité": "clause nécessaire pour une pénalité",
    r"(longue|lente)s? et (coûteuse|chère)|(coûteuse|chère)s? et (longue|lente)": "une procédure longue et coûteuse",
    r"procès-verba": "dresser un procès-verbal",
    r"avis de recouvrement|lieu d’émission": "un avis de recouvrement",
    r"mesures? coerciti|moyens? coerciti": "des mesures coercitives",
    r"factur\w+ (en|au) (début|fin) (de|du) mois": "facturer en début de mois",
    r"relance (le jour|à la date|dès) (de )?l’échéance": "première relance le jour de l’échéance",
    # errors found in public
    r"légal (majoré de|plus|\+|augmenté de) (10|dix) points": "le taux légal majoré de 10 points",
    r"13,65": "le taux de 13,65 %",
    r"(taux maximum|au maximum|ne peut (pas )?dépasser)[^.]{0,40}(bce|points)": "au maximum le taux BCE + 10 points",
    r"moratoires[^.]{0,60}(change|varie)\w* (à )?chaque (semestre|an)": "intérêts moratoires changeant chaque an",
    r"taux (légal )?(des|aux|pour les) (créanciers )?particuliers": "le taux des particuliers",
    r"(toutes les|toute) (factures?|créances?)[^.]{0,30}prescri\w+ (par|en|dans) (2|deux) ans": (
        "Toute facture se prescrit par 2 ans."
    ),
    r"hors taxes?\b|\bht\b": "sur le montant hors taxes",
    r"défaut[^.]{0,40}au moins[^.]{0,20}(3|trois) fois": "le taux par défaut, au moins 3 fois le taux légal",
    r"(demeure|lettre|relance|courriel|requête|recommandée?)[^.]{0,25} interromp": "La lettre interrompt le délai.",
    r"(arrête|stoppe|gèle) la prescription": "Écrire stoppe la prescription.",
    r"(?<!pas )(obligatoire|exigée|requise|nécessaire|imposée) avant (une|toute|l’)": "exigée avant toute injonction",
    r"demeure est (obligatoire|un préalable)": "La mise en demeure est obligatoire.",
    # Z01: no verdict, no advice, no promise; N: no step above another, no fee
    r"vous (avez|aurez) (le )?droit|vous êtes en droit|en droit d’(exiger|obtenir)": "Vous avez droit à 40 €.",
    r"vous (gagnerez|obtiendrez|récupérerez)|gain de cause|serez payé|sera condamné": "Vous obtiendrez gain de cause.",
    r"votre créance est (certaine|liquide|exigible|incontestable)": "Votre créance est certaine.",
    r"(relu|validé|vérifié|approuvé)e?s? par (un|nos|des) (juriste|avocat)s?(?<!non relus par un juriste)": (
        "des textes validés par un avocat"
    ),
    r"nous (vous )?(conseillons|recommandons)|la meilleure (voie|procédure|solution)": "Nous vous conseillons d’agir.",
    r"25,19|30,23|33,47": "un émolument de 33,47 €",
    r"\bmarianne\b|république française": "à l’en-tête de la République française",
}  # fmt: skip


def small(text: str) -> str:
    return plain(text).lower()


@pytest.mark.parametrize("pattern", NEVER)
def test_each_pattern_is_tripped_by_its_sentence_and_by_no_guide(pattern: str) -> None:
    assert re.search(pattern, small(NEVER[pattern]))
    found = [(page, line) for page in PAGES for line in lines(page) if re.search(pattern, small(line))]
    assert found == []


# --- the French of a guide --------------------------------------------------------------------------------

WRONG_TYPOGRAPHY = {
    "a breaking space before a sign": r" [;:!?%€»]",
    "no narrow space before a high sign": r"[^\u202f][;!?]",
    "no space before a colon": r"[^\u00a0]:",
    "no no-break space inside quotes": r"«[^\u00a0]|[^\u00a0]»",
    "no no-break space before a unit": r"\d[^\u00a0\d,]?[€%]|\d (jours?|mois|ans?|points|fois|€|%)\b",
    "a breaking space after n° or before an article": r"n° |\b(articles?|art\.) \w?\d",
    "a breaking date": rf"\b(\d|1er) ({'|'.join(MONTHS)})\b",
    "thousands that break or touch": r"\d \d{3}(?!\d)|\d{4,},\d|\d{4,}\u00a0€",
    "a straight sign": r"['\"]",
    "two spaces": r"  ",
    "a space before a comma or a full stop": r"\s[,.]",
    "doubled punctuation": r",,|\.\.|\(\s*\)|\( ",
    "a capital without its accent": r"(?<!-)\bA\b|\bE(?:tat|ch[ée]|cri)",
    "three points": r"\.\.\.",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_typography_is_french(page: str) -> None:
    faults = [
        (fault, line)
        for fault, wrong in WRONG_TYPOGRAPHY.items()
        for line in lines(page)
        if re.search(wrong, line)
    ]
    assert faults == []


@pytest.mark.parametrize("page", PAGES)
def test_characters_are_typed_as_they_are_read(page: str) -> None:
    assert re.findall(r"&\w+;|&#\w+;", source(page)) == []
