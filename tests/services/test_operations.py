"""What the operator sees: whether the clock runs, what it did, what waits for a person."""

from datetime import date, datetime, timedelta

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS
from chalicelib.cases.history import Author
from chalicelib.law.register import load
from chalicelib.services import cases, operations
from chalicelib.services.operations import Pace, Report
from chalicelib.services.ports import DeadLetter
from chalicelib.services.space import kin_of
from tests import builders as a
from tests import fakes
from tests.services.a_space import ACCOUNT, a_space, an_opening

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)
CASE = "case-0001"


@pytest.fixture
def world() -> fakes.World:
    return fakes.World()


def reported(world: fakes.World, now: datetime = NOW) -> Report:
    runs, queue, dead = fakes.Runs(world), fakes.Queue(world), fakes.DeadLetters(world)
    return operations.report(runs, queue, dead, fakes.Cases(world), load(), now)


def swept(world: fakes.World, ago: timedelta, **counts: int) -> None:
    for outcome, times in {"due": 0, **counts}.items():
        fakes.Runs(world).count(NOW - ago, outcome, times)


def test_a_clock_that_never_ran_is_an_alarm(world: fakes.World) -> None:
    report = reported(world)
    assert (report.pace, report.swept_at) == (Pace.NEVER, None)
    assert report.alarms == ("CLOCK",)


@pytest.mark.parametrize(
    ("minutes", "pace"), [(0, Pace.OK), (59, Pace.OK), (60, Pace.OK), (61, Pace.LATE), (9999, Pace.LATE)]
)
def test_a_clock_that_missed_an_hour_is_late(world: fakes.World, minutes: int, pace: Pace) -> None:
    swept(world, timedelta(minutes=minutes))
    report = reported(world)
    assert report.pace is pace
    assert ("CLOCK" in report.alarms) is (pace is Pace.LATE)
    assert operations.pace(fakes.Runs(world), NOW) is pace


def test_asking_bodacc_is_no_sweep(world: fakes.World) -> None:
    swept(world, timedelta(hours=2))
    fakes.Runs(world).count(NOW - timedelta(minutes=5), "check:checked", 3)
    assert reported(world).pace is Pace.LATE
    assert operations.pace(fakes.Runs(world), NOW) is Pace.LATE


def test_the_last_runs_come_with_what_they_did(world: fakes.World) -> None:
    swept(world, timedelta(minutes=15), due=4, sent=3, **{"skipped:PAUSED": 1})
    swept(world, timedelta(0))
    last, before = reported(world).runs
    assert last.counts == {"due": 0}
    assert before.counts == {"due": 4, "sent": 3, "skipped:PAUSED": 1}


def test_no_more_runs_are_told_than_can_be_read(world: fakes.World) -> None:
    for quarter in range(100):
        swept(world, timedelta(minutes=15 * quarter))
    assert len(reported(world).runs) == operations.MOST


@pytest.mark.parametrize(
    ("today", "left", "alarm"),
    [("2026-11-23", 39, False), ("2026-12-01", 31, False), ("2026-12-02", 30, True), ("2027-01-01", 0, True)],
)
def test_the_operator_is_warned_thirty_days_before_a_semester_without_a_rate(
    world: fakes.World, today: str, left: int, alarm: bool
) -> None:
    """The rates of this register are known up to 31 December 2026 (B22)."""
    assert operations.rates_left(load(), date.fromisoformat(today)) == left
    now = datetime.fromisoformat(f"{today}T09:00").replace(tzinfo=PARIS)
    assert ("RATES" in reported(world, now).alarms) is alarm


def test_a_day_begins_in_paris(world: fakes.World) -> None:
    """30 minutes after midnight there, it is still the day before in UTC."""
    assert reported(world, datetime(2026, 12, 2, 0, 30, tzinfo=PARIS)).rates_left == 30


def test_what_failed_too_often_is_an_alarm(world: fakes.World) -> None:
    swept(world, timedelta(0))
    world.dead.append(DeadLetter("m-1", "{}", 5))
    report = reported(world)
    assert [letter.id for letter in report.dead] == ["m-1"]
    assert report.alarms == ("DEAD_LETTERS",)


def test_a_sending_nobody_knows_of_is_listed_until_somebody_said(world: fakes.World) -> None:
    space = a_space(world)
    cases.open_case(space, an_opening(CASE))

    def record(id: str, event: e.Event) -> None:
        history = space.cases.history(ACCOUNT, CASE)
        kin = kin_of(space, fakes.Debtors(world).all(ACCOUNT)[0].id)
        cases.write(space, kin, CASE, history, [(id, event)], Author.CLOCK)

    issued = a.issued(1, "first_reminder")(space.today).model_copy(update={"being_sent": True})
    record("letter-1", issued)
    swept(world, timedelta(0), **{f"uncertain:{ACCOUNT}/{CASE}": 1})
    report = reported(world)
    (doubt,) = report.doubts
    assert (doubt.account, doubt.case, doubt.open) == (ACCOUNT, CASE, True)
    assert report.alarms == ("UNCERTAIN",)
    record("mailed-1", e.LetterMailed(letter=1, date=space.today, message_id="m"))
    report = reported(world)
    assert [each.open for each in report.doubts] == [False]
    assert report.alarms == ()


def test_the_doubts_of_an_erased_account_are_settled(world: fakes.World) -> None:
    swept(world, timedelta(0), **{"uncertain:gone/case-0001": 1, "uncertain": 2})
    report = reported(world)
    assert [each.open for each in report.doubts] == [False]
    assert report.alarms == ()
