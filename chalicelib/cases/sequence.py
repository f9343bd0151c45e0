"""What to do next in a case, on which day, and why; and the same, day after day, as a forecast.

The cases of one debtor are looked at together: it never hears of two of them on one day, nor twice within the gap
(E03). What needs no letter comes first (`cases.standing`), then the step whose day has come (`cases.steps`), then
what waits for a person, then the step to come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from heapq import heappop, heappush

from chalicelib.cases.case import Announced, Message
from chalicelib.cases.facts import Channel
from chalicelib.cases.leaving import Step, announced_first, proposal
from chalicelib.cases.life import ActionKind, Followed, Group, NextAction, Why, redrawn
from chalicelib.cases.limitation import limitation_day as limitation_day
from chalicelib.cases.limitation import next_alert
from chalicelib.cases.scenario import STEPS
from chalicelib.cases.standing import task_of, what_stands
from chalicelib.cases.steps import last_heard, next_step
from chalicelib.core.days import ONE_DAY, is_working_day, next_working_day, previous_working_day
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


def forecast(cases: tuple[Followed, ...], first: date, days: int, register: Register) -> tuple[Planned, ...]:
    """What leaves from `first` on, in the order of the days: `next_action` applied day after day.

    A reminder is supposed announced on its eve and sent on its day; a notice is shown once, on the day it may be read
    again, and not supposed sent. `cases` are all the open cases of the account, followed on `first`.
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
    waiting: list[_Waiting] = []
    heard = last_heard(group)

    def comes(followed: Followed, found: Step | NextAction) -> None:
        if isinstance(found, Step):
            found = announced_first(followed, found, register)
        if isinstance(found, Step) and found.last and found.day > found.last:
            comes(followed, next_step(followed, heard, register, courtesy=False))
        elif isinstance(found, Step):
            heappush(waiting, _Waiting(_rank(followed, found), followed, found))
        else:
            actions[followed.case.id] = _unless_task(followed, found)

    for each in group:
        if stands := what_stands(each, group, register):
            actions[each.case.id] = stands
        else:
            comes(each, next_step(each, heard, register))
    last: date | None = None
    while waiting:
        turn = heappop(waiting)
        followed, step, day = turn.followed, turn.step, turn.rank[0]
        free = next_working_day(last + timedelta(followed.scenario.gap_days)) if last else day
        if day >= free:
            steps[followed.case.id] = step if day == followed.today else replace(step, day=day)
            last = day
        else:
            comes(followed, replace(step, day=free, gives_way=True))
    return actions, steps


@dataclass(order=True)
class _Waiting:
    """A step that waits for its turn; `rank` begins with the day it may leave, and is different for each case."""

    rank: tuple[date, int, date, str]
    followed: Followed = field(compare=False)
    step: Step = field(compare=False)


def _rank(followed: Followed, step: Step) -> tuple[date, int, date, str]:
    day = next_working_day(max(step.day, followed.today))
    return day, -STEPS.index(step.document), step.since, followed.case.id


def _unless_task(followed: Followed, action: NextAction) -> NextAction:
    """What waits for a person goes before a step that has not come yet, but for a reminder on its eve: it has to be
    announced, or would never leave."""
    task = task_of(followed)
    if task is None or action.group is Group.TODAY or _on_its_eve(followed, action):
        return action
    return replace(task, look_on=action.day or action.look_on)


def _on_its_eve(followed: Followed, action: NextAction) -> bool:
    if not action.automatic or action.day is None:
        return False
    return previous_working_day(action.day) <= followed.today


def _with_alert(followed: Followed, action: NextAction, register: Register) -> NextAction:
    """Whatever comes next, the days to warn of limitation on (L05), and the one after which no demand may leave."""
    if followed.case.closed:
        return action
    unpaid = {each.invoice for each in followed.unpaid}
    alert = next_alert(followed.case, followed.debtor.regime, register, unpaid, followed.today)
    return replace(action, look_on=min((d for d in (action.look_on, alert) if d), default=None))


def _forecast(group: list[Followed], first: date, days: int, register: Register) -> list[Planned]:
    """Time alone moves no principal: statements are drawn again only on a day that something leaves, and the days
    between two changes are passed over."""
    planned: list[Planned] = []
    shown: set[tuple[str, Document]] = set()
    day = first
    while day < first + timedelta(days):
        group = [replace(each, today=day, evening=each.evening and day == first) for each in group]
        actions, steps = _sorted_out(group, register)
        group = [_announced(each, steps.get(each.case.id)) for each in group]
        if {(id, step.document) for id, step in steps.items() if step.day <= day} <= shown:
            day = _next_change(actions, steps, day)
            continue
        evening = any(each.evening for each in group)
        group = [replace(redrawn(each, day, register), evening=evening) for each in group]
        for id, action in _of_debtor(group, register).items():
            if action.kind is not ActionKind.REVIEW_AND_SEND or action.group is not Group.TODAY:
                continue
            assert action.document is not None
            if (id, action.document) not in shown:
                shown.add((id, action.document))
                planned.append(Planned(day, id, action.document, action.automatic, action.why))
        left = {
            each.case: each.document for each in planned if each.day == day and each.document not in NOTICES
        }
        group = [_sent(each, left[each.case.id]) if each.case.id in left else each for each in group]
        day += ONE_DAY
    return planned


def _next_change(actions: dict[str, NextAction], steps: dict[str, Step], day: date) -> date:
    """The next day on which time changes something: a step comes, a suspension ends. Tomorrow, when several letters
    wait for their turn."""
    days = [each for step in steps.values() for each in (previous_working_day(step.day), step.day)]
    days += (each for action in actions.values() for each in (action.day, action.look_on) if each)
    return day + ONE_DAY if len(steps) > 1 else min((each for each in days if each > day), default=date.max)


def _announced(followed: Followed, step: Step | None) -> Followed:
    """The case once the creditor was told today of the reminder that leaves on the next working day."""
    today = followed.today
    silent = followed.evening or followed.case.doubted_on == today or not is_working_day(today)
    if step is None or not step.alone or silent:
        return followed
    if step.day != next_working_day(today + ONE_DAY):
        return followed
    announced = Announced(document=step.document, leaves_on=step.day)
    return replace(followed, case=followed.case.model_copy(update={"announced": announced}))


def _sent(followed: Followed, step: Document) -> Followed:
    """The case once this step has left by itself, today."""
    message = Message(document=step, date=followed.today, channel=Channel.EMAIL)
    case = followed.case.model_copy(update={"messages": (*followed.case.messages, message)})
    return replace(followed, case=case)
