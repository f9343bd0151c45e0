"""Thousands of histories in which everything fails: what holds of each is in `invariants`.

A history that breaks prints its seed: `python -m tests.clock.replay SEED` tells it again, call by call.
"""

import logging
from collections.abc import Iterator

import pytest

from tests.clock.histories import history
from tests.clock.invariants import broken

FEW, MANY, A_TEST = 60, 2000, 20


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def faults(first: int) -> list[str]:
    """What is broken in any of the histories from this seed on."""
    found = []
    for seed in range(first, first + A_TEST):
        found += [f"python -m tests.clock.replay {seed}: {each}" for each in broken(history(seed))]
    return found


@pytest.mark.parametrize("first", range(0, FEW, A_TEST))
def test_whatever_fails_each_step_leaves_at_most_once_and_nothing_is_silent(first: int) -> None:
    assert faults(first) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FEW, MANY, A_TEST))
def test_the_same_of_thousands_of_histories(first: int) -> None:
    assert faults(first) == []


def test_the_same_seed_is_the_same_history() -> None:
    assert history(7).trace == history(7).trace
