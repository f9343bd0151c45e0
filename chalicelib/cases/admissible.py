"""What contradicts a case: the faults of an event somebody is about to record, all at once, and what may be recorded.

An event tells a fact; it is refused when the facts recorded before say that it cannot be one. The field of a fault
starts with `event.`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import get_args

from chalicelib.cases import events as e
from chalicelib.cases.case import Case
from chalicelib.cases.contradictions import (
    notice_issued,
    of_invoices,
    of_the_answers,
    of_the_debt,
    of_the_file,
    of_the_letters,
)
from chalicelib.cases.facts import Facts
from chalicelib.cases.fold import after, fold, voided
from chalicelib.cases.history import Recorded
from chalicelib.cases.life import Followed
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.cases.scenario import STEPS
from chalicelib.core.errors import Fault
from chalicelib.law.regimes import Regime

# What may still be told of a closed case.
_OF_A_CLOSED_CASE = (e.Reopened, e.Corrected, e.Noted, e.PaymentReceived, e.CreditNoteIssued)
# What no correction undoes: a case starts with its opening, and a letter that was drawn exists (it is discarded).
_NEVER_CORRECTED = (e.CaseOpened, e.LetterIssued, e.LetterMailed, e.LetterRefused, e.CreditorTold)


def faults_of(
    case: Case | None,
    event: e.Event,
    history: tuple[Recorded, ...],
    debtor: FollowedDebtor,
    today: date,
) -> tuple[Fault, ...]:
    """Why `event` cannot be recorded today; empty when it may be. `case` is None before its opening."""
    if case is None or isinstance(event, e.CaseOpened):
        return tuple(_opening(case, event, today))
    if case.closed and not isinstance(event, _OF_A_CLOSED_CASE):
        return (Fault("CASE_CLOSED", "event.kind"),)
    if isinstance(event, e.Corrected):
        return tuple(_correction(case, event, history, debtor))
    return (*_days(event, today), *_contradictions(case, event, debtor))


def joinable(case: Case) -> bool:
    """Whether a new invoice of the debtor joins this case rather than opening one of its own: until a formal notice is
    issued (letters.md, «Case»), and not while a payment plan runs, which is about its own invoices."""
    return case.closed is None and case.plan is None and not notice_issued(case)


def allowed_kinds(followed: Followed) -> tuple[str, ...]:
    """The kinds of event a person may record now, in the order they are declared."""
    case = followed.case
    if case.closed:
        return tuple(_kind(each) for each in _TYPED if issubclass(each, _OF_A_CLOSED_CASE))
    sent = [each for each in case.letters if each.sent]
    only_if: dict[type[Facts], bool] = {
        e.InvoicesAdded: joinable(case),
        e.AccessoriesWaived: followed.debtor.regime is Regime.BUSINESS and followed.accessories > 0,
        e.PaymentPromised: followed.owed > 0,
        e.DisputeRaised: bool(followed.undisputed),
        e.DisputeSettled: bool(case.disputes),
        e.Resumed: bool(case.pause or case.promise or case.answer),
        e.PlanAgreed: case.plan is None and followed.owed > 0,
        e.PlanEnded: case.plan is not None,
        e.LetterSent: any(each.waits for each in case.letters),
        e.LetterPresented: any(each.presented_on is None for each in sent),
        e.LetterReturned: any(each.returned is None for each in sent),
        e.LetterDiscarded: any(each.waits for each in case.letters),
        e.StepSkipped: not all(map(case.done, STEPS)),
        e.StepReleased: case.sending is e.Sending.SEND_REMINDERS,
        e.Reopened: False,
        e.Corrected: case.version > 1,
    }
    return tuple(_kind(each) for each in _TYPED if only_if.get(each, True))


_TYPED: tuple[type[Facts], ...] = get_args(get_args(e.TypedEvent)[0])


def _kind(event: type[Facts]) -> str:
    kind: str = event.model_fields["kind"].default
    return kind


def _opening(case: Case | None, event: e.Event, today: date) -> Iterator[Fault]:
    if case is not None or not isinstance(event, e.CaseOpened):
        yield Fault("CASE_ALREADY_OPEN" if case else "CASE_NOT_OPEN", "event.kind")
        return
    yield from of_invoices(event.invoices, "event.invoices")
    days: dict[str, date | None] = {
        f"reminders[{n}].date": each.date for n, each in enumerate(event.reminders)
    }
    if notice := event.notice:
        days |= {"notice.date": notice.date, "notice.presented_on": notice.presented_on}
        if notice.date and notice.presented_on and notice.presented_on < notice.date:
            yield Fault("PRESENTED_BEFORE_NOTICE", "event.notice.presented_on")
    yield from _in_future(days, today)


def _contradictions(case: Case, event: e.Event, debtor: FollowedDebtor) -> Iterator[Fault]:
    yield from of_the_debt(case, event, debtor)
    yield from of_the_answers(case, event)
    yield from of_the_letters(case, event)
    yield from of_the_file(case, event)


def _days(event: e.Event, today: date) -> Iterator[Fault]:
    """A fact is not told before it happens; a promise or a pause does not end before it begins."""
    match event:
        case e.PaymentPromised(until=until) | e.Paused(until=until) if until < today:
            yield Fault("DATE_IN_PAST", "event.until")
        case e.CreditNoteIssued(credit_note=note):
            yield from _in_future({"credit_note.date": note.date}, today)
        case e.PlanAgreed(plan=plan):
            yield from _in_future({"plan.agreed_on": plan.agreed_on}, today)
        case e.InsolvencyRecorded() as told:
            days = {"judgment_date": told.judgment_date, "published_on": told.published_on}
            yield from _in_future(days, today)
        case (
            e.PaymentReceived(date=day)
            | e.AcknowledgementSigned(date=day)
            | e.InsolvencyChecked(date=day)
            | e.LetterSent(date=day)
            | e.LetterPresented(date=day)
            | e.LetterReturned(date=day)
        ):
            yield from _in_future({"date": day}, today)


def _in_future(days: Mapping[str, date | None], today: date) -> Iterator[Fault]:
    for path, day in days.items():
        if day and day > today:
            yield Fault("DATE_IN_FUTURE", f"event.{path}")


def _correction(
    case: Case, event: e.Corrected, history: tuple[Recorded, ...], debtor: FollowedDebtor
) -> Iterator[Fault]:
    """What was told is undone only where what was told after it still stands."""
    wrong = next((each for each in history if each.id == event.event), None)
    if wrong is None:
        yield Fault("EVENT_UNKNOWN", "event.event")
    elif isinstance(wrong.event, _NEVER_CORRECTED):
        yield Fault("NOT_CORRECTABLE", "event.event")
    elif wrong.id in voided(history):
        yield Fault("ALREADY_CORRECTED", "event.event")
    elif found := _incoherent(case.id, history, debtor, wrong.id):
        yield Fault("CORRECTION_BREAKS", "event.event", {"event": found})


def _incoherent(id: str, history: tuple[Recorded, ...], debtor: FollowedDebtor, undone: str) -> str | None:
    """The first event that would contradict what precedes it, and does not today, once `undone` is."""
    correction = history[-1].model_copy(
        update={"id": "the-correction", "event": e.Corrected(event=undone, reason="-")}
    )
    today = set(_contradicted(id, history, voided(history), debtor))
    then = _contradicted(id, history, voided((*history, correction)), debtor)
    return next((each for each in then if each not in today), None)


def _contradicted(
    id: str, history: tuple[Recorded, ...], void: frozenset[str], debtor: FollowedDebtor
) -> Iterator[str]:
    """The events in force that contradict the facts in force before them, in their order."""
    told = tuple(each for each in history if each.id not in void)
    case = fold(id, told[:1])
    for each in told[1:]:
        closed = case.closed and not isinstance(each.event, _OF_A_CLOSED_CASE)
        if closed or any(_contradictions(case, each.event, debtor)):
            yield each.id
            continue
        case = after(case, each)
