"""What a case stands at, before any letter is thought of: its end, what stops it, what suspends it, what a person owes
it an answer to. The first of these that holds is the next action.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from chalicelib.cases.events import Sending
from chalicelib.cases.life import ActionKind, Followed, Group, NextAction, Why
from chalicelib.cases.plan import PlanState
from chalicelib.cases.scenario import STEPS
from chalicelib.core.days import ONE_DAY, add_working_days, next_working_day
from chalicelib.core.money import ZERO
from chalicelib.law.notice import NOTICES
from chalicelib.law.procedure import last_day_to_declare
from chalicelib.law.register import Register

APPROVAL_HOLDS = timedelta(days=7)  # Z03: a letter that needs approval is drawn again after that


def what_stands(followed: Followed, group: Collection[Followed], register: Register) -> NextAction | None:
    """What must be done or waited for before the sequence goes on; None when it goes on.

    `group` are all the open cases of the debtor, this one included.
    """
    return (
        _ended(followed)
        or _stopped(followed, group, register)
        or _uncertain_sending(followed)
        or _debtor_answered(followed)
        or _publication(followed)
        or _plan(followed)
        or _suspended(followed)
        or _accessories(followed)
        or _disputed(followed)
        or _drawn(followed)
        or _uncertain(followed)
        or _unreachable(followed)
        or _held(followed)
    )


def task_of(followed: Followed) -> NextAction | None:
    """What a person has to see to while no step has come: a word not kept, an invoice disputed among others."""
    return next(_tasks(followed), None)


def free_from(followed: Followed) -> date | None:
    """The first day a letter may leave after a promise, a pause or the default of a plan: the next working day."""
    case, plan = followed.case, followed.progress
    ends = [
        case.promise.until if case.promise else None,
        case.pause.until if case.pause else None,
        plan.default_on if plan else None,
    ]
    last = max((day for day in ends if day), default=None)
    return add_working_days(last, 1) if last else None


def _ended(followed: Followed) -> NextAction | None:
    case = followed.case
    if case.closed:
        return NextAction(
            ActionKind.WAIT, Group.CLOSED, Why(f"CLOSED_{case.closed.reason.name}", {"day": case.closed_on})
        )
    if not followed.settled:
        return None
    totals = followed.statement.totals
    if any(
        warning.startswith("payment_after_insolvency_judgment") for warning in followed.statement.warnings
    ):
        why = Why("PAID_AFTER_JUDGMENT")
    elif totals.overpayment:
        why = Why("OVERPAID", {"amount": totals.overpayment})
    elif followed.plan_settles:
        why = Why("PLAN_KEPT")
    else:
        why = Why("SETTLED")
    return NextAction(ActionKind.CLOSE, Group.TODAY, why)


def _stopped(followed: Followed, group: Collection[Followed], register: Register) -> NextAction | None:
    """H-01, H-02, Z04-4. What stops one case of a debtor stops them all."""
    case = followed.case
    if case.insolvency:
        return _insolvent(followed, case.insolvency.published_on, register)
    if case.obstacles:
        return NextAction(ActionKind.WAIT, Group.WAITING, Why(f"STOPPED_{min(case.obstacles).name}"))
    for other in group:
        if other.case.insolvency:
            return NextAction(ActionKind.CORRECT, Group.TODAY, Why("INSOLVENCY_IN_OTHER_CASE"))
        if other.case.obstacles:
            return NextAction(ActionKind.CORRECT, Group.TODAY, Why("STOPPED_IN_OTHER_CASE"))
    return None


def _insolvent(followed: Followed, published_on: date | None, register: Register) -> NextAction:
    if published_on is None:
        return NextAction(ActionKind.DECLARE_CLAIM, Group.TODAY, Why("INSOLVENCY_NOT_PUBLISHED"))
    last = last_day_to_declare(register, published_on)
    if followed.today > last:
        return NextAction(ActionKind.WAIT, Group.WAITING, Why("INSOLVENCY", {"day": last}))
    return NextAction(
        ActionKind.DECLARE_CLAIM,
        Group.TODAY,
        Why("DECLARE_CLAIM", {"day": last}),
        day=last,
        look_on=last + ONE_DAY,
    )


def _uncertain_sending(followed: Followed) -> NextAction | None:
    """«À vérifier»: the clock was sending it, and cannot say whether it left. It is never sent again blindly."""
    letter = next((each for each in followed.case.letters if each.uncertain), None)
    if letter is None:
        return None
    return NextAction(
        ActionKind.CONFIRM_SENT,
        Group.TODAY,
        Why("SENDING_UNCERTAIN", {"day": letter.issued_on}),
        day=letter.issued_on,
        document=letter.document,
        letter=letter.number,
    )


def _debtor_answered(followed: Followed) -> NextAction | None:
    """What the debtor says stops everything until the creditor made something of it."""
    answer, day = followed.case.answer, followed.case.answered_on
    if answer is None:
        return None
    why = Why(f"DEBTOR_{answer.answer.name}", {"day": day})
    return NextAction(ActionKind.ANSWER_DEBTOR, Group.TODAY, why, day=day, letter=answer.letter)


def _publication(followed: Followed) -> NextAction | None:
    found = followed.case.publication
    if found is None:
        return None
    return NextAction(
        ActionKind.CORRECT,
        Group.TODAY,
        Why("PUBLICATION_TO_READ", {"day": found.published_on}),
        day=found.published_on,
    )


def _unreachable(followed: Followed) -> NextAction | None:
    """The address is dead: a person finds another one, or takes the letters to the post."""
    if not followed.unreachable or followed.case.sending is not Sending.SEND_REMINDERS:
        return None
    return NextAction(ActionKind.CORRECT, Group.UNREACHABLE, Why("ADDRESS_DEAD"))


def _held(followed: Followed) -> NextAction | None:
    """The clock could not let it leave, and tries again on the next working day: what it lacks may be elsewhere."""
    held, day = followed.case.held, followed.case.held_on
    if held is None:
        return None
    return NextAction(
        ActionKind.CORRECT,
        Group.TODAY,
        Why("STEP_HELD", {"day": day}),
        day=day,
        document=held.document,
        look_on=next_working_day(followed.today + ONE_DAY),
    )


def _plan(followed: Followed) -> NextAction | None:
    """P05: a plan that is respected suspends everything; an instalment that has come is looked for."""
    case, plan = followed.case, followed.progress
    if plan is None or case.plan is None or plan.state is not PlanState.RUNNING:
        return None
    awaited = plan.awaited
    details: dict[str, object] = {"day": awaited.date, "amount": awaited.left}
    if followed.today < awaited.date:
        return NextAction(ActionKind.WAIT, Group.WAITING, Why("PLAN_RUNNING", details), day=awaited.date)
    last = awaited.date + timedelta(days=case.plan.cure_days)
    comes_today = followed.today == awaited.date
    return NextAction(
        ActionKind.CHECK_PAYMENT,
        Group.TODAY,
        Why("INSTALMENT_DUE" if comes_today else "INSTALMENT_LATE", details | {"last": last}),
        day=awaited.date,
        look_on=last + ONE_DAY,
    )


def _suspended(followed: Followed) -> NextAction | None:
    """Z04-3: nothing leaves up to the last day of a pause or of a promise, included."""
    case, today = followed.case, followed.today
    if case.pause and case.pause.until >= today:
        until = case.pause.until
        return NextAction(ActionKind.WAIT, Group.WAITING, Why("PAUSED", {"day": until}), day=until + ONE_DAY)
    if case.promise is None or case.promise.until < today:
        return None
    until = case.promise.until
    if until == today and not _kept(followed):
        return NextAction(
            ActionKind.CHECK_PAYMENT,
            Group.TODAY,
            Why("PROMISE_DUE"),
            day=until,
            look_on=until + ONE_DAY,
        )
    changes = max(until, followed.today + ONE_DAY)
    return NextAction(ActionKind.WAIT, Group.WAITING, Why("PROMISED", {"day": until}), day=changes)


def _accessories(followed: Followed) -> NextAction | None:
    """What is left once the price has come in: claimed or given up by a person, never chased by itself (G19)."""
    if not followed.prices_came_in:
        return None
    too_much = followed.statement.totals.overpayment
    if followed.owed and too_much:
        why = Why("PAID_ON_ANOTHER_INVOICE", {"amount": too_much})
        return NextAction(ActionKind.CORRECT, Group.TODAY, why)
    left: dict[str, object] = {"amount": followed.due}
    why = Why("ACCESSORIES_LEFT", left) if followed.owed == ZERO else Why("RESIDUE_LEFT", left)
    return NextAction(ActionKind.SETTLE_ACCESSORIES, Group.TODAY, why)


def _disputed(followed: Followed) -> NextAction | None:
    return _dispute_to_answer(followed) if not followed.undisputed else None


def _drawn(followed: Followed) -> NextAction | None:
    """A step that was drawn, and that nobody said was sent or set aside."""
    letter = next((each for each in followed.case.letters if each.waits and each.document in STEPS), None)
    if letter is None:
        return None
    stale = letter.document in NOTICES and followed.today > letter.issued_on + APPROVAL_HOLDS
    return NextAction(
        ActionKind.CONFIRM_SENT,
        Group.TODAY,
        Why("LETTER_TOO_OLD" if stale else "LETTER_DRAWN", {"day": letter.issued_on}),
        day=letter.issued_on,
        document=letter.document,
        letter=letter.number,
    )


def _uncertain(followed: Followed) -> NextAction | None:
    """B22: money came after the last computable day. What it leaves due is not known, so nothing is asked for."""
    if followed.unknown_semester is None:
        return None
    drawn, today = followed.statement.claim.computation_date, followed.today
    days = [each.date for each in followed.case.payments]
    days += (each.date for each in followed.case.credit_notes)
    if not any(drawn < day <= today for day in days):
        return None
    why = Why("MONEY_PAST_KNOWN_RATES", {"day": drawn})
    return NextAction(ActionKind.WAIT, Group.WAITING, why)


def _tasks(followed: Followed) -> Iterator[NextAction]:
    case, plan = followed.case, followed.progress
    if plan and plan.state is PlanState.DEFAULT:
        why = Why("PLAN_BROKEN", {"day": plan.awaited.date})
        yield NextAction(ActionKind.CHECK_PAYMENT, Group.TODAY, why, day=plan.default_on)
    if case.promise and case.promise.until < followed.today and not (_kept(followed) or _answered(followed)):
        why = Why("PROMISE_BROKEN", {"day": case.promise.until})
        yield NextAction(ActionKind.CHECK_PAYMENT, Group.TODAY, why, day=case.promise.until)
    if len(followed.undisputed) < len(followed.unpaid):
        yield _dispute_to_answer(followed)


def _answered(followed: Followed) -> bool:
    """Whether something was sent since the promised day: whoever sent it knew that nothing had come."""
    promise = followed.case.promise
    return promise is not None and any(each.date > promise.until for each in followed.case.messages)


def _dispute_to_answer(followed: Followed) -> NextAction:
    unpaid = {each.invoice for each in followed.unpaid}
    since = min(each.since for each in followed.case.disputes if each.invoice in unpaid)
    return NextAction(ActionKind.ANSWER_DISPUTE, Group.WAITING, Why("DISPUTED", {"day": since}), day=since)


def _kept(followed: Followed) -> bool:
    """Whether the sum promised came since; a promise without a sum is one to pay whatever is due."""
    case = followed.case
    if case.promise is None or case.promise.amount is None or case.promised_on is None:
        return not followed.chased()
    since = case.promised_on
    received = sum((p.amount for p in case.payments if since <= p.date <= followed.today), ZERO)
    return received >= case.promise.amount
