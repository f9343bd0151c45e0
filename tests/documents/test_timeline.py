"""The story of a case: every fact has its words, in the order of the days, and what was undone stays, marked."""

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.facts import Channel, CreditNoteFacts, Instalment, Obstacle
from chalicelib.cases.history import Author
from chalicelib.cases.plan import PaymentPlan
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.documents import timeline
from chalicelib.documents.phrases import sentences
from chalicelib.law.notice import Document
from tests import builders as a

DAY, UNTIL = date(2026, 11, 10), date(2026, 11, 30)
REGISTERED = e.LetterSent(letter=1, date=DAY, channel=Channel.REGISTERED, registered_number="1A 234")


def plan(*amounts: str) -> e.PlanAgreed:
    instalments = tuple(
        Instalment(date=date(2026, 12, number), amount=Decimal(amount))
        for number, amount in enumerate(amounts, 1)
    )
    return e.PlanAgreed(plan=PaymentPlan(agreed_on=DAY, instalments=instalments))


CASES: tuple[tuple[e.Event, str, str | None], ...] = (
    (
        e.InvoicesAdded(invoices=(a.an_invoice("F-2"), a.an_invoice("F-3"))),
        "Nouvelle facture dans le dossier",
        "Factures n° F-2 et F-3",
    ),
    (
        e.InvoiceCorrected(invoice="F-1", becomes=a.an_invoice("F-1 bis"), reason="Saisie"),
        "Facture n° F-1 corrigée",
        "Saisie",
    ),
    (
        e.InvoiceCorrected(invoice="F-1", becomes=None, reason="Doublon"),
        "Facture n° F-1 retirée du dossier",
        "Doublon",
    ),
    (e.TermsChanged(terms=e.Terms()), "Conditions de la créance modifiées", None),
    (
        e.PaymentReceived(date=DAY, amount=Decimal("1234.50"), invoice="F-1", means="virement"),
        "Règlement de 1 234,50 €",
        "Facture n° F-1 · virement",
    ),
    (
        e.CreditNoteIssued(
            credit_note=CreditNoteFacts(id="AV-1", date=DAY, amount=Decimal(50), invoice="F-1")
        ),
        "Avoir n° AV-1 de 50,00 €",
        "Facture n° F-1",
    ),
    (
        e.AccessoriesWaived(penalties=True, indemnity=True, reason="Geste"),
        "Pénalités et indemnité abandonnées",
        "Geste",
    ),
    (e.AccessoriesWaived(penalties=True, indemnity=False, reason="Geste"), "Pénalités abandonnées", "Geste"),
    (
        e.AccessoriesWaived(penalties=False, indemnity=True, reason="Geste"),
        "Indemnité forfaitaire abandonnée",
        "Geste",
    ),
    (
        e.DueDateRenegotiated(invoice="F-1", due_date=UNTIL),
        "Échéance de la facture n° F-1 reportée au 30 novembre 2026",
        None,
    ),
    (e.AcknowledgementSigned(date=DAY), "Reconnaissance de dette signée", None),
    (
        e.PaymentPromised(until=UNTIL, amount=Decimal(100), note="Par téléphone"),
        "Promesse de paiement jusqu’au 30 novembre 2026",
        "100,00 € · Par téléphone",
    ),
    (e.DisputeRaised(reason="Défaut"), "Contestation", "Défaut"),
    (
        e.DisputeSettled(answer="Réparé", invoices=("F-1",)),
        "Fin de la contestation",
        "Facture n° F-1 · Réparé",
    ),
    (e.Paused(until=UNTIL, reason="Accord"), "Pause jusqu’au 30 novembre 2026", "Accord"),
    (e.Resumed(), "Reprise des relances", None),
    (plan("10.00", "20.00"), "Échéancier convenu : 2 versements, 30,00 € au total", None),
    (plan("30.00"), "Échéancier convenu : un versement de 30,00 €", None),
    (e.PlanEnded(reason="Abandon"), "Échéancier abandonné", "Abandon"),
    (
        e.InsolvencyRecorded(procedure=e.Procedure.LIQUIDATION, judgment_date=DAY, published_on=UNTIL),
        "Liquidation judiciaire, jugement du 10 novembre 2026",
        "Publication au BODACC le 30 novembre 2026",
    ),
    (e.ObstacleRecorded(obstacle=Obstacle.DECEASED), "Décès du débiteur", None),
    (e.InsolvencyChecked(date=DAY), "BODACC consulté : rien de nouveau qui arrête les relances", None),
    (
        REGISTERED,
        "Envoi : Mise en demeure",
        "Lettre recommandée avec avis de réception · Recommandé n° 1A 234",
    ),
    (e.LetterPresented(letter=1, date=DAY), "Première présentation : Mise en demeure", None),
    (
        e.LetterReturned(letter=1, date=DAY, reason=e.ReturnReason.UNCLAIMED),
        "Retour du courrier : Mise en demeure",
        "Non réclamé",
    ),
    (e.LetterDiscarded(letter=1, reason="Erreur"), "Document abandonné : Mise en demeure", "Erreur"),
    (e.StepSkipped(document=Document.LAST_NOTICE), "Étape écartée : Dernier avis", None),
    (
        e.StepReleased(document=Document.FIRST_REMINDER),
        "À envoyer sans attendre : Première relance",
        None,
    ),
    (e.SendingChosen(sending=e.Sending.TELL_ME), "Envoi choisi : me prévenir, je relis", None),
    (
        e.ScenarioChanged(scenario=ScenarioChanges(first_reminder=8)),
        "Calendrier de relances de ce dossier modifié",
        None,
    ),
    (e.Noted(text="Appel"), "Note", "Appel"),
    (
        e.Closed(reason=e.ClosingReason.WRITTEN_OFF, note="Insolvable"),
        "Clôture : créance irrécouvrable",
        "Insolvable",
    ),
    (e.Reopened(reason="Erreur"), "Réouverture du dossier", "Erreur"),
    (
        e.Corrected(event="event-0002", reason="Erreur"),
        "Annulation : Document établi : Mise en demeure",
        "Erreur",
    ),
)


