"""The steps of the sequence: which letter comes next in a case, from which day, and what keeps it from leaving alone.

Each step happens once, in its order, one at a time: a case followed late catches up without two letters on a day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.cases.case import Letter, notice_deadline
from chalicelib.cases.dates import LOOK_UP_AFTER
from chalicelib.cases.demand import claims_accessories
from chalicelib.cases.events import ReturnReason, Sending
from chalicelib.cases.facts import LetterFacts, LetterInvoice
from chalicelib.cases.gate import LAST_DEADLINES
from chalicelib.cases.ledger import Situation
from chalicelib.cases.life import ActionKind, Followed, Group, NextAction, Why, drawn
from chalicelib.cases.limitation import limitation_day
from chalicelib.cases.plan import PlanState
from chalicelib.cases.scenario import STEPS
from chalicelib.cases.standing import free_from, task_of
from chalicelib.core.days import ONE_DAY, add_working_days, next_working_day
from chalicelib.core.money import ZERO
from chalicelib.law.notice import DEMANDS, NOTICES, Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register

CHECK_HOLDS = timedelta(days=7)  # Z04-9
LOOK_AGAIN = timedelta(
    days=30
)  # at a balance too small to be chased: penalties may have made it large enough
_NEVER_CHASES = frozenset({Document.RECEIPT})  # what may reach the debtor without counting as a message (E03)
_UNDELIVERED = frozenset({ReturnReason.UNKNOWN, ReturnReason.ADDRESS})


@dataclass(frozen=True)
class Step:
    """A letter to come: it may leave from `day`, and no later than `last` (a courtesy message alone lapses).

    `since` is the due date it counts from, `first` whether another case of the debtor made it wait.
    """

    document: Document
    day: date
    since: date
    last: date | None = None
    gives_way: bool = False


def next_step(
    followed: Followed, group: Collection[Followed], register: Register, courtesy: bool = True
) -> Step | NextAction:
    """The next letter of a case nothing else holds, or what to do when no letter comes.

    `group` are all the open cases of the debtor; `courtesy` False leaves out a courtesy message that came too late.
    """
    step = (
        (_courtesy(followed, group) if courtesy else None)
        or _reminder(followed, group)
        or _after_reminders(followed, group, register)
    )
    return (_held(followed, step, register) or step) if isinstance(step, Step) else step


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
        automatic=_automatic(followed, step, register),
    )


# --- which step, from which day ------------------------------------------------------------------------------------


def _courtesy(followed: Followed, group: Collection[Followed]) -> Step | None:
    """LT1: before the first due date, while nothing is late (as `gate` has it)."""
    days, today = followed.scenario.days(Document.COURTESY), followed.today
    if days is None or followed.case.done(Document.COURTESY) or _reached(followed):
        return None
    late = any(each.due_date < today for each in followed.unpaid)
    late |= any(each.situation is Situation.ACCESSORIES_DUE for each in followed.statement.balances)
    if late:
        return None
    due = _counts_from(followed)
    step = Step(Document.COURTESY, _earliest(followed, group, due + timedelta(days)), since=due, last=due)
    return step if max(step.day, next_working_day(today)) <= due else None


def _reminder(followed: Followed, group: Collection[Followed]) -> Step | None:
    """LT2 to LT6: the first step after the last one sent that is neither off nor skipped."""
    reached = _reached(followed)
    for document in STEPS[1:4]:
        days = followed.scenario.days(document)
        passed = reached and STEPS.index(document) <= STEPS.index(reached)
        if days is not None and not passed and not followed.case.done(document):
            since = _counts_from(followed)
            return Step(document, _earliest(followed, group, since + timedelta(days)), since)
    return None


def _after_reminders(
    followed: Followed, group: Collection[Followed], register: Register
) -> Step | NextAction:
    reached = _reached(followed)
    if reached is Document.LAST_NOTICE:
        return _procedure(followed, group, "LAST_NOTICE_UNANSWERED", _end_of_last_notice(followed, register))
    if reached is Document.FORMAL_NOTICE:
        return _after_notice(followed, group, register)
    if reached is None:
        return NextAction(ActionKind.WAIT, Group.WAITING, Why("NO_STEP"))
    return _procedure(followed, group, "STEPS_DONE", followed.today)


def _after_notice(followed: Followed, group: Collection[Followed], register: Register) -> Step | NextAction:
    """M03, K05: the deadline runs from the first presentation, which somebody has to look up."""
    case, notice = followed.case, followed.case.notice
    letter = _last_sent(followed, Document.FORMAL_NOTICE)
    assert notice is not None
    if letter and letter.returned and letter.returned.reason in _UNDELIVERED:
        why = Why("NOTICE_UNDELIVERED", {"day": letter.returned.date})
        return _correct(why, letter.returned.date)
    if letter and letter.sent and notice.presented_on is None:
        return _presentation(followed, letter, letter.sent.date)
    deadline = notice_deadline(notice)
    if deadline is None:
        return _correct(Why("NOTICE_INCOMPLETE", {"day": notice.date}), notice.date)
    wait = followed.scenario.days(Document.LAST_NOTICE)
    if wait is None or case.done(Document.LAST_NOTICE):
        return _procedure(
            followed, group, "NOTICE_UNANSWERED", add_working_days(deadline, _grace(register, deadline))
        )
    since = _counts_from(followed)
    day = max(add_working_days(deadline, wait), since + ONE_DAY)
    return Step(Document.LAST_NOTICE, _earliest(followed, group, day), since)


def _correct(why: Why, day: date | None) -> NextAction:
    return NextAction(ActionKind.CORRECT, Group.TODAY, why, day=day, document=Document.FORMAL_NOTICE)


def _presentation(followed: Followed, letter: Letter, sent_on: date) -> NextAction:
    day = next_working_day(sent_on + LOOK_UP_AFTER)
    comes = day <= followed.today
    return NextAction(
        ActionKind.RECORD_PRESENTATION,
        Group.TODAY if comes else Group.UPCOMING,
        Why("PRESENTATION_UNKNOWN" if comes else "NOTICE_SENT", {"day": day if not comes else sent_on}),
        day=day,
        document=letter.document,
        letter=letter.number,
    )


def _end_of_last_notice(followed: Followed, register: Register) -> date:
    """LT7 gives its days from the first presentation; unless it was recorded, from the day it is surely known."""
    letter = _last_sent(followed, Document.LAST_NOTICE)
    assert letter is not None
    assert letter.sent is not None
    presented = letter.presented_on or next_working_day(letter.sent.date + LOOK_UP_AFTER)
    deadline = presented + timedelta(days=letter.issued.deadline_days or LAST_DEADLINES[-1])
    return add_working_days(deadline, _grace(register, deadline))


def _procedure(followed: Followed, group: Collection[Followed], code: str, day: date) -> NextAction:
    """N01-N08: the choice is the creditor's. Nothing is chosen before something is late and the debtor had its days."""
    day = max(day, _counts_from(followed) + ONE_DAY, _after_gap(followed, group))
    comes = day <= followed.today
    return NextAction(
        ActionKind.CHOOSE_PROCEDURE,
        Group.TODAY if comes else Group.UPCOMING,
        Why(code) if comes else Why("ANSWER_AWAITED", {"day": day}),
        day=day,
    )


