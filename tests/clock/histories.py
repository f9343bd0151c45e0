"""A seeded history: people, a clock whose every call may fail, some weeks, then some days on which nothing fails."""

import random
from datetime import datetime, time, timedelta

from chalicelib.cases.case import PARIS
from chalicelib.core.days import ONE_DAY, next_working_day
from tests.clock.fate import Fault, faults_of
from tests.clock.people import People
from tests.clock.world import QUARTER, World

FIRST = datetime(2025, 1, 2, 7, tzinfo=PARIS)
LAST = datetime(2026, 12, 10, 7, tzinfo=PARIS)  # some histories end where rates are not known yet
MOST_TICKS = 400
DEEPEST = 2  # workers stopped in the middle of a call while others work
CALM = 6  # days: any news is told by then, whatever the holidays


def history(seed: int) -> World:
    """The world at the end of it. The same seed is the same history."""
    chance = random.Random(f"history {seed}")
    first = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days), minutes=chance.randrange(720))
    world = World(seed, first)
    people = People(world)
    people.settle_in()
    trouble = chance.choice((0.0, 0.01, 0.03, 0.1))
    others = chance.choice((0.0, 0.01, 0.05))
    with world.watched():
        world.fate.draw = lambda call: _fault(world, call, trouble)
        world.fate.meanwhile = lambda call: _meanwhile(world, people, others)
        people.fate.draw = lambda call: _fault(world, call, trouble)
        _live(world, people, first + timedelta(days=chance.choice((5, 12, 30))))
        in_peace(world)
    return world


def in_peace(world: World, days: int = CALM) -> None:
    """Nothing fails any more, for some days and until the middle of a working morning."""
    world.fate.draw, world.fate.meanwhile = lambda call: None, lambda call: None
    world.calm = True
    world.note("--- nothing fails any more")
    _live(world, None, world.now + timedelta(days))
    _live(world, None, datetime.combine(next_working_day(world.today + ONE_DAY), time(9, 50), PARIS))
    for _ in range(8):
        _tick(world)
        world.now += QUARTER


def _live(world: World, people: People | None, end: datetime) -> None:
    for _ in range(MOST_TICKS):
        _wait(world, people, end)
        if world.now >= end:
            break
        while people and world.random.random() < 0.35:
            people.act()
        _tick(world)
    world.now = max(world.now, end)


def _tick(world: World) -> None:
    world.sweep()
    for _ in range(world.random.choice((1, 2, 2, 4))):
        if not world.work():
            break


def _wait(world: World, people: People | None, end: datetime) -> None:
    """Until the next quarter of an hour that something happens in; sometimes nobody is there for days."""
    comes = world.next_instant() or end
    draw = world.random.random()
    if people and draw < 0.03:
        comes = world.now + timedelta(days=world.random.randint(1, 10))
        world.note("--- down")
    elif people and draw < 0.3:
        comes = min(comes, world.now + timedelta(minutes=world.random.randint(1, 2000)))
    quarters = max(1, -(-(comes - world.now) // QUARTER))
    world.now = min(world.now + quarters * QUARTER, max(end, world.now))


def _fault(world: World, call: str, trouble: float) -> Fault | None:
    """A worker that has lived too long is no more."""
    world.now += timedelta(seconds=world.random.random() / 4)
    if world.ends and world.now > world.ends[-1]:
        return Fault.KILLED_BEFORE
    if world.random.random() >= trouble:
        return None
    fault = world.random.choice(faults_of(call))
    world.note(f"  {fault.name} at {call}")
    return fault


def _meanwhile(world: World, people: People, others: float) -> None:
    if len(world.ends) not in range(1, DEEPEST + 1) or world.random.random() >= others:
        return
    if world.random.random() < 0.5:
        people.act()
        return
    world.work(most=world.random.choice((1, 10)))
