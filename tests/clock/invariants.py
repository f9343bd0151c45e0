"""What holds of every history, whatever went wrong: judged from the diary of a world, not by the rules of the product.

`broken(world)` says, in sentences, all that does not hold; nothing when all does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

import holidays

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS
from chalicelib.cases.fold import fold, voided
from chalicelib.cases.history import Author, Recorded, intact
from chalicelib.cases.life import ActionKind, Group, NextAction
from chalicelib.law.notice import Document
from chalicelib.services.space import every_open_case, place_of
from tests.clock.world import QUARTER, Accepted, Fact, World

OPENS, CLOSES = time(8), time(19)  # E03
GAPS = {"b2b": 5, "public": 5, "b2c": 7, "non_professional": 7}  # days between two messages to a debtor (E03)
NEXT_MORNING = timedelta(days=5)  # at most, whatever the holidays
REMINDERS = {Document.COURTESY, Document.FIRST_REMINDER, Document.SECOND_REMINDER}
NEWS = {
    "letter_mailed",
    "address_failed",
    "debtor_answered",
    "dispute_raised",
    "insolvency_recorded",
    "obstacle_recorded",
    "publication_found",
}
BY_ITSELF = {ActionKind.CLOSE, ActionKind.SETTLE_ACCESSORIES}  # follows from what the creditor just recorded


def broken(world: World) -> list[str]:
    return [
        *_once(world),
        *_when_it_should(world),
        *_announced(world),
        *_nothing_lost(world),
        *_tellings(world),
        *_all_that_happened_was_told(world),
        *_chains(world),
        *_nothing_forgotten(world),
    ]


# --- the letters ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Mailed:
    """A letter the provider accepted, with the history of its case up to its claim, and that claim's place in the
    diary."""

    rank: int
    accepted: Accepted
    account: str
    case: str
    letter: int
    document: Document
    before: tuple[Recorded, ...]
    claimed: int

    @property
    def day(self) -> date:
        return self.accepted.at.astimezone(PARIS).date()

    def __str__(self) -> str:
        return f"{self.case} letter {self.letter} ({self.document}) of {self.accepted.at.astimezone(PARIS):%F %T}"


def _letters(world: World) -> list[_Mailed]:
    found, told = [], {}
    issued: dict[tuple[str, str, int], tuple[Document, tuple[Recorded, ...], int]] = {}
    for rank, each in enumerate(world.diary):
        match each:
            case Fact(account, case, recorded):
                if isinstance(recorded.event, e.LetterIssued):
                    event = recorded.event
                    before = told.get((account, case), ())
                    issued[account, case, event.letter] = event.document, before, rank
                told[account, case] = (*told.get((account, case), ()), recorded)
            case Accepted(mail=mail) if "letter" in mail.tags:
                key = mail.tags["account"], mail.tags["case"], int(mail.tags["letter"])
                found.append(_Mailed(rank, each, *key, *issued[key]))
    return found


def _discarded(world: World, account: str, case: str, letter: int) -> bool:
    """Whether the creditor himself said that it did not leave, or took that back."""
    return any(
        isinstance(each.event, e.LetterDiscarded)
        and each.event.letter == letter
        and each.by is Author.CREDITOR
        for each in world.kept.histories[account, case]
    )


def _once(world: World) -> Iterator[str]:
    """Every letter at most once; every step too, unless the creditor discarded the one in doubt."""
    letters: set[tuple[str, str, int]] = set()
    steps: set[tuple[str, str, Document]] = set()
    for each in _letters(world):
        letter, step = (each.account, each.case, each.letter), (each.account, each.case, each.document)
        if letter in letters:
            yield f"accepted twice: {each}"
        if step in steps:
            yield f"its step was accepted already: {each}"
        letters.add(letter)
        if not _discarded(world, *letter):
            steps.add(step)


def _when_it_should(world: World) -> Iterator[str]:
    """Its day, its hour, its gap, and nothing recorded before that stops it."""
    last: dict[tuple[str, str], _Mailed] = {}
    for each in _letters(world):
        hour = each.accepted.at.astimezone(PARIS).time()
        if not _works(each.day) or not OPENS <= hour < CLOSES:
            yield f"outside days and hours: {each}"
        if each.document not in REMINDERS:
            yield f"a notice left by itself: {each}"
        case = fold(each.case, each.before)
        debtor = each.account, case.debtor
        gap = GAPS[world.kept.debtors[debtor].facts.regime]
        if debtor in last and (each.day - last[debtor].day).days < gap:
            yield f"within {gap} days of {last[debtor]}: {each}"
        if not _discarded(world, each.account, each.case, each.letter):
            last[debtor] = each
        if why := _stopped(each.before, each.day):
            yield f"{why} before it was claimed: {each}"
        for other, history in _others(world, each, case.debtor):
            if _facts(history).insolvent:
                yield f"an insolvency was recorded in {other} before: {each}"


def _others(world: World, mailed: _Mailed, debtor: str) -> Iterator[tuple[str, tuple[Recorded, ...]]]:
    """The debtor's other cases, as they were when the letter was claimed."""
    told: dict[str, tuple[Recorded, ...]] = {}
    for each in world.diary[: mailed.claimed]:
        if isinstance(each, Fact) and each.account == mailed.account and each.case != mailed.case:
            told[each.case] = (*told.get(each.case, ()), each.recorded)
    for case, history in told.items():
        opening = history[0].event
        if isinstance(opening, e.CaseOpened) and opening.debtor == debtor and not _facts(history).closed:
            yield case, history


