"""A case is the sum of its events: what each one changes, what a correction undoes, what tampering shows."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS, notice_deadline
from chalicelib.cases.facts import Channel, EarlierNotice, Obstacle
from chalicelib.cases.fold import fold, voided
from chalicelib.cases.history import FIRST_HASH, Author, Recorded, intact, record, sealed
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from tests.builders import (
    CASE_ID,
    a_case,
    an_invoice,
    credited,
    filed,
    history,
    issued,
    opened,
    paid,
    presented,
    sent,
)

TWO = opened(an_invoice("F-1"), an_invoice("F-2", "500.00", "2026-11-02"))
PLAN = {"agreed_on": "2026-11-02", "instalments": [{"date": "2026-11-30", "amount": "500.00"}]}


def told(*later, first=TWO):
    """The case, two invoices unless `first` says otherwise, after these events."""
    return a_case(("2026-10-01", first), *later)


def day(text):
    return date.fromisoformat(text)


# --- the opening ---------------------------------------------------------------------------------------------------


def test_a_case_starts_with_what_its_opening_says():
    case = told()
    assert (case.id, case.version, case.opened_on, case.debtor) == (
        CASE_ID,
        1,
        day("2026-10-01"),
        "debtor-0001",
    )
    assert [invoice.ref for invoice in case.invoices] == ["F-1", "F-2"]
    assert not case.messages
    assert case.closed is None


def test_a_day_is_the_one_in_paris_when_it_was_recorded():
    late_evening = record(
        (), [("event-0001", TWO)], datetime.fromisoformat("2026-10-01T22:30:00+00:00"), Author.CREDITOR
    )
    assert fold(CASE_ID, late_evening).opened_on == day("2026-10-02")


@pytest.mark.parametrize(
    ("days", "steps"),
    [
        (["2026-09-20"], [Document.FIRST_REMINDER]),
        (["2026-09-25", "2026-09-20"], [Document.FIRST_REMINDER, Document.SECOND_REMINDER]),
        (
            ["2026-09-10", "2026-09-15", "2026-09-20"],
            [Document.FIRST_REMINDER] + [Document.SECOND_REMINDER] * 2,
        ),
    ],
)
def test_earlier_reminders_stand_for_the_steps_already_done(days, steps):
    reminders = [{"date": each, "channel": "email"} for each in days]
    case = told(first=opened(reminders=reminders))
    assert [message.document for message in case.messages] == steps
    assert [message.date for message in case.messages] == sorted(map(day, days))
    assert case.done(Document.FIRST_REMINDER)


def test_an_earlier_notice_is_the_notice_in_force_until_one_of_ours_is_sent():
    notice = {"date": "2026-09-01", "presented_on": "2026-09-03", "deadline_days": 8}
    first = opened(notice=notice)
    assert told(first=first).notice == EarlierNotice.model_validate(notice)
    assert told(first=first).notice_effect_date == day("2026-09-03")
    assert notice_deadline(told(first=first).notice) == day("2026-09-11")
    again = told(
        ("2026-10-05", issued(1, "formal_notice", deadline_days=15)),
        ("2026-10-06", sent(1, Channel.REGISTERED)),
        ("2026-10-09", presented(1, day("2026-10-08"))),
        first=first,
    )
    assert (again.notice.date, again.notice.deadline_days) == (day("2026-10-06"), 15)
    assert again.notice_effect_date == day("2026-09-03")  # C11: interest runs from the first


# --- one event at a time -------------------------------------------------------------------------------------------


def changed(*later, first=TWO):
    """The fields that these events change, and what they become."""
    before, after = told(first=first), told(*later, first=first)
    fields = set(type(before).model_fields) - {"version", "last_event_on", "touched_on"}
    return {name: getattr(after, name) for name in fields if getattr(after, name) != getattr(before, name)}


def test_an_invoice_joins():
    found = changed(("2026-10-02", e.InvoicesAdded(invoices=(an_invoice("F-3"),))))
    assert [invoice.ref for invoice in found["invoices"]] == ["F-1", "F-2", "F-3"]


def test_an_invoice_that_is_corrected_takes_what_was_said_of_it_along():
    case = told(
        ("2026-10-02", paid("100.00", invoice="F-1")),
        ("2026-10-02", credited("F-1", "50.00")),
        ("2026-10-03", e.DueDateRenegotiated(invoice="F-1", due_date=day("2026-12-01"))),
        ("2026-10-04", e.DisputeRaised(reason="Colis abîmé", invoices=("F-1",))),
        ("2026-10-04", filed("F-1")),
        ("2026-10-05", e.InvoiceCorrected(invoice="F-1", becomes=an_invoice("F-9"), reason="Numéro mal lu")),
    )
    assert [invoice.ref for invoice in case.invoices] == ["F-9", "F-2"]
    assert [payment.invoice for payment in case.payments] == ["F-9"]
    assert [note.invoice for note in case.credit_notes] == ["F-9"]
    assert case.renegotiated == {"F-9": day("2026-12-01")}
    assert {ref: file.name for ref, file in case.invoice_files.items()} == {"F-9": "facture.pdf"}
    assert [dispute.invoice for dispute in case.disputes] == ["F-9"]


def test_an_invoice_taken_out_leaves_its_payments_to_the_others_and_nothing_else():
    case = told(
        ("2026-10-02", paid("100.00", invoice="F-1")),
        ("2026-10-02", credited("F-1", "50.00")),
        ("2026-10-03", e.DueDateRenegotiated(invoice="F-1", due_date=day("2026-12-01"))),
        ("2026-10-04", e.DisputeRaised(reason="Colis abîmé")),
        ("2026-10-04", filed("F-1")),
        ("2026-10-05", e.InvoiceCorrected(invoice="F-1", becomes=None, reason="Autre client")),
    )
    assert [invoice.ref for invoice in case.invoices] == ["F-2"]
    assert not case.invoice_files
    assert [(payment.amount, payment.invoice) for payment in case.payments] == [(Decimal("100.00"), None)]
    assert not case.credit_notes
    assert not case.renegotiated
    assert [dispute.invoice for dispute in case.disputes] == ["F-2"]


def test_the_last_pdf_of_an_invoice_is_the_one_kept_until_it_is_corrected_away():
    story = (
        ("2026-10-02", filed("F-1", "brouillon.pdf")),
        ("2026-10-03", filed("F-2", "f2.pdf")),
        ("2026-10-04", filed("F-1", "f1.pdf")),
    )
    kept = told(*story).invoice_files
    assert {ref: file.name for ref, file in kept.items()} == {"F-1": "f1.pdf", "F-2": "f2.pdf"}
    assert (kept["F-1"].event, kept["F-1"].filed_on) == ("event-0004", day("2026-10-04"))
    undone = told(*story, ("2026-10-05", e.Corrected(event=kept["F-2"].event, reason="Pas la bonne")))
    assert list(undone.invoice_files) == ["F-1"]


def test_payments_are_numbered_as_they_come():
    case = told(("2026-10-02", paid("10.00")), ("2026-10-09", paid("20.00", day("2026-10-05"), "F-2")))
    assert [(p.id, p.date, p.amount, p.invoice) for p in case.payments] == [
        ("1", day("2026-10-02"), Decimal("10.00"), None),
        ("2", day("2026-10-05"), Decimal("20.00"), "F-2"),
    ]


def test_what_is_given_up_stays_given_up():
    penalties = e.AccessoriesWaived(penalties=True, indemnity=False, reason="Geste")
    indemnity = e.AccessoriesWaived(penalties=False, indemnity=True, reason="Geste")
    waiver = told(("2026-10-02", penalties), ("2026-10-03", indemnity)).waiver
    assert (waiver.penalties, waiver.indemnity) == (True, True)


def test_a_promise_keeps_the_day_it_was_made():
    promise = e.PaymentPromised(until=day("2026-11-30"), amount=Decimal("300.00"))
    assert changed(("2026-10-20", promise)) == {"promise": promise, "promised_on": day("2026-10-20")}


def test_a_dispute_without_an_invoice_is_about_all_of_them_and_each_is_disputed_once():
    one = ("2026-10-20", e.DisputeRaised(reason="Quantité", invoices=("F-2",)))
    every = ("2026-10-22", e.DisputeRaised(reason="Prix"))
    disputes = told(one, every).disputes
    assert [(each.invoice, each.reason, each.since) for each in disputes] == [
        ("F-2", "Quantité", day("2026-10-20")),
        ("F-1", "Prix", day("2026-10-22")),
    ]
    assert [d.invoice for d in told(one, every, ("2026-10-23", settled("F-2"))).disputes] == ["F-1"]
    assert not told(one, every, ("2026-10-23", settled())).disputes


def settled(*invoices):
    return e.DisputeSettled(answer="Réponse envoyée", invoices=invoices)


def test_resuming_ends_a_pause_and_a_promise():
    pause = e.Paused(until=day("2026-11-30"), reason="Congés")
    promise = e.PaymentPromised(until=day("2026-11-30"))
    assert changed(("2026-10-02", pause)) == {"pause": pause}
    assert changed(("2026-10-02", pause), ("2026-10-02", promise), ("2026-10-03", e.Resumed())) == {}


def test_a_plan_comes_and_goes_and_a_signed_one_acknowledges_the_debt():
    plan = e.PlanAgreed.model_validate({"plan": PLAN})
    signed = e.PlanAgreed.model_validate({"plan": PLAN | {"signed": True}})
    assert changed(("2026-11-02", plan)) == {"plan": plan.plan}
    assert changed(("2026-11-02", signed))["acknowledgements"] == (day("2026-11-02"),)
    assert changed(("2026-11-02", plan), ("2026-11-03", e.PlanEnded(reason="Rompu"))) == {}


def test_a_letter_is_drawn_sent_presented_returned():
    drawn = ("2026-11-16", issued(1, "formal_notice"))
    (letter,) = told(drawn).letters
    assert (letter.waits, letter.issued_on, letter.sent) == (True, day("2026-11-16"), None)
    assert not told(drawn).messages
    gone = told(drawn, ("2026-11-17", sent(1, Channel.REGISTERED)))
    assert [(m.document, m.date, m.letter) for m in gone.messages] == [
        (Document.FORMAL_NOTICE, day("2026-11-17"), 1)
    ]
    assert (gone.letters[0].waits, gone.notice.presented_on) == (False, None)
    back = told(
        drawn,
        ("2026-11-17", sent(1, Channel.REGISTERED)),
        ("2026-11-20", presented(1)),
        ("2026-12-08", e.LetterReturned(letter=1, date=day("2026-12-07"), reason="unclaimed")),
    )
    assert (back.notice.presented_on, back.letters[0].returned.reason) == (
        day("2026-11-20"),
        e.ReturnReason.UNCLAIMED,
    )
    assert back.notice_effect_date == day("2026-11-20")


def test_a_letter_given_by_hand_is_presented_at_once():
    case = told(("2026-11-16", issued(1, "formal_notice")), ("2026-11-17", sent(1, Channel.HAND_DELIVERY)))
    assert case.notice.presented_on == day("2026-11-17")


def test_a_letter_set_aside_is_not_a_step_done():
    case = told(("2026-11-16", issued(1, "first_reminder")), ("2026-11-17", e.LetterDiscarded(letter=1)))
    assert not case.letters[0].waits
    assert not case.done(Document.FIRST_REMINDER)


PLAIN = [
    (e.TermsChanged(terms=e.Terms(between_merchants=True)), {"terms": e.Terms(between_merchants=True)}),
    (
        e.DueDateRenegotiated(invoice="F-1", due_date=day("2026-12-01")),
        {"renegotiated": {"F-1": day("2026-12-01")}},
    ),
    (e.AcknowledgementSigned(date=day("2026-10-01")), {"acknowledgements": (day("2026-10-01"),)}),
    (
        e.ObstacleRecorded(obstacle=Obstacle.STRUCK_OFF),
        {"obstacles": frozenset({Obstacle.STRUCK_OFF})},
    ),
    (
        e.InsolvencyChecked(date=day("2026-10-01")),
        {"insolvency_checked_on": day("2026-10-01"), "bodacc_asked_on": day("2026-10-01")},
    ),
    (e.StepSkipped(document=Document.COURTESY), {"skipped": frozenset({Document.COURTESY})}),
    (e.SendingChosen(sending="send_reminders"), {"sending": e.Sending.SEND_REMINDERS}),
    (
        e.ScenarioChanged.model_validate({"scenario": {"hour": 10}}),
        {"scenario": e.ScenarioChanges(hour=10)},
    ),
    (e.Noted(text="Appel sans réponse"), {}),
]


@pytest.mark.parametrize(("event", "expected"), PLAIN, ids=lambda each: getattr(each, "kind", ""))
def test_a_plain_fact_changes_what_it_says_and_nothing_else(event, expected):
    assert changed(("2026-10-05", event)) == expected


def test_insolvency_is_the_claim_s_too():
    judged = e.InsolvencyRecorded(procedure="liquidation", judgment_date=day("2026-10-20"))
    case = told(("2026-10-25", judged))
    assert case.insolvency == judged
    claim = case.claim_on(Regime.BUSINESS, day("2026-10-26"))
    assert claim.insolvency_judgment_date == day("2026-10-20")


def test_a_case_is_closed_and_opened_again():
    closed = ("2026-11-05", e.Closed(reason="paid"))
    assert (told(closed).closed.reason, told(closed).closed_on) == (e.ClosingReason.PAID, day("2026-11-05"))
    assert told(closed, ("2026-11-06", e.Reopened(reason="Erreur"))).closed is None


# --- corrections ---------------------------------------------------------------------------------------------------


def correction(number):
    return e.Corrected(event=f"event-{number:04}", reason="Saisie par erreur")


def test_what_was_corrected_is_as_if_it_had_never_been_recorded():
    before = told(("2026-10-05", paid("100.00", day("2026-10-04"))))
    case = told(
        ("2026-10-02", paid("999.00")),
        ("2026-10-05", paid("100.00", day("2026-10-04"))),
        ("2026-10-06", correction(2)),
    )
    assert case.payments == before.payments  # numbered anew
    assert (case.version, case.last_event_on) == (4, day("2026-10-06"))


def test_a_correction_may_be_corrected_and_the_fact_stands_again():
    events = [("2026-10-02", paid("999.00")), ("2026-10-06", correction(2)), ("2026-10-07", correction(3))]
    assert [payment.amount for payment in told(*events).payments] == [Decimal("999.00")]
    thrice = told(*events, ("2026-10-08", correction(4)))
    assert not thrice.payments
    assert voided(history(("2026-10-01", TWO), *events, ("2026-10-08", correction(4)))) == {
        "event-0002",
        "event-0004",
    }


def test_a_step_corrected_is_to_do_again():
    events = [("2026-10-20", issued(1, "first_reminder")), ("2026-10-20", sent(1))]
    assert told(*events).done(Document.FIRST_REMINDER)
    case = told(*events, ("2026-10-21", correction(3)))
    assert not case.done(Document.FIRST_REMINDER)
    assert case.letters[0].waits


# --- the chain -----------------------------------------------------------------------------------------------------


STORY = (("2026-10-01", TWO), ("2026-10-02", paid("10.00")), ("2026-10-03", e.Noted(text="Appel")))


def test_a_history_that_nobody_touched_is_intact_also_when_it_was_told_in_several_times():
    whole = history(*STORY)
    assert intact(whole)
    assert intact(())
    assert history(*STORY[2:], so_far=history(*STORY[:2])) == whole


def without(links, number):
    return tuple(each for each in links if each.number != number)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda links: without(links, 2),
        lambda links: without(links, 1),
        lambda links: (links[1], links[0], links[2]),
        lambda links: (links[0], links[1], links[1], links[2]),
        lambda links: (*links[:2], links[2].model_copy(update={"event": e.Noted(text="Autre")})),
        lambda links: (*links[:2], links[2].model_copy(update={"at": links[0].at})),
        lambda links: (*links[:2], links[2].model_copy(update={"by": Author.DEBTOR})),
        lambda links: (*links[:2], links[2].model_copy(update={"id": "event-9999"})),
        lambda links: (*links[:2], links[2].model_copy(update={"hash": FIRST_HASH})),
    ],
)
def test_an_event_changed_moved_added_or_taken_out_breaks_the_chain(tamper):
    assert not intact(tamper(history(*STORY)))


def test_a_link_survives_its_journey_through_json():
    links = history(*STORY)
    assert intact(tuple(Recorded.model_validate_json(each.model_dump_json()) for each in links))
    case = a_case(*STORY)
    assert type(case).model_validate_json(case.model_dump_json()) == case


def test_events_of_two_kinds_with_the_same_facts_have_two_seals():
    day = date(2026, 11, 20)
    first, second = (
        record(
            (), [("event-0001", event(date=day))], datetime(2026, 11, 20, 9, tzinfo=PARIS), Author.CREDITOR
        )[0]
        for event in (e.AcknowledgementSigned, e.InsolvencyChecked)
    )
    assert first.hash != second.hash


def test_a_field_added_to_an_event_later_breaks_no_seal():
    at = datetime(2026, 11, 20, 9, tzinfo=PARIS)
    paid_that_day = e.PaymentReceived(date=date(2026, 11, 20), amount="1.00")
    (told,) = record((), [("event-0001", paid_that_day)], at, Author.CREDITOR)
    assert sealed(told)["event"] == {"kind": "payment_received", "date": "2026-11-20", "amount": "1.00"}