def _earliest(followed: Followed, group: Collection[Followed], day: date) -> date:
    free = free_from(followed)
    return next_working_day(max(day, _after_gap(followed, group), free or day))


def _after_gap(followed: Followed, group: Collection[Followed]) -> date:
    """E03: the debtor hears of us once per gap, whatever the case; a letter drawn elsewhere may be on its way."""
    messages = (
        message.date
        for each in group
        for message in each.case.messages
        if message.document not in _NEVER_CHASES
    )
    drawn_elsewhere = (
        letter.issued_on
        for each in group
        for letter in each.case.letters
        if letter.waits and letter.document in STEPS and each.case.id != followed.case.id
    )
    last = max((*messages, *drawn_elsewhere), default=None)
    return last + timedelta(followed.scenario.gap_days) if last else date.min


def _counts_from(followed: Followed) -> date:
    """D: the day reminders count from, of the oldest invoice unpaid and undisputed."""
    return min(followed.waits_until(each) for each in followed.undisputed)


def _reached(followed: Followed) -> Document | None:
    """The furthest step the debtor has heard of; a courtesy message is none: it asks for nothing."""
    sent = {message.document for message in followed.case.messages} & DEMANDS
    return max(sent, key=STEPS.index, default=None)


def _last_sent(followed: Followed, document: Document) -> Letter | None:
    letters = (each for each in reversed(followed.case.letters) if each.document is document and each.sent)
    return next(letters, None)


