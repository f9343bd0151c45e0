"""The mail to a creditor: the most urgent in the subject, what leaves said plainly, a debtor's words as mere text."""

import re
import tomllib
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from chalicelib.documents.phrases import PHRASES, phrase
from chalicelib.documents.told import ANSWERS, News, ToCreditor
from chalicelib.law.notice import Document
from tests.documents import email_samples as a
from tests.documents.email_samples import MONDAY, SITE, leaving, told

EVE_OF_EVE = date(2026, 11, 27)  # a Friday
COURTESY = leaving(2, document=Document.COURTESY)
DISPUTED = News("case-0035", "Garage Bertin", "dispute_raised", words="Travaux non finis.")


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        (ToCreditor(leaving=(leaving(),)), "Demain~: 1 relance partira sans réponse de votre part"),
        (
            ToCreditor(leaving=(leaving(1), leaving(2))),
            "Demain~: 2 relances partiront sans réponse de votre part",
        ),
        (ToCreditor(leaving=(COURTESY,)), "Demain~: 1 rappel d’échéance partira sans réponse de votre part"),
        (
            ToCreditor(leaving=(COURTESY, COURTESY)),
            "Demain~: 2 rappels d’échéance partiront sans réponse de votre part",
        ),
        (
            ToCreditor(leaving=(leaving(1), COURTESY)),
            "Demain~: 2 messages partiront sans réponse de votre part",
        ),
        (
            ToCreditor(leaving=(leaving(1), leaving(2, leaves_on=date(2026, 12, 1)))),
            "À partir de demain~: 2 relances partiront sans réponse de votre part",
        ),
        (
            ToCreditor(leaving=(leaving(),), ready=(a.NOTICE,)),
            "Demain~: 1 relance partira sans réponse de votre part~· 1 autre point à voir",
        ),
        (
            ToCreditor(leaving=(leaving(),), ready=(a.NOTICE,), tasks=(a.CONFIRM,), news=(a.SENT,)),
            "Demain~: 1 relance partira sans réponse de votre part~· 2 autres points à voir",
        ),
        (ToCreditor(ready=(a.NOTICE,)), "1 courrier est prêt à relire"),
        (ToCreditor(ready=(a.NOTICE, a.REMINDER)), "2 courriers sont prêts à relire"),
        (
            ToCreditor(ready=(a.NOTICE, a.REMINDER), tasks=(a.CONFIRM,), waiting=(a.WAITING,)),
            "2 courriers sont prêts à relire~· 1 autre point à voir",
        ),
        (ToCreditor(tasks=(a.CONFIRM,)), "1 dossier attend une action de votre part"),
        (ToCreditor(tasks=(a.CONFIRM, a.PROMISE)), "2 dossiers attendent une action de votre part"),
        (ToCreditor(news=(a.SENT,)), "Message envoyé à Dupont SARL"),
        (ToCreditor(news=(a.SENT, a.SENT)), "2 messages envoyés à vos clients"),
        (ToCreditor(news=(DISPUTED,)), "Garage Bertin vous a répondu"),
        (ToCreditor(news=(DISPUTED, a.PAID, a.SENT)), "2 clients vous ont répondu"),
        (ToCreditor(news=(a.BOUNCED,)), "Garage Bertin~: ce dossier demande votre attention"),
        (ToCreditor(news=(a.BOUNCED, a.INSOLVENT)), "2 dossiers demandent votre attention"),
        (
            ToCreditor(ready=(a.NOTICE,), news=(a.INSOLVENT, a.SENT)),
            "Le Fournil d’Anjou SAS~: ce dossier demande votre attention~· 1 autre point à voir",
        ),
        (ToCreditor(waiting=(a.WAITING,)), "1 dossier vous attend toujours"),
        (ToCreditor(waiting=(a.WAITING, a.WAITING)), "2 dossiers vous attendent toujours"),
    ],
)
def test_the_subject_says_the_most_urgent_thing_with_its_number(what: ToCreditor, subject: str) -> None:
    assert told(what).subject == subject.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("today", "subject", "heading"),
    [
        (MONDAY, "Aujourd’hui~: 1 relance", "Partira aujourd’hui, lundi 30~novembre, à 9~h, sans réponse"),
        (a.TODAY, "Demain~: 1 relance", "Partira demain, lundi 30~novembre, à 9~h, sans réponse"),
        (EVE_OF_EVE, "Lundi 30~novembre~: 1 relance", "Partira le lundi 30~novembre à 9~h, sans réponse"),
    ],
)
def test_tomorrow_is_said_of_tomorrow_only(today: date, subject: str, heading: str) -> None:
    mail = told(ToCreditor(leaving=(leaving(),)), today)
    assert mail.subject.startswith(subject.replace("~", "\u00a0"))
    assert heading.replace("~", "\u00a0") in mail.text
    assert heading.replace("~", "\u00a0") in mail.html


def test_the_first_of_several_days_is_named() -> None:
    two = ToCreditor(leaving=(leaving(2, leaves_on=date(2026, 12, 1)), leaving(1)))
    assert told(two, EVE_OF_EVE).subject.startswith("À partir du lundi 30\u00a0novembre\u00a0: 2 relances")
    assert told(two, MONDAY).subject.startswith("Dès aujourd’hui\u00a0: 2 relances")
    headings = re.findall(r"^Partira .*$", told(two).text, re.MULTILINE)
    assert [each.split(",")[0] for each in headings] == [
        "Partira demain",
        "Partira le mardi 1er\u00a0décembre à 9\u00a0h",
    ]


