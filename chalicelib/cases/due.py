"""When the clock must look at a case, and what it finds to do then: let a reminder leave, or tell the creditor.

Instants come from civil days and the hour of the scenario, both in Paris, so that no change of season moves them.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.cases.case import PARIS
from chalicelib.cases.events import CreditorTold
from chalicelib.cases.life import ActionKind, Followed, Group, NextAction
from chalicelib.core.days import ONE_DAY, is_working_day, next_working_day, previous_working_day
from chalicelib.law.regimes import Regime

# E03: nothing outside 08:00-19:00. Ten minutes are kept for a message that is on its way.
FIRST_TIME, LAST_TIME = time(8), time(18, 50)
SENDING_LASTS = timedelta(minutes=10)  # longer than any worker lives: then nobody is sending it any more
CHECK_EVERY = timedelta(days=7)  # Z04-9
CHECK_AT = time(6)
LOOKED_AT_EVERY = timedelta(days=7)  # what waits for a person, in case time alone changed it

# What follows at once from something the creditor recorded himself.
_SEEN_BY_ITSELF = (ActionKind.CLOSE, ActionKind.SETTLE_ACCESSORIES)


def is_evening(now: datetime) -> bool:
    """Whether it is too late for a message to leave on this civil day."""
    return now.astimezone(PARIS).time() >= LAST_TIME


def moment_of(followed: Followed, action: NextAction) -> datetime | None:
    """The instant, in UTC, the clock must look at the case: past when it should already have.

    None when only a person can change something.
    """
    return min(_moments(followed, action), default=None)


def check_of(followed: Followed) -> datetime | None:
    """The instant, in UTC, BODACC is to be asked about the debtor (Z04-9); None when there is nothing to ask."""
    case = followed.case
    stopped = case.closed or case.insolvency or case.obstacles or case.publication or not followed.owed
    if stopped or followed.debtor.regime is not Regime.BUSINESS or not followed.debtor.debtor.siren:
        return None
    day = case.bodacc_asked_on + CHECK_EVERY if case.bodacc_asked_on else case.opened_on + ONE_DAY
    return _at(day, CHECK_AT)


def leaves_now(followed: Followed, action: NextAction, now: datetime) -> bool:
    """Whether a reminder leaves by itself at this instant: its day, its hour, and those of E03."""
    moment = now.astimezone(PARIS)
    return (
        action.automatic
        and action.announced
        and action.group is Group.TODAY
        and is_working_day(moment.date())
        and _hour(followed, action) <= moment.time() < LAST_TIME
    )


def to_tell(followed: Followed, action: NextAction, now: datetime) -> CreditorTold | None:
    """What the creditor is to be told of this case at this instant: that a reminder leaves on the next working day
    unless he answers, what he has to do and was not told of, what happened. None when there is nothing."""
    version = followed.case.version
    if _comes(_to_announce(followed, action), now):
        return _told(action, leaves_on=action.day, version=version)
    if _comes(_to_do(followed, action), now) or any(_comes(each, now) for each in _news(followed)):
        if waits_for_creditor(action):
            return _told(action, version=version)
        return CreditorTold(action=ActionKind.WAIT, version=version)
    return None


def waits_for_creditor(action: NextAction) -> bool:
    """Whether something is the creditor's to do today, which the clock does not do in its place."""
    return action.group in (Group.TODAY, Group.UNREACHABLE) and not action.automatic


def _moments(followed: Followed, action: NextAction) -> Iterator[datetime]:
    announce, to_do, at = _to_announce(followed, action), _to_do(followed, action), followed.scenario.at
    yield from _news(followed)
    if action.look_on:
        yield _at(action.look_on, at)
    if waits_for_creditor(action) and action.kind not in _SEEN_BY_ITSELF:
        yield _at(followed.today + LOOKED_AT_EVERY, at)
    if announce or to_do:
        yield from (each for each in (announce, to_do) if each)
    elif action.automatic:
        assert action.day is not None
        yield _at(max(action.day, followed.today), _hour(followed, action))
    elif action.day and (action.group is Group.UPCOMING or action.kind is ActionKind.WAIT):
        yield _at(action.day, at)


def _hour(followed: Followed, action: NextAction) -> time:
    """That of the account; what was let go by hand leaves from the first hour on."""
    return FIRST_TIME if followed.case.released is action.document else followed.scenario.at


def _to_announce(followed: Followed, action: NextAction) -> datetime | None:
    """When to tell the creditor of the reminder that leaves by itself on the working day after."""
    if not action.automatic or action.announced or followed.quiet:
        return None
    assert action.day is not None
    eve = _at(max(previous_working_day(action.day), followed.today), followed.scenario.at)
    return _once_a_day(followed, eve)


def _to_do(followed: Followed, action: NextAction) -> datetime | None:
    """When to tell the creditor of what he has to do: not on the day he was there himself, and once."""
    case = followed.case
    if followed.quiet or action.kind in _SEEN_BY_ITSELF or not waits_for_creditor(action):
        return None
    uncertain = next((each.issued_at for each in case.letters if each.uncertain), None)
    told = _same(case.told, _told(action))
    if told and not (uncertain and case.told_at and case.told_at < uncertain):
        return None
    if uncertain:
        return _once_a_day(followed, uncertain.astimezone(UTC) + SENDING_LASTS)
    day = next_working_day(max(followed.case.touched_on + ONE_DAY, followed.today))
    return _once_a_day(followed, _at(day, followed.scenario.at))


def _news(followed: Followed) -> Iterator[datetime]:
    for news in () if followed.quiet else followed.case.news:
        morning = _at(next_working_day(news.at.astimezone(PARIS).date() + ONE_DAY), followed.scenario.at)
        yield _once_a_day(followed, news.at.astimezone(UTC) if news.urgent else morning)


def _once_a_day(followed: Followed, moment: datetime) -> datetime:
    """After a mail that may not have left, the next one is for the next working morning: it tells all of it again."""
    doubted = followed.case.doubted_on
    return max(moment, _at(next_working_day(doubted + ONE_DAY), followed.scenario.at)) if doubted else moment


def _told(action: NextAction, leaves_on: date | None = None, version: int = 0) -> CreditorTold:
    return CreditorTold(
        action=action.kind, document=action.document, day=action.day, leaves_on=leaves_on, version=version
    )


def _same(one: CreditorTold | None, other: CreditorTold) -> bool:
    key = (other.action, other.document, other.day)
    return one is not None and (one.action, one.document, one.day) == key


def _comes(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS).astimezone(UTC)
