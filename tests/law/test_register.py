"""The register holds exactly the table of rates, and nothing outside its versions."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from chalicelib.core.days import Semester
from chalicelib.law.register import PARAMETERS, NotYetPublished, load, read

ROWS = list(csv.DictReader((Path(__file__).parent / "rates.csv").read_text().splitlines()))
REGISTER = load()

FIGURE = """
[{key}]
nom = "Un chiffre"
unite = "%"
texte = ""
regles = ["Z01"]
"""
VERSION = """
[[{key}.version]]
du = {du}
au = {au}
valeur = 1.5
source = "une page"
confiance = "V"
relu_par = "non relu par un juriste"
"""


def figure(key: str, day: date) -> Decimal:
    return REGISTER.parameter(key).at(day).value


def plus(margin: str):
    return lambda day: figure("taux-bce", day) + figure(margin, day)


COLUMNS = {
    "ecb_mro_on_first_day_pct": lambda day: figure("taux-bce", day),
    "b2b_default_penalty_pct_mro_plus_10": plus("majoration-professionnels"),
    "public_procurement_pct_mro_plus_8": plus("majoration-commande-publique"),
    "legal_rate_individual_creditor_pct": lambda day: figure("taux-legal-particuliers", day),
    "legal_rate_other_cases_pct": lambda day: figure("taux-legal-autres-cas", day),
    "b2b_contract_floor_3x_legal_other_pct": lambda day: (
        figure("multiple-plancher", day) * figure("taux-legal-autres-cas", day)
    ),
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["semester"])
def test_every_cell_of_the_table_of_rates_comes_out_of_the_register(row, column):
    first = date.fromisoformat(row["semester_start"])
    for day in (first, Semester.of(first).end):
        if row[column]:
            assert COLUMNS[column](day) == Decimal(row[column])
        else:
            with pytest.raises(NotYetPublished):
                COLUMNS[column](day)


@pytest.mark.parametrize(
    ("key", "column", "confidence"),
    [
        ("taux-bce", "ecb_mro_on_first_day_pct", "confidence_mro"),
        ("taux-legal-autres-cas", "legal_rate_other_cases_pct", "confidence_legal_other"),
        ("taux-legal-particuliers", "legal_rate_individual_creditor_pct", "confidence_legal_individual"),
    ],
)
def test_every_rate_lasts_one_semester_and_keeps_the_confidence_of_the_table(key, column, confidence):
    versions = REGISTER.parameter(key).versions
    expected = [row for row in ROWS if row[column]]
    assert [(v.start.isoformat(), v.confidence) for v in versions] == [
        (row["semester_start"], row[confidence]) for row in expected
    ]
    assert all(v.end == Semester.of(v.start).end for v in versions)


def test_a_rate_changes_on_the_first_of_july_and_not_when_the_bank_moves():
    assert figure("taux-bce", date(2026, 6, 30)) == Decimal("2.15")
    assert figure("taux-bce", date(2026, 7, 1)) == Decimal("2.40")
    assert figure("taux-bce", date(2026, 9, 16)) == Decimal("2.40")


def test_past_the_last_semester_the_register_refuses_and_says_which_figure_and_which_day():
    with pytest.raises(NotYetPublished) as refusal:
        figure("taux-bce", date(2027, 1, 1))
    assert (refusal.value.parameter_key, refusal.value.day) == ("taux-bce", date(2027, 1, 1))
    assert refusal.value.code == "NOT_YET_PUBLISHED"


def test_a_figure_whose_start_is_unknown_holds_on_any_earlier_day():
    assert figure("delai-signification-injonction", date(1990, 1, 1)) == 6


def test_a_text_is_refused_before_its_first_version():
    text = REGISTER.citation("indemnite-forfaitaire")
    assert text.at(date(2021, 2, 27)).start == date(2021, 2, 27)
    with pytest.raises(NotYetPublished):
        text.at(date(2021, 2, 26))


def test_figures_are_exact_decimals():
    assert all(
        isinstance(version.value, Decimal)
        for parameter in REGISTER.parameters.values()
        for version in parameter.versions
    )


def test_a_hole_between_two_versions_is_refused(tmp_path):
    write(tmp_path, VERSION.format(key="trou", du="2020-01-01", au="2020-06-30"))
    write(tmp_path, VERSION.format(key="trou", du="2021-01-01", au="2021-06-30"))
    with pytest.raises(NotYetPublished):
        read(tmp_path).parameter("trou").at(date(2020, 7, 1))


def test_overlapping_versions_do_not_load(tmp_path):
    write(tmp_path, VERSION.format(key="trou", du="2020-01-01", au="2020-06-30"))
    write(tmp_path, VERSION.format(key="trou", du="2020-06-30", au="2020-12-31"))
    with pytest.raises(ValueError, match="overlap"):
        read(tmp_path)


def test_the_digest_changes_with_any_byte_of_the_files(tmp_path):
    for path in PARAMETERS.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert read(tmp_path).digest == REGISTER.digest
    rates = tmp_path / "taux_bce.toml"
    rates.write_text(rates.read_text() + "# relu\n")
    assert read(tmp_path).digest != REGISTER.digest


def test_the_agreement_article_is_read_again_before_2027():
    for key in ("delai-professionnels", "penalites-professionnels"):
        assert REGISTER.citation(key).review_by == date(2027, 1, 1)


def write(folder: Path, version: str) -> None:
    path = folder / "trou.toml"
    before = path.read_text() if path.exists() else FIGURE.format(key="trou")
    path.write_text(before + version)


def test_no_hole_lies_between_two_semesters_of_a_rate():
    for key in ("taux-bce", "taux-legal-autres-cas"):
        versions = REGISTER.parameter(key).versions
        assert all(b.start == a.end + timedelta(days=1) for a, b in pairwise(versions))
