"""What a letter of a case says: the facts that the case, its debtor and the creditor's profile already hold.

A person only adds choices. An invoice that is disputed, or for which a later day was granted, is not part of a
demand (E06): payments are then set where the whole statement set them, so that no other sum moves.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, StrictBool

from chalicelib.cases.case import Case, notice_deadline
from chalicelib.cases.events import ReturnReason, Sending
from chalicelib.cases.facts import (
    Channel,
    EarlierNotice,
    Facts,
    LetterFacts,
    LetterInvoice,
    NextStep,
    Obstacle,
    OnUnknownRate,
    PaymentFacts,
    PlanTerms,
    PublicPurchase,
    Reminder,
    WaiverFacts,
)
from chalicelib.cases.fields import Day, Line, Paragraph, Reference
from chalicelib.cases.life import Followed, Situation, SituationKind
from chalicelib.cases.parties import Profile
from chalicelib.cases.scenario import STEPS
from chalicelib.law.notice import DEMANDS, NOTICES, PLANS, Document
from chalicelib.law.regimes import Regime

ONE_DAY = timedelta(days=1)

_CLAIMING = DEMANDS | PLANS | {Document.COURTESY}
_RECALLED = (Document.FIRST_REMINDER, Document.SECOND_REMINDER)
_OBSTACLES = {
    SituationKind.DISPUTED: Obstacle.DISPUTED,
    SituationKind.PROMISED: Obstacle.PROMISE_RUNNING,
    SituationKind.PLAN: Obstacle.PLAN_RESPECTED,
    SituationKind.PAUSED: Obstacle.PAUSED,
    SituationKind.ANSWERED: Obstacle.PAUSED,
}
# What tells the debtor where things stand and asks for nothing.
ALWAYS_OPEN = (Document.RECEIPT, Document.ACCOUNT_STATEMENT)
_UNDELIVERED = (ReturnReason.UNKNOWN, ReturnReason.ADDRESS)
_NO_MORE_LETTERS = (SituationKind.STOPPED, SituationKind.SETTLED, SituationKind.CLOSED)


class Choices(Facts):
    """What a person decides for one letter, with the product's choice where there is one."""

    letter_date: Day | None = None
    channel: Channel | None = None
    electronic_consent_date: Day | None = None
    deadline_days: Annotated[int, Field(strict=True, ge=1, le=60)] | None = None
    answer_by: Day | None = None
    next_step: NextStep | None = None
    claim_accessories: StrictBool = True
    amicable_after_limitation: StrictBool = False
    on_unknown_rate: OnUnknownRate = OnUnknownRate.REFUSE
    receipt_payment: Reference | None = None
    plan: PlanTerms | None = None
    message: Paragraph | None = None
    enclosures: Annotated[tuple[Line, ...], Field(max_length=30)] = ()


def letter_facts(
    followed: Followed, situation: Situation, profile: Profile, document: Document, choices: Choices
) -> LetterFacts:
    """The facts of `document`, drawn on the day the case is followed; some may be missing."""
    case, debtor = followed.case, followed.debtor
    day = choices.letter_date or followed.today
    claimed = claimed_invoices(case, document, day)
    return LetterFacts(
        document=document,
        regime=debtor.regime,
        invoice_enclosed=encloses(case, document, day),
        rate=case.terms.rate,
        imputation=case.terms.imputation,
        nature=case.terms.nature,
        day_count=case.terms.day_count,
        origin=case.terms.origin,
        public=_public(case.terms.public, debtor.public),
        between_merchants=case.terms.between_merchants,
        notice_effect_date=case.notice_effect_date,
        insolvency_judgment_date=case.insolvency.judgment_date if case.insolvency else None,
        computation_date=followed.today,
        invoices=tuple(
            LetterInvoice.model_validate(invoice.model_dump())
            for invoice in case.invoices
            if invoice.ref in claimed
        ),
        payments=tuple(_payments(followed, claimed)),
        credit_notes=tuple(note for note in case.credit_notes if note.invoice in claimed),
        waiver=case.waiver if debtor.regime is Regime.BUSINESS else WaiverFacts(),
        creditor=profile.creditor,
        debtor=debtor.debtor,
        mediator=profile.mediator,
        payment=profile.payment,
        signatory=profile.signatory,
        place=profile.place,
        logo=profile.logo,
        reminders=tuple(
            Reminder(date=each.date, channel=each.channel)
            for each in case.messages
            if each.document in _RECALLED
        ),
        earlier_notice=case.notice or EarlierNotice(),
        acknowledgements=case.acknowledgements[-20:],
        obstacles=case.obstacles | _suspending(followed, situation),
        residue_threshold=followed.scenario.minimum_amount,
        channel=choices.channel or _channel(followed, document),
        answer_by=choices.answer_by or _answer_by(followed, claimed, document, day),
        receipt_payment=choices.receipt_payment or (case.payments[-1].id if case.payments else None),
        plan=choices.plan or _plan(case),
        **{
            name: getattr(choices, name)
            for name in (
                "letter_date",
                "electronic_consent_date",
                "deadline_days",
                "next_step",
                "claim_accessories",
                "amicable_after_limitation",
                "on_unknown_rate",
                "message",
                "enclosures",
            )
        },
    )


