"""Every figure and text has a source and a reviewer; every key asked for exists, and no text is idle."""

import json
import re
from pathlib import Path

import pytest

from chalicelib.documents.law_page import law_page, register_document
from chalicelib.law.register import load
from chalicelib.local.law_page import used_in, write

ROOT = Path(__file__).resolve().parents[2]
REGISTER = load()
USED = used_in()
NOT_REVIEWED = "non relu par un juriste"
CONFIDENCE = {"V", "S", "G", "verified", "verified_secondary", "single_secondary"}
RATES = {"taux-bce", "taux-legal-autres-cas", "taux-legal-particuliers"}
ASKED = re.compile(r"""\b(?:(parameter)|cite|citation)\(\s*["']([^"']+)["']\s*\)""")
RULE = re.compile(r"[A-Z]\d{2}|[HIJ]-\d{2}|C\d{1,2}")


@pytest.mark.parametrize("parameter", REGISTER.parameters.values(), ids=lambda each: each.key)
def test_every_figure_has_source_confidence_reviewer_rule_and_an_end_or_a_day_to_be_read_again(parameter):
    assert parameter.name
    assert parameter.unit
    assert all(RULE.fullmatch(rule) for rule in parameter.rule_ids)
    assert parameter.citation_key in REGISTER.citations or not parameter.citation_key
    for version in parameter.versions:
        assert version.source
        assert version.confidence in CONFIDENCE
        assert version.reviewed_by
        assert (version.reviewed_by == NOT_REVIEWED) == (version.reviewed_on is None)
    assert parameter.versions[-1].end or parameter.review_by


@pytest.mark.parametrize("key", sorted(RATES))
def test_a_rate_always_has_a_first_and_a_last_day(key):
    assert all(version.start and version.end for version in REGISTER.parameter(key).versions)


@pytest.mark.parametrize("citation", REGISTER.citations.values(), ids=lambda each: each.key)
def test_every_text_has_article_source_confidence_reviewer_rule_and_a_day_to_be_read_again(citation):
    assert citation.article.startswith("article")
    assert ", art. " in citation.short
    assert citation.subject
    assert citation.source
    assert citation.confidence in CONFIDENCE
    assert citation.rule_ids
    assert all(RULE.fullmatch(rule) for rule in citation.rule_ids)
    assert citation.review_by
    assert citation.reviewed_by == NOT_REVIEWED


def test_keys_are_short_ascii_words():
    for key in (*REGISTER.parameters, *REGISTER.citations):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)


def test_every_key_asked_for_exists():
    asked = [
        (str(path.relative_to(ROOT)), "parameters" if figure else "citations", key)
        for path in (*ROOT.glob("chalicelib/**/*.py"), *ROOT.glob("templates/**/*.html"))
        for figure, key in ASKED.findall(path.read_text())
    ]
    assert asked
    assert [each for each in asked if each[2] not in getattr(REGISTER, each[1])] == []


def test_every_text_is_used_or_reserved_for_a_later_document():
    behind_a_figure = {parameter.citation_key for parameter in REGISTER.parameters.values()}
    idle = (
        {key for key, text in REGISTER.citations.items() if not text.reserved} - USED.keys() - behind_a_figure
    )
    assert sorted(idle) == []


def test_the_rate_of_individual_creditors_is_read_by_no_code():
    assert "taux-legal-particuliers" not in USED


def test_the_document_of_the_register_is_plain_json_with_exact_figures():
    document = json.loads(json.dumps(register_document(REGISTER)))
    rate = next(each for each in document["parameters"] if each["key"] == "taux-bce")["versions"][-1]
    assert (rate["start"], rate["end"], rate["value"]) == ("2026-07-01", "2026-12-31", "2.40")
    text = next(each for each in document["citations"] if each["key"] == "penalites-professionnels")
    assert text["article"] == "article L441-10, II, du code de commerce"
    assert text["versions"] == [
        {"start": None, "end": None, "quote": None, "official_id": None, "link": None}
    ]
    assert document["digest"] == REGISTER.digest


def test_the_page_holds_every_figure_and_text_and_says_no_lawyer_validated_it(tmp_path):
    page = write(tmp_path).read_text()
    assert "Aucun juriste n’a validé ce registre." in page
    assert REGISTER.digest in page
    assert all(text.short in page for text in REGISTER.citations.values())
    assert "2,40\u00a0%" in page
    assert (tmp_path / "law.css").exists()


def test_the_page_has_no_inline_script_nor_style():
    page = law_page(REGISTER, {})
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page)


def test_every_link_within_the_page_leads_somewhere():
    page = law_page(REGISTER, USED)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))
