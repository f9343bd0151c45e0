"""No letter holds a forbidden word; each rule is proved by words that trip it; a creditor's own words are read too."""

import pytest

from chalicelib.cases.facts import LetterFacts
from chalicelib.core.errors import Refusal
from chalicelib.documents.phrases import phrase
from chalicelib.documents.render import TEMPLATES
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from chalicelib.law.words import WordRule, forbidden_words, word_rules
from chalicelib.services.letters import complete
from tests.letters import samples
from tests.letters.word_rules import TEMPLATE_RULES, TemplateRule


def linted(name: str) -> str:
    """The text of a letter without what the rules never read: names, addresses, titles of enclosures (E02)."""
    text = samples.text(name).replace("~", " ").replace("^", " ")
    facts = samples.facts(name)
    for item in (*facts.enclosures, facts.debtor.name or "", facts.creditor.name or ""):
        text = text.replace(item, "")
    return text


def trips(rule: WordRule, words: str) -> bool:
    """Whether this one rule finds something, in a document and a regime it holds for."""
    (document, *_), (regime, *_) = sorted(rule.documents), sorted(rule.regimes)
    found = forbidden_words(words, document, regime)
    return rule.rule in [each.rule for each in found]


@pytest.mark.parametrize("name", samples.NAMES)
def test_no_letter_holds_a_forbidden_word(name: str) -> None:
    facts = samples.facts(name)
    assert forbidden_words(linted(name), facts.document, facts.regime) == ()


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=lambda rule: f"{rule.rule} {rule.example[:30]}")
def test_no_letter_holds_what_a_template_must_not_say(rule: TemplateRule) -> None:
    assert rule.pattern.search(rule.example)
    for name in samples.NAMES:
        document, regime = name.split(".")
        if (rule.documents or (document,)).count(document) and (rule.regimes or (regime,)).count(regime):
            found = rule.pattern.search(linted(name))
            assert not found, f"{name}: {found}"


@pytest.mark.parametrize("rule", word_rules(), ids=lambda rule: f"{rule.rule} {rule.trips[0][:30]}")
def test_each_example_trips_its_rule_and_each_legitimate_phrase_passes_it(rule: WordRule) -> None:
    assert rule.trips
    assert [words for words in rule.trips if not trips(rule, words)] == []
    assert [words for words in rule.passes if trips(rule, words)] == []


@pytest.mark.parametrize(
    ("words", "document", "regime", "refused"),
    [
        ("des pénalités de retard", Document.FORMAL_NOTICE, Regime.BUSINESS, False),
        ("des pénalités de retard", Document.FORMAL_NOTICE, Regime.CONSUMER, True),
        ("des pénalités de retard", Document.COURTESY, Regime.BUSINESS, True),
        ("l’article L441-10", Document.FORMAL_NOTICE, Regime.BUSINESS, False),
        ("l’article L441-10", Document.FORMAL_NOTICE, Regime.PUBLIC, True),
        ("nous saisirons le tribunal", Document.FORMAL_NOTICE, Regime.BUSINESS, False),
        ("nous saisirons le tribunal", Document.SECOND_REMINDER, Regime.BUSINESS, True),
        ("une mise en demeure suivra", Document.SECOND_REMINDER, Regime.CONSUMER, False),
        ("une mise en demeure suivra", Document.FIRST_REMINDER, Regime.CONSUMER, True),
        ("40 € par facture", Document.FIRST_REMINDER, Regime.BUSINESS, False),
        ("40 € par facture", Document.FIRST_REMINDER, Regime.NON_PROFESSIONAL, True),
    ],
)
def test_a_word_may_be_right_here_and_wrong_there(
    words: str, document: Document, regime: Regime, refused: bool
) -> None:
    assert bool(forbidden_words(words, document, regime)) is refused


@pytest.mark.parametrize("hidden", ["HUISSIER", "huis\u00adsier", "Huissi\u200ders", "hui\u200cssier"])
def test_case_and_hidden_characters_hide_nothing(hidden: str) -> None:
    (found,) = forbidden_words(f"notre {hidden} !", Document.FORMAL_NOTICE, Regime.BUSINESS)
    assert found.words == hidden


def test_spaces_and_apostrophes_hide_nothing() -> None:
    for words in ("commandement\u00a0 de\npayer", "étude  d'huissier", "étude d\u2019huissier"):
        assert forbidden_words(words, Document.RECEIPT, Regime.PUBLIC)


def with_words(**changed: object) -> LetterFacts:
    return LetterFacts.model_validate(samples.body("formal_notice.b2b") | changed)


def test_a_message_with_forbidden_words_is_refused_with_the_words_and_the_rule() -> None:
    message = "Notre huissier fera une saisie sur vos comptes, frais de relance en sus."
    with pytest.raises(Refusal) as refused:
        complete(with_words(message=message), samples.REGISTER)
    assert refused.value.code == "LETTER_REFUSED"
    found = {(f.code, f.field, str(f.details["rule"]), str(f.details["words"])) for f in refused.value.faults}
    assert found == {
        ("FORBIDDEN_WORDING", "message", "E02", "huissier"),
        ("FORBIDDEN_WORDING", "message", "E04", "saisie sur"),
        ("FORBIDDEN_WORDING", "message", "E01", "frais de relance"),
    }
    for fault in refused.value.faults:
        assert "«\u00a0" + str(fault.details["words"]) in phrase("refusals", fault.code, **fault.details)


def test_names_titles_and_what_was_sold_are_not_read_as_threats() -> None:
    body = samples.body("formal_notice.b2b")
    body["debtor"]["name"] = "Bureau d’études Huissier et fils"
    body["origin"]["description"] = "Étude de sol, campagne de relance et frais de dossier"
    body["enclosures"] = ["Procès-verbal de réception", "Exploit d’huissier du 3 mai"]
    complete(
        LetterFacts.model_validate(body | {"message": "Notre bureau d’études reste joignable."}),
        samples.REGISTER,
    )


def test_what_was_sold_may_not_look_official_either() -> None:
    body = samples.body("formal_notice.b2b")
    body["origin"]["description"] = "Commandement de payer"
    with pytest.raises(Refusal) as refused:
        complete(LetterFacts.model_validate(body), samples.REGISTER)
    assert [fault.field for fault in refused.value.faults] == ["origin.description"]


def test_no_template_names_the_tool_nor_shows_an_emblem() -> None:
    for path in (TEMPLATES / "letters").glob("*"):
        source = path.read_text(encoding="utf-8")
        assert "acquit" not in source.lower().replace("acquitt", ""), path.name
        assert "<svg" not in source
        assert source.count("<img") <= 2  # the QR code and the creditor’s logo: no coat of arms