def claimed_invoices(case: Case, document: Document, day: date) -> tuple[str, ...]:
    """The invoices this document is about; all of them when nothing else is left, which the obstacles then stop."""
    refs = tuple(invoice.ref for invoice in case.invoices)
    if document not in _CLAIMING:
        return refs
    disputed = {each.invoice for each in case.disputes}
    granted = {ref for ref, later in case.renegotiated.items() if later >= day}
    return tuple(ref for ref in refs if ref not in disputed | granted) or refs


def encloses(case: Case, document: Document, day: date) -> bool:
    """Whether every invoice of this document goes with it: what leaves by itself has those that are kept; with what the
    creditor sends, it encloses its invoices."""
    by_itself = case.sending is Sending.SEND_REMINDERS
    return not by_itself or set(claimed_invoices(case, document, day)) <= case.invoice_files.keys()


def documents_open(followed: Followed, situation: Situation) -> tuple[Document, ...]:
    """The documents a person may draw now, in the order of the rule book; the letter's own gate has the last word."""
    case = followed.case
    found = ALWAYS_OPEN if case.payments else ALWAYS_OPEN[1:]
    if situation.kind in _NO_MORE_LETTERS:
        return found
    if followed.overdue and followed.debtor.regime is not Regime.PUBLIC:
        plans = (Document.PLAN_OFFER, Document.PLAN_AGREEMENT) if case.plan else (Document.PLAN_OFFER,)
        found = (*plans, *found)
    if _suspending(followed, situation):
        return found
    return (*(step for step in STEPS if _step_open(followed, step)), *found)


def notice_to_redraw(case: Case) -> bool:
    """Whether the formal notice reached nobody, or gave a deadline nobody knows."""
    if case.notice is None:
        return False
    returned = [letter.returned for letter in case.letters if letter.document is Document.FORMAL_NOTICE]
    undelivered = bool(returned) and returned[-1] is not None and returned[-1].reason in _UNDELIVERED
    return undelivered or notice_deadline(case.notice) is None


def _suspending(followed: Followed, situation: Situation) -> frozenset[Obstacle]:
    """What suspends every demand; a dispute of some invoices leaves the others to be claimed."""
    if situation.kind is SituationKind.DISPUTED and followed.undisputed:
        return frozenset()
    return frozenset({_OBSTACLES[situation.kind]}) if situation.kind in _OBSTACLES else frozenset()


def _step_open(followed: Followed, step: Document) -> bool:
    """Whether a person may draw this step, out of its day if need be: none before the last one that was sent."""
    case = followed.case
    done = [message.document for message in case.messages if message.document in STEPS]
    if step is Document.COURTESY:
        return not followed.overdue and not done and not case.done(step)
    if not followed.chased():
        return False
    if step is Document.FORMAL_NOTICE and notice_to_redraw(case):
        return True
    if step is Document.SECOND_REMINDER and Document.FIRST_REMINDER not in done:
        return False
    if step is Document.LAST_NOTICE and (case.notice is None or notice_deadline(case.notice) is None):
        return False
    return not case.done(step) and all(STEPS.index(each) < STEPS.index(step) for each in done)


def _payments(followed: Followed, claimed: Collection[str]) -> Iterator[PaymentFacts]:
    """The payments as they are or, when invoices are left out, what each paid off on those that stay."""
    case, statement = followed.case, followed.statement
    if len(claimed) == len(case.invoices):
        yield from case.payments
        return
    for payment in case.payments:
        if payment.date > statement.claim.computation_date:  # not set against anything yet
            if payment.invoice is None or payment.invoice in claimed:
                yield payment
            continue
        shares = [each for each in statement.allocations if each.payment == payment.id]
        for rank, each in enumerate(shares, start=1):
            if each.invoice in claimed and each.share.total:
                id = payment.id if len(shares) == 1 else f"{payment.id}.{rank}"
                yield payment.model_copy(
                    update={"id": id, "amount": each.share.total, "invoice": each.invoice}
                )


def _public(of_case: PublicPurchase, of_debtor: PublicPurchase) -> PublicPurchase:
    """What the case says of the purchase, completed by what is known of the buyer."""
    return of_debtor.model_copy(
        update={name: value for name in PublicPurchase.model_fields if (value := getattr(of_case, name))}
    )


def _channel(followed: Followed, document: Document) -> Channel:
    if document in NOTICES:
        return Channel.REGISTERED
    return Channel.EMAIL if followed.debtor.email else Channel.POST


def _answer_by(followed: Followed, claimed: Collection[str], document: Document, day: date) -> date | None:
    """The eve of the day the formal notice it announces may leave."""
    if document is not Document.SECOND_REMINDER:
        return None
    notice = day + timedelta(days=followed.scenario.gap_days)
    offset = followed.scenario.formal_notice
    overdue = [
        followed.case.renegotiated.get(balance.invoice, balance.due_date)
        for balance in followed.statement.balances
        if balance.due and balance.invoice in claimed
    ]
    if overdue and offset is not None:
        notice = max(notice, min(overdue) + timedelta(days=offset))
    return max(notice - ONE_DAY, day + ONE_DAY)


def _plan(case: Case) -> PlanTerms:
    """The plan that was agreed, as the letter that records it says it (LT9)."""
    if case.plan is None:
        return PlanTerms()
    return PlanTerms(
        instalments=case.plan.instalments, penalties=case.plan.penalties, cure_days=case.plan.cure_days
    )
