"""Past the last published semester nothing is invented (B22): a letter is refused, or stops at the last known day."""

from typing import Any

import pytest

from chalicelib.cases.facts import LetterFacts
from chalicelib.cases.statement import UnknownRateInStatement
from chalicelib.law.register import NotYetPublished
from chalicelib.services.letters import complete, issue_letter
from tests.documents.layout import page_texts
from tests.letters import samples

STOP = {"on_unknown_rate": "stop_at_last_known_day"}
IN_2027 = {"computation_date": "2027-01-15"}


def letter(name: str, **changed: Any) -> LetterFacts:
    return LetterFacts.model_validate(samples.body(name) | changed)


def printed(facts: LetterFacts) -> str:
    return " ".join(page_texts(samples.issued(facts)[1]))


def never_called(job: object) -> bytes:
    raise AssertionError("rendered")


def test_a_letter_computed_in_2027_is_refused_with_the_semester_and_the_last_known_day() -> None:
    with pytest.raises(UnknownRateInStatement) as refused:
        issue_letter(letter("formal_notice.b2b", **IN_2027), samples.REGISTER, samples.TODAY, never_called)
    assert refused.value.semester == "2027-S1"
    assert refused.value.until_known.claim.computation_date.isoformat() == "2026-12-31"


@pytest.mark.parametrize(
    ("rate", "rule"),
    [
        (
            {"mode": "default"},
            "au taux de refinancement de la Banque centrale européenne au premier jour de chaque semestre,"
            " majoré de 10 points",
        ),
        ({"mode": "legal_x3"}, "à 3 fois le taux d’intérêt légal de chaque semestre"),
        (
            {"mode": "contract_fixed", "contract_rate_pct": "13.50"},
            "au taux prévu par notre contrat, sans être inférieur à 3 fois le taux d’intérêt légal",
        ),
    ],
)
def test_a_notice_stopped_at_the_last_known_day_says_so_and_states_the_rule_in_words(
    rate: dict[str, str], rule: str
) -> None:
    text = printed(letter("formal_notice.b2b", rate=rate, **IN_2027, **STOP))
    assert "Nantes, le 15 janvier 2027" in text
    assert "Somme due au 31 décembre 2026" in text
    assert "Calcul arrêté au 31 décembre 2026, dernier jour pour lequel le taux est publié." in text
    assert "au-delà de cette date, les sommes continuent de courir " + rule in text
    assert "calculé dès sa publication" in text
    assert "/2027 – " not in text


def test_the_sum_stopped_is_the_sum_of_the_last_known_day() -> None:
    stopped = complete(letter("formal_notice.b2b", **IN_2027, **STOP), samples.REGISTER)
    drawn = complete(letter("formal_notice.b2b", computation_date="2026-12-31"), samples.REGISTER)
    assert stopped.unknown_semester == "2027-S1"
    assert stopped.statement.totals == drawn.statement.totals


def test_a_first_notice_to_a_consumer_in_2027_needs_no_computation_but_no_unknown_rate_either() -> None:
    with pytest.raises(NotYetPublished):
        issue_letter(letter("formal_notice.b2c", **IN_2027), samples.REGISTER, samples.TODAY, never_called)
    text = printed(letter("formal_notice.b2c", **IN_2027, **STOP))
    assert "Mordelles, le 15 janvier 2027" in text
    assert "Ce taux, fixé chaque semestre par arrêté, est celui de la catégorie « tous autres cas »" in text
    assert "2,75 %" not in text


def test_a_last_notice_to_a_consumer_in_2027_stops_its_interest_the_same_way() -> None:
    text = printed(letter("last_notice.b2c", **IN_2027, **STOP))
    assert "Calcul arrêté au 31 décembre 2026" in text
    assert "au taux d’intérêt légal, catégorie « tous autres cas »" in text


def test_a_frozen_public_rate_needs_no_later_publication() -> None:
    text = printed(letter("formal_notice.public", **IN_2027))
    assert "Somme due au 15 janvier 2027" in text
    assert "dernier jour pour lequel" not in text
