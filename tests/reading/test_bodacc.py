"""What is concluded from the notices of the BODACC: the published examples, each nature, and what is no notice."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.cases.events import InsolvencyRecorded, Procedure, PublicationFound
from chalicelib.core.text import clean
from chalicelib.reading.bodacc import Finding, conclude
from chalicelib.reading.notices import LONGEST_TITLE, NATURES, read_notice

TESTS = Path(__file__).parents[1]
SAMPLES = json.loads((TESTS / "site" / "published" / "bodacc_v21.json").read_text(encoding="utf-8"))["cases"]
SITE_NATURES = TESTS.parent / "frontend" / "src" / "lookups" / "natures.ts"
TODAY = date(2026, 11, 21)
LIQUIDATION = "Jugement d'ouverture de liquidation judiciaire"
ORGANS = "Jugement de désignation des organes de la procédure"

PROCEDURES = {
    Procedure.LIQUIDATION: "liquidation_judiciaire",
    Procedure.RECEIVERSHIP: "redressement_judiciaire",
    Procedure.SAFEGUARD: "sauvegarde",
}


def a_record(id: str = "A202601991201", published: str = "2026-10-15", **judgment: str) -> dict[str, Any]:
    """A notice of a judgment of 8 October 2026, unless something else is said of it."""
    told = json.dumps({"date": "2026-10-08", "famille": "Jugement prononçant", **judgment})
    return {
        "id": id,
        "typeavis": "annonce",
        "familleavis": "collective",
        "familleavis_lib": "Procédures collectives",
        "dateparution": published,
        "jugement": told,
    }


def citing(record: dict[str, Any], kind: str, rank: int | str, issue: str = "20260199") -> dict[str, Any]:
    cited = {"nomPublication": "BODACC A", "numeroParution": issue, "numeroAnnonce": rank}
    return record | {"typeavis": kind, "parutionavisprecedent": json.dumps(cited)}


def said_on_site(found: Finding) -> str:
    """The finding, in the words of the examples; «closed» is one of those a person reads."""
    if found.procedure:
        return PROCEDURES[found.procedure]
    if found.struck_off:
        return "struck_off"
    return "none" if found.nature is None else "to_read"


@pytest.mark.parametrize("name", SAMPLES)
def test_the_published_examples_are_read_as_the_site_reads_them(name: str) -> None:
    sample = SAMPLES[name]
    found = conclude(sample["body"]["results"], TODAY)
    expected = sample["expect"]
    to_read = expected in ("closed", "unknown_show_notice")
    assert said_on_site(found) == ("to_read" if to_read else expected)
    if found.procedure:
        assert found.judgment_date == date.fromisoformat(sample["judgment_date"])
    if found != Finding():
        shown = sample["body"]["results"][0]
        assert found.published_on == date.fromisoformat(shown["dateparution"])
        assert found.notice == shown["url_complete"]


def test_a_notice_to_read_bears_its_nature_as_it_should_have_been_written() -> None:
    broken = conclude(SAMPLES["broken_accents"]["body"]["results"], TODAY)
    assert broken.nature == "Jugement de clôture pour insuffisance d'actif"


def test_the_site_knows_the_same_natures() -> None:
    wording = re.compile(r'^ *"((?:Jugement|Liste|Autre) [^"]+)",?$', re.MULTILINE)
    ours, theirs = (path.read_text(encoding="utf-8") for path in (NATURES, SITE_NATURES))
    on_one_line = re.findall(r'SAID_IN_THE_TEXT.*= \["([^"]+)", "([^"]+)"\]', theirs)
    assert sorted(wording.findall(ours)) == sorted([*wording.findall(theirs), *on_one_line[0]])


@pytest.mark.parametrize(
    ("kind", "nature"),
    [
        (
            "liquidation_judiciaire",
            "Jugement de conversion en liquidation judiciaire de la procédure de sauvegarde",
        ),
        (
            "liquidation_judiciaire",
            "JUGEMENT PRONONÇANT LA RÉSOLUTION DU PLAN DE REDRESSEMENT ET LA LIQUIDATION JUDICIAIRE.",
        ),
        ("redressement_judiciaire", "Jugement d’extension d’une\u00a0procédure de redressement judiciaire"),
        ("sauvegarde", "Jugement d'ouverture d'une procédure de sauvegarde accélérée"),
        ("to_read", "Jugement mettant fin à la procédure de redressement judiciaire"),
        ("to_read", "Jugement arrêtant le plan de redressement"),
        ("to_read", "Arrêt de la cour d'appel infirmant une décision soumise à publicité"),
        ("to_read", ORGANS),
        ("to_read", "Une nature jamais vue de liquidation judiciaire"),
    ],
)
def test_only_an_exact_nature_opens_a_procedure(kind: str, nature: str) -> None:
    found = conclude([a_record(nature=nature)], TODAY)
    assert said_on_site(found) == kind
    assert found.published_on == date(2026, 10, 15)
    assert found.notice == "https://www.bodacc.fr/annonce/detail-annonce/A/20260199/1201"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("liquidation_judiciaire", "Prononce la liquidation judiciaire."),
        ("sauvegarde", "Ouvre une procédure de sauvegarde"),
        ("to_read", "Arrête le plan de redressement judiciaire"),
        ("to_read", "Fin du redressement judiciaire, liquidation judiciaire"),
        ("to_read", ""),
    ],
)
def test_the_text_of_a_judgment_is_looked_into_only_where_its_nature_says_so(kind: str, text: str) -> None:
    for nature in ("Autre jugement prononçant", "Autre jugement d'ouverture"):
        assert said_on_site(conclude([a_record(nature=nature, complementJugement=text)], TODAY)) == kind
    assert said_on_site(conclude([a_record(nature="Autre", complementJugement=text)], TODAY)) == "to_read"


def test_what_leaves_the_procedure_as_it_was_hides_nothing_and_a_plan_must_be_read() -> None:
    opened = a_record("A202600500310", "2026-03-12", nature=LIQUIDATION, date="2026-03-03")
    later = [
        a_record("A202601120044", "2026-09-08", nature=each, date="2026-09-01")
        for each in (ORGANS, "Jugement arrêtant le plan de redressement")
    ]
    found = conclude([later[0], opened], TODAY)
    assert (found.procedure, found.judgment_date) == (Procedure.LIQUIDATION, date(2026, 3, 3))
    assert conclude([later[1], opened], TODAY).nature == "Jugement arrêtant le plan de redressement"


def test_ignored_families_say_nothing() -> None:
    for family in ("Avis de dépôt", "LOI DE 1967"):
        assert conclude([a_record(famille=family, nature=LIQUIDATION)], TODAY) == Finding()


def test_the_newest_judgment_wins_and_on_one_day_the_last_published() -> None:
    safeguard = a_record(
        "A202600500310", "2026-10-20", nature="Jugement d'ouverture d'une procédure de sauvegarde"
    )
    liquidation = a_record("A202600500311", "2026-10-25", nature=LIQUIDATION)
    assert conclude([safeguard, liquidation], TODAY).procedure is Procedure.LIQUIDATION
    older = a_record("A202600500312", "2026-11-01", nature=LIQUIDATION, date="2026-09-01")
    assert conclude([older, safeguard], TODAY).procedure is Procedure.SAFEGUARD


def test_a_judgment_of_more_than_ten_years_is_shown_and_not_concluded_from() -> None:
    eve, day = (
        a_record(published=each, nature=LIQUIDATION, date="2016-11-01")
        for each in ("2016-11-20", "2016-11-21")
    )
    assert conclude([eve], TODAY).nature == LIQUIDATION
    assert conclude([day], TODAY).procedure is Procedure.LIQUIDATION


@pytest.mark.parametrize("absurd", ["2129-03-03", "2026-10-16", "31/02/2026", "hier", "", "1er"])
def test_a_procedure_whose_judgment_has_no_day_is_left_to_a_person(absurd: str) -> None:
    found = conclude([a_record(nature=LIQUIDATION, date=absurd)], TODAY)
    assert (found.procedure, found.nature, found.published_on) == (None, LIQUIDATION, date(2026, 10, 15))


@pytest.mark.parametrize("written", ["2026-10-08", "08/10/2026", "8 octobre 2026", "8  Octobre 2026"])
def test_the_day_of_a_judgment_is_written_in_several_ways(written: str) -> None:
    assert conclude([a_record(nature=LIQUIDATION, date=written)], TODAY).judgment_date == date(2026, 10, 8)


def test_a_notice_published_tomorrow_has_no_day() -> None:
    found = conclude([a_record(published="2026-11-22", nature=LIQUIDATION)], TODAY)
    assert (found.procedure, found.published_on) == (Procedure.LIQUIDATION, None)


def test_a_retraction_won_by_a_third_party_removes_both_notices() -> None:
    opened = a_record("A202601990001", nature=LIQUIDATION)
    retracted = a_record(
        "A202602000001", "2026-11-01", famille="Rétractation sur tierce opposition", nature="Autre"
    )
    assert conclude([citing(retracted, "annonce", "0001"), opened], TODAY) == Finding()
    assert conclude([citing(retracted, "annonce", "2"), opened], TODAY).procedure is Procedure.LIQUIDATION


def test_a_notice_stands_again_when_its_correction_was_cancelled() -> None:
    opened = a_record("A202601990001", nature=LIQUIDATION)
    corrected = citing(a_record("A202601990002", "2026-10-16", nature="Autre"), "rectificatif", "1")
    cancelled = citing(a_record("A202601990003", "2026-10-17"), "annulation", 2)
    assert conclude([corrected, opened], TODAY).nature == "Autre"
    assert conclude([cancelled, corrected, opened], TODAY).procedure is Procedure.LIQUIDATION


def test_a_business_registered_again_after_it_was_struck_off_must_be_looked_at() -> None:
    struck_off = a_record("B202601000446", "2026-07-10") | {"familleavis": "radiation"}
    again = a_record("A202601100001", "2026-08-10") | {"familleavis": "immatriculation"}
    before = a_record("A202001100001", "2020-08-10") | {"familleavis": "creation"}
    assert conclude([struck_off, before], TODAY).struck_off
    found = conclude([again, struck_off], TODAY)
    assert (found.struck_off, found.published_on) == (False, date(2026, 7, 10))
    assert found.nature is not None


def test_a_struck_off_company_whose_liquidation_is_open_is_in_liquidation() -> None:
    struck_off = a_record("B202601000446", "2026-11-01") | {"familleavis": "radiation"}
    assert conclude([struck_off, a_record(nature=LIQUIDATION)], TODAY).procedure is Procedure.LIQUIDATION


def test_nothing_among_some_of_the_notices_is_not_nothing() -> None:
    accounts = a_record("C202600902528", "2026-05-08") | {"familleavis": "dpc", "jugement": None}
    assert conclude([accounts], TODAY) == Finding()
    some = conclude([accounts], TODAY, complete=False)
    assert (some.nature, some.published_on) == ("Procédures collectives", date(2026, 5, 8))
    assert conclude([a_record(nature=LIQUIDATION)], TODAY, complete=False).procedure is Procedure.LIQUIDATION


def test_json_may_come_as_it_is_and_links_lead_to_the_bulletin_alone() -> None:
    record = a_record(nature=LIQUIDATION) | {"jugement": {"nature": LIQUIDATION, "date": "2026-10-08"}}
    assert conclude([record], TODAY).judgment_date == date(2026, 10, 8)
    for link in ("https://elsewhere.example/", "javascript:alert(1)", "https://www.bodacc.fr.example/", 3):
        found = conclude([record | {"url_complete": link}], TODAY)
        assert found.notice == "https://www.bodacc.fr/annonce/detail-annonce/A/20260199/1201"
    assert conclude([record | {"id": "?"}], TODAY).notice is None


@pytest.mark.parametrize(
    "judgment", ["{broken", "[" * 100_000, '{"nature": "\\ud800"}', '{"nature": 1e999}', "[]", 7, "9" * 5000]
)
def test_a_judgment_that_is_none_is_left_to_a_person(judgment: object) -> None:
    found = conclude([a_record() | {"jugement": judgment}], TODAY)
    assert found.nature == "Procédures collectives"


def test_thousands_of_notices_are_read_too() -> None:
    many = [a_record(f"A20260199{n:04}", nature=ORGANS) for n in range(2000)]
    assert (
        conclude([*many, a_record("A202601985555", nature=LIQUIDATION)], TODAY).procedure
        is Procedure.LIQUIDATION
    )


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
WORDINGS = st.sampled_from(
    [LIQUIDATION, ORGANS, "Autre jugement prononçant", "Extrait de jugement", "clÃ´ture"]
)
DAYS = st.dates().map(date.isoformat) | st.sampled_from(["2026-10-08", "2026-10-15", "9999-99-99"])
SOMETHING = ANYTHING | WORDINGS | DAYS
JUDGMENTS = st.dictionaries(st.sampled_from(["famille", "nature", "date", "complementJugement"]), SOMETHING)
CITED = st.dictionaries(st.sampled_from(["nomPublication", "numeroParution", "numeroAnnonce"]), SOMETHING)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "id": ANYTHING | st.sampled_from(["A202601991201", "A20260199"]),
        "typeavis": ANYTHING | st.sampled_from(["annonce", "rectificatif", "annulation"]),
        "familleavis": ANYTHING | st.sampled_from(["collective", "radiation", "creation"]),
        "familleavis_lib": SOMETHING,
        "dateparution": ANYTHING | DAYS,
        "jugement": ANYTHING | JUDGMENTS | JUDGMENTS.map(json.dumps),
        "parutionavisprecedent": ANYTHING | CITED | CITED.map(json.dumps),
        "url_complete": ANYTHING | st.sampled_from(["https://www.bodacc.fr/x", "https://www.bodacc.fr/é"]),
    },
)


@settings(max_examples=100, deadline=None)
@given(st.lists(RECORDS | ANYTHING, max_size=5), st.booleans())
def test_whatever_comes_the_finding_can_be_recorded(records: list[object], complete: bool) -> None:
    found = conclude(records, TODAY, complete=complete)
    if found.procedure:
        recorded = InsolvencyRecorded(
            procedure=found.procedure,
            judgment_date=found.judgment_date,
            published_on=found.published_on,
            notice=found.notice,
        )
        assert recorded.judgment_date <= (recorded.published_on or TODAY) <= TODAY
    if found.nature is not None:
        PublicationFound(published_on=found.published_on or TODAY, nature=found.nature, notice=found.notice)
        assert len(found.nature) <= LONGEST_TITLE
        assert clean(found.nature) == found.nature
    assert sum((found.procedure is not None, found.struck_off, found.nature is not None)) <= 1


def test_a_notice_of_nothing_says_nothing() -> None:
    for nothing in (None, 3, "", [], {}, {"jugement": {}}):
        notice = read_notice(nothing, TODAY + timedelta(days=1))
        assert (notice.number, notice.cites, notice.is_judgment, notice.link) == (None, None, False, None)
