"""The proof would notice: with one safeguard taken out of the product, histories break, and say how."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from chalicelib.cases import due, leaving
from chalicelib.services import step, telling
from tests import fakes
from tests.clock import world as worlds
from tests.clock.fate import Failing
from tests.clock.histories import history
from tests.clock.invariants import broken

MOST = 80  # histories until one breaks


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def noticed(words: str) -> bool:
    return any(words in each for seed in range(MOST) for each in broken(history(seed)))


def test_a_message_sent_again_when_nobody_knows_whether_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    send = worlds._Provider.send

    class Insists:
        def __init__(self, mailer: Any) -> None:
            self.mailer = mailer

        def send(self, mail: Any) -> str:
            try:
                return str(self.mailer.send(mail))
            except Failing:
                return str(self.mailer.send(mail))

    of_step = step._send
    monkeypatch.setattr(
        step, "_send", lambda clock, *told: of_step(replace(clock, mailer=Insists(clock.mailer)), *told)
    )
    assert send
    assert noticed("accepted twice")


def test_a_letter_that_takes_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    write = step.write
    monkeypatch.setattr(step, "write", lambda *told: write(*told[:6]))
    monkeypatch.setattr(fakes.Cases, "turn", lambda *asked: 0)
    assert noticed("within ")


def test_a_reminder_that_was_not_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "_told_of", lambda *asked: True)
    assert noticed("was not told before")


def test_a_reminder_that_leaves_at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "LAST_TIME", time(23, 59))
    assert noticed("outside days and hours")


def test_a_mail_that_nobody_knows_of_taken_for_read(monkeypatch: pytest.MonkeyPatch) -> None:
    record = telling._record

    def certain(space: Any, case: str, mail: Any, event: Any) -> None:
        record(space, case, mail, event.model_copy(update={"certain": True}))

    monkeypatch.setattr(telling, "_record", certain)
    assert noticed("told")
