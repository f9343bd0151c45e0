"""A case from its history: the sum of everything recorded about it, from its first event on.

Nothing else makes a Case. What was corrected is left out as if it had never been recorded.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from typing import Any

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS, Announced, Case, Dispute, InvoiceFile, Letter, Message, News
from chalicelib.cases.facts import Channel, InvoiceFacts, PaymentFacts, WaiverFacts
from chalicelib.cases.history import Author, Recorded
from chalicelib.law.notice import Document

_STEPS_OF_REMINDERS = (Document.FIRST_REMINDER, Document.SECOND_REMINDER)


def fold(id: str, history: tuple[Recorded, ...]) -> Case:
    """The case its history tells; the first event opens it."""
    void = voided(history)
    opening, *rest = (each for each in history if each.id not in void)
    case = reduce(after, rest, _opened(id, opening))
    return case.model_copy(update={"version": len(history), "last_event_on": _day(history[-1])})


def voided(history: Iterable[Recorded]) -> frozenset[str]:
    """The ids of the events that a later correction, itself in force, undoes."""
    void: set[str] = set()
    for each in reversed(tuple(history)):
        if isinstance(each.event, e.Corrected) and each.id not in void:
            void.add(each.event.event)
    return frozenset(void)


def _day(recorded: Recorded) -> date:
    return recorded.at.astimezone(PARIS).date()


def _opened(id: str, opening: Recorded) -> Case:
    event = opening.event
    assert isinstance(event, e.CaseOpened)
    reminders = sorted(event.reminders, key=lambda each: each.date)
    # The last of several earlier reminders stands for the second step; a third changes nothing to the sequence.
    steps = (_STEPS_OF_REMINDERS[min(rank, 1)] for rank in range(len(reminders)))
    messages = [
        Message(document=step, date=each.date, channel=each.channel)
        for step, each in zip(steps, reminders, strict=True)
    ]
    if event.notice and event.notice.date:
        messages.append(
            Message(document=Document.FORMAL_NOTICE, date=event.notice.date, channel=Channel.REGISTERED)
        )
    return Case(
        id=id,
        version=1,
        opened_on=_day(opening),
        debtor=event.debtor,
        terms=event.terms,
        invoices=event.invoices,
        earlier_notice=event.notice,
        messages=tuple(messages),
        sending=event.sending,
        last_event_on=_day(opening),
        touched_on=_day(opening),
    )


def after(case: Case, recorded: Recorded) -> Case:
    """The case once this event has happened too."""
    own = recorded.by is Author.CREDITOR
    told = {"touched_on": _day(recorded), **_NOT_HELD} if own else _told_without(case, recorded)
    return case.model_copy(update=_change(case, recorded) | told)


def _told_without(case: Case, recorded: Recorded) -> dict[str, Any]:
    """What the clock or the debtor did is news until the creditor was told."""
    news = _news(recorded)
    return {"news": (*case.news, news)} if news else {}


def _news(recorded: Recorded) -> News | None:
    def news(detail: str = "", **more: Any) -> News:
        kind = f"{recorded.event.kind}_{detail}" if detail else recorded.event.kind
        return News(number=recorded.number, kind=kind, at=recorded.at, **more)

    match recorded.event:
        case e.LetterMailed(letter=number):
            return news(letter=number, urgent=False)
        case e.AddressFailed(letter=number, failure=failure):
            return news(failure, letter=number)
        case e.DebtorAnswered(letter=number, answer=answer, words=words):
            return news(answer, letter=number, words=words)
        case e.DisputeRaised(reason=words):
            return news(words=words)
        case e.InsolvencyRecorded(procedure=procedure, judgment_date=day):
            return news(procedure, day=day)
        case e.ObstacleRecorded(obstacle=obstacle):
            return news(obstacle)
        case e.PublicationFound(published_on=day):
            return news(day=day)
        case _:
            return None


def _change(case: Case, recorded: Recorded) -> dict[str, Any]:
    match recorded.event:
        case e.InvoicesAdded(invoices=invoices):
            return {"invoices": (*case.invoices, *invoices)}
        case e.InvoiceCorrected(invoice=ref, becomes=becomes):
            return _invoice_corrected(case, ref, becomes)
        case e.InvoiceFiled() as filed:
            file = InvoiceFile(
                event=recorded.id,
                filed_on=_day(recorded),
                **filed.model_dump(include={"file", "name", "sha256", "size"}),
            )
            return {"invoice_files": {**case.invoice_files, filed.invoice: file}}
        case e.TermsChanged(terms=terms):
            return {"terms": terms}
        case e.PaymentReceived() as paid:
            payment = PaymentFacts(
                id=str(len(case.payments) + 1),
                date=paid.date,
                amount=paid.amount,
                invoice=paid.invoice,
                means=paid.means,
            )
            return {"payments": (*case.payments, payment), **_answer_seen(case)}
        case e.CreditNoteIssued(credit_note=note):
            return {"credit_notes": (*case.credit_notes, note)}
        case e.AccessoriesWaived() as waived:
            return {
                "waiver": WaiverFacts(
                    penalties=case.waiver.penalties or waived.penalties,
                    indemnity=case.waiver.indemnity or waived.indemnity,
                )
            }
        case e.DueDateRenegotiated(invoice=ref, due_date=due):
            return {"renegotiated": {**case.renegotiated, ref: due}}
        case e.AcknowledgementSigned(date=day):
            return {"acknowledgements": (*case.acknowledgements, day)}
        case e.PaymentPromised() as promise:
            return {"promise": promise, "promised_on": _day(recorded)}
        case e.DisputeRaised() as raised:
            disputes = (*case.disputes, *_disputes(case, raised, _day(recorded)))
            return {"disputes": disputes, **_answer_seen(case)}
        case e.DisputeSettled(invoices=refs):
            return {"disputes": tuple(each for each in case.disputes if refs and each.invoice not in refs)}
        case e.Paused() as pause:
            return {"pause": pause}
        case e.Resumed():
            return {"pause": None, "promise": None, "promised_on": None, **_NO_ANSWER}
        case e.PlanAgreed(plan=plan):
            signed = (plan.agreed_on,) if plan.signed else ()
            return {"plan": plan, "acknowledgements": (*case.acknowledgements, *signed)}
        case e.PlanEnded():
            return {"plan": None}
        case e.InsolvencyRecorded() as insolvency:
            return {"insolvency": insolvency}
        case e.ObstacleRecorded(obstacle=obstacle):
            return {"obstacles": case.obstacles | {obstacle}}
        case e.InsolvencyChecked(date=day):
            return {"insolvency_checked_on": day, "bodacc_asked_on": day, "publication": None}
        case e.PublicationFound() as found:
            return {
                "publication": found,
                "publications": case.publications | {found.published_on},
                "bodacc_asked_on": _day(recorded),
            }
        case e.DebtorAnswered() as answer:
            return {"answer": answer, "answered_on": _day(recorded)}
        case e.LetterIssued() as issued:
            letter = Letter(
                number=issued.letter,
                document=issued.document,
                issued_on=_day(recorded),
                issued_at=recorded.at,
                issued=issued,
            )
            return {"letters": (*case.letters, letter), **_NOT_HELD}
        case e.LetterSent() as sent:
            return _sent(case, sent)
        case e.LetterMailed(letter=number, date=day):
            return _sent(case, e.LetterSent(letter=number, date=day, channel=Channel.EMAIL))
        case e.LetterRefused(letter=number):
            return {"letters": _letters(case, number, discarded=True)}
        case e.AddressFailed(letter=number, failure=failure):
            return {"letters": _letters(case, number, failed=failure)}
        case e.LetterPresented(letter=number, date=day):
            return {"letters": _letters(case, number, presented_on=day)}
        case e.LetterReturned(letter=number) as returned:
            return {"letters": _letters(case, number, returned=returned)}
        case e.LetterDiscarded(letter=number):
            return {"letters": _letters(case, number, discarded=True)}
        case e.StepSkipped(document=document):
            return {"skipped": case.skipped | {document}}
        case e.StepReleased(document=document):
            return {"released": document}
        case e.StepHeld() as held:
            return {"held": held, "held_on": _day(recorded)}
        case e.CreditorTold() as told:
            return {
                "told_at": recorded.at,
                **(_told(case, told) if told.certain else {"doubted_on": _day(recorded)}),
            }
        case e.SendingChosen(sending=sending):
            return {"sending": sending}
        case e.ScenarioChanged(scenario=scenario):
            return {"scenario": scenario}
        case e.Closed() as closed:
            return {"closed": closed, "closed_on": _day(recorded)}
        case e.Reopened():
            return {"closed": None, "closed_on": None}
        case _:  # a note, a correction: they change no fact of the case
            return {}


_NOT_HELD: dict[str, Any] = {"held": None, "held_on": None}
_NO_ANSWER: dict[str, Any] = {"answer": None, "answered_on": None}


def _answer_seen(case: Case) -> dict[str, Any]:
    """Money and a dispute are what «j'ai déjà payé» comes to; to whom «ce message ne me concerne pas» was said must
    be seen to apart."""
    paid = case.answer is not None and case.answer.answer is e.DebtorAnswer.PAID
    return _NO_ANSWER if paid else {}


def _told(case: Case, told: e.CreditorTold) -> dict[str, Any]:
    """What happened since that mail was written is still to be told."""
    changes: dict[str, Any] = {
        "told": told,
        "doubted_on": None,
        "news": tuple(each for each in case.news if each.number > told.version),
    }
    if told.leaves_on and told.document:
        changes["announced"] = Announced(document=told.document, leaves_on=told.leaves_on)
    return changes


def _invoice_corrected(case: Case, ref: str, becomes: InvoiceFacts | None) -> dict[str, Any]:
    """The invoice as it really is; what was said of it follows its new number."""
    new = becomes.ref if becomes else None
    invoices = tuple(becomes if i.ref == ref else i for i in case.invoices if i.ref != ref or becomes)
    renegotiated = {new if key == ref else key: day for key, day in case.renegotiated.items()}
    files = {new if key == ref else key: file for key, file in case.invoice_files.items()}
    return {
        "invoices": invoices,
        "payments": tuple(
            p.model_copy(update={"invoice": new}) if p.invoice == ref else p for p in case.payments
        ),
        "credit_notes": tuple(
            n.model_copy(update={"invoice": new}) if n.invoice == ref else n
            for n in case.credit_notes
            if n.invoice != ref or new
        ),
        "renegotiated": {key: day for key, day in renegotiated.items() if key},
        "invoice_files": {key: file for key, file in files.items() if key},
        "disputes": tuple(
            d.model_copy(update={"invoice": new}) if d.invoice == ref else d
            for d in case.disputes
            if d.invoice != ref or new
        ),
    }


def _disputes(case: Case, raised: e.DisputeRaised, since: date) -> Iterator[Dispute]:
    open_already = {each.invoice for each in case.disputes}
    for ref in raised.invoices or [invoice.ref for invoice in case.invoices]:
        if ref not in open_already:
            yield Dispute(invoice=ref, reason=raised.reason, since=since)


def _sent(case: Case, sent: e.LetterSent) -> dict[str, Any]:
    letter = next(each for each in case.letters if each.number == sent.letter)
    presented = {"presented_on": sent.date} if sent.channel is Channel.HAND_DELIVERY else {}
    message = Message(document=letter.document, date=sent.date, channel=sent.channel, letter=letter.number)
    return {
        "letters": _letters(case, sent.letter, sent=sent, **presented),
        "messages": (*case.messages, message),
    }


def _letters(case: Case, number: int, **update: Any) -> tuple[Letter, ...]:
    return tuple(each.model_copy(update=update) if each.number == number else each for each in case.letters)
