"""What contradicts a case is refused with the field at fault; what a person may record is what will not be refused."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.admissible import allowed_kinds, faults_of, joinable
from chalicelib.cases.contradictions import MEGABYTE
from chalicelib.cases.facts import Channel, CreditNoteFacts
from chalicelib.cases.fold import fold
from chalicelib.law.notice import Document
from tests.builders import (
    CASE_ID,
    a_case,
    a_debtor,
    an_invoice,
    filed,
    history,
    issued,
    on,
    opened,
    paid,
    presented,
    sent,
)

TODAY = date(2026, 11, 20)
YESTERDAY, TOMORROW = date(2026, 11, 19), date(2026, 11, 21)
TWO = ("2026-10-01", opened(an_invoice(), an_invoice("F-2", "500.00", "2026-11-02")))
DRAWN = ("2026-11-16", issued(1, "formal_notice"))
SENT = ("2026-11-16", sent(1, Channel.REGISTERED))
PLAN = e.PlanAgreed.model_validate(
    {"plan": {"agreed_on": "2026-11-20", "instalments": [{"date": "2026-12-15", "amount": "100.00"}]}}
)
CLOSED = ("2026-11-10", e.Closed(reason="other"))


def refused(event, *story, regime="b2b"):
    links = history(TWO, *story)
    case = fold(CASE_ID, links)
    found = faults_of(case, event, links, a_debtor(regime), TODAY)
    assert all(fault.field.startswith("event") for fault in found)
    return [(fault.code, fault.field.removeprefix("event.")) for fault in found]


def money(day=TODAY, invoice=None):
    return e.PaymentReceived(date=day, amount=Decimal("10.00"), invoice=invoice)


def avoir(amount, invoice="F-1", id="AV-1", day=TODAY):
    note = CreditNoteFacts(id=id, date=day, amount=Decimal(amount), invoice=invoice)
    return e.CreditNoteIssued(credit_note=note)


def added(*invoices):
    return e.InvoicesAdded(invoices=invoices)


def corrected(becomes, invoice="F-1"):
    return e.InvoiceCorrected(invoice=invoice, becomes=becomes, reason="Erreur")


def given_up(penalties=True, indemnity=False):
    return e.AccessoriesWaived(penalties=penalties, indemnity=indemnity, reason="Geste")


def insolvency(judgment, published=None):
    return e.InsolvencyRecorded(procedure="safeguard", judgment_date=judgment, published_on=published)


def presentation(day=TODAY, letter=1):
    return e.LetterPresented(letter=letter, date=day)


def returned(day=TODAY, letter=1):
    return e.LetterReturned(letter=letter, date=day, reason="unclaimed")


def undo(number):
    return e.Corrected(event=f"event-{number:04}", reason="Erreur")


GONE = e.LetterSent(letter=1, date=TODAY, channel=Channel.REGISTERED)
DISPUTE = ("2026-11-10", e.DisputeRaised(reason="Prix", invoices=("F-1",)))
HEAVY, HEAVY_TOO = (("2026-11-10", filed(ref, size=2 * MEGABYTE)) for ref in ("F-1", "F-2"))
THIRD = ("2026-11-11", added(an_invoice("F-3")))
PROMISE = ("2026-11-10", e.PaymentPromised(until=TOMORROW))


@pytest.mark.parametrize(
    ("event", "story", "expected"),
    [
        # Invoices
        (added(an_invoice("F-3")), (), []),
        (added(an_invoice("F-2")), (), [("DUPLICATE", "invoices[0].ref")]),
        (added(an_invoice("F-3"), an_invoice("F-3")), (), [("DUPLICATE", "invoices[1].ref")]),
        (added(an_invoice("F-3", issue_date="2026-10-16")), (), [("DUE_BEFORE_ISSUE", "invoices[0].due_date")]),
        (added(an_invoice("F-3")), (DRAWN,), [("INVOICES_AFTER_NOTICE", "invoices")]),
        (added(an_invoice("F-3")), (DRAWN, ("2026-11-17", e.LetterDiscarded(letter=1))), []),
        (added(an_invoice("F-3")), (("2026-11-20", PLAN),), [("INVOICES_DURING_PLAN", "invoices")]),
        (added(*(an_invoice(f"G-{n}") for n in range(59))), (), [("TOO_MANY_INVOICES", "invoices")]),
        (corrected(an_invoice("F-1", "900.00")), (), []),
        (corrected(an_invoice("F-2")), (), [("DUPLICATE", "becomes.ref")]),
        (corrected(None), (), []),
        (corrected(None, "F-9"), (), [("UNKNOWN_INVOICE", "invoice")]),
        (corrected(None), (("2026-11-02", corrected(None, "F-2")),), [("LAST_INVOICE", "becomes")]),
        (
            corrected(an_invoice("F-1", "40.00")),
            (("2026-11-02", avoir("50.00")),),
            [("CREDIT_NOTE_ABOVE_INVOICE", "becomes.amount_ttc")],
        ),
        # Their PDFs
        (filed("F-1", size=2 * MEGABYTE), (), []),
        (filed("F-1", size=2 * MEGABYTE + 1), (), [("FILE_TOO_HEAVY", "size")]),
        (filed("F-9"), (), [("UNKNOWN_INVOICE", "invoice")]),
        (filed("F-2", size=2 * MEGABYTE), (HEAVY,), []),
        (added(an_invoice("F-3")), (HEAVY,), []),
        (filed("F-3", size=1), (HEAVY, HEAVY_TOO, THIRD), [("FILES_TOO_HEAVY", "size")]),
        (filed("F-2", size=9), (HEAVY, HEAVY_TOO, THIRD), []),
        # Money
        (money(), (), []),
        (money(TOMORROW), (), [("DATE_IN_FUTURE", "date")]),
        (money(invoice="F-9"), (), [("UNKNOWN_INVOICE", "invoice")]),
        (avoir("1000.00"), (), []),
        (avoir("1000.01"), (), [("CREDIT_NOTE_ABOVE_INVOICE", "credit_note.amount")]),
        (
            avoir("600.00", id="AV-2"), (("2026-11-02", avoir("500.00")),),
            [("CREDIT_NOTE_ABOVE_INVOICE", "credit_note.amount")],
        ),
        (avoir("5.00"), (("2026-11-02", avoir("500.00")),), [("DUPLICATE", "credit_note.id")]),
        (avoir("5.00", "F-9"), (), [("UNKNOWN_INVOICE", "credit_note.invoice")]),
        (avoir("5.00", day=TOMORROW), (), [("DATE_IN_FUTURE", "credit_note.date")]),
        (given_up(), (), []),
        (given_up(penalties=False), (), [("NOTHING_WAIVED", "penalties")]),
        (e.DueDateRenegotiated(invoice="F-1", due_date=date(2026, 10, 16)), (), []),
        (e.DueDateRenegotiated(invoice="F-1", due_date=date(2026, 10, 15)), (), [("NOT_A_LATER_DAY", "due_date")]),
        (e.DueDateRenegotiated(invoice="F-9", due_date=TODAY), (), [("UNKNOWN_INVOICE", "invoice")]),
        (e.AcknowledgementSigned(date=TOMORROW), (), [("DATE_IN_FUTURE", "date")]),
        # Answers
        (e.PaymentPromised(until=TODAY), (), []),
        (e.PaymentPromised(until=YESTERDAY), (), [("DATE_IN_PAST", "until")]),
        (e.Paused(until=YESTERDAY, reason="Congés"), (), [("DATE_IN_PAST", "until")]),
        (e.DisputeRaised(reason="Prix", invoices=("F-1", "F-9")), (), [("UNKNOWN_INVOICE", "invoices[1]")]),
        (e.DisputeRaised(reason="Prix", invoices=("F-1",)), (DISPUTE,), [("ALREADY_DISPUTED", "invoices")]),
        (e.DisputeRaised(reason="Prix"), (DISPUTE,), []),
        (e.DisputeSettled(answer="Oui"), (DISPUTE,), []),
        (e.DisputeSettled(answer="Oui"), (), [("NOT_DISPUTED", "invoices")]),
        (e.DisputeSettled(answer="Oui", invoices=("F-2",)), (DISPUTE,), [("NOT_DISPUTED", "invoices")]),
        (e.Resumed(), (), [("NOTHING_SUSPENDED", "kind")]),
        (e.Resumed(), (PROMISE,), []),
        (PLAN, (), []),
        (PLAN, (("2026-11-20", PLAN),), [("PLAN_ALREADY_AGREED", "plan")]),
        (
            PLAN.model_copy(update={"plan": PLAN.plan.model_copy(update={"agreed_on": TOMORROW})}), (),
            [("DATE_IN_FUTURE", "plan.agreed_on")],
        ),
        (e.PlanEnded(reason="Rompu"), (), [("NO_PLAN", "kind")]),
        (insolvency(YESTERDAY, TODAY), (), []),
        (insolvency(TOMORROW), (), [("DATE_IN_FUTURE", "judgment_date")]),
        (insolvency(TODAY, TOMORROW), (), [("DATE_IN_FUTURE", "published_on")]),
        (insolvency(TODAY, YESTERDAY), (), [("PUBLISHED_BEFORE_JUDGMENT", "published_on")]),
        (e.InsolvencyChecked(date=TOMORROW), (), [("DATE_IN_FUTURE", "date")]),
        # Letters
        (issued(2, "last_notice")(TODAY), (), [("LETTER_UNKNOWN", "letter")]),
        (GONE, (), [("LETTER_UNKNOWN", "letter")]),
        (GONE, (DRAWN,), []),
        (GONE, (DRAWN, SENT), [("LETTER_ALREADY_SENT", "letter")]),
        (GONE, (DRAWN, ("2026-11-17", e.LetterDiscarded(letter=1))), [("LETTER_ALREADY_DISCARDED", "letter")]),
        (GONE.model_copy(update={"date": TOMORROW}), (DRAWN,), [("DATE_IN_FUTURE", "date")]),
        (GONE.model_copy(update={"date": date(2026, 11, 15)}), (DRAWN,), [("SENT_BEFORE_DRAWN", "date")]),
        (e.LetterDiscarded(letter=1), (DRAWN, SENT), [("LETTER_ALREADY_SENT", "letter")]),
        (presentation(), (), [("LETTER_UNKNOWN", "letter")]),
        (presentation(), (DRAWN,), [("LETTER_NOT_SENT", "letter")]),
        (presentation(), (DRAWN, SENT), []),
        (presentation(date(2026, 11, 15)), (DRAWN, SENT), [("PRESENTED_BEFORE_SENT", "date")]),
        (presentation(TOMORROW), (DRAWN, SENT), [("DATE_IN_FUTURE", "date")]),
        (presentation(), (DRAWN, SENT, ("2026-11-19", presented(1))), [("ALREADY_RECORDED", "date")]),
        (returned(), (DRAWN,), [("LETTER_NOT_SENT", "letter")]),
        (returned(date(2026, 11, 15)), (DRAWN, SENT), [("PRESENTED_BEFORE_SENT", "date")]),
        (returned(), (DRAWN, SENT, ("2026-11-19", returned(YESTERDAY))), [("ALREADY_RECORDED", "date")]),
        (e.StepSkipped(document=Document.FORMAL_NOTICE), (DRAWN, SENT), [("STEP_DONE", "document")]),
        (e.StepSkipped(document=Document.RECEIPT), (), [("NOT_A_STEP", "document")]),
        # The file
        (e.Closed(reason="paid"), (), [("PRINCIPAL_REMAINS", "reason")]),
        (e.Closed(reason="paid"), (("2026-11-05", paid("1499.99")),), [("PRINCIPAL_REMAINS", "reason")]),
        (e.Closed(reason="paid"), (("2026-11-05", paid("1500.00")),), []),
        (e.Closed(reason="paid"), (("2026-11-05", paid("1400.00")), ("2026-11-06", avoir("100.00"))), []),
        (e.Closed(reason="waived"), (), []),
        (e.Reopened(reason="Erreur"), (), [("CASE_NOT_CLOSED", "kind")]),
        (opened(), (), [("CASE_ALREADY_OPEN", "kind")]),
    ],
    ids=lambda each: getattr(each, "kind", None),
)  # fmt: skip
def test_what_contradicts_the_case_is_refused(event, story, expected):
    assert refused(event, *story) == expected


@pytest.mark.parametrize("regime", ["b2c", "public", "non_professional"])
def test_only_a_debt_between_professionals_has_accessories_to_give_up(regime):
    assert refused(given_up(), regime=regime) == [("WAIVER_NOT_ALLOWED", "kind")]


def test_a_plan_kept_under_clause_a_is_paid_whatever_was_invoiced():
    terms = {"agreed_on": "2026-11-02", "instalments": [{"date": "2026-11-02", "amount": "700.00"}]}
    for clause, expected in (("stop_if_kept", []), ("keep_running", [("PRINCIPAL_REMAINS", "reason")])):
        agreed = e.PlanAgreed.model_validate({"plan": terms | {"penalties": clause}})
        story = (("2026-11-02", agreed), ("2026-11-03", paid("700.00")))
        assert refused(e.Closed(reason="paid"), *story) == expected


# --- a closed case, an opening -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [money(), avoir("10.00"), e.Noted(text="Appel"), e.Reopened(reason="Erreur"), undo(2)],
    ids=lambda each: each.kind,
)  # fmt: skip
def test_a_closed_case_still_takes_money_notes_and_corrections(event):
    assert refused(event, CLOSED) == []


@pytest.mark.parametrize(
    "event", [e.Closed(reason="other"), PLAN, added(an_invoice("F-3")), e.Resumed()], ids=lambda each: each.kind
)  # fmt: skip
def test_a_closed_case_takes_nothing_else(event):
    assert refused(event, CLOSED) == [("CASE_CLOSED", "kind")]


def test_an_opening_tells_only_what_has_happened():
    def opening(**more):
        found = faults_of(None, opened(an_invoice(), **more), (), a_debtor(), TODAY)
        return [(fault.code, fault.field) for fault in found]

    assert opening() == []
    reminders = [{"date": "2026-11-20", "channel": "email"}, {"date": "2026-11-21", "channel": "email"}]
    assert opening(reminders=reminders) == [("DATE_IN_FUTURE", "event.reminders[1].date")]
    assert opening(notice={"date": "2026-11-21"}) == [("DATE_IN_FUTURE", "event.notice.date")]
    notice = {"date": "2026-11-10", "presented_on": "2026-11-09"}
    assert opening(notice=notice) == [("PRESENTED_BEFORE_NOTICE", "event.notice.presented_on")]
    twice = opened(an_invoice(), an_invoice())
    assert [f.code for f in faults_of(None, twice, (), a_debtor(), TODAY)] == ["DUPLICATE"]
    assert [f.code for f in faults_of(None, money(), (), a_debtor(), TODAY)] == ["CASE_NOT_OPEN"]


# --- corrections -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "story", "expected"),
    [
        (2, (("2026-11-02", paid("10.00")),), []),
        (9, (), [("EVENT_UNKNOWN", "event")]),
        (1, (), [("NOT_CORRECTABLE", "event")]),
        (2, (DRAWN,), [("NOT_CORRECTABLE", "event")]),
        (2, (("2026-11-02", paid("10.00")), ("2026-11-03", undo(2))), [("ALREADY_CORRECTED", "event")]),
        (3, (("2026-11-02", paid("10.00")), ("2026-11-03", undo(2))), []),  # a correction of a correction
        # What was told after it supposes it
        (3, (DRAWN, SENT, ("2026-11-19", presented(1))), [("CORRECTION_BREAKS", "event")]),
        (4, (DRAWN, SENT, ("2026-11-19", presented(1))), []),
        (
            2, (("2026-11-02", added(an_invoice("F-3"))), ("2026-11-03", money(invoice="F-3"))),
            [("CORRECTION_BREAKS", "event")],
        ),
        # The heavier PDF that comes back would be too much beside those added since
        (
            3, (HEAVY, ("2026-11-10", filed("F-1", size=9)), HEAVY_TOO, THIRD, ("2026-11-12", filed("F-3"))),
            [("CORRECTION_BREAKS", "event")],
        ),
        (2, (CLOSED, ("2026-11-11", e.Reopened(reason="Erreur"))), [("CORRECTION_BREAKS", "event")]),
        (3, (CLOSED, ("2026-11-11", e.Reopened(reason="Erreur")), ("2026-11-12", e.Noted(text="Appel"))), []),
        (
            3, (CLOSED, ("2026-11-11", e.Reopened(reason="Erreur")), ("2026-11-12", given_up())),
            [("CORRECTION_BREAKS", "event")],
        ),
        # To restore a payment that a later closing as unpaid did not know of is fine; a second plan is not
        (3, (("2026-11-02", PLAN), ("2026-11-03", undo(2)), ("2026-11-04", PLAN)), [("CORRECTION_BREAKS", "event")]),
        (
            2, (("2026-11-02", paid("1500.00")), ("2026-11-03", e.Closed(reason="paid"))),
            [("CORRECTION_BREAKS", "event")],
        ),
    ],
)  # fmt: skip
def test_a_correction_never_leaves_a_history_that_contradicts_itself(number, story, expected):
    assert refused(undo(number), *story) == expected


def test_a_correction_is_not_refused_for_what_was_already_so():
    """The debtor is told to be a consumer after a waiver was recorded: another fact may still be corrected."""
    story = (("2026-11-02", given_up()), ("2026-11-03", paid("10.00")))
    assert refused(undo(3), *story, regime="b2c") == []


# --- what the page offers ----------------------------------------------------------------------------------------


def offered(*story, **more):
    return set(allowed_kinds(on(TODAY, a_case(TWO, *story), **more)))


def test_a_page_offers_what_makes_sense_now():
    plain = offered()
    assert {
        "payment_received",
        "payment_promised",
        "paused",
        "plan_agreed",
        "dispute_raised",
        "closed",
    } <= plain
    assert {"accessories_waived", "step_skipped", "noted", "invoices_added"} <= plain
    nothing = {
        "resumed",
        "plan_ended",
        "dispute_settled",
        "letter_sent",
        "letter_presented",
        "reopened",
        "corrected",
    }
    assert not nothing & plain
    assert "accessories_waived" not in offered(debtor=a_debtor("public"))
    assert {"letter_sent", "letter_discarded"} <= offered(DRAWN)
    assert {"letter_presented", "letter_returned", "corrected"} <= offered(DRAWN, SENT)
    assert "invoices_added" not in offered(DRAWN)
    assert "resumed" in offered(PROMISE)
    assert {"plan_ended"} == {"plan_ended", "plan_agreed"} & offered(("2026-11-20", PLAN))
    assert {"dispute_raised", "dispute_settled"} <= offered(DISPUTE)
    assert offered(CLOSED) == {"payment_received", "credit_note_issued", "noted", "reopened", "corrected"}


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ((), True),
        ((DRAWN,), False),
        ((DRAWN, ("2026-11-17", e.LetterDiscarded(letter=1))), True),
        ((("2026-11-20", PLAN),), False),
        ((CLOSED,), False),
    ],
)
def test_a_new_invoice_joins_until_a_notice_is_issued(story, expected):
    assert joinable(a_case(TWO, *story)) is expected
    notice = {"date": "2026-09-01"}
    assert not joinable(a_case(("2026-10-01", opened(notice=notice))))
