"""The dates to note once a document is ready: what to do, and the earliest day anything may follow.

The first presentation of a registered letter is not known when it is written. A day that depends on it is given
as the earliest possible (`earliest`), counted from the day after posting: it can only come later (K05, K06).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.cases.facts import Channel, LetterFacts
from chalicelib.cases.gate import deadline_days, letter_day, prudent_day
from chalicelib.core.days import add_months, add_working_days, next_working_day
from chalicelib.law.notice import NOTICES, PLANS, Document
from chalicelib.law.register import Register

LOOK_UP_AFTER = timedelta(days=7)  # our advice: a registered letter is nearly always presented by then
SECOND_REMINDER_AFTER = timedelta(days=10)  # LT3: product default
WARN_BEFORE_LIMITATION = 3  # months


@dataclass(frozen=True)
class KeyDate:
    """One day to note; `kind` names its sentence in `templates/phrases.toml`, `earliest` marks a lower bound."""

    kind: str
    day: date
    earliest: bool = False


def key_dates(facts: LetterFacts, register: Register) -> tuple[KeyDate, ...]:
    """The dates that follow from this document, in order. None for a receipt or an account statement."""
    day = letter_day(facts)
    if facts.document in (Document.RECEIPT, Document.ACCOUNT_STATEMENT):
        return ()
    dates = [KeyDate("post", next_working_day(day))]
    if facts.document is Document.COURTESY:
        dates += (KeyDate("due", due) for due in sorted({i.due_date for i in facts.invoices if i.due_date}))
        return tuple(dates)
    if facts.document is Document.FIRST_REMINDER:
        dates.append(KeyDate("second_reminder", next_working_day(day + SECOND_REMINDER_AFTER)))
    if facts.document is Document.SECOND_REMINDER and facts.answer_by:
        dates += (
            KeyDate("answer_by", facts.answer_by),
            KeyDate("formal_notice", next_working_day(facts.answer_by + timedelta(days=1))),
        )
    if facts.document in PLANS:
        dates += (KeyDate("instalment", instalment.date) for instalment in facts.plan.instalments)
        if facts.document is Document.PLAN_OFFER and facts.plan.valid_until:
            dates.append(KeyDate("plan_answer", facts.plan.valid_until))
    if facts.document in NOTICES:
        dates += _notice_dates(facts, register)
    limit = limitation_day(facts, register)
    warning = add_months(limit, -WARN_BEFORE_LIMITATION)
    dates += (KeyDate("limitation_warning", warning),) if warning > day else ()
    dates.append(KeyDate("limitation", limit))
    return tuple(sorted(dates, key=lambda each: each.day))


def limitation_day(facts: LetterFacts, register: Register) -> date:
    """The prudent day of the claim: that of its invoice that is barred first."""
    return min(prudent_day(facts, position, register) for position in range(len(facts.invoices)))


def _notice_dates(facts: LetterFacts, register: Register) -> list[KeyDate]:
    day = letter_day(facts)
    by_hand = facts.channel is Channel.HAND_DELIVERY
    presented = day if by_hand else next_working_day(day) + timedelta(days=1)
    ends = presented + timedelta(days=deadline_days(facts, register))
    grace = int(register.parameter("grace-apres-mise-en-demeure").at(day).value)
    dates = [
        KeyDate("deadline_ends", ends, earliest=not by_hand),
        KeyDate("next_step", add_working_days(ends, grace), earliest=not by_hand),
    ]
    if not by_hand:
        dates.append(KeyDate("look_up_presentation", next_working_day(day + LOOK_UP_AFTER)))
    return dates
