"""The mail to a debtor: the creditor's alone, what the letter asks and no more, no word that a letter may not hold."""

import re
from decimal import Decimal

import pytest

from chalicelib.cases.demand import demand_of
from chalicelib.cases.facts import LetterFacts, Logo
from chalicelib.core import french
from chalicelib.documents.emails import Message
from chalicelib.documents.reminder_email import PRIVATE, invoice_name, letter_name, reminder
from chalicelib.law.words import forbidden_words
from chalicelib.services.letters import complete
from tests.documents.email_samples import ANSWER_LINK, REMINDERS, reminder_mail
from tests.letters import samples
from tests.letters.word_rules import TEMPLATE_RULES, TemplateRule

DEBT = re.compile(r"factur|pa[iy]|relanc|rappel|échéance|solde|impay|dette|règle|\d|€", re.IGNORECASE)
BUSINESS = [name for name in REMINDERS if name.endswith((".b2b", ".public"))]
PRIVATELY = [name for name in REMINDERS if name not in BUSINESS]


def made(body: dict[str, object]) -> tuple[LetterFacts, Message]:
    facts = LetterFacts.model_validate(body)
    drawn = complete(facts, samples.REGISTER)
    return facts, reminder(facts, drawn.statement, ANSWER_LINK, samples.REGISTER, samples.TODAY)


def linted(name: str) -> str:
    """What our own words say: names and addresses are not read (E02)."""
    mail, facts = reminder_mail(name), samples.facts(name)
    text = re.sub(r"https?:\S+|\S+@\S+", "", f"{mail.subject}\n{mail.text}")
    for item in (facts.creditor.name or "", facts.debtor.name or ""):
        text = text.replace(item, "")
    return text


@pytest.mark.parametrize("name", REMINDERS)
def test_no_mail_holds_a_forbidden_word(name: str) -> None:
    facts = samples.facts(name)
    assert forbidden_words(linted(name), facts.document, facts.regime) == ()


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=lambda rule: f"{rule.rule} {rule.example[:30]}")
def test_no_mail_holds_what_a_template_must_not_say(rule: TemplateRule) -> None:
    for name in REMINDERS:
        document, regime = name.split(".")
        if (rule.documents or (document,)).count(document) and (rule.regimes or (regime,)).count(regime):
            assert not rule.pattern.search(linted(name)), name


@pytest.mark.parametrize("name", REMINDERS)
def test_it_names_the_creditor_with_its_mentions_and_nobody_else(name: str) -> None:
    mail, creditor = reminder_mail(name), samples.facts(name).creditor
    assert creditor.name
    assert creditor.number
    assert creditor.name in mail.text
    assert french.siren(creditor.number) in mail.text
    for line in (creditor.address.street, creditor.email):
        assert line
        assert line in mail.text
        assert line in mail.html
    without_links = re.sub(r"https?:[^\s\"<]+", "", mail.subject + mail.text + mail.html)
    assert "acquit" not in without_links.lower().replace("acquitt", "")


@pytest.mark.parametrize("name", REMINDERS)
def test_it_asks_what_the_letter_asks_to_the_cent_and_no_sum_the_letter_does_not_hold(name: str) -> None:
    mail, letter = reminder_mail(name), samples.text(name).replace("~", "\u00a0").replace("^", "\u202f")
    total = french.amount(demand_of(samples.facts(name), samples.statement(name)).total)
    assert re.search(rf"^Total à régler[^:]*\u00a0: {re.escape(total)}", mail.text, re.MULTILINE)
    sums = set(re.findall(r"[\d\u202f]+,\d\d\u00a0€", mail.text))
    assert total in sums
    assert {each for each in sums if each not in letter} == set()
    days = set(re.findall(r"\d+(?:er)?\u00a0[a-zéû]+\u00a0\d{4}", mail.text))
    facts = samples.facts(name)
    known = {facts.computation_date, facts.answer_by, *(each.date for each in facts.reminders)}
    known |= {day for each in facts.invoices for day in (each.issue_date, each.due_date)}
    assert days <= {french.day(day) for day in known if day}


@pytest.mark.parametrize("name", REMINDERS)
def test_it_names_each_invoice_and_where_to_pay(name: str) -> None:
    mail, facts = reminder_mail(name), samples.facts(name)
    for invoice in facts.invoices:
        assert f"Facture n°\u00a0{invoice.ref}" in mail.text
    assert facts.payment.iban
    assert facts.payment.iban in mail.text.replace(" ", "")
    assert (facts.payment.link or "IBAN") in mail.text


@pytest.mark.parametrize("name", REMINDERS)
def test_one_link_lets_the_debtor_answer(name: str) -> None:
    mail = reminder_mail(name)
    assert mail.text.count(ANSWER_LINK) == mail.html.count(f'href="{ANSWER_LINK}"') == 1


@pytest.mark.parametrize("name", PRIVATELY)
def test_a_private_person_is_not_told_of_a_debt_in_the_subject_nor_in_the_first_words(name: str) -> None:
    mail, facts = reminder_mail(name), samples.facts(name)
    assert mail.subject == f"{facts.creditor.name} vous écrit"
    assert not DEBT.search(mail.subject)
    greeting, first, *_ = mail.text.split("\n\n")
    assert not DEBT.search(greeting + first)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("courtesy.b2b", "Factures n°~F-2026-0412 et F-2026-0419~: rappel avant échéance"),
        ("first_reminder.b2b", "Factures n°~F-2026-0412 et F-2026-0419~: solde restant dû"),
        ("second_reminder.b2b", "Factures n°~F-2026-0412 et F-2026-0419~: seconde relance"),
        ("second_reminder.public", "Facture n°~SO-2026-177~: seconde relance"),
    ],
)
def test_a_business_or_a_public_body_reads_which_invoice_it_is_about(name: str, subject: str) -> None:
    assert reminder_mail(name).subject == subject.replace("~", "\u00a0")