@dataclass
class _Facts:
    """What a history says that stops reminders: added up here a second time, on purpose."""

    invoiced: dict[str, Decimal] = field(default_factory=dict)
    received: Decimal = Decimal(0)
    disputed: set[str] = field(default_factory=set)
    suspended: date = date.min
    closed: bool = False
    insolvent: bool = False
    answered: bool = False
    alone: bool = False


def _facts(history: tuple[Recorded, ...]) -> _Facts:
    facts, void = _Facts(), voided(history)
    pause = promise = date.min
    for each in history:
        if each.id in void:
            continue
        match each.event:
            case e.CaseOpened(invoices=invoices, sending=sending):
                facts.invoiced |= {i.ref: i.amount_ttc for i in invoices}
                facts.alone = sending is e.Sending.SEND_REMINDERS
            case e.InvoicesAdded(invoices=invoices):
                facts.invoiced |= {i.ref: i.amount_ttc for i in invoices}
            case e.SendingChosen(sending=sending):
                facts.alone = sending is e.Sending.SEND_REMINDERS
            case e.PaymentReceived(amount=amount):
                facts.received += amount
            case e.DisputeRaised(invoices=refs):
                facts.disputed |= set(refs or facts.invoiced)
            case e.DisputeSettled(invoices=refs):
                facts.disputed -= set(refs or facts.invoiced)
            case e.Paused(until=until):
                pause = until
            case e.PaymentPromised(until=until):
                promise = until
            case e.Resumed():
                pause = promise = date.min
                facts.answered = False
            case e.DebtorAnswered():
                facts.answered = True
            case e.Closed():
                facts.closed = True
            case e.Reopened():
                facts.closed = False
            case e.InsolvencyRecorded():
                facts.insolvent = True
        if each.event.kind in ("payment_received", "dispute_raised"):
            facts.answered = False if each.by is Author.CREDITOR else facts.answered
    facts.suspended = max(pause, promise)
    return facts


def _stopped(history: tuple[Recorded, ...], day: date) -> str | None:
    facts = _facts(history)
    reasons = {
        "everything was paid": facts.received >= sum(facts.invoiced.values()),
        "everything was disputed": facts.disputed >= set(facts.invoiced),
        "a pause or a promise ran": facts.suspended >= day,
        "the case was closed": facts.closed,
        "an insolvency was recorded": facts.insolvent,
        "the debtor had answered": facts.answered,
        "the creditor wants to be told first": not facts.alone,
    }
    return next((why for why, holds in reasons.items() if holds), None)


def _announced(world: World) -> Iterator[str]:
    """Z04-8: a mail that the creditor was sent on an earlier working day names it, or the creditor let it go."""
    for each in _letters(world):
        if any(
            isinstance(told.event, e.StepReleased) and told.event.document is each.document
            for told in each.before
        ):
            continue
        if not any(_names(accepted, each) for accepted in world.diary[: each.rank]):
            yield f"the creditor was not told before: {each}"


def _names(accepted: object, mailed: _Mailed) -> bool:
    if not isinstance(accepted, Accepted) or accepted.telling is None:
        return False
    day = accepted.at.astimezone(PARIS).date()
    return (
        accepted.mail.tags["account"] == mailed.account
        and day < mailed.day
        and any(_works(day + timedelta(n)) for n in range((mailed.day - day).days))
        and any(
            told.case == mailed.case
            and told.event.document is mailed.document
            and told.event.leaves_on is not None
            and told.event.leaves_on <= mailed.day
            for told in accepted.telling.told
        )
    )


@cache
def _closed_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in _closed_days(day.year)


# --- nothing silent --------------------------------------------------------------------------------------------------


def _nothing_lost(world: World) -> Iterator[str]:
    """Every letter claimed was mailed, refused, discarded, or is shown as in doubt, and the creditor told so."""
    for (account, id), shown in world.kept.shown.items():
        history = world.kept.histories[account, id]
        doubtful = [each for each in fold(id, history).letters if each.uncertain]
        action = _action(world, account, id)
        if _unheard(world, account) or not doubtful or action is None or action.group is Group.CLOSED:
            continue
        facts = _facts(history)
        if facts.insolvent or action.kind in BY_ITSELF or action.why.code.endswith("_IN_OTHER_CASE"):
            continue  # the end of the case goes before
        if action.why.code != "SENDING_UNCERTAIN" or action.letter != doubtful[0].number:
            yield f"{id} letter {doubtful[0].number} is in doubt, and the case shows {action.why.code}"
        since = next(
            each.at
            for each in history
            if isinstance(each.event, e.LetterIssued) and each.event.letter == doubtful[0].number
        )
        if not any(
            _tells(each, account, id, ActionKind.CONFIRM_SENT) and each.at > since for each in world.diary
        ):
            yield f"{id} letter {doubtful[0].number} is in doubt since {since}, and the creditor was not told"
        del shown


