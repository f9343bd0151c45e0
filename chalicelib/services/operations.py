"""What whoever runs the service looks at: whether the clock runs, what it did, and what waits for a person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from chalicelib.cases.case import PARIS
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Recorded
from chalicelib.law.register import Register
from chalicelib.services import ports

LATE_AFTER = timedelta(hours=1)  # four sweeps that did not happen
RATES_WARNED = 30  # days before one without a rate (B22)
RATES = ("taux-bce", "taux-legal-autres-cas")
MOST = 20  # of each list
A_WEEK = 7 * 24 * 5  # runs: four sweeps an hour, and one that asks BODACC
UNCERTAIN = "uncertain"


class Pace(StrEnum):
    """Whether the clock runs."""

    OK = "ok"
    LATE = "late"
    NEVER = "never"


@dataclass(frozen=True)
class Doubt:
    """A case with a mail that may or may not have left; `open` while nobody said which."""

    account: str
    case: str
    since: datetime
    open: bool


@dataclass(frozen=True)
class Report:
    """`waiting` and `held` messages of the queue, about; `rates_left` days, negative once a rate is missing."""

    now: datetime
    pace: Pace
    swept_at: datetime | None
    runs: tuple[ports.Run, ...]
    waiting: int
    held: int
    dead: tuple[ports.DeadLetter, ...]
    doubts: tuple[Doubt, ...]
    rates_left: int

    @property
    def alarms(self) -> tuple[str, ...]:
        """Those that AWS would raise, by name."""
        raised = {
            "CLOCK": self.pace is not Pace.OK,
            "RATES": self.rates_left <= RATES_WARNED,
            "DEAD_LETTERS": bool(self.dead),
            "UNCERTAIN": any(doubt.open for doubt in self.doubts),
        }
        return tuple(name for name, is_raised in raised.items() if is_raised)


def report(
    runs: ports.Runs,
    queue: ports.Queue,
    dead: ports.DeadLetters,
    cases: ports.Cases,
    register: Register,
    now: datetime,
) -> Report:
    """A handful of calls, and one for each case that was in doubt this week (at most `MOST`)."""
    last = runs.last(A_WEEK)
    waiting, held = queue.depths()
    swept_at = _swept_at(last)
    return Report(
        now,
        _pace(swept_at, now),
        swept_at,
        last[:MOST],
        waiting,
        held,
        dead.some(MOST),
        _doubts(last, cases),
        rates_left(register, now.astimezone(PARIS).date()),
    )


def pace(runs: ports.Runs, now: datetime) -> Pace:
    """One call. A sweep is missed when none came for an hour."""
    return _pace(_swept_at(runs.last(4)), now)  # the last ones may have asked BODACC only


def rates_left(register: Register, today: date) -> int:
    """How many days from today have every rate that penalties and interest are computed with (B22)."""
    ends = [register.parameter(key).versions[-1].end or date.max for key in RATES]
    return (min(ends) - today).days + 1


def _swept_at(runs: tuple[ports.Run, ...]) -> datetime | None:
    """The run counts what was due even when nothing was."""
    return next((run.at for run in runs if "due" in run.counts), None)


def _pace(swept_at: datetime | None, now: datetime) -> Pace:
    if swept_at is None:
        return Pace.NEVER
    return Pace.LATE if now - swept_at > LATE_AFTER else Pace.OK


def _doubts(runs: tuple[ports.Run, ...], cases: ports.Cases) -> tuple[Doubt, ...]:
    """Workers count a doubt as `uncertain:<account>/<case>`: it is found without looking at any other case."""
    since: dict[tuple[str, str], datetime] = {}
    for run in runs:
        for outcome in run.counts:
            what, _, case = outcome.partition(":")
            if what == UNCERTAIN and case:
                account, _, id = case.partition("/")
                since[account, id] = run.at
    return tuple(
        Doubt(account, id, at, _is_open(cases.history(account, id), id))
        for (account, id), at in islice(since.items(), MOST)
    )


def _is_open(history: tuple[Recorded, ...], case: str) -> bool:
    return bool(history) and any(letter.uncertain for letter in fold(case, history).letters)
