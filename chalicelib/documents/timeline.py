"""The story of a case, in words: what was recorded, then what the sequence plans.

One sentence per fact (`templates/phrases.toml`, section «timeline»), filled with what the fact says. A fact that was
corrected stays, marked; its correction says which one it undoes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS
from chalicelib.cases.fold import voided
from chalicelib.cases.history import Recorded
from chalicelib.core import french
from chalicelib.documents.phrases import phrase
from chalicelib.law.notice import Document


@dataclass(frozen=True)
class Entry:
    """One line of the story. `day` is the fact's own (a payment's), `at` the instant it was recorded (UTC).

    `event` is the id to correct, None for what cannot be; `by` says who recorded it.
    """

    day: date
    kind: str
    title: str
    at: datetime | None = None
    by: str | None = None
    detail: str | None = None
    event: str | None = None
    letter: int | None = None
    corrected: bool = False
    planned: bool = False


def past(history: tuple[Recorded, ...]) -> tuple[Entry, ...]:
    """What happened, by day; on one day, in the order it was recorded."""
    void = voided(history)
    documents = {
        each.event.letter: each.event.document for each in history if isinstance(each.event, e.LetterIssued)
    }
    entries = list(_before(history[0].event))
    told: dict[str, str] = {}
    for recorded in history:
        event = recorded.event
        title, detail = _words(event, documents, told)
        told[recorded.id] = title
        entries.append(
            Entry(
                day=_own_day(event) or recorded.at.astimezone(PARIS).date(),
                kind=event.kind,
                title=title,
                at=recorded.at,
                by=phrase("timeline", f"by_{recorded.by.value}"),
                detail=detail,
                event=None if isinstance(event, e.CaseOpened) else recorded.id,
                letter=getattr(event, "letter", None),
                corrected=recorded.id in void,
            )
        )
    return tuple(sorted(entries, key=lambda entry: entry.day))


def planned(steps: Iterable[tuple[date, Document]]) -> tuple[Entry, ...]:
    """What the sequence will do if nothing happens before."""
    return tuple(Entry(day, "step", label(document), planned=True) for day, document in steps)


def label(document: Document) -> str:
    """The French name of a document."""
    return phrase("documents", document.value)


def _before(opening: e.Event) -> Iterator[Entry]:
    """What was sent before the case was followed."""
    assert isinstance(opening, e.CaseOpened)
    for reminder in opening.reminders:
        channel = phrase("timeline", f"channel_{reminder.channel.value}")
        yield Entry(reminder.date, "earlier_reminder", phrase("timeline", "earlier_reminder"), detail=channel)
    if opening.notice and opening.notice.date:
        number = opening.notice.registered_number
        detail = phrase("timeline", "registered_number", number=number) if number else None
        yield Entry(
            opening.notice.date, "earlier_notice", phrase("timeline", "earlier_notice"), detail=detail
        )
    if opening.notice and opening.notice.presented_on:
        title = phrase("timeline", "letter_presented", document=label(Document.FORMAL_NOTICE))
        yield Entry(opening.notice.presented_on, "earlier_notice_presented", title)


def _own_day(event: e.Event) -> date | None:
    match event:
        case e.CreditNoteIssued(credit_note=note):
            return note.date
        case e.PlanAgreed(plan=plan):
            return plan.agreed_on
        case _:
            day: date | None = getattr(event, "date", None)
            return day


def _words(event: e.Event, documents: dict[int, Document], told: dict[str, str]) -> tuple[str, str | None]:
    """The title of an event and, when it says more, its detail."""
    title, details = _sentence(event, documents, told)
    lines = [line for line in details if line]
    return title, " · ".join(lines) or None


def _sentence(
    event: e.Event, documents: dict[int, Document], told: dict[str, str]
) -> tuple[str, tuple[str | None, ...]]:
    match event:
        case e.CaseOpened(invoices=invoices) | e.InvoicesAdded(invoices=invoices):
            return _say(event.kind), (_invoices(i.ref for i in invoices),)
        case e.InvoiceCorrected(invoice=ref, becomes=becomes, reason=reason):
            return _say(event.kind if becomes else "invoice_removed", invoice=ref), (reason,)
        case e.InvoiceFiled(invoice=ref, name=name):
            return _say(event.kind, invoice=ref), (name,)
        case e.PaymentReceived(amount=amount, invoice=ref, means=means):
            return _say(event.kind, amount=amount), (_invoices([ref] if ref else []), means)
        case e.CreditNoteIssued(credit_note=note):
            return _say(event.kind, id=note.id, amount=note.amount), (_invoices([note.invoice]),)
        case e.AccessoriesWaived(penalties=penalties, indemnity=indemnity, reason=reason):
            both = "both" if penalties and indemnity else "penalties" if penalties else "indemnity"
            return _say(f"{event.kind}_{both}"), (reason,)
        case e.DueDateRenegotiated(invoice=ref, due_date=day):
            return _say(event.kind, invoice=ref, day=day), ()
        case e.PaymentPromised(until=until, amount=amount, note=note):
            return _say(event.kind, until=until), (french.amount(amount) if amount else None, note)
        case e.DisputeRaised(invoices=refs, reason=text) | e.DisputeSettled(invoices=refs, answer=text):
            return _say(event.kind), (_invoices(refs), text)
        case e.Paused(until=until, reason=reason):
            return _say(event.kind, until=until), (reason,)
        case e.PlanAgreed(plan=plan):
            count = len(plan.instalments)
            return _say(event.kind if count > 1 else "plan_agreed_once", count=count, total=plan.total), ()
        case e.InsolvencyRecorded(procedure=procedure, judgment_date=day, published_on=published):
            said = _say("published_on", day=published) if published else None
            return _say(f"{event.kind}_{procedure.value}", day=day), (said,)
        case e.ObstacleRecorded(obstacle=obstacle, note=note):
            return _say(f"{event.kind}_{obstacle.value}"), (note,)
        case e.LetterIssued(document=document, amount=amount):
            return _say(event.kind, document=label(document)), (french.amount(amount),)
        case e.LetterSent(letter=number, channel=channel, registered_number=registered):
            how = _say(f"channel_{channel.value}")
            proof = _say("registered_number", number=registered) if registered else None
            return _say(event.kind, document=label(documents[number])), (how, proof)
        case e.LetterMailed(letter=number):
            return _say(event.kind, document=label(documents[number])), (_say("channel_email"),)
        case e.LetterRefused(letter=number):
            return _say(event.kind, document=label(documents[number])), ()
        case e.AddressFailed(letter=number, failure=failure):
            return _say(f"{event.kind}_{failure.value}", document=label(documents[number])), ()
        case e.PublicationFound(published_on=day, nature=nature):
            return _say(event.kind, day=day), (nature,)
        case e.DebtorAnswered(answer=answer, words=words):
            return _say(f"{event.kind}_{answer.value}"), (words,)
        case e.CreditorTold():
            return _told(event), (None if event.certain else _say("told_uncertain"),)
        case e.LetterPresented(letter=number):
            return _say(event.kind, document=label(documents[number])), ()
        case e.LetterReturned(letter=number, reason=why):
            return _say(event.kind, document=label(documents[number])), (_say(f"returned_{why.value}"),)
        case e.LetterDiscarded(letter=number, reason=reason):
            return _say(event.kind, document=label(documents[number])), (reason,)
        case (
            e.StepSkipped(document=document)
            | e.StepReleased(document=document)
            | e.StepHeld(document=document)
        ):
            return _say(event.kind, document=label(document)), ()
        case e.SendingChosen(sending=sending):
            return _say(f"{event.kind}_{sending.value}"), ()
        case e.Noted(text=text):
            return _say(event.kind), (text,)
        case e.Closed(reason=why, note=note):
            return _say(f"{event.kind}_{why.value}"), (note,)
        case e.Corrected(event=id, reason=reason):
            return _say(event.kind, title=told.get(id, "")), (reason,)
        case _:  # the kind says it all, but for a reason when there is one
            return _say(event.kind), (getattr(event, "reason", None),)


def _told(told: e.CreditorTold) -> str:
    if told.leaves_on and told.document:
        return _say("told_leaves", document=label(told.document), day=told.leaves_on)
    return _say("told_step", document=label(told.document)) if told.document else _say("told")


def _say(key: str, **values: object) -> str:
    return phrase("timeline", key, **values)


def _invoices(refs: Iterable[str]) -> str | None:
    named = list(refs)
    if not named:
        return None
    return _say("one_invoice" if len(named) == 1 else "many_invoices", refs=french.enumerate_fr(named))