# What no person records: the clock did it, or the debtor.
BY_OTHERS: tuple[tuple[e.Event, str, str | None], ...] = (
    (a.issued(2, "last_notice")(DAY), "Document établi : Dernier avis", "1 000,00 €"),
    (e.LetterMailed(letter=1, date=DAY, message_id="m"), "Envoi : Mise en demeure", "Courriel"),
    (
        e.LetterRefused(letter=1, code="MESSAGE_REJECTED"),
        "Envoi refusé par notre messagerie : Mise en demeure",
        None,
    ),
    (
        e.AddressFailed(letter=1, failure=e.AddressFailure.BOUNCED),
        "Message revenu, adresse inconnue : Mise en demeure",
        None,
    ),
    (
        e.AddressFailed(letter=1, failure=e.AddressFailure.COMPLAINED),
        "Message signalé comme indésirable : Mise en demeure",
        None,
    ),
    (
        e.StepHeld(document=Document.FIRST_REMINDER, code="MISSING"),
        "N’a pas pu partir : Première relance",
        None,
    ),
    (
        e.CreditorTold(action="review_and_send", document=Document.FIRST_REMINDER, day=DAY, leaves_on=DAY),
        "Vous avez été prévenu : Première relance, envoi prévu le 10 novembre 2026",
        None,
    ),
    (
        e.CreditorTold(action="review_and_send", document=Document.FIRST_REMINDER, day=DAY),
        "Vous avez été prévenu : Première relance à relire",
        None,
    ),
    (
        e.CreditorTold(action="wait", certain=False),
        "Vous avez été prévenu par courriel",
        "Ce message n’est peut-être pas parti",
    ),
    (
        e.PublicationFound(published_on=DAY, nature="Jugement de clôture"),
        "Annonce parue au BODACC le 10 novembre 2026, à lire",
        "Jugement de clôture",
    ),
    (
        e.InvoiceFiled(invoice="F-1", file="k", name="F-1.pdf", sha256="0" * 64, size=9),
        "PDF de la facture n° F-1 ajouté",
        "F-1.pdf",
    ),
    (
        e.DebtorAnswered(letter=1, answer=e.DebtorAnswer.PAID, words="Par virement"),
        "Votre client dit avoir déjà payé",
        "Par virement",
    ),
    (
        e.DebtorAnswered(letter=1, answer=e.DebtorAnswer.NOT_CONCERNED),
        "Le destinataire dit n’être pas concerné",
        None,
    ),
)


def plainly(text: str | None) -> str | None:
    """With spaces that can be typed."""
    return text and text.replace("\u00a0", " ").replace("\u202f", " ")