def test_minutes_are_said_when_there_are_some() -> None:
    assert "à 14\u00a0h\u00a005, sans" in told(ToCreditor(leaving=(leaving(at=time(14, 5)),))).text


def test_it_says_plainly_that_a_reminder_leaves_without_an_answer() -> None:
    for what, words in (
        ((leaving(),), "Si vous ne répondez pas d’ici là, ce message partira en votre nom."),
        ((leaving(1), leaving(2)), "Si vous ne répondez pas d’ici là, ces messages partiront en votre nom."),
    ):
        mail = told(ToCreditor(leaving=what))
        assert mail.text.count(words) == mail.html.count(words) == 1


def test_each_reminder_has_its_client_its_sum_its_addressee_and_each_of_its_links_once() -> None:
    mail = a.CREDITOR["creditor.everything"]
    for each in a.EVERYTHING.leaving:
        assert each.debtor in mail.text
        assert f"À {each.recipient}\n" in mail.text
        for link in (*each.answers.values(), f"{SITE}/espace/dossier/?d={each.case}"):
            assert mail.text.count(f"\u00a0: {link}\n") == 1
            assert mail.html.count(f'href="{link}"') == 1
    assert (
        "Première relance, 2\u202f480,00\u00a0€\u00a0: factures n°\u00a0F-2026-040 et F-2026-041\n"
        in mail.text
    )


@pytest.mark.parametrize(
    ("number", "advice"),
    [(1, "La facture n’y sera pas jointe"), (2, "Toutes les factures n’y seront pas jointes")],
)
def test_an_invoice_that_would_not_go_with_its_reminder_is_asked_for(number: int, advice: str) -> None:
    assert advice in told(ToCreditor(leaving=(leaving(number, enclosed=False),))).text
    assert advice not in told(ToCreditor(leaving=(leaving(number),))).text


def test_answers_come_in_order_and_only_those_there_are() -> None:
    answers = {answer: f"{SITE}/reponse/#x.{answer}" for answer in reversed(ANSWERS) if answer != "send_now"}
    mail = told(ToCreditor(leaving=(leaving(answers=answers),)))
    labels = re.findall(r"^(\S.*)\u00a0: https://acquit.example/reponse", mail.text, re.MULTILINE)
    assert labels == ["Payé", "Payé en partie", "Contesté", "Attendre"]


def test_a_notice_waits_for_an_approval_of_its_own() -> None:
    notice, other = told(ToCreditor(ready=(a.NOTICE,))), told(ToCreditor(ready=(a.REMINDER,)))
    never = "Ce courrier ne part jamais seul\u00a0: il attend que vous l’ayez lu et approuvé."
    assert never in notice.text
    assert never not in other.text
    assert f"{SITE}/espace/dossier/lettre/?d=case-0011&document=formal_notice" in notice.text


def test_what_a_debtor_wrote_is_text_and_passes_for_nothing_else() -> None:
    mail = a.CREDITOR["creditor.everything"]
    for line in a.HOSTILE.splitlines():
        assert f"\n> {line}\n" in mail.text
    assert "<script" not in mail.html
    assert "vol.example" not in "".join(re.findall(r'(?:href|src)="[^"]*"', mail.html))
    assert mail.html.count("</blockquote>") == 1
    assert "Atelier &lt;b&gt;Nord&lt;/b&gt; &amp; Cie" in mail.html


def test_every_kind_of_news_has_its_sentence() -> None:
    kinds = tomllib.loads(PHRASES.read_text(encoding="utf-8"))["news"]
    for kind in kinds:
        item = News("case-1", "Dupont SARL", kind, Document.COURTESY, Decimal("9.50"), MONDAY, "a@b.example")
        text = told(ToCreditor(news=(item,))).text
        assert "{" not in text
        assert f"Dupont SARL\n{phrase('news', kind, **said(item))}\n" in text


def said(item: News) -> dict[str, object]:
    return {
        "document": "Rappel d’échéance",
        "amount": item.amount,
        "day": item.day,
        "email": item.email,
    }


def test_what_leaves_is_never_left_out_and_the_rest_is_cut_where_the_space_reads_better() -> None:
    many = ToCreditor(
        leaving=tuple(leaving(case=f"case-{n}") for n in range(40)),
        ready=(a.NOTICE,) * 21,
        tasks=(a.CONFIRM,) * 25,
        waiting=(a.WAITING,) * 20,
    )
    mail = told(many)
    assert mail.text.count("\nEnvoyer maintenant\u00a0: ") == 40
    assert mail.text.count("\nRelire le courrier\u00a0: ") == 20
    assert "\nEt 1 autre, dans votre espace.\n" in mail.text
    assert "\nEt 5 autres, dans votre espace.\n" in mail.text
    assert mail.text.count("\nEt ") == 2
    assert len(mail.html.encode()) < 102_000  # what Gmail shows of a message before it cuts it


def test_a_long_name_is_cut_in_the_subject_only() -> None:
    long = replace(a.BOUNCED, debtor="Compagnie " * 19 + "fin")
    mail = told(ToCreditor(news=(long,)))
    assert len(mail.subject) < 110
    assert "…" in mail.subject
    assert long.debtor in mail.text


def test_a_mail_that_tells_nothing_is_not_made() -> None:
    with pytest.raises(ValueError, match="nothing to tell"):
        told(ToCreditor())
