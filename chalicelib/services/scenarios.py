"""Changing when steps come: what it would move, told before; then the change, and the cases put in their new places.

A scenario decides when the clock looks at a case, so a change writes in an order that may be cut anywhere: the cases
that come sooner are moved first (looked at too early, a case is only placed again), then the scenario is kept, then
the cases that come later are moved (until then they are looked at too early).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.cases.fold import fold
from chalicelib.cases.parties import AccountScenarios
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.cases.sequence import Planned, forecast
from chalicelib.documents.case_json import Position, step
from chalicelib.services import accounts, ports
from chalicelib.services.space import (
    Kin,
    Space,
    every_open_case,
    history_of,
    kin_of,
    moved,
    place,
    place_of,
    positions,
    together,
)

DAYS_AHEAD = 30

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Effect:
    """A case whose next step moves: before the change and after it."""

    before: Position
    after: Position

    def document(self) -> dict[str, Any]:
        case = self.after.case
        return {
            "id": case.id,
            "debtor": self.after.followed.debtor.debtor.name or "",
            "invoices": [invoice.ref for invoice in case.invoices],
            "before": step(self.before.action),
            "after": step(self.after.action),
        }


def of_account(space: Space, changes: AccountScenarios) -> tuple[Effect, ...]:
    """What the account's scenarios would move."""
    before = every_open_case(space)
    return _effects(before, _again(space.under(replace(space.account, scenarios=changes)), before))


def of_debtor(space: Space, debtor: str, changes: ScenarioChanges) -> tuple[Effect, ...]:
    """What a scenario of its own would move for one client. Raises Gone."""
    kin = kin_of(space, debtor)
    facts = kin.debtor.facts.model_copy(update={"scenario": changes})
    after = together(space, Kin(replace(kin.debtor, facts=facts), kin.cases))
    return _effects(together(space, kin), after)


def of_case(space: Space, case: str, changes: ScenarioChanges) -> tuple[Effect, ...]:
    """What a scenario of its own would move: the case itself, and its siblings that wait for it."""
    now = fold(case, history_of(space, case))
    kin = kin_of(space, now.debtor)
    after = together(space, kin, now.model_copy(update={"scenario": changes}))
    return _effects(together(space, kin, now), after)


def change_account(
    space: Space, version: int, changes: AccountScenarios, kept: ports.Accounts
) -> ports.Account:
    """Keeps the account's scenarios, and places every case they move. Raises Conflict."""
    if changes != space.account.scenarios and version != space.account.version:
        raise ports.Conflict
    before = every_open_case(space)
    changed = space.under(replace(space.account, scenarios=changes))
    return _in_order(
        changed,
        before,
        _again(changed, before),
        lambda: accounts.change_scenarios(space.id, version, changes, kept),
    )


def change_debtor(space: Space, debtor: ports.Debtor) -> ports.Debtor:
    """Keeps what is known of a client, and places those of its cases that it moves. Raises Conflict."""
    try:
        kin = kin_of(space, debtor.id)
    except ports.Gone:
        return space.debtors.put(space.id, debtor)
    after = together(space, Kin(debtor, kin.cases))
    return _in_order(space, together(space, kin), after, lambda: space.debtors.put(space.id, debtor))


def ahead(space: Space) -> tuple[tuple[Planned, Position], ...]:
    """«Ce qui partira dans les 30 jours», with the case each letter belongs to."""
    standing = every_open_case(space)
    followed = tuple(each.followed for each in standing.values())
    return tuple(
        (each, standing[each.case]) for each in forecast(followed, space.today, DAYS_AHEAD, space.register)
    )


def _again(space: Space, before: Mapping[str, Position]) -> dict[str, Position]:
    """The same cases under other scenarios of the account."""
    debtors = {
        each.case.debtor: ports.Debtor(each.case.debtor, each.followed.debtor) for each in before.values()
    }
    return positions(space, [each.case for each in before.values()], debtors)


def _effects(before: Mapping[str, Position], after: Mapping[str, Position]) -> tuple[Effect, ...]:
    return tuple(
        Effect(before[id], each) for id, each in after.items() if step(before[id].action) != step(each.action)
    )


def _in_order(
    space: Space, before: Mapping[str, Position], after: Mapping[str, Position], keep: Callable[[], Kept]
) -> Kept:
    places = moved(before, after)
    sooner = [each for each in places if _comes_sooner(each.due, place_of(before[each.case]).due)]
    place(space, sooner)
    kept = keep()
    place(space, [each for each in places if each not in sooner])
    return kept


def _comes_sooner(due: datetime | None, than: datetime | None) -> bool:
    return due is not None and (than is None or due < than)
