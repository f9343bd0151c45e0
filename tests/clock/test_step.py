"""One step, in the situations people complain of: it leaves once, or not at all and somebody knows why."""

import logging
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.facts import Obstacle
from chalicelib.law.notice import Document
from chalicelib.services.answers import Doors, Said, answer_debtor, answer_quick
from chalicelib.services.cases import case_of
from chalicelib.services.debtors import put_debtor
from tests import fakes
from tests.clock.fate import Fault
from tests.clock.invariants import broken
from tests.clock.scenes import ACCOUNT, CASE, DAY, at, later, letters, run, tell, the_day, the_eve, why
from tests.clock.world import World

OTHER = "case-0002"
PAID = e.PaymentReceived(date=date(2026, 10, 20), amount=Decimal("1200.00"))


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def once(world: World, call: str, fault: Fault) -> None:
    """This goes wrong at the first such call."""
    left = [fault]
    world.fate.draw = lambda name: left.pop() if name == call and left else None


def outcomes(world: World) -> set[str]:
    return {outcome for counts in world.kept.runs.values() for outcome in counts} - {"due"}


def test_the_reminder_leaves_on_its_day_at_its_hour_once() -> None:
    world = the_day()
    run(world, 4)
    assert letters(world) == [(CASE, "1")]
    assert outcomes(world) == {"told", "sent"}


def test_paid_between_the_sweep_and_the_step_nothing_leaves() -> None:
    world = the_day()
    world.sweep()
    tell(world, PAID)
    run(world, 2)
    later(world, 10)
    assert letters(world) == []


@pytest.mark.parametrize(
    "event",
    [
        PAID,
        e.DisputeRaised(reason="Malfaçons."),
        e.Paused(until=date(2026, 12, 31), reason="Congés"),
        e.PaymentPromised(until=date(2026, 12, 31)),
        e.Closed(reason=e.ClosingReason.WAIVED),
        e.InsolvencyRecorded(procedure=e.Procedure.LIQUIDATION, judgment_date=date(2026, 10, 1)),
        e.SendingChosen(sending=e.Sending.TELL_ME),
        e.StepSkipped(document=Document.FIRST_REMINDER),
    ],
    ids=lambda event: event.kind,
)
def test_what_is_recorded_in_the_very_middle_of_the_step_keeps_it_from_leaving(event: e.Event) -> None:
    world = the_day()
    left = [event]
    world.fate.meanwhile = lambda call: tell(world, left.pop()) if call == "files.put" and left else None
    run(world, 2)
    assert letters(world) == []
    assert "skipped:CONFLICT" in outcomes(world)


@pytest.mark.parametrize(
    "event",
    [
        e.InsolvencyRecorded(procedure=e.Procedure.LIQUIDATION, judgment_date=date(2026, 10, 1)),
        e.ObstacleRecorded(obstacle=Obstacle.STRUCK_OFF),
    ],
    ids=lambda event: event.kind,
)
def test_what_is_recorded_of_another_case_of_the_debtor_meanwhile_keeps_it_from_leaving(event: e.Event) -> None:
    world = the_day(CASE, OTHER, together=True)
    left = [event]
    world.fate.meanwhile = lambda call: tell(world, left.pop(), OTHER) if call == "files.put" and left else None
    run(world, 2)
    assert letters(world) == []
    assert "skipped:CONFLICT" in outcomes(world)


def test_a_client_who_is_taken_off_the_sequence_meanwhile_gets_nothing() -> None:
    world = the_day()
    space = world.space(ACCOUNT)
    debtor = space.debtors.get(ACCOUNT, case_of(space, CASE).position.case.debtor)
    facts = [debtor.facts.model_copy(update={"opted_out": True})]

    def change(call: str) -> None:
        if call == "files.put" and facts:
            put_debtor(space, debtor.id, debtor.version, facts.pop())

    world.fate.meanwhile = change
    run(world, 2)
    assert letters(world) == []
    assert "skipped:CONFLICT" in outcomes(world)


def test_two_workers_at_once_send_one_letter() -> None:
    world = the_day()
    world.sweep()
    world.sweep()
    left = ["another worker"]
    world.fate.meanwhile = lambda call: left and call == "cases.append" and left.pop() and world.work(1)
    with world.watched():
        world.work(1)
    assert letters(world) == [(CASE, "1")]


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_message_given_again_does_nothing_more(times: int) -> None:
    world = the_day()
    for _ in range(times):
        world.sweep()
    run(world, 2)
    assert letters(world) == [(CASE, "1")]