@pytest.mark.parametrize("name", REMINDERS)
def test_the_attached_letter_tells_a_private_person_nothing_by_its_name(name: str) -> None:
    called = "courrier.pdf" if name in PRIVATELY else "relance_F-1.pdf"
    assert letter_name(samples.facts(name), "relance_F-1.pdf") == called


@pytest.mark.parametrize("name", REMINDERS)
def test_an_attached_invoice_tells_a_private_person_nothing_by_its_name_either(name: str) -> None:
    called = "piece-jointe-2.pdf" if name in PRIVATELY else "facture-F-1.pdf"
    assert invoice_name(samples.facts(name), "facture-F-1.pdf", 2) == called


@pytest.mark.parametrize("name", REMINDERS)
def test_it_says_that_the_invoices_are_attached_only_when_they_are(name: str) -> None:
    many = len(samples.facts(name).invoices) > 1
    said = f"Le courrier et {'les factures' if many else 'la facture'} sont joints à ce message."
    assert reminder_mail(name).text.count(said) == reminder_mail(name).html.count(said) == 1
    _, alone = made({**samples.body(name), "invoice_enclosed": False})
    assert "joints" not in alone.text + alone.html


def test_more_than_two_invoices_are_counted_in_the_subject() -> None:
    body = samples.body("first_reminder.b2b")
    more = [{**body["invoices"][0], "ref": f"F-{n}"} for n in range(4)]
    _, mail = made({**body, "invoices": more})
    assert mail.subject == "Factures n°\u00a0F-0 et 3 autres\u00a0: solde restant dû"
    assert all(f"Facture n°\u00a0F-{n} " in mail.text for n in range(4))


def test_a_part_payment_shows_what_is_left() -> None:
    mail = reminder_mail("second_reminder.b2b")
    assert "4\u202f320,00\u00a0€, reste dû 2\u202f834,68\u00a0€" in mail.text


def test_penalties_that_are_not_claimed_are_not_in_the_mail() -> None:
    _, mail = made({**samples.body("first_reminder.b2b"), "claim_accessories": False})
    assert "pénalités" not in mail.text
    assert "Total à régler\u00a0: 5\u202f506,80\u00a0€.\n" in mail.text


@pytest.mark.parametrize(
    ("payment", "lines"),
    [
        (
            {"link": "https://a.example/p"},
            ["En ligne, sur notre page de paiement\u00a0: https://a.example/p"],
        ),
        ({"other": "chèque à notre ordre"}, ["Par chèque à notre ordre"]),
        (
            {"link": "https://a.example/p", "other": "chèque"},
            ["En ligne, sur notre page de paiement\u00a0: https://a.example/p", "Ou par chèque"],
        ),
    ],
)
def test_any_means_of_payment_will_do(payment: dict[str, str], lines: list[str]) -> None:
    _, mail = made({**samples.body("first_reminder.b2b"), "payment": payment})
    assert f"Comment régler\n\n{chr(10).join(lines)}\n\n" in mail.text


def test_a_public_buyer_finds_its_chorus_pro_number() -> None:
    assert "(Chorus Pro n°\u00a0CPP-2026-0601177)" in reminder_mail("second_reminder.public").text


def test_a_logo_does_not_come_into_the_mentions() -> None:
    facts = samples.facts("first_reminder.b2b")
    drawn = facts.model_copy(update={"logo": Logo(mime="image/png", content_base64="AAAA")})
    statement = samples.statement("first_reminder.b2b")
    mail = reminder(drawn, statement, ANSWER_LINK, samples.REGISTER, samples.TODAY)
    assert mail == reminder_mail("first_reminder.b2b")


def test_what_is_waived_is_taken_off() -> None:
    waiver = {"penalties": True, "indemnity": False}
    facts, mail = made({**samples.body("first_reminder.b2b"), "waiver": waiver})
    demand = demand_of(facts, complete(facts, samples.REGISTER).statement)
    assert demand.waived > Decimal(0)
    assert f"\u00a0: {french.amount(demand.total)}, soit " in mail.text
    assert f", moins {french.amount(demand.waived)} de remise commerciale." in mail.text


def test_names_and_references_are_text_never_markup() -> None:
    body = samples.body("first_reminder.b2b")
    body["creditor"]["name"] = '<img src="x"> & "Fils"'
    body["invoices"][0]["ref"] = "<a href=x>F-1</a>"
    _, mail = made(body)
    assert "<img" not in mail.html
    assert "<a href=x>" not in mail.html
    assert '<img src="x"> & "Fils"' in mail.text
    assert "&lt;img src=&#34;x&#34;&gt; &amp; &#34;Fils&#34;" in mail.html


def test_only_reminders_leave_by_mail() -> None:
    name = "formal_notice.b2b"
    with pytest.raises(ValueError, match="formal_notice"):
        reminder(samples.facts(name), samples.statement(name), ANSWER_LINK, samples.REGISTER, samples.TODAY)


def test_private_regimes_are_those_of_private_persons() -> None:
    assert {samples.facts(name).regime for name in PRIVATELY} == set(PRIVATE)
