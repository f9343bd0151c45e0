"""The letters of a case: previewed, drawn once, read again. Nothing is sent here.

Drawing is the approval of that very document, its content and its sum (Z03). The file is written first, under a name
that its bytes give it, then the fact: cut off in between, a file that nobody names is left, and the same request made
again draws the letter.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.cases.case import Case
from chalicelib.cases.case_letter import ALWAYS_OPEN, Choices, letter_facts, notice_to_redraw
from chalicelib.cases.demand import demand_of
from chalicelib.cases.events import Event, LetterDiscarded, LetterIssued
from chalicelib.cases.facts import LetterFacts, LetterInvoice
from chalicelib.cases.fold import fold
from chalicelib.cases.gate import deadline_days, letter_day
from chalicelib.cases.history import Recorded
from chalicelib.cases.scenario import STEPS
from chalicelib.core.errors import Fault, Refusal
from chalicelib.documents.case_json import CaseSeen
from chalicelib.law.notice import NOTICES, Document
from chalicelib.law.regimes import Regime
from chalicelib.services import letters
from chalicelib.services.cases import Stale, case_of, derived_id, look, told_again, write
from chalicelib.services.invoice_files import enclosures
from chalicelib.services.ports import Files
from chalicelib.services.space import Kin, Space, history_of, kin_of
from chalicelib.services.statements import Drawn

CHECK_HOLDS = timedelta(days=7)  # Z04-9


@dataclass(frozen=True)
class Drawing:
    """A letter that may leave today: what it says, and the statement behind it."""

    facts: LetterFacts
    drawn: Drawn


def preview(space: Space, case: str, document: Document, choices: Choices) -> str:
    """The letter as a page, whatever it still lacks. Refuses CASE_UNKNOWN; raises UnknownRateInStatement."""
    facts = _facts(space, case_of(space, case), document, choices)
    return letters.preview_letter(facts, space.register, space.today)


def issue(
    space: Space,
    case: str,
    version: int,
    id: str,
    document: Document,
    choices: Choices,
    files: Files,
    print_pdf: letters.PrintPdf,
) -> tuple[int, CaseSeen]:
    """Draws the letter and records it; its number and the case. The same id again is the same letter.

    Refuses CASE_UNKNOWN, and with every reason at once MISSING_FACTS, LETTER_REFUSED, or the one reason there is (such
    as INSOLVENCY_CHECK_STALE); the paths of choices begin with `choices`. Raises Stale, UnknownRateInStatement,
    PrintFailed.
    """
    history = history_of(space, case)
    if drawn := _drawn_as(id, history):
        return drawn, told_again(space, case, history)
    debtor = fold(case, history).debtor
    turn = space.cases.turn(space.id, debtor)
    kin = kin_of(space, debtor)
    seen = look(space, kin, case, history)
    if version != len(history):
        raise Stale(seen)
    drawing = draw(space, seen, kin, document, choices)
    refs = [each.ref or "" for each in drawing.facts.invoices]
    inside = enclosures(seen.position.case, refs, files)
    issued, _ = keep(space, seen, drawing, print_pdf, files, inside)
    replaced = (each for each in seen.position.case.letters if each.waits and each.document is document)
    events: list[tuple[str, Event]] = [(id, issued)]
    events += (
        (derived_id(id, rank), LetterDiscarded(letter=each.number)) for rank, each in enumerate(replaced, 1)
    )
    written = write(space, kin, case, history, events, turn=turn)
    return _drawn_as(id, written.history) or issued.letter, written


def draw(space: Space, seen: CaseSeen, kin: Kin, document: Document, choices: Choices) -> Drawing:
    """Refuses as `issue`, whatever keeps the letter from leaving today (Z04)."""
    facts = _facts(space, seen, document, choices)
    return Drawing(facts, _complete(space, seen, kin, facts))


def keep(
    space: Space,
    seen: CaseSeen,
    drawing: Drawing,
    print_pdf: letters.PrintPdf,
    files: Files,
    inside: tuple[letters.Enclosure, ...] = (),
) -> tuple[LetterIssued, bytes]:
    """Prints it, with the invoices it bears `inside`, and keeps the file; the fact to record, and the PDF.

    Raises PrintFailed.
    """
    pdf = letters.issue_letter(drawing.facts, space.register, space.today, print_pdf, inside)
    number = 1 + _last_number(seen.history)
    issued = _issued(space, drawing.facts, drawing.drawn, number, seen.position.case.id, pdf)
    files.put(issued.file, pdf, letters.PDF)
    return issued, pdf


def link(space: Space, case: str, number: int, files: Files) -> str:
    """A short-lived address of the file; refuses CASE_UNKNOWN, LETTER_UNKNOWN."""
    seen = case_of(space, case)
    for letter in seen.position.case.letters:
        if letter.number == number:
            return files.link(letter.issued.file, filename(seen, letter.document))
    raise Refusal("LETTER_UNKNOWN")


def _facts(space: Space, seen: CaseSeen, document: Document, choices: Choices) -> LetterFacts:
    position = seen.position
    return letter_facts(position.followed, position.situation, space.account.profile, document, choices)


def _drawn_as(id: str, history: tuple[Recorded, ...]) -> int | None:
    """The number of the letter this request drew already."""
    for each in history:
        if each.id == id and isinstance(each.event, LetterIssued):
            return each.event.letter
    return None


def _last_number(history: tuple[Recorded, ...]) -> int:
    return max((each.event.letter for each in history if isinstance(each.event, LetterIssued)), default=0)


def _issued(
    space: Space, facts: LetterFacts, drawn: Drawn, number: int, case: str, pdf: bytes
) -> LetterIssued:
    digest = hashlib.sha256(pdf).hexdigest()
    payments = {payment.id: payment.amount for payment in facts.payments}
    receipt = facts.document is Document.RECEIPT
    demand = demand_of(facts, drawn.statement).total
    return LetterIssued(
        letter=number,
        document=facts.document,
        statement_day=drawn.statement.claim.computation_date,
        amount=payments[facts.receipt_payment or ""] if receipt else demand,
        file=f"{space.id}/{case}/{number}-{digest[:12]}.pdf",
        sha256=digest,
        register_digest=space.register.digest,
        deadline_days=deadline_days(facts, space.register) if facts.document in NOTICES else None,
    )


def filename(seen: CaseSeen, document: Document) -> str:
    first = LetterInvoice(ref=seen.position.case.invoices[0].ref)
    regime = seen.position.followed.debtor.regime
    return letters.filename(LetterFacts(document=document, regime=regime, invoices=(first,)))


# --- why not ----------------------------------------------------------------------------------------------------------


def _complete(space: Space, seen: CaseSeen, kin: Kin, facts: LetterFacts) -> Drawn:
    """The statement behind a letter that may leave; Refusal with every reason why not."""
    ours = tuple(_not_now(space, seen.position.case, kin, facts))
    try:
        drawn = letters.complete(facts, space.register)
    except Refusal as refusal:
        faults = (*refusal.faults, *ours)
        raise Refusal(refusal.code, faults=_as_asked(faults, seen.position.case, facts)) from None
    if ours:
        code = ours[0].code if len(ours) == 1 else "LETTER_REFUSED"
        raise Refusal(code, faults=_as_asked(ours, seen.position.case, facts))
    return drawn


def _not_now(space: Space, case: Case, kin: Kin, facts: LetterFacts) -> Iterator[Fault]:
    """What the case, its siblings and the calendar say that the facts of one letter do not."""
    document, day = facts.document, letter_day(facts)
    if case.closed and document not in ALWAYS_OPEN:
        yield Fault("CASE_CLOSED", "document")
    if document not in STEPS:
        return
    if case.done(document) and not (document is Document.FORMAL_NOTICE and notice_to_redraw(case)):
        yield Fault("STEP_DONE", "document")
    messages = [m for each in (*kin.cases, case) for m in each.messages if m.document is not Document.RECEIPT]
    if messages:  # E03: once per gap, whatever the case and the document; a receipt asks for nothing
        gap = timedelta(space.follow(case, kin.debtor).scenario.gap_days)
        earliest = max(message.date for message in messages) + gap
        if day < earliest:
            yield Fault("LETTER_TOO_SOON", "letter_date", {"earliest": earliest})
    checked = case.insolvency_checked_on
    stale = checked is None or checked < space.today - CHECK_HOLDS
    if document in NOTICES and facts.regime is Regime.BUSINESS and stale:
        yield Fault("INSOLVENCY_CHECK_STALE", "insolvency_checked_on")


def _as_asked(faults: tuple[Fault, ...], case: Case, facts: LetterFacts) -> tuple[Fault, ...]:
    """The same faults, under the names a person knows them by: a choice, or an invoice of the case."""
    refs = [invoice.ref for invoice in case.invoices]
    shown = [refs.index(invoice.ref or "") for invoice in facts.invoices]

    def path(field: str) -> str:
        if re.split(r"[.\[]", field)[0] in Choices.model_fields:
            return f"choices.{field}"
        return re.sub(r"^invoices\[(\d+)\]", lambda found: f"invoices[{shown[int(found[1])]}]", field)

    return tuple(replace(fault, field=path(fault.field)) for fault in faults)
