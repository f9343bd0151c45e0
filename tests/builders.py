"""What tests of cases are built from: an invoice, a debtor, a history told as days and events, the case it makes.

A history is told the way a person would: `history(("2026-10-01", opened()), ("2026-10-12", paid("200.00")))`. Every
event is recorded at nine in the morning, Paris time, unless its day carries an hour («2026-10-12 17:30»).
"""

from datetime import date, datetime
from decimal import Decimal

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.facts import Channel, CreditNoteFacts, InvoiceFacts
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, record
from chalicelib.cases.life import follow
from chalicelib.cases.parties import FollowedDebtor, Person
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load

CASE_ID = "case-0001"
DEBTOR_ID = "debtor-0001"
PERSONS = {Regime.CONSUMER: Person.NATURAL}


def an_invoice(ref="F-1", amount="1000.00", due="2026-10-15", **more):
    """One invoice; `more` may give issue_date, performance_date…"""
    return InvoiceFacts.model_validate({"ref": ref, "amount_ttc": amount, "due_date": due} | more)


def a_debtor(regime="b2b", **more):
    """A client of the subscriber, with an e-mail address; `more` replaces any field."""
    facts = {
        "regime": regime,
        "person": PERSONS.get(Regime(regime), Person.LEGAL),
        "debtor": {
            "name": "Imprimerie Vasseur",
            "address": {"street": "4 rue du Port", "postcode": "59140", "city": "Dunkerque"},
        },
        "email": "compta@vasseur.example",
    }
    return FollowedDebtor.model_validate(facts | more)


def opened(*invoices, debtor=DEBTOR_ID, **more):
    """The first event of a case; without an invoice, `an_invoice()`."""
    facts = {"debtor": debtor, "invoices": [each.model_dump() for each in invoices or (an_invoice(),)]}
    return e.CaseOpened.model_validate(facts | more)


def paid(amount, on=None, invoice=None):
    """Money received; `on` the day it was recorded unless given."""
    return lambda day: e.PaymentReceived(date=on or day, amount=Decimal(amount), invoice=invoice)


def credited(invoice, amount, id="AV-1", on=None):
    return lambda day: e.CreditNoteIssued(
        credit_note=CreditNoteFacts(id=id, date=on or day, amount=Decimal(amount), invoice=invoice)
    )


def filed(invoice="F-1", name="facture.pdf", size=1000):
    """The PDF of an invoice is kept."""
    file = f"account/{CASE_ID}/invoice-{name}"
    return e.InvoiceFiled(invoice=invoice, file=file, name=name, sha256="0" * 64, size=size)


def issued(letter, document, deadline_days=None, amount="1000.00"):
    """A document drawn that day."""
    if deadline_days is None:
        deadline_days = {Document.FORMAL_NOTICE: 8, Document.LAST_NOTICE: 8}.get(Document(document))
    return lambda day: e.LetterIssued(
        letter=letter,
        document=document,
        statement_day=day,
        amount=Decimal(amount),
        file=f"account/{CASE_ID}/{letter}.pdf",
        sha256="0" * 64,
        register_digest=load().digest,
        deadline_days=deadline_days,
    )


def sent(letter, channel=Channel.EMAIL, on=None):
    return lambda day: e.LetterSent(letter=letter, date=on or day, channel=channel)


def presented(letter, on=None):
    return lambda day: e.LetterPresented(letter=letter, date=on or day)


def history(*told, so_far=(), by=Author.CREDITOR):
    """The history told as (day, event) pairs after `so_far`; an event may be a function of its day."""
    links = tuple(so_far)
    for when, event in told:
        at = datetime.fromisoformat(when if " " in when else f"{when} 09:00").replace(tzinfo=PARIS)
        event = event(at.date()) if callable(event) else event
        links += record(links, [(f"event-{len(links) + 1:04}", event)], at, by)
    return links


def a_case(*told, id=CASE_ID):
    """The case a history tells; without an opening, one of `an_invoice()` opened on Thursday 1 October 2026."""
    if not told or not isinstance(told[0][1], e.CaseOpened):
        told = (("2026-10-01", opened()), *told)
    return fold(id, history(*told))


def on(day, case=None, debtor=None, account=None):
    """The case followed on that day (ISO), with our scenario unless `account` changes it."""
    case = case if isinstance(case, Case) else a_case(*(case or ()))
    return follow(
        case, debtor or a_debtor(), account or ScenarioChanges(), date.fromisoformat(str(day)), load()
    )
