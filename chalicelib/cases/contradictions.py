"""What the facts of a case contradict in an event told of it, family by family; days compared with today are elsewhere
(`admissible`)."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from chalicelib.cases import events as e
from chalicelib.cases.case import Case, Letter
from chalicelib.cases.facts import MOST_INVOICES, MOST_MOVEMENTS, InvoiceFacts, PenaltyClause
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.cases.plan import PlanState, progress
from chalicelib.cases.scenario import STEPS
from chalicelib.core.errors import Fault
from chalicelib.core.money import ZERO
from chalicelib.law.notice import NOTICES, Document
from chalicelib.law.regimes import Regime

MEGABYTE = 1024 * 1024
# Of the PDFs of invoices, so that a mail holds them all and its letter (5 MB).
MOST_A_FILE, MOST_FILES = 2 * MEGABYTE, 4 * MEGABYTE  # bytes


def of_the_debt(case: Case, event: e.Event, debtor: FollowedDebtor) -> Iterator[Fault]:
    """Invoices, payments, credit notes, what is given up, what is granted."""
    match event:
        case e.InvoicesAdded(invoices=invoices):
            if notice_issued(case):
                yield Fault("INVOICES_AFTER_NOTICE", "event.invoices")
            if case.plan:
                yield Fault("INVOICES_DURING_PLAN", "event.invoices")
            if len(case.invoices) + len(invoices) > MOST_INVOICES:
                yield Fault("TOO_MANY_INVOICES", "event.invoices", {"most": MOST_INVOICES})
            yield from of_invoices(invoices, "event.invoices", _refs(case))
        case e.InvoiceCorrected(invoice=ref, becomes=becomes):
            yield from _unknown(case, [ref], "event.invoice")
            if becomes:
                yield from of_invoices([becomes], "event.becomes", _refs(case) - {ref})
                if _credited(case, ref) > becomes.amount_ttc:
                    yield Fault("CREDIT_NOTE_ABOVE_INVOICE", "event.becomes.amount_ttc")
            elif _refs(case) == {ref}:
                yield Fault("LAST_INVOICE", "event.becomes")
        case e.PaymentReceived(invoice=ref):
            yield from _unknown(case, [ref] if ref else [], "event.invoice")
            if len(case.payments) >= MOST_MOVEMENTS:
                yield Fault("TOO_MANY", "event", {"most": MOST_MOVEMENTS})
        case e.CreditNoteIssued(credit_note=note):
            yield from _unknown(case, [note.invoice], "event.credit_note.invoice")
            if any(each.id == note.id for each in case.credit_notes):
                yield Fault("DUPLICATE", "event.credit_note.id", {"value": note.id})
            if len(case.credit_notes) >= MOST_MOVEMENTS:
                yield Fault("TOO_MANY", "event", {"most": MOST_MOVEMENTS})
            price = sum((i.amount_ttc for i in case.invoices if i.ref == note.invoice), ZERO)
            if price and _credited(case, note.invoice) + note.amount > price:
                yield Fault("CREDIT_NOTE_ABOVE_INVOICE", "event.credit_note.amount")
        case e.AccessoriesWaived(penalties=penalties, indemnity=indemnity):
            if debtor.regime is not Regime.BUSINESS:  # B13
                yield Fault("WAIVER_NOT_ALLOWED", "event.kind")
            if not (penalties or indemnity):
                yield Fault("NOTHING_WAIVED", "event.penalties")
        case e.DueDateRenegotiated(invoice=ref, due_date=later):
            yield from _unknown(case, [ref], "event.invoice")
            if any(each.ref == ref and later <= each.due_date for each in case.invoices):
                yield Fault("NOT_A_LATER_DAY", "event.due_date")


def of_the_answers(case: Case, event: e.Event) -> Iterator[Fault]:
    """What the debtor answers, and what stops reminders."""
    match event:
        case e.DisputeRaised(invoices=refs):
            yield from _unknown(case, refs, "event.invoices")
            if set(refs or _refs(case)) <= _disputed(case):
                yield Fault("ALREADY_DISPUTED", "event.invoices")
        case e.DisputeSettled(invoices=refs):
            yield from _unknown(case, refs, "event.invoices")
            if not _disputed(case) & set(refs or _refs(case)):
                yield Fault("NOT_DISPUTED", "event.invoices")
        case e.Resumed() if not (case.pause or case.promise or case.answer):
            yield Fault("NOTHING_SUSPENDED", "event.kind")
        case e.PlanAgreed() if case.plan:
            yield Fault("PLAN_ALREADY_AGREED", "event.plan")
        case e.PlanEnded() if case.plan is None:
            yield Fault("NO_PLAN", "event.kind")
        case e.InsolvencyRecorded(judgment_date=judgment, published_on=published):
            if published and published < judgment:
                yield Fault("PUBLISHED_BEFORE_JUDGMENT", "event.published_on")


def of_the_letters(case: Case, event: e.Event) -> Iterator[Fault]:
    """What became of a letter: drawn, sent, presented, and in that order."""
    match event:
        case e.LetterIssued(letter=number) if number != len(case.letters) + 1:
            yield Fault("LETTER_UNKNOWN", "event.letter")
        case e.LetterSent(letter=number, date=day):
            letter = _letter(case, number)
            yield from _not_waiting(letter)
            if letter and day < letter.issued_on:
                yield Fault("SENT_BEFORE_DRAWN", "event.date")
        case e.LetterDiscarded(letter=number):
            yield from _not_waiting(_letter(case, number))
        case e.LetterPresented(letter=number, date=day):
            letter = _letter(case, number)
            yield from _not_sent(letter)
            if letter and letter.presented_on:
                yield Fault("ALREADY_RECORDED", "event.date")
            if letter and letter.sent and day < letter.sent.date:
                yield Fault("PRESENTED_BEFORE_SENT", "event.date")
        case e.LetterReturned(letter=number, date=day):
            letter = _letter(case, number)
            yield from _not_sent(letter)
            if letter and letter.returned:
                yield Fault("ALREADY_RECORDED", "event.date")
            if letter and letter.sent and day < letter.sent.date:
                yield Fault("PRESENTED_BEFORE_SENT", "event.date")
        case e.StepSkipped(document=document):
            if document not in STEPS:
                yield Fault("NOT_A_STEP", "event.document")
            elif case.done(document):
                yield Fault("STEP_DONE", "event.document")
        case e.StepReleased(document=document):
            if document not in STEPS or document in NOTICES:
                yield Fault("NOT_A_STEP", "event.document")
            elif case.done(document):
                yield Fault("STEP_DONE", "event.document")
            elif case.sending is not e.Sending.SEND_REMINDERS:
                yield Fault("NOT_AUTOMATIC", "event.kind")


def of_the_file(case: Case, event: e.Event) -> Iterator[Fault]:
    """The PDFs kept in it; closing and opening again."""
    match event:
        case e.InvoiceFiled(invoice=ref, size=size):
            yield from _unknown(case, [ref], "event.invoice")
            others = sum(file.size for number, file in case.invoice_files.items() if number != ref)
            if size > MOST_A_FILE:
                yield Fault("FILE_TOO_HEAVY", "event.size", {"most": MOST_A_FILE // MEGABYTE})
            elif others + size > MOST_FILES:
                yield Fault("FILES_TOO_HEAVY", "event.size", {"most": MOST_FILES // MEGABYTE})
        case e.Closed(reason=e.ClosingReason.PAID) if not _paid(case):
            yield Fault("PRINCIPAL_REMAINS", "event.reason")
        case e.Reopened() if case.closed is None:
            yield Fault("CASE_NOT_CLOSED", "event.kind")


def of_invoices(invoices: Iterable[InvoiceFacts], path: str, known: Collection[str] = ()) -> Iterator[Fault]:
    """A number met twice, a due date before the invoice itself."""
    seen = set(known)
    for position, invoice in enumerate(invoices):
        at = f"{path}[{position}]" if path.endswith("invoices") else path
        if invoice.ref in seen:
            yield Fault("DUPLICATE", f"{at}.ref", {"value": invoice.ref})
        if invoice.issue_date and invoice.due_date < invoice.issue_date:
            yield Fault("DUE_BEFORE_ISSUE", f"{at}.due_date")
        seen.add(invoice.ref)


def notice_issued(case: Case) -> bool:
    """Whether a formal notice was drawn or sent: from then on the case keeps the invoices it has."""
    drawn = any(each.document is Document.FORMAL_NOTICE and not each.discarded for each in case.letters)
    return drawn or any(each.document is Document.FORMAL_NOTICE for each in case.messages)


def _refs(case: Case) -> set[str]:
    return {invoice.ref for invoice in case.invoices}


def _disputed(case: Case) -> set[str]:
    return {dispute.invoice for dispute in case.disputes}


def _unknown(case: Case, refs: Iterable[str], path: str) -> Iterator[Fault]:
    for position, ref in enumerate(refs):
        if ref not in _refs(case):
            at = f"{path}[{position}]" if path.endswith("invoices") else path
            yield Fault("UNKNOWN_INVOICE", at, {"value": ref})


def _credited(case: Case, ref: str) -> Decimal:
    return sum((note.amount for note in case.credit_notes if note.invoice == ref), ZERO)


def _letter(case: Case, number: int) -> Letter | None:
    return next((each for each in case.letters if each.number == number), None)


def _not_waiting(letter: Letter | None) -> Iterator[Fault]:
    if letter is None:
        yield Fault("LETTER_UNKNOWN", "event.letter")
    elif letter.sent:
        yield Fault("LETTER_ALREADY_SENT", "event.letter")
    elif letter.discarded:
        yield Fault("LETTER_ALREADY_DISCARDED", "event.letter")


def _not_sent(letter: Letter | None) -> Iterator[Fault]:
    if letter is None:
        yield Fault("LETTER_UNKNOWN", "event.letter")
    elif letter.sent is None:
        yield Fault("LETTER_NOT_SENT", "event.letter")


def _paid(case: Case) -> bool:
    """Whether as much came in as was invoiced, or a plan was kept. The order in which the law sets payments against
    penalties first is the creditor's to forgo."""
    if case.plan:
        kept = progress(case.plan, case.payments, case.last_event_on).state is PlanState.KEPT
        if kept and case.plan.penalties is PenaltyClause.STOP_IF_KEPT:
            return True
    invoiced = sum((invoice.amount_ttc for invoice in case.invoices), ZERO)
    credited = sum((note.amount for note in case.credit_notes), ZERO)
    return sum((payment.amount for payment in case.payments), ZERO) >= invoiced - credited
