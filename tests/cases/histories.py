"""Random lives of a case: facts told one after the other, each of them one that a person could record that day."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from chalicelib.cases import events as e
from chalicelib.cases.admissible import faults_of
from chalicelib.cases.case import PARIS
from chalicelib.cases.facts import Channel, CreditNoteFacts, Obstacle
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, record
from chalicelib.cases.life import follow
from chalicelib.cases.plan import PaymentPlan, proposed
from chalicelib.cases.scenario import STEPS, ScenarioChanges
from chalicelib.law.notice import NOTICES, Document
from chalicelib.law.register import load
from tests.builders import a_debtor, an_invoice, issued, opened, sent

REGIMES = ("b2b", "b2c", "public", "non_professional", "b2b")
FIRST_DAY = date(2026, 1, 5)
CHANNELS = st.sampled_from((*[Channel.REGISTERED] * 3, *Channel))
AMOUNTS = st.sampled_from(("12.00", "100.00", "250.00", "999.99", "1000.00", "4000.00"))
# Steps and money are drawn most, what stops everything least: most lives must go on.
KINDS = (
    *["letter_issued"] * 30,
    *["payment_received"] * 6,
    *["step_released"] * 3,
    *["letter_sent", "letter_presented", "letter_returned", "letter_discarded", "step_skipped"] * 3,
    *["payment_promised", "paused", "resumed", "plan_agreed", "plan_ended", "dispute_raised"] * 3,
    *["dispute_settled", "credit_note_issued", "invoices_added", "invoice_corrected", "corrected"] * 3,
    *["terms_changed", "accessories_waived", "due_date_renegotiated", "acknowledgement_signed"] * 2,
    *["insolvency_checked", "noted", "sending_chosen", "scenario_changed", "closed", "reopened"] * 2,
    *["insolvency_recorded", "obstacle_recorded"],
)


@st.composite
def debtors(draw):
    regime = draw(st.sampled_from(REGIMES))
    email = draw(st.sampled_from(("compta@vasseur.example", "compta@vasseur.example", None)))
    return a_debtor(regime, email=email, opted_out=draw(st.integers(0, 9)) == 9)


@st.composite
def lives(draw, debtor, id="case-0001", most=12):
    """The history of a case of that debtor, opened in the first half of 2026."""
    day = FIRST_DAY + timedelta(draw(st.integers(0, 150)))
    due = st.integers(-40, 45).map(lambda days: (day + timedelta(days)).isoformat())
    invoices = [an_invoice(f"{id[-1]}-{n}", draw(AMOUNTS), draw(due)) for n in range(draw(st.integers(1, 3)))]
    sending = draw(st.sampled_from(tuple(e.Sending)))
    history = told((), 0, opened(*invoices, sending=sending), day)
    for number in range(1, draw(st.integers(0, most)) + 1):
        day += timedelta(draw(st.sampled_from((0, 0, 1, 1, 2, 5, 9, 16, 30))))
        case = fold(id, history)
        event = draw(events(case, debtor, day))
        if faults_of(case, event, history, debtor, day):
            continue
        history = told(history, number, event, day)
        if isinstance(event, e.LetterIssued) and draw(st.integers(0, 3)):  # most letters do leave
            history = told(history, 100 + number, sent(event.letter, draw(CHANNELS))(day), day)
            if event.document in NOTICES and not case.notice and draw(st.integers(0, 3)):
                day += timedelta(2)
                noted = e.LetterPresented(letter=event.letter, date=day)
                if not faults_of(fold(id, history), noted, history, debtor, day):
                    history = told(history, 200 + number, noted, day)
    return history


def told(history, number, event, day):
    at = datetime.combine(day, time(9), PARIS)
    return history + record(history, [(f"event-{number:04}", event)], at, Author.CREDITOR)


@st.composite
def events(draw, case, debtor, day):
    """One thing that might be told of the case that day, coherent or not."""
    kind = draw(st.sampled_from(KINDS))
    letter = draw(st.integers(1, max(1, len(case.letters))))
    ref = draw(st.sampled_from([invoice.ref for invoice in case.invoices] or ["none"]))
    soon = day + timedelta(draw(st.integers(0, 40)))
    earlier = day - timedelta(draw(st.integers(0, 8)))
    text = "Un fait"
    match kind:
        case "letter_issued":
            left = [step for step in STEPS if not case.done(step)] or [Document.RECEIPT]
            document = draw(st.sampled_from((*left[:1] * 4, *left, Document.RECEIPT)))
            return issued(len(case.letters) + 1, document)(day)
        case "letter_sent":
            return e.LetterSent(letter=letter, date=earlier, channel=draw(st.sampled_from(Channel)))
        case "letter_presented":
            return e.LetterPresented(letter=letter, date=earlier)
        case "letter_returned":
            return e.LetterReturned(letter=letter, date=earlier, reason=draw(st.sampled_from(e.ReturnReason)))
        case "letter_discarded":
            return e.LetterDiscarded(letter=letter)
        case "payment_received":
            invoice = draw(st.sampled_from((None, ref)))
            return e.PaymentReceived(date=earlier, amount=Decimal(draw(AMOUNTS)), invoice=invoice)
        case "credit_note_issued":
            note = CreditNoteFacts(
                id=f"AV-{case.version}", date=earlier, amount=Decimal("50.00"), invoice=ref
            )
            return e.CreditNoteIssued(credit_note=note)
        case "step_skipped":
            return e.StepSkipped(document=draw(st.sampled_from(STEPS)))
        case "step_released":
            return e.StepReleased(document=draw(st.sampled_from(STEPS[:3])))
        case "payment_promised":
            amount = draw(st.sampled_from((None, Decimal("100.00"))))
            return e.PaymentPromised(until=soon, amount=amount)
        case "paused":
            return e.Paused(until=soon, reason=text)
        case "resumed":
            return e.Resumed()
        case "plan_agreed":
            instalments = proposed(Decimal("900.00"), draw(st.integers(1, 4)), soon)
            clause, signed = draw(st.sampled_from(("stop_if_kept", "keep_running"))), draw(st.booleans())
            plan = PaymentPlan(agreed_on=day, instalments=instalments, penalties=clause, signed=signed)
            return e.PlanAgreed(plan=plan)
        case "plan_ended":
            return e.PlanEnded(reason=text)
        case "dispute_raised":
            return e.DisputeRaised(reason=text, invoices=draw(st.sampled_from(((), (ref,), (ref,)))))
        case "dispute_settled":
            return e.DisputeSettled(answer=text, invoices=draw(st.sampled_from(((), (ref,)))))
        case "invoices_added":
            due = (day + timedelta(draw(st.integers(-10, 40)))).isoformat()
            return e.InvoicesAdded(invoices=(an_invoice(f"{ref}+{case.version}", draw(AMOUNTS), due),))
        case "invoice_corrected":
            becomes = draw(st.sampled_from((None, an_invoice(f"{ref}*"[-39:], "321.00", soon.isoformat()))))
            return e.InvoiceCorrected(invoice=ref, becomes=becomes, reason=text)
        case "terms_changed":
            return e.TermsChanged(terms=e.Terms(imputation=draw(st.sampled_from(IMPUTATIONS))))
        case "accessories_waived":
            return e.AccessoriesWaived(
                penalties=draw(st.booleans()), indemnity=draw(st.booleans()), reason=text
            )
        case "due_date_renegotiated":
            return e.DueDateRenegotiated(invoice=ref, due_date=soon)
        case "acknowledgement_signed":
            return e.AcknowledgementSigned(date=earlier)
        case "insolvency_recorded":
            published = draw(st.sampled_from((None, day)))
            return e.InsolvencyRecorded(procedure="safeguard", judgment_date=earlier, published_on=published)
        case "obstacle_recorded":
            return e.ObstacleRecorded(
                obstacle=draw(st.sampled_from((Obstacle.DECEASED, Obstacle.STRUCK_OFF)))
            )
        case "insolvency_checked":
            return e.InsolvencyChecked(date=earlier)
        case "noted":
            return e.Noted(text=text)
        case "sending_chosen":
            return e.SendingChosen(sending=draw(st.sampled_from(e.Sending)))
        case "scenario_changed":
            return e.ScenarioChanged.model_validate({"scenario": draw(st.sampled_from(SCENARIOS))})
        case "closed":
            return e.Closed(reason=draw(st.sampled_from(e.ClosingReason)))
        case "reopened":
            return e.Reopened(reason=text)
        case "corrected":
            return e.Corrected(event=f"event-{draw(st.integers(0, case.version)):04}", reason=text)
    raise AssertionError(kind)


IMPUTATIONS = ("interest_first", "principal_first")
SCENARIOS = (
    {"gap_days": 10},
    {"formal_notice": {"off": True}},
    {"last_notice": {"off": True}},
    {"first_reminder": 1, "second_reminder": 3, "formal_notice": 5},
    {"minimum_amount": "300.00", "validate_above": "500.00"},
    {"courtesy_reminder": -10, "last_notice": 5},
)
# The scenarios an account may have chosen for every case.
ACCOUNTS = st.sampled_from(SCENARIOS).map(ScenarioChanges.model_validate) | st.just(ScenarioChanges())


def followed(id, history, debtor, account, day):
    return follow(fold(id, history), debtor, account, day, load())