def _grace(register: Register, day: date) -> int:
    return int(register.parameter("grace-apres-mise-en-demeure").at(day).value)


# --- what keeps it -------------------------------------------------------------------------------------------------


def _held(followed: Followed, step: Step, register: Register) -> NextAction | None:
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
    if _principal(followed, step, day) >= least or _demanded(followed, step, day, register) >= least:
        return None
    later = [each for each in map(followed.waits_until, followed.undisputed) if each >= day]
    return NextAction(
        ActionKind.WAIT,
        Group.WAITING,
        Why("BELOW_MINIMUM", {"minimum": least}),
        day=min([each + ONE_DAY for each in later], default=followed.today + LOOK_AGAIN),
        document=step.document,
    )


def _barred(followed: Followed, step: Step, register: Register) -> date | None:
    """Z04-6: the prudent day of what is chased today, once it is past."""
    chased = {each.invoice for each in followed.chased()}
    if step.document not in DEMANDS or not chased:
        return None
    day = limitation_day(followed.case, followed.debtor.regime, register, chased)
    return day if day < followed.today else None


def _principal(followed: Followed, step: Step, day: date) -> Decimal:
    """The principal the letter would ask for that day; a courtesy message names what is to fall due."""
    if step.document is Document.COURTESY:
        return sum((each.principal_remaining for each in followed.undisputed), ZERO)
    return sum((each.principal_remaining for each in followed.chased(day)), ZERO)


def _demanded(followed: Followed, step: Step, day: date, register: Register) -> Decimal:
    """What the letter would ask for that day, on a statement of that day; what is disputed or put off is left out."""
    then = drawn(followed.case, followed.debtor, followed.scenario, day, register)
    asked = _principal(then, step, day)
    facts = LetterFacts(
        document=step.document,
        regime=followed.debtor.regime,
        nature=followed.case.terms.nature,
        invoices=(LetterInvoice(),),
    )
    if claims_accessories(facts):
        left_out = {each.invoice for each in then.unpaid} - {each.invoice for each in then.chased()}
        asked += then.accessories_of(each for each in then.statement.balances if each.invoice not in left_out)
    return asked


# --- how it leaves, and why ----------------------------------------------------------------------------------------


def _automatic(followed: Followed, step: Step, register: Register) -> bool:
    """Z03: a reminder leaves by itself only where the creditor chose so; a notice never."""
    if step.document in NOTICES or followed.case.sending is not Sending.SEND_REMINDERS:
        return False
    broken = (
        followed.progress is not None and followed.progress.state is PlanState.DEFAULT
    )  # P05: a task first
    unknown = followed.unknown_semester is not None and step.day <= followed.today
    if followed.debtor.email is None or broken or unknown:
        return False
    most = followed.scenario.validate_above
    return most is None or _demanded(followed, step, max(step.day, followed.today), register) <= most


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
    notice = followed.case.notice
    if step.document is Document.LAST_NOTICE and notice:
        return Why("NOTICE_RUNNING", {"day": notice_deadline(notice)})
    return Why("STEP_TO_COME", {"day": step.day})
