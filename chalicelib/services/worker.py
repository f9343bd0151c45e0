"""A batch of the queue: each case by itself, so that one that breaks holds up no other.

A message that fails is left to the queue, which gives it again, then puts it aside. The last time, the case is put off
to the next day: what is broken is looked at once a day, not every quarter of an hour, until a person has seen to it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.services.clock import Clock
from chalicelib.services.ports import Work
from chalicelib.services.step import UNCERTAIN, run_step

MOST_TIMES = 5  # of one message; the queue's own redrive says the same
PUT_OFF = timedelta(days=1)

log = logging.getLogger("acquit")


class Message(NamedTuple):
    """One message of the queue; `times` it was given, this time included."""

    id: str
    body: str
    times: int


def work_through(
    clock: Clock, messages: Iterable[Message], read: Callable[[str], Work], now: Callable[[], datetime]
) -> tuple[str, ...]:
    """The ids of those that failed. Outcomes are counted under the run that found each case due.

    `read` makes the work of a message, or raises ValueError. Where, but not what failed, is logged: a message may quote
    what a person typed.
    """
    outcomes: Counter[tuple[datetime, str]] = Counter()
    failed = []
    for message in messages:
        try:
            work = read(message.body)
        except ValueError:
            log.error("a message of the queue cannot be read")
            failed.append(message.id)
            continue
        try:
            outcome = run_step(clock, work, now())
            if outcome == UNCERTAIN:  # listed one by one for the operator
                outcome = f"{UNCERTAIN}:{work.due.account}/{work.due.case}"
        except Exception as error:
            log.error("a step failed: %s", type(error).__qualname__)
            failed.append(message.id)
            outcome = "failed"
            if message.times >= MOST_TIMES:
                _put_off(clock, work, now())
        outcomes[work.run, outcome] += 1
    for (run, outcome), times in outcomes.items():
        _count(clock, run, outcome, times)
    return tuple(failed)


def _put_off(clock: Clock, work: Work, now: datetime) -> None:
    try:
        clock.cases.postpone(work.due, now + PUT_OFF)
    except Exception as error:  # the queue puts the message aside all the same, and says so
        log.error("a case that fails could not be put off: %s", type(error).__qualname__)


def _count(clock: Clock, run: datetime, outcome: str, times: int) -> None:
    """A count that is lost must not make the queue give again what is done."""
    try:
        clock.runs.count(run, outcome, times)
    except Exception as error:
        log.error("an outcome was not counted: %s", type(error).__qualname__)
