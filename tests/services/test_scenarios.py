"""Changing when steps come: told before it is done, and cut anywhere it never makes the clock look too late."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.parties import AccountScenarios
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.law.notice import Document
from chalicelib.services import ports, scenarios
from chalicelib.services.cases import open_case, record_fact
from chalicelib.services.debtors import StaleDebtor, debtor_seen, every_debtor, put_debtor
from chalicelib.services.space import Space, every_open_case, place_of
from tests import builders as a
from tests import fakes
from tests.services.a_space import (
    ACCOUNT,
    a_payment,
    a_space,
    an_invoice,
    an_opening,
    everything_in_its_place,
)
from tests.services.unreliable import Broken, Line, over

SOONER = AccountScenarios.model_validate({"b2b": {"first_reminder": 3, "hour": 8}})
LATER = AccountScenarios.model_validate({"b2b": {"first_reminder": 40}})
MIXED = AccountScenarios.model_validate({"b2b": {"first_reminder": 40, "courtesy_reminder": -20, "hour": 8}})
NEVER = ScenarioChanges.model_validate(
    {
        step: {"off": True}
        for step in ("courtesy_reminder", "first_reminder", "second_reminder", "formal_notice")
    }
)


@pytest.fixture
def world() -> fakes.World:
    """Three clients: one late, one whose invoice falls due in a month, one paused."""
    world = fakes.World()
    space = a_space(world)
    for number, due in enumerate(("2026-11-17", "2026-12-20", "2026-10-15")):
        client = {"facts": a.a_debtor(debtor={"name": f"Client {number}"}).model_dump()}
        invoice = an_invoice(f"F-{number}", due=due)
        open_case(space, an_opening(f"case-000{number}", invoice, debtor=client, sending="send_reminders"))
    record_fact(
        space, "case-0002", 1, "paused-001", e.Paused(until=space.today.replace(day=27), reason="Accord")
    )
    return world


@pytest.fixture
def space(world: fakes.World) -> Space:
    return a_space(world)


def moved(effects: tuple[scenarios.Effect, ...]) -> dict[str, tuple[Any, Any]]:
    documents = [effect.document() for effect in effects]
    return {each["id"]: (each["before"], each["after"]) for each in documents}


def change(space: Space, changes: AccountScenarios) -> ports.Account:
    world: fakes.World = space.cases.world  # type: ignore[attr-defined]
    return scenarios.change_account(space, space.account.version, changes, fakes.Accounts(world))


def test_only_the_cases_whose_next_step_moves_are_told(space: Space, world: fakes.World) -> None:
    effects = moved(scenarios.of_account(space, LATER))
    assert effects.keys() == {"case-0000"}
    before, after = effects["case-0000"]
    assert (before["document"], before["day"]) == ("first_reminder", "2026-11-23")
    assert (after["document"], after["day"], after["label"]) == (
        "first_reminder", "2026-12-28", "Première relance",
    )  # fmt: skip
    assert moved(scenarios.of_account(space, AccountScenarios())) == {}
    assert everything_in_its_place(space, world)  # nothing was done


def test_a_client_or_a_case_has_its_own(space: Space) -> None:
    debtor = next(s.case.debtor for s in space.cases.world.shown.values() if s.case.id == "case-0001")  # type: ignore[attr-defined]
    earlier = ScenarioChanges.model_validate({"courtesy_reminder": -20})
    for effects in (
        scenarios.of_debtor(space, debtor, earlier),
        scenarios.of_case(space, "case-0001", earlier),
    ):
        before, after = moved(effects)["case-0001"]
        assert (before["day"], after["day"]) == ("2026-12-15", "2026-11-30")
    with pytest.raises(ports.Gone):
        scenarios.of_debtor(space, "debtor-9999", earlier)


@pytest.mark.parametrize("changes", [SOONER, LATER, MIXED])
def test_a_change_moves_every_case_it_touches_and_only_those(
    space: Space, world: fakes.World, changes: AccountScenarios
) -> None:
    account = change(space, changes)
    assert account.scenarios == changes
    after = space.under(account)
    assert everything_in_its_place(after, world)
    line = Line(None, after=False)
    scenarios.change_account(over(line, after), account.version, changes, fakes.Accounts(world))
    assert line.writes == 0  # the same again


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "not written"])
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("changes", [SOONER, LATER, MIXED])
def test_a_change_cut_anywhere_never_makes_the_clock_look_too_late(
    space: Space, world: fakes.World, changes: AccountScenarios, at: int, after: bool
) -> None:
    line = Line(at, after=after)
    accounts = line.through(fakes.Accounts(world))
    with suppress(Broken):
        scenarios.change_account(over(line, space), space.account.version, changes, accounts)
    kept = space.under(world.accounts[ACCOUNT])
    for id, position in every_open_case(kept).items():
        right, looked_at = place_of(position).due, world.shown[ACCOUNT, id].due
        assert right is None or (looked_at is not None and looked_at <= right)


def test_a_tab_that_is_late_changes_no_scenario_and_moves_nothing(space: Space, world: fakes.World) -> None:
    stale = space.under(replace(space.account, version=0))
    with pytest.raises(ports.Conflict):
        change(stale, LATER)
    assert world.accounts[ACCOUNT].scenarios == AccountScenarios()
    assert everything_in_its_place(space, world)


def test_a_case_written_to_meanwhile_is_placed_as_it_has_become(space: Space, world: fakes.World) -> None:
    class Busy(fakes.Cases):
        def place(self, account: str, places: Any) -> tuple[str, ...]:
            if "case-0000" not in told:
                told.append("case-0000")
                record_fact(space, "case-0000", 1, "payment-1", a_payment("20.00"))
            return super().place(account, places)

    told: list[str] = []
    account = change(replace(space, cases=Busy(world)), LATER)
    assert world.shown[ACCOUNT, "case-0000"].case.version == 2
    assert everything_in_its_place(space.under(account), world)


def test_what_leaves_within_thirty_days_names_its_case(space: Space) -> None:
    told = [(each.day.isoformat(), each.document, p.case.id) for each, p in scenarios.ahead(space)]
    assert ("2026-11-23", Document.FIRST_REMINDER, "case-0000") in told
    assert ("2026-12-15", Document.COURTESY, "case-0001") in told
    assert told == sorted(told, key=lambda each: each[0])


# --- clients -------------------------------------------------------------------------------------------------------


def test_a_change_of_a_client_moves_its_cases(space: Space, world: fakes.World) -> None:
    debtor = world.shown[ACCOUNT, "case-0000"].case.debtor
    seen = debtor_seen(space, debtor)
    facts = seen.debtor.facts.model_copy(update={"scenario": NEVER})
    changed = put_debtor(space, debtor, seen.debtor.version, facts)
    assert changed.debtor.version == seen.debtor.version + 1
    assert everything_in_its_place(space, world)
    again = put_debtor(space, debtor, seen.debtor.version, facts)
    assert again.debtor == changed.debtor
    with pytest.raises(StaleDebtor) as stale:
        put_debtor(space, debtor, seen.debtor.version, seen.debtor.facts)
    assert stale.value.current.debtor == changed.debtor


def test_a_client_is_added_under_an_id_of_ones_own(space: Space) -> None:
    added = put_debtor(space, "debtor-0001", 0, a.a_debtor())
    assert (added.debtor.version, added.followed) == (1, ())
    assert put_debtor(space, "debtor-0001", 0, a.a_debtor()).debtor == added.debtor


def test_clients_are_listed_with_their_open_cases(space: Space) -> None:
    put_debtor(space, "debtor-0001", 0, a.a_debtor())
    record_fact(space, "case-0001", 1, "closed-001", e.Closed(reason=e.ClosingReason.MISTAKE))
    listed = {seen.debtor.facts.debtor.name: len(seen.followed) for seen in every_debtor(space)}
    assert listed == {"Client 0": 1, "Client 1": 0, "Client 2": 1, "Imprimerie Vasseur": 0}