@pytest.mark.parametrize(
    ("call", "fault", "accepted"),
    [
        ("cases.append", Fault.KILLED_AFTER, 0),
        ("mailer.send", Fault.KILLED_BEFORE, 0),
        ("mailer.send", Fault.REFUSED, 0),
        ("mailer.send", Fault.LOST_ANSWER, 1),
        ("mailer.send", Fault.KILLED_AFTER, 1),
    ],
)
def test_cut_off_after_the_claim_it_is_shown_as_uncertain_and_never_sent_again(
    call: str, fault: Fault, accepted: int
) -> None:
    world = the_day()
    once(world, call, fault)
    run(world, 2)
    assert why(world) == "SENDING_UNCERTAIN"
    told = world.space(ACCOUNT).cases.history(ACCOUNT, CASE)[-1].event
    assert isinstance(told, e.CreditorTold)
    assert told.action == "confirm_sent"  # within the run after the ten minutes of doubt
    later(world, 10)
    assert len(letters(world)) == accepted


@pytest.mark.parametrize("fault", [Fault.KILLED_BEFORE, Fault.REFUSED])
def test_cut_off_before_the_claim_it_leaves_at_the_next_run(fault: Fault) -> None:
    world = the_day()
    once(world, "cases.append", fault)
    run(world, 4)
    assert letters(world) == [(CASE, "1")]


def test_discarded_by_the_creditor_it_is_written_anew() -> None:
    world = the_day()
    once(world, "mailer.send", Fault.KILLED_BEFORE)
    run(world, 2)
    tell(world, e.LetterDiscarded(letter=1))
    later(world)
    assert letters(world) == [(CASE, "2")]


def test_confirmed_by_the_creditor_it_counts_as_sent() -> None:
    world = the_day()
    once(world, "mailer.send", Fault.KILLED_AFTER)
    run(world, 2)
    tell(world, e.LetterSent(letter=1, date=date(2026, 10, 20), channel="email"))
    later(world)
    assert letters(world) == [(CASE, "1")]
    assert why(world) == "STEP_TO_COME"


def test_refused_for_now_it_leaves_an_hour_later() -> None:
    world = the_day()
    once(world, "mailer.send", Fault.NOT_ACCEPTED)
    run(world, 3)
    assert letters(world) == []
    run(world, 4)
    assert letters(world) == [(CASE, "2")]


def test_refused_for_good_it_waits_for_a_person_who_is_told() -> None:
    world = the_day()
    once(world, "mailer.send", Fault.NEVER_ACCEPTED)
    run(world, 4)
    assert letters(world) == []
    assert why(world) == "STEP_HELD"
    assert world.kept.shown[ACCOUNT, CASE].case.told.action == "correct"  # type: ignore[union-attr]


def test_a_case_that_always_fails_holds_up_no_other_and_is_put_off() -> None:
    world = the_day(CASE, OTHER)
    history = world.cases.history

    def poisoned(account: str, case: str) -> object:
        if case == OTHER:
            raise ValueError(case)
        return history(account, case)

    world.cases.history = poisoned  # type: ignore[assignment, method-assign]
    for _ in range(40):
        run(world)
    assert letters(world) == [(CASE, "1")]
    due = world.kept.shown[ACCOUNT, OTHER].due
    assert world.dead
    assert due
    assert due > at(DAY)


def test_ten_days_down_are_caught_up_by_the_one_step_that_fits_today() -> None:
    world = the_day()
    world.now = at("2026-10-30 09:00")  # by now the second reminder is due too
    run(world, 6)
    later(world, 1)
    assert len(letters(world)) <= 1
    assert broken(world) == []


def test_two_cases_of_one_client_never_write_within_the_gap() -> None:
    world = the_eve(CASE, OTHER, together=True)
    later(world, 20)
    assert len(letters(world)) > 1
    assert broken(world) == []


def test_not_announced_it_does_not_leave() -> None:
    world = the_eve()
    once(world, "mailer.send", Fault.REFUSED)
    run(world)
    world.now = at(DAY)
    run(world, 2)
    assert letters(world) == []  # nobody knows whether the creditor read of it: it is announced again
    later(world, 1)
    assert letters(world) == [(CASE, "1")]


def test_the_link_of_the_announcement_that_says_send_now_lets_it_leave_at_once() -> None:
    world = the_eve()
    run(world)
    token = next(iter(world.kept.links))
    doors = Doors(fakes.Links(world.kept), world.space, world.now)
    answer_quick(doors, token, e.StepReleased(document=Document.FIRST_REMINDER))
    run(world, 2)
    assert letters(world) == [(CASE, "1")]


def test_what_the_debtor_says_while_a_mail_is_written_is_told_in_the_next_one() -> None:
    world = the_day()
    run(world)
    world.now = at("2026-10-21 09:00")
    token = next(token for token, link in world.kept.links.items() if link.letter)
    said = [Said.DISPUTED]
    doors = Doors(fakes.Links(world.kept), world.space, world.now)
    world.fate.meanwhile = lambda call: (
        answer_debtor(doors, token, said.pop(), "Malfaçons.") if call == "tellings.sent" and said else None
    )
    run(world)
    later(world)
    assert why(world) == "DISPUTED"
    assert broken(world) == []
