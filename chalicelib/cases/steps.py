"""The steps of the sequence: which letter comes next in a case and from which day, and what follows the last of them.

Each step happens once, in its order, one at a time: a case followed late catches up without two letters on a day.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from chalicelib.cases.case import Letter, notice_deadline
from chalicelib.cases.dates import LOOK_UP_AFTER
from chalicelib.cases.events import ReturnReason
from chalicelib.cases.gate import LAST_DEADLINES
from chalicelib.cases.leaving import Step, held
from chalicelib.cases.ledger import Situation
from chalicelib.cases.life import ActionKind, Followed, Group, NextAction, Why
from chalicelib.cases.scenario import STEPS
from chalicelib.cases.standing import free_from
from chalicelib.core.days import ONE_DAY, add_working_days, next_working_day
from chalicelib.law.notice import DEMANDS, Document
from chalicelib.law.register import Register

_NEVER_CHASES = frozenset({Document.RECEIPT})  # what may reach the debtor without counting as a message (E03)
_UNDELIVERED = frozenset({ReturnReason.UNKNOWN, ReturnReason.ADDRESS})


def next_step(
    followed: Followed, heard: date | None, register: Register, courtesy: bool = True
) -> Step | NextAction:
    """The next letter of a case nothing else holds, or what to do when no letter comes.

    `heard`: the last day the debtor heard of any of its cases (`last_heard`). `courtesy` False leaves out a courtesy
    message that came too late.
    """
    step = (
        (_courtesy(followed, heard) if courtesy else None)
        or _reminder(followed, heard)
        or _after_reminders(followed, heard, register)
    )
    return (held(followed, step, register) or step) if isinstance(step, Step) else step


def last_heard(group: Iterable[Followed]) -> date | None:
    """E03: the last day the debtor heard of one of its cases, or may have: a letter drawn may be on its way."""
    messages = (
        message.date
        for each in group
        for message in each.case.messages
        if message.document not in _NEVER_CHASES
    )
    drawn = (
        letter.issued_on
        for each in group
        for letter in each.case.letters
        if letter.waits and letter.document in STEPS
    )
    return max((*messages, *drawn), default=None)


# --- which step, from which day ------------------------------------------------------------------------------------


def _courtesy(followed: Followed, heard: date | None) -> Step | None:
    """LT1: before the first due date, while nothing is late (as `gate` has it)."""
    days, today = followed.scenario.days(Document.COURTESY), followed.today
    if days is None or followed.case.done(Document.COURTESY) or _reached(followed):
        return None
    late = any(each.due_date < today for each in followed.unpaid)
    late |= any(each.situation is Situation.ACCESSORIES_DUE for each in followed.statement.balances)
    if late:
        return None
    due = min(map(followed.waits_until, followed.undisputed))
    day = _wanted(followed, Document.COURTESY, due + timedelta(days))
    step = Step(Document.COURTESY, _earliest(followed, heard, day), since=due, last=due)
    return step if max(step.day, next_working_day(today)) <= due else None


def _reminder(followed: Followed, heard: date | None) -> Step | None:
    """LT2 to LT6: the first step after the last one sent that is neither off nor skipped.

    A second reminder recalls the first one (LT3): without it, the formal notice comes.
    """
    reached = _reached(followed)
    for document in STEPS[1:4]:
        days = followed.scenario.days(document)
        passed = reached and STEPS.index(document) <= STEPS.index(reached)
        passed = passed or (document is Document.SECOND_REMINDER and reached is None)
        if days is not None and not passed and not followed.case.done(document):
            since = _counts_from(followed)
            day = _wanted(followed, document, since + timedelta(days))
            return Step(document, _earliest(followed, heard, day), since)
    return None


def _after_reminders(followed: Followed, heard: date | None, register: Register) -> Step | NextAction:
    reached = _reached(followed)
    if reached is Document.LAST_NOTICE:
        return _procedure(
            followed, heard, Why("LAST_NOTICE_UNANSWERED"), _end_of_last_notice(followed, register)
        )
    if reached is Document.FORMAL_NOTICE:
        return _after_notice(followed, heard, register)
    if reached is None:
        return NextAction(ActionKind.WAIT, Group.WAITING, Why("NO_STEP"))
    return _procedure(followed, heard, Why("STEPS_DONE"), date.min)


def _after_notice(followed: Followed, heard: date | None, register: Register) -> Step | NextAction:
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
            followed, heard, Why("NOTICE_UNANSWERED"), add_working_days(deadline, _grace(register, deadline))
        )
    since = _counts_from(followed)
    day = max(add_working_days(deadline, wait), since + ONE_DAY)
    return Step(Document.LAST_NOTICE, _earliest(followed, heard, day), since)


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


def _procedure(followed: Followed, heard: date | None, why: Why, day: date) -> NextAction:
    """N01-N08: the choice is the creditor's. Nothing is chosen before something is late and the debtor had its days."""
    day = max(day, _counts_from(followed) + ONE_DAY, _after_gap(followed, heard))
    comes = day <= followed.today
    return NextAction(
        ActionKind.CHOOSE_PROCEDURE,
        Group.TODAY if comes else Group.UPCOMING,
        why if comes else Why("ANSWER_AWAITED", {"day": day}),
        day=day,
    )


def _wanted(followed: Followed, document: Document, day: date) -> date:
    """The day the scenario says; today when the creditor let the step go by hand."""
    return min(day, followed.today) if followed.case.released is document else day


def _earliest(followed: Followed, heard: date | None, day: date) -> date:
    free = free_from(followed)
    return next_working_day(max(day, _after_gap(followed, heard), free or day))


def _after_gap(followed: Followed, heard: date | None) -> date:
    return heard + timedelta(followed.scenario.gap_days) if heard else date.min


def _counts_from(followed: Followed) -> date:
    """D: the day reminders count from, of the oldest invoice unpaid and undisputed.

    What is too small to be asked for, or was left by payments that went to penalties first, does not make the next
    invoice late (P01, Z04-1).
    """
    least, residues = followed.scenario.minimum_amount, followed.residues
    worth = [
        each
        for each in followed.undisputed
        if each.principal_remaining >= least and each.invoice not in residues
    ]
    return min(map(followed.waits_until, worth or followed.undisputed))


def _reached(followed: Followed) -> Document | None:
    """The furthest step the debtor has heard of; a courtesy message is none: it asks for nothing."""
    sent = {message.document for message in followed.case.messages} & DEMANDS
    return max(sent, key=STEPS.index, default=None)


def _last_sent(followed: Followed, document: Document) -> Letter | None:
    letters = (each for each in reversed(followed.case.letters) if each.document is document and each.sent)
    return next(letters, None)


def _grace(register: Register, day: date) -> int:
    return int(register.parameter("grace-apres-mise-en-demeure").at(day).value)
