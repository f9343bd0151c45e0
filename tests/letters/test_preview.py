"""A draft that lacks nearly everything is shown with its gaps marked, and refused, field by field, as a letter."""

import html
import re

import pytest

from chalicelib.cases.facts import LetterFacts
from chalicelib.core.errors import Refusal
from chalicelib.law.notice import Document, needs
from chalicelib.law.regimes import Regime
from chalicelib.services.letters import complete, preview_letter
from tests.letters import plain_text, samples

DRAFTS = [(document, regime) for document in Document for regime in Regime]
GAP = re.compile(r'<mark class="gap">([^<]+)</mark>')
ALWAYS_MARKED = {"nom du créancier", "nom et adresse du destinataire", "lieu", "nom du signataire"}


def draft(document: Document, regime: Regime) -> LetterFacts:
    return LetterFacts.model_validate({"document": document, "regime": regime, "invoices": [{}]})


@pytest.mark.parametrize(("document", "regime"), DRAFTS)
def test_an_empty_draft_is_shown_with_its_gaps_named(document: Document, regime: Regime) -> None:
    shown = preview_letter(draft(document, regime), samples.REGISTER, samples.TODAY)
    gaps = {html.unescape(gap) for gap in GAP.findall(shown)}
    assert gaps >= ALWAYS_MARKED
    assert "None" not in re.sub(r"<[^>]*>", " ", shown)


def test_an_addressee_without_a_name_is_a_gap_even_where_the_address_is_known() -> None:
    facts = draft(Document.FORMAL_NOTICE, Regime.BUSINESS).model_dump(mode="json", exclude_none=True)
    named = facts | {"debtor": {"address": {"street": "5 rue des Lilas", "postcode": "49100", "city": "Angers"}}}
    shown = preview_letter(LetterFacts.model_validate(named), samples.REGISTER, samples.TODAY)
    assert "nom du destinataire" in GAP.findall(shown)
    assert "49100 ANGERS" in shown


@pytest.mark.parametrize(("document", "regime"), DRAFTS)
def test_the_same_draft_is_refused_as_a_letter_with_every_missing_field(
    document: Document, regime: Regime
) -> None:
    with pytest.raises(Refusal) as refused:
        complete(draft(document, regime), samples.REGISTER)
    assert refused.value.code == "MISSING_FACTS"
    assert {fault.code for fault in refused.value.faults} == {"MISSING"}
    fields = [fault.field for fault in refused.value.faults]
    assert fields == [need.fields[0].replace("[]", "[0]") for need in needs(document, regime, None)]
    assert {"creditor.name", "debtor.name", "computation_date", "invoices[0].amount_ttc"} <= set(fields)


@pytest.mark.parametrize("name", samples.NAMES)
def test_a_complete_letter_has_no_gap(name: str) -> None:
    assert "gap" not in samples.html(name)
    shown = preview_letter(samples.facts(name), samples.REGISTER, samples.TODAY)
    assert not GAP.search(shown)


@pytest.mark.parametrize("name", samples.NAMES)
def test_a_preview_runs_under_a_policy_that_allows_nothing_inline(name: str) -> None:
    shown = preview_letter(samples.facts(name), samples.REGISTER, samples.TODAY)
    assert not re.search(r"<script|<style|\son[a-z]+=|javascript:", shown)
    assert not re.search(r"<[^>]*\sstyle=", shown)


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_preview_shows_the_letter_that_is_printed(name: str) -> None:
    shown = preview_letter(samples.facts(name), samples.REGISTER, samples.TODAY)
    assert plain_text.of(shown) == samples.text(name)
