"""Every call of a step, one after the other: it is cut there in every way, or others act just there.

Nothing is drawn by lot here: what `test_histories` may meet, this goes through.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from chalicelib.cases import events as e
from tests.clock.fate import Fault, faults_of
from tests.clock.invariants import broken
from tests.clock.scenes import CASE, later, letters, run, tell, the_day, the_eve
from tests.clock.world import World

PAID = e.PaymentReceived(date=date(2026, 10, 19), amount=Decimal("1200.00"))
SCENES = {"the creditor is told": the_eve, "a reminder leaves": the_day}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def calls_of(scene: Callable[[], World]) -> list[str]:
    """What one sweep and one worker ask of the outside, in order."""
    world, calls = scene(), list[str]()
    world.fate.meanwhile = calls.append
    run(world)
    return calls


def at_call(number: int, do: Callable[[], object]) -> Callable[[str], None]:
    """Does it once, before the call of that number, and lets what it calls itself pass."""
    left = number

    def meanwhile(call: str) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            do()

    return meanwhile


def nth(number: int, fault: Fault) -> Callable[[str], Fault | None]:
    left = iter([*[None] * number, fault])
    return lambda call: next(left, None)


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_cut_at_any_call_in_any_way_nothing_leaves_twice_and_nothing_is_lost(
    scene: Callable[[], World],
) -> None:
    found = []
    for number, call in enumerate(calls_of(scene)):
        for fault in faults_of(call):
            world = scene()
            world.fate.draw = nth(number, fault)
            run(world)
            later(world)
            found += [f"{fault.name} at {call} (#{number}): {each}" for each in broken(world)]
            if len(letters(world)) > 1:
                found.append(f"{fault.name} at {call} (#{number}): {letters(world)}")
    assert found == []


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_another_worker_that_does_it_all_at_any_call_does_it_instead(scene: Callable[[], World]) -> None:
    found = []
    for number, call in enumerate(calls_of(scene)):
        world = scene()
        world.sweep()
        world.fate.meanwhile = at_call(number, lambda world=world: world.work(1))
        run(world)
        later(world)
        found += [f"at {call} (#{number}): {each}" for each in broken(world)]
        if letters(world) != [(CASE, "1")]:
            found.append(f"at {call} (#{number}): {letters(world)}")
    assert found == []


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_paid_at_any_call_nothing_leaves_but_what_was_claimed_before(scene: Callable[[], World]) -> None:
    found, left = [], []
    for number, call in enumerate(calls_of(scene)):
        world = scene()
        world.fate.meanwhile = at_call(number, lambda world=world: tell(world, PAID))
        run(world)
        later(world)
        found += [f"at {call} (#{number}): {each}" for each in broken(world)]
        left += [call for _ in letters(world)]
    assert found == []
    if scene is the_day:
        assert left[0] == "mailer.send"
        assert len(set(left)) < len(calls_of(scene))
    else:
        assert left == []
