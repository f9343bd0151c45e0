"""The subscriber's clients: found when a case is opened, listed with what they owe, changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.cases.case import Case
from chalicelib.cases.figures import PaymentRecord, payment_record
from chalicelib.cases.life import Followed, Why
from chalicelib.cases.opening import Owing
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.core.errors import Refusal
from chalicelib.services import ports, scenarios
from chalicelib.services.lists import every_case
from chalicelib.services.space import Kin, Space, kin_of


@dataclass(frozen=True)
class DebtorSeen:
    """A client, its cases as they stand today, and its payment record or why it has none."""

    debtor: ports.Debtor
    followed: tuple[Followed, ...]
    record: PaymentRecord | Why


class StaleDebtor(ports.Conflict):
    """Somebody wrote first: nothing was written, and `current` is the client as it is now."""

    def __init__(self, current: DebtorSeen) -> None:
        super().__init__()
        self.current = current


def every_debtor(space: Space) -> tuple[DebtorSeen, ...]:
    """All of them; one call, and those of every case."""
    cases: dict[str, list[Case]] = {}
    for case in every_case(space):
        cases.setdefault(case.debtor, []).append(case)
    debtors = space.debtors.all(space.id)
    return tuple(_seen(space, Kin(debtor, tuple(cases.get(debtor.id, ())))) for debtor in debtors)


def debtor_seen(space: Space, debtor: str) -> DebtorSeen:
    """Raises Gone."""
    return _seen(space, kin_of(space, debtor))


def put_debtor(space: Space, id: str, version: int, facts: FollowedDebtor) -> DebtorSeen:
    """Adds a client (version 0) or replaces what is known of it, and moves its cases. Raises StaleDebtor."""
    try:
        scenarios.change_debtor(space, ports.Debtor(id, facts, version, _dead(space, id, facts.email)))
    except ports.Conflict:
        current = debtor_seen(space, id)
        if current.debtor.facts != facts:  # else it was told twice, and is done
            raise StaleDebtor(current) from None
        return current
    return debtor_seen(space, id)


def debtor_of(space: Space, owing: Owing, id: str) -> ports.Debtor:
    """The client an opening names; one that is new is added under `id`. Refuses DEBTOR_UNKNOWN."""
    if owing.id is not None:
        try:
            return space.debtors.get(space.id, owing.id)
        except ports.Gone:
            raise Refusal("DEBTOR_UNKNOWN", "debtor.id") from None
    assert owing.facts is not None
    if known := same_client(owing.facts, space.debtors.all(space.id)):
        return known
    try:
        return space.debtors.put(space.id, ports.Debtor(id, owing.facts))
    except ports.Conflict:  # the same opening, told twice at once
        return space.debtors.get(space.id, id)


def same_client(facts: FollowedDebtor, among: Iterable[ports.Debtor]) -> ports.Debtor | None:
    """The client these facts are about: of the same regime, with the same SIREN or described in the same words."""
    for each in among:
        known = each.facts
        if known.regime is facts.regime and (
            (known.debtor.siren and known.debtor.siren == facts.debtor.siren) or known.debtor == facts.debtor
        ):
            return each
    return None


def _dead(space: Space, id: str, email: str | None) -> ports.DeadAddress | None:
    """What is known against this address; nothing is against one that the client did not have before."""
    try:
        dead = space.debtors.get(space.id, id).dead
    except ports.Gone:
        return None
    return dead if dead and dead.email == email else None


def _seen(space: Space, kin: Kin) -> DebtorSeen:
    followed = tuple(space.follow(case, kin.debtor) for case in kin.cases if not case.closed)
    return DebtorSeen(kin.debtor, followed, payment_record(kin.debtor.facts.person, kin.cases, space.today))