def story(*told: Any) -> tuple[timeline.Entry, ...]:
    return timeline.past(a.history(("2026-11-10", a.opened()), *told))


@pytest.mark.parametrize(("event", "title", "detail"), CASES, ids=lambda value: getattr(value, "kind", ""))
def test_a_fact_has_its_words(event: e.Event, title: str, detail: str | None) -> None:
    entry = story(("2026-11-10", a.issued(1, "formal_notice")), ("2026-11-10 10:00", event))[-1]
    assert (plainly(entry.title), plainly(entry.detail)) == (title, detail)
    assert (entry.kind, entry.by, entry.event) == (event.kind, "Vous", "event-0003")


@pytest.mark.parametrize(
    ("event", "title", "detail"), BY_OTHERS, ids=lambda value: getattr(value, "kind", "")
)
def test_what_the_clock_or_the_debtor_did_has_its_words_too(
    event: e.Event, title: str, detail: str | None
) -> None:
    so_far = a.history(("2026-11-10", a.opened()), ("2026-11-10", a.issued(1, "formal_notice")))
    told = a.history(("2026-11-10 10:00", event), so_far=so_far, by=Author.CLOCK)
    entry = timeline.past((*so_far, *told))[-1]
    assert (plainly(entry.title), plainly(entry.detail)) == (title, detail)
    assert (entry.kind, entry.by) == (event.kind, "Acquit")


def test_no_kind_of_fact_is_forgotten() -> None:
    kinds = {each.model_fields["kind"].default for each in get_args(get_args(e.TypedEvent)[0])}
    assert {event.kind for event, _, _ in CASES} == kinds
    others = {
        each.model_fields["kind"].default
        for each in get_args(get_args(e.Event)[0])
        if hasattr(each, "model_fields")
    }
    assert {event.kind for event, _, _ in BY_OTHERS} == others - kinds - {"opened"}


@pytest.mark.parametrize(
    ("start", "choices"),
    [
        ("channel_", Channel),
        ("returned_", e.ReturnReason),
        ("closed_", e.ClosingReason),
        ("sending_chosen_", e.Sending),
        ("insolvency_recorded_", e.Procedure),
        ("by_", Author),
    ],
)
def test_every_choice_has_its_words(start: str, choices: Any) -> None:
    assert {f"{start}{choice.value}" for choice in choices} <= set(sentences()["timeline"])


def test_every_document_has_a_name() -> None:
    assert {document.value for document in Document} == set(sentences()["documents"])


def test_facts_stand_on_their_own_day_and_in_the_order_they_were_told() -> None:
    entries = story(
        ("2026-11-12", a.paid("10.00", on="2026-11-11")),
        ("2026-11-12 10:00", e.Noted(text="deux")),
        ("2026-11-12 11:00", a.paid("30.00", on="2026-11-01")),
    )
    assert [(entry.day.day, entry.kind) for entry in entries] == [
        (1, "payment_received"),
        (10, "opened"),
        (11, "payment_received"),
        (12, "noted"),
    ]
    assert entries[1].event is None  # an opening is never undone


def test_what_was_undone_stays_and_is_marked() -> None:
    entries = story(
        ("2026-11-12", a.paid("10.00")),
        ("2026-11-13", e.Corrected(event="event-0002", reason="Autre client")),
    )
    assert [(entry.kind, entry.corrected) for entry in entries] == [
        ("opened", False),
        ("payment_received", True),
        ("corrected", False),
    ]


def test_what_was_sent_before_is_told_too() -> None:
    opened = a.opened(
        reminders=[{"date": "2026-10-20", "channel": "email"}],
        notice={"date": "2026-11-02", "presented_on": "2026-11-04", "registered_number": "1A 234"},
    )
    entries = timeline.past(a.history(("2026-11-10", opened)))
    assert [(entry.day.day, entry.kind, entry.event) for entry in entries] == [
        (20, "earlier_reminder", None),
        (2, "earlier_notice", None),
        (4, "earlier_notice_presented", None),
        (10, "opened", None),
    ]
    assert plainly(entries[1].detail) == "Recommandé n° 1A 234"


def test_what_is_planned_is_marked_so() -> None:
    (entry,) = timeline.planned([(UNTIL, Document.SECOND_REMINDER)])
    assert (entry.day, entry.title, entry.planned, entry.at) == (UNTIL, "Seconde relance", True, None)