def _tells(accepted: object, account: str, case: str, action: str) -> bool:
    return (
        isinstance(accepted, Accepted)
        and accepted.telling is not None
        and accepted.mail.tags["account"] == account
        and any(told.case == case and told.event.action == action for told in accepted.telling.told)
    )


def _tellings(world: World) -> Iterator[str]:
    """Each mail to a creditor once; nothing told twice, unless nobody knew whether the first had left, or another
    case of the same debtor made the mail in between say something else."""
    mails: set[tuple[str, str]] = set()
    told: dict[tuple[str, str, str, Document | None, date | None, bool], tuple[int, datetime]] = {}
    for rank, each in enumerate(world.diary):
        if not isinstance(each, Accepted) or each.telling is None:
            continue
        account, name = each.mail.tags["account"], each.mail.tags["telling"]
        if (account, name) in mails:
            yield f"told twice: {name} of {account}"
        mails.add((account, name))
        for item in each.telling.told:
            event = item.event
            key = (account, item.case, event.action, event.document, event.day, bool(event.leaves_on))
            version, (before, at) = each.told[item.case], told.get(key, (0, each.at))
            since = world.kept.histories[account, item.case][before:version]
            known = [isinstance(one.event, e.CreditorTold) and one.event.certain for one in since]
            other = any(_said(one) != _said_of(event) for one in since) and any(
                at < one.at <= each.at and one.by is not Author.CLOCK for one in _of_kin(world, account, item.case)
            )
            if event.action != ActionKind.WAIT and before and known and all(known) and not other:
                yield f"{item.case}: {event.action} {event.document} {event.day} told again, nothing new (#{rank})"
            told[key] = version, each.at


def _said(recorded: Recorded) -> tuple[ActionKind, Document | None] | None:
    return _said_of(recorded.event) if isinstance(recorded.event, e.CreditorTold) else None


def _said_of(told: e.CreditorTold) -> tuple[ActionKind, Document | None]:
    return told.action, told.document


def _of_kin(world: World, account: str, case: str) -> Iterator[Recorded]:
    """What the histories of the debtor's other cases say."""
    debtor = fold(case, world.kept.histories[account, case]).debtor
    for (owner, id), history in world.kept.histories.items():
        if owner == account and id != case and fold(id, history).debtor == debtor:
            yield from history


def _all_that_happened_was_told(world: World) -> Iterator[str]:
    """What the debtor or the clock did is in a mail that was accepted and written from a case that knew it."""
    told: dict[tuple[str, str], int] = {}
    for each in world.diary:
        if isinstance(each, Accepted):
            for case, version in each.told.items():
                key = each.mail.tags["account"], case
                told[key] = max(version, told.get(key, 0))
    for (account, case), history in world.kept.histories.items():
        if fold(case, history).closed or _unheard(world, account):
            continue
        for recorded in history:
            kind = recorded.event.kind
            late = world.now - recorded.at > (NEXT_MORNING if kind == "letter_mailed" else QUARTER)
            if (
                kind in NEWS
                and recorded.by is not Author.CREDITOR
                and late
                and recorded.number > told.get((account, case), 0)
            ):
                yield f"{case} #{recorded.number} {recorded.event.kind} of {recorded.at} was told to nobody"


def _chains(world: World) -> Iterator[str]:
    for (account, case), history in world.kept.histories.items():
        if not intact(history):
            yield f"{case}: its history is not intact"
        if fold(case, history) != world.kept.shown[account, case].case:
            yield f"{case}: the list shows another case than its history tells"


def _nothing_forgotten(world: World) -> Iterator[str]:
    """At the end nothing is due, and whatever waits is looked at again, or waits for a person who was told."""
    dead = {each.body for each in world.dead}
    for due in world.cases.due(world.now):
        if not any(due.case in body for body in dead):
            yield f"{due.case} is still due since {due.at}"
    for (account, id), shown in world.kept.shown.items():
        if shown.case.closed or shown.due is not None or _unheard(world, account):
            continue
        position = every_open_case(world.space(account))[id]
        action, case = position.action, position.case
        told = case.told is not None and (case.told.action, case.told.document) == (
            action.kind,
            action.document,
        )
        if not told and place_of(position).due is not None:
            yield f"{id} ({action.why.code}) would be due at {place_of(position).due} and is not"
        elif not told and action.group is not Group.WAITING and action.kind not in BY_ITSELF:
            yield f"{id} waits for a person who was not told: {action.why.code}"


def _unheard(world: World, account: str) -> bool:
    """Whether its own mailbox refuses our mails: the site says so, no mail can."""
    return world.kept.accounts[account].unheard_since is not None


def _action(world: World, account: str, case: str) -> NextAction | None:
    found = every_open_case(world.space(account)).get(case)
    return found.action if found else None
