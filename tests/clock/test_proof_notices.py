"""The proof would notice: with one safeguard taken out of the product, what happens is said to be broken, and how."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from chalicelib.cases import due, leaving, sequence
from chalicelib.cases.case import Announced
from chalicelib.services import case_letters, step, telling
from chalicelib.services.answers import Doors, Said, answer_debtor
from tests import fakes
from tests.clock.fate import Failing, Fault
from tests.clock.histories import CALM
from tests.clock.invariants import broken
from tests.clock.scenes import CASE, a_world, at, later, letters, run, the_day, the_eve
from tests.clock.world import World

OTHER = "case-0002"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def noticed(world: World, words: str) -> bool:
    return any(words in each for each in broken(world))


def once(world: World, call: str, fault: Fault) -> None:
    left = [fault]
    world.fate.draw = lambda name: left.pop() if name == call and left else None


def test_a_message_sent_again_when_nobody_knows_whether_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Insists:
        def __init__(self, mailer: Any) -> None:
            self.mailer = mailer

        def send(self, mail: Any) -> str:
            try:
                return str(self.mailer.send(mail))
            except Failing:
                return str(self.mailer.send(mail))

    send = step._send
    monkeypatch.setattr(
        step, "_send", lambda clock, *more: send(replace(clock, mailer=Insists(clock.mailer)), *more)
    )
    world = the_day()
    once(world, "mailer.send", Fault.LOST_ANSWER)
    run(world)
    assert noticed(world, "accepted twice")


def test_a_claim_that_anybody_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    def append(self: Any, account: str, case: Any, events: Any, place: Any, *relied_upon: Any) -> None:
        history = self.history(account, case.id)
        self.world.histories[account, case.id] = (*history, *events)
        self.world.shown[account, case.id] = fakes.Shown(case, place.day, place.due)

    world = the_day()
    monkeypatch.setattr(fakes.Cases, "append", append)
    world.sweep()
    world.sweep()
    left = ["another worker"]
    world.fate.meanwhile = lambda call: left and call == "cases.append" and left.pop() and world.work(1)
    with world.watched():
        world.work(1)
    assert len(letters(world)) == 2
    assert noticed(world, "accepted twice")
    assert noticed(world, "not intact")


def test_two_letters_within_the_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence, "last_heard", lambda group: None)
    monkeypatch.setattr(case_letters, "_not_now", lambda *asked: iter(()))
    world = the_eve(CASE, OTHER, together=True)
    later(world, 10)
    assert noticed(world, "within 5 days")


def test_a_reminder_that_was_not_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(followed: Any, step: Any) -> Announced:
        return Announced(document=step.document, leaves_on=date.min)

    monkeypatch.setattr(leaving, "_told_of", told)
    world = a_world()
    later(world, 5)
    assert noticed(world, "was not told before")


def test_a_reminder_that_leaves_in_the_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    world = the_day()
    monkeypatch.setattr(due, "LAST_TIME", time(23, 59))
    world.now = at("2026-10-20 21:00")
    run(world)
    assert noticed(world, "outside days and hours")


def test_a_mail_to_the_creditor_that_may_not_have_left_taken_for_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = telling._record

    def certain(space: Any, case: str, mail: Any, event: Any) -> None:
        record(space, case, mail, event.model_copy(update={"certain": True}))

    monkeypatch.setattr(telling, "_record", certain)
    world = the_day()
    run(world)
    world.now = at("2026-10-21 09:00")  # the creditor is to be told that it left
    once(world, "mailer.send", Fault.KILLED_BEFORE)
    run(world)
    later(world, CALM)
    assert noticed(world, "was told to nobody")


def test_what_the_debtor_says_meanwhile_taken_for_told(monkeypatch: pytest.MonkeyPatch) -> None:
    record = telling._record

    def everything(space: Any, case: str, mail: Any, event: Any) -> None:
        record(space, case, mail, event.model_copy(update={"version": 10**6}))

    monkeypatch.setattr(telling, "_record", everything)
    world = the_day()
    run(world)
    world.now = at("2026-10-21 09:00")
    token, said = next(t for t, link in world.kept.links.items() if link.letter), [Said.DISPUTED]
    doors = Doors(fakes.Links(world.kept), world.space, world.now)
    world.fate.meanwhile = lambda call: (
        answer_debtor(doors, token, said.pop(), "Malfaçons.") if call == "tellings.sent" and said else None
    )
    run(world)
    later(world, 0)
    assert noticed(world, "dispute_raised")
