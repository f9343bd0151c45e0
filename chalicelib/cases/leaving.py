"""Whether the letter of a step leaves: what keeps it, what it asks for, whether it goes by itself, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.cases.case import Announced, notice_deadline
from chalicelib.cases.demand import claims_accessories
from chalicelib.cases.events import Sending
from chalicelib.cases.facts import LetterFacts, LetterInvoice
from chalicelib.cases.ledger import InvoiceBalance
from chalicelib.cases.life import ActionKind, Followed, Group, NextAction, Why, drawn
from chalicelib.cases.limitation import limitation_day
from chalicelib.cases.plan import PlanState
from chalicelib.cases.standing import task_of
from chalicelib.core.days import ONE_DAY, next_working_day
from chalicelib.core.money import ZERO
from chalicelib.law.notice import DEMANDS, NOTICES, Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register

CHECK_HOLDS = timedelta(days=7)  # Z04-9
ANNOUNCEMENT_HOLDS = timedelta(days=7)  # as an approval does (Z03): a pre-flight older than that is forgotten


@dataclass(frozen=True)
class Step:
    """A letter to come: it may leave from `day`, and no later than `last` (a courtesy message alone lapses).

    `since` is the due date it counts from; it `gives_way` when another case of the debtor made it wait. `alone`: it
    leaves by itself; `announced`: and its creditor need not be told of it any more.
    """

    document: Document
    day: date
    since: date
    last: date | None = None
    gives_way: bool = False
    alone: bool = False
    announced: bool = False


def held(followed: Followed, step: Step, register: Register) -> NextAction | None:
    """Why this letter will not leave at all: the debtor is not to be written to, the debt is barred or too small."""
    if followed.debtor.opted_out:
        return NextAction(ActionKind.WAIT, Group.WAITING, Why("OPTED_OUT"), document=step.document)
    day = max(step.day, followed.today)
    if barred := _barred(followed, step, register):
        return NextAction(
            ActionKind.CORRECT,
            Group.TODAY,
            Why("LIMITATION_PASSED", {"day": barred}),
            day=barred,
            document=step.document,
        )
    least = followed.scenario.minimum_amount
    asked = asked_for(followed, step.document, day)
    if _principal(asked) >= least or demanded(followed, step.document, day, register) >= least:
        return None
    return NextAction(
        ActionKind.WAIT,
        Group.WAITING,
        Why("BELOW_MINIMUM", {"minimum": least}),
        document=step.document,
        look_on=followed.today + ONE_DAY,  # penalties grow, another invoice falls due
    )


def announced_first(followed: Followed, step: Step, register: Register) -> Step:
    """The same step; if it leaves by itself, not before the working day after the creditor was told of it (Z04-8).

    What moved the step beyond the day that was told must be told again. A step that is let go by hand need not be told.
    """
    if not _automatic(followed, step, register):
        return replace(step, alone=False)
    free = next_working_day(followed.today + ONE_DAY if followed.evening else followed.today)
    released, told = followed.case.released is step.document, _told_of(followed, step)
    if told and not released:
        free = max(free, told.leaves_on)
    elif not released:
        doubted = followed.case.doubted_on == followed.today  # nothing more is told today
        eve = max(free, next_working_day(followed.today + ONE_DAY)) if doubted else free
        free = next_working_day(eve + ONE_DAY)
    day = free if max(step.day, followed.today) < free else step.day
    later = replace(step, day=day, alone=True, announced=released or told is not None)
    # By then more may be due than what leaves without being read.
    return later if _automatic(followed, later, register) else step


def proposal(followed: Followed, step: Step, register: Register) -> NextAction:
    """The action a step makes: to come, or to read and send today, or leaving by itself."""
    today = followed.today
    comes = step.day <= today
    return NextAction(
        ActionKind.REVIEW_AND_SEND,
        Group.TODAY if comes else Group.UPCOMING,
        _why_now(followed, step) if comes else _why_later(followed, step),
        day=step.day,
        document=step.document,
        automatic=step.alone,
        announced=step.announced,
        look_on=_changes_on(followed, step),
    )


def _changes_on(followed: Followed, step: Step) -> date | None:
    """The day time alone changes what is next: whose turn it is among the cases of a debtor, or a courtesy message
    that nobody sent, which lapses."""
    if step.gives_way:
        return next_working_day(followed.today + ONE_DAY)
    return step.last + ONE_DAY if step.last and step.day <= followed.today else None


def asked_for(followed: Followed, document: Document, day: date) -> tuple[InvoiceBalance, ...]:
    """The invoices a letter of that day would be about; a courtesy message names what is to fall due."""
    return followed.undisputed if document is Document.COURTESY else followed.chased(day)


def demanded(followed: Followed, document: Document, day: date, register: Register) -> Decimal:
    """What the letter would ask for that day, on a statement of that day; what is disputed or put off is left out."""
    then = drawn(followed.case, followed.debtor, followed.scenario, day, register)
    asked = _principal(asked_for(then, document, day))
    facts = LetterFacts(
        document=document,
        regime=followed.debtor.regime,
        nature=followed.case.terms.nature,
        invoices=(LetterInvoice(),),
    )
    if claims_accessories(facts):
        left_out = {each.invoice for each in then.unpaid} - {each.invoice for each in then.chased()}
        asked += then.accessories_of(each for each in then.statement.balances if each.invoice not in left_out)
    return asked


def _principal(balances: Iterable[InvoiceBalance]) -> Decimal:
    return sum((each.principal_remaining for each in balances), ZERO)


def _barred(followed: Followed, step: Step, register: Register) -> date | None:
    """Z04-6: the prudent day of what is chased today, once it is past."""
    chased = {each.invoice for each in followed.chased()}
    if step.document not in DEMANDS or not chased:
        return None
    day = limitation_day(followed.case, followed.debtor.regime, register, chased)
    return day if day < followed.today else None


def _automatic(followed: Followed, step: Step, register: Register) -> bool:
    """Z03: a reminder leaves by itself only where the creditor chose so; a notice never."""
    if followed.quiet or step.document in NOTICES or followed.case.sending is not Sending.SEND_REMINDERS:
        return False
    plan = followed.progress
    broken = plan is not None and plan.state is PlanState.DEFAULT  # P05: a person's task
    unknown = followed.unknown_semester is not None and step.day <= followed.today
    if followed.debtor.email is None or broken or unknown:
        return False
    most = followed.scenario.validate_above
    return most is None or demanded(followed, step.document, max(step.day, followed.today), register) <= most


def _told_of(followed: Followed, step: Step) -> Announced | None:
    """What the creditor was told of this step, while it holds."""
    told = followed.case.announced
    if told is None or told.document is not step.document:
        return None
    holds = step.day <= told.leaves_on and followed.today <= told.leaves_on + ANNOUNCEMENT_HOLDS
    return told if holds else None


def _why_now(followed: Followed, step: Step) -> Why:
    checked = followed.case.insolvency_checked_on
    unchecked = checked is None or checked < followed.today - CHECK_HOLDS
    if followed.unknown_semester:
        return Why("UNKNOWN_RATE", {"day": followed.statement.claim.computation_date})
    if step.document in NOTICES and followed.debtor.regime is Regime.BUSINESS and unchecked:
        return Why("CHECK_INSOLVENCY")
    if task := task_of(followed):
        return task.why
    if step.document is Document.COURTESY:
        return Why("FALLS_DUE", {"day": step.since})
    if step.document is Document.LAST_NOTICE:
        return Why("NOTICE_UNANSWERED")
    return Why("LATE_SINCE", {"day": step.since})


def _why_later(followed: Followed, step: Step) -> Why:
    if step.gives_way:
        return Why("OTHER_CASE_FIRST", {"day": step.day})
    if step.since >= followed.today:
        return Why("NOT_DUE", {"day": step.since})
    ends = notice_deadline(followed.case.notice) if followed.case.notice else None
    if step.document is Document.LAST_NOTICE and ends and ends >= followed.today:
        return Why("NOTICE_RUNNING", {"day": ends})
    return Why("STEP_TO_COME", {"day": step.day})
