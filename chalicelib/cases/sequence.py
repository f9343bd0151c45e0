"""What to do next in a case, on which day, and why; and the same, day after day, as a forecast.

The cases of one debtor are looked at together: it never hears of two of them on one day, nor twice within the gap
(E03). What needs no letter comes first (`cases.standing`), then the step whose day has come (`cases.steps`), then
what waits for a person, then the step to come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from chalicelib.cases.case import PARIS, Message
from chalicelib.cases.facts import Channel
from chalicelib.cases.leaving import Step, proposal
from chalicelib.cases.life import ActionKind, Followed, Group, NextAction, Why, drawn
from chalicelib.cases.limitation import limitation_day as limitation_day
from chalicelib.cases.limitation import next_alert
from chalicelib.cases.scenario import STEPS, Scenario
from chalicelib.cases.standing import task_of, what_stands
from chalicelib.cases.steps import next_step
from chalicelib.core.days import is_working_day, next_working_day
from chalicelib.law.notice import NOTICES, Document
from chalicelib.law.register import Register


@dataclass(frozen=True)
class Planned:
    """One letter of the forecast: a reminder supposed sent that day, or a notice to be read again («à relire»)."""

    day: date
    case: str
    document: Document
    automatic: bool
    why: Why


def next_action(followed: Followed, others: tuple[Followed, ...], register: Register) -> NextAction:
    """The next action of a case; `others` are the other open cases of the same debtor, on the same day."""
    return next_actions((followed, *others), register)[followed.case.id]


def next_actions(cases: Iterable[Followed], register: Register) -> dict[str, NextAction]:
    """The next action of each of these cases, by id; all the open cases of a debtor must be there."""
    return {id: action for group in _by_debtor(cases) for id, action in _of_debtor(group, register).items()}


def moment_of(action: NextAction, scenario: Scenario) -> datetime | None:
    """The instant, in UTC, the clock must look at the case: at the account's hour in Paris, whatever the season.

    None when only a person can change something.
    """
    comes = action.automatic or action.group is Group.UPCOMING or action.kind is ActionKind.WAIT
    days = [day for day in (action.day if comes else None, action.look_on) if day]
    return datetime.combine(min(days), scenario.at, PARIS).astimezone(UTC) if days else None


def forecast(cases: tuple[Followed, ...], first: date, days: int, register: Register) -> tuple[Planned, ...]:
    """What leaves from `first` on, in the order of the days: `next_action` applied day after day.

    A reminder is supposed sent on its day; a notice is shown once, on the day it may be read again, and not supposed
    sent. `cases` are all the open cases of the account, followed on `first`.
    """
    planned = [each for group in _by_debtor(cases) for each in _forecast(group, first, days, register)]
    return tuple(sorted(planned, key=lambda each: (each.day, -STEPS.index(each.document), each.case)))


def _by_debtor(cases: Iterable[Followed]) -> list[list[Followed]]:
    groups: dict[str, list[Followed]] = {}
    for each in cases:
        groups.setdefault(each.case.debtor, []).append(each)
    return list(groups.values())


def _of_debtor(group: list[Followed], register: Register) -> dict[str, NextAction]:
    actions, steps = _sorted_out(group, register)
    for each in group:
        if step := steps.get(each.case.id):
            actions[each.case.id] = _unless_task(each, proposal(each, step, register))
    return {each.case.id: _with_alert(each, actions[each.case.id], register) for each in group}


def _sorted_out(group: list[Followed], register: Register) -> tuple[dict[str, NextAction], dict[str, Step]]:
    """What each case of one debtor stands at, or the step it comes to and the day it may leave.

    Never two of them within the gap (E03): they are served in the order of their days, the higher step first, then
    the older debt. A courtesy message that would then come after the due date lapses.
    """
    actions: dict[str, NextAction] = {}
    steps: dict[str, Step] = {}
    waiting: list[tuple[Followed, Step]] = []
    for each in group:
        if held := what_stands(each, group, register):
            actions[each.case.id] = held
            continue
        step = next_step(each, group, register)
        if isinstance(step, Step):
            waiting.append((each, step))
        else:
            actions[each.case.id] = _unless_task(each, step)
    last: date | None = None
    while waiting:
        waiting.sort(key=_rank)
        followed, step = waiting.pop(0)
        id, day = followed.case.id, _leaves(followed, step)
        free = next_working_day(last + timedelta(followed.scenario.gap_days)) if last else day
        if day >= free:
            steps[id] = step if day == followed.today else replace(step, day=day)
            last = day
        elif step.last is None or free <= step.last:
            waiting.append((followed, replace(step, day=free, gives_way=True)))
        else:
            lapsed = next_step(followed, group, register, courtesy=False)
            if isinstance(lapsed, Step):
                waiting.append((followed, lapsed))
            else:
                actions[id] = _unless_task(followed, lapsed)
    return actions, steps


def _leaves(followed: Followed, step: Step) -> date:
    return next_working_day(max(step.day, followed.today))


def _rank(waiting: tuple[Followed, Step]) -> tuple[date, int, date, str]:
    followed, step = waiting
    return _leaves(followed, step), -STEPS.index(step.document), step.since, followed.case.id


def _unless_task(followed: Followed, action: NextAction) -> NextAction:
    """What waits for a person goes before a step that has not come yet."""
    task = task_of(followed)
    return replace(task, look_on=action.day) if task and action.group is not Group.TODAY else action


def _with_alert(followed: Followed, action: NextAction, register: Register) -> NextAction:
    """While nothing else happens, the days to warn of limitation on (L05)."""
    if action.kind is not ActionKind.WAIT or followed.case.closed:
        return action
    unpaid = {each.invoice for each in followed.unpaid}
    alert = next_alert(followed.case, followed.debtor.regime, register, unpaid, followed.today)
    return replace(action, look_on=min((d for d in (action.look_on, alert) if d), default=None))


def _forecast(group: list[Followed], first: date, days: int, register: Register) -> list[Planned]:
    planned: list[Planned] = []
    shown: set[tuple[str, Document]] = set()
    for day in (first + timedelta(n) for n in range(days)):
        # Time alone moves no principal: statements are drawn again only on a day that something leaves.
        group = [replace(each, today=day) for each in group]
        coming = {
            (id, step.document) for id, step in _sorted_out(group, register)[1].items() if step.day <= day
        }
        if not is_working_day(day) or not coming - shown:
            continue
        group = [drawn(each.case, each.debtor, each.scenario, day, register) for each in group]
        for id, action in _of_debtor(group, register).items():
            step = action.document
            leaves = action.kind is ActionKind.REVIEW_AND_SEND and action.group is Group.TODAY
            if leaves and step and (id, step) not in shown:
                shown.add((id, step))
                planned.append(Planned(day, id, step, action.automatic, action.why))
                group = [
                    _sent(each, step, day) if each.case.id == id and step not in NOTICES else each
                    for each in group
                ]
    return planned


def _sent(followed: Followed, step: Document, day: date) -> Followed:
    """The case once this step has left by itself."""
    message = Message(document=step, date=day, channel=Channel.EMAIL)
    case = followed.case.model_copy(update={"messages": (*followed.case.messages, message)})
    return replace(followed, case=case)
