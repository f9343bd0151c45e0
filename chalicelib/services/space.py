"""One subscriber's cases at an instant: read together, followed under its scenarios, put in their place in the list.

The cases of one debtor are looked at together (E03), so that each read of one is a read of its siblings too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.due import check_of, is_evening, moment_of
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Recorded
from chalicelib.cases.life import Followed, follow, situation_of
from chalicelib.cases.sequence import next_actions
from chalicelib.core.errors import Refusal
from chalicelib.documents.case_json import Position
from chalicelib.law.register import Register
from chalicelib.services import ports

TRIES = 3  # of a place that others move meanwhile
ALL = 1000  # cases a call, when every one is needed


@dataclass(frozen=True)
class Space:
    """What a subscriber asks is answered from: its account, its store, the law, and the time."""

    account: ports.Account
    cases: ports.Cases
    debtors: ports.Debtors
    register: Register
    now: datetime

    @property
    def id(self) -> str:
        return self.account.id

    @property
    def today(self) -> date:
        return self.now.astimezone(PARIS).date()

    def follow(self, case: Case, debtor: ports.Debtor) -> Followed:
        account = self.account
        followed = follow(
            case, debtor.facts, account.scenarios.of(debtor.facts.regime), self.today, self.register
        )
        return replace(
            followed,
            evening=is_evening(self.now),
            quiet=account.suspended or account.unheard_since is not None,
            dead_address=debtor.dead.email if debtor.dead else None,
        )

    def under(self, account: ports.Account) -> "Space":
        """The same, were the account so."""
        return replace(self, account=account)


def history_of(space: Space, case: str) -> tuple[Recorded, ...]:
    """Refuses CASE_UNKNOWN."""
    history = space.cases.history(space.id, case)
    if not history:
        raise Refusal("CASE_UNKNOWN")
    return history


def positions(
    space: Space, cases: Iterable[Case], debtors: Mapping[str, ports.Debtor]
) -> dict[str, Position]:
    """Where each of these cases stands, by id and in their order; the open ones of one debtor seen together."""
    followed = {case.id: space.follow(case, debtors[case.debtor]) for case in cases}
    actions = next_actions([each for each in followed.values() if not each.case.closed], space.register)
    for id, each in followed.items():
        if id not in actions:
            actions |= next_actions([each], space.register)
    return {id: Position(each, situation_of(each), actions[id]) for id, each in followed.items()}


@dataclass(frozen=True)
class Kin:
    """A debtor and all its cases, open or closed."""

    debtor: ports.Debtor
    cases: tuple[Case, ...]


def kin_of(space: Space, debtor: str) -> Kin:
    """Two calls. Raises Gone."""
    return Kin(space.debtors.get(space.id, debtor), space.cases.of_debtor(space.id, debtor))


def together(space: Space, kin: Kin, *known: Case) -> dict[str, Position]:
    """Where the open cases of a debtor stand; `known` replaces what was read, or is about to be written."""
    cases = {case.id: case for case in kin.cases if not case.closed} | {case.id: case for case in known}
    return positions(space, cases.values(), {kin.debtor.id: kin.debtor})


def every_open_case(space: Space) -> dict[str, Position]:
    """Where each open case of the account stands; one call for a thousand of them, and one for the debtors."""
    debtors = {debtor.id: debtor for debtor in space.debtors.all(space.id)}
    cases: list[Case] = []
    after: str | None = None
    while True:
        page = space.cases.open_cases(space.id, after, ALL)
        cases += page.cases
        after = page.next
        if after is None:
            return positions(space, cases, debtors)


def place_of(position: Position) -> ports.Place:
    """The day of a case in the list, when the clock must look at it, and when BODACC is to be asked."""
    case, followed = position.case, position.followed
    return ports.Place(
        case=case.id,
        debtor=case.debtor,
        version=case.version,
        day=position.action.day,
        due=None if case.closed else moment_of(followed, position.action),
        check=check_of(followed),
    )


def moved(before: Mapping[str, Position], after: Mapping[str, Position]) -> tuple[ports.Place, ...]:
    """The new places of the cases that what happened between the two moves."""
    return tuple(
        place_of(each)
        for id, each in after.items()
        if not each.case.closed and (id not in before or place_of(before[id]) != place_of(each))
    )


def place(space: Space, places: Collection[ports.Place]) -> None:
    """Writes places; a case somebody wrote to meanwhile is read and placed again."""
    for _ in range(TRIES):
        if not places:
            return
        left = space.cases.place(space.id, places)
        places = [place_of(now) for now in map(partial(_as_it_is, space), left) if not now.case.closed]


def _as_it_is(space: Space, id: str) -> Position:
    case = fold(id, history_of(space, id))
    return together(space, kin_of(space, case.debtor), case)[id]
